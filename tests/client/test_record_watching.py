"""News for whoever has a record open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from tests.packages.conftest import Desk

from owj.packages.customers.entity import Customer
from owj.server.activity import watching
from owj.server.activity.around import spot_of
from owj.server.activity.comments import add_comment, change_comment, remove_comment
from owj.server.activity.watching import MOST_TOLD, tell_watchers, topic_of, watched_topic


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []

    def note(topics: Sequence[str], what: str, **_data: Any) -> None:
        heard.extend(topics)

    monkeypatch.setattr(watching, "notify_live", note)
    return heard


def test_comments_and_changes_are_told_to_the_record_alone(desk: Desk, told: list[str]) -> None:
    ctx = desk.ctx(desk.agent)
    customer = ctx.get(Customer, desk.customer.id)
    topic = topic_of(spot_of(ctx, customer))
    said = add_comment(ctx, "customer", customer.id, "سلام")
    change_comment(ctx, said.comment.pk, "درود")
    remove_comment(ctx, said.comment.pk)
    assert told == [topic] * 3
    told.clear()
    ctx.update(customer, city="یزد")
    assert told == [topic]


def test_new_records_and_great_many_are_told_to_nobody(desk: Desk, told: list[str]) -> None:
    made = desk.system.create(Customer, name="شرکت نو")
    assert told == []
    spot = spot_of(desk.system, made)
    tell_watchers([spot] * MOST_TOLD)
    assert len(told) == MOST_TOLD


def test_a_page_listens_to_records_in_sight_only(desk: Desk) -> None:
    own = f"customer:{desk.customer.id}"
    assert watched_topic(desk.ctx(desk.agent), own)
    assert watched_topic(desk.ctx(desk.roleless), own) == ""
    for asked in ("customer:0", "customer", "nothing:1", "customer:x", ":", "customer:٣"):
        assert watched_topic(desk.ctx(desk.agent), asked) == "", asked
