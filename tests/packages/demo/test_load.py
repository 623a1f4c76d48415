"""The demo organisation as a visitor finds it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.packages.conftest import tehran

from owj.packages.desk.demo import load_demo
from owj.packages.desk.entity import Ticket
from owj.packages.desk.queries import (
    desk_status,
    inbox_rows,
    monthly_counts,
    queue_counts,
)
from owj.packages.desk.queries.results import InboxFilter
from owj.packages.desk.words import Queue
from owj.server.agreements.models import PromiseEvent
from owj.server.context import SYSTEM
from owj.server.identity.hashing import password_fits
from owj.server.identity.models import User
from owj.server.records.context import Context, open_context
from owj.server.timers.models import Timer

NOON = tehran("2026-11-24 12:00")
MOMENTS = {
    "noon": NOON,
    "opening": tehran("2026-11-24 08:30"),
    "one minute after opening": tehran("2026-11-24 08:31"),
    "closing": tehran("2026-11-24 17:00"),
    "night": tehran("2026-11-25 00:30"),
    "Friday evening": tehran("2026-11-27 21:00"),
    "Nowruz": tehran("2026-03-22 11:00"),
    "after Nowruz": tehran("2026-04-05 10:00"),
}


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


def manager_at(now: datetime) -> Context:
    return open_context(User.objects.get(username="sina").actor, now=now)


def rows_of(ctx: Context, queue: Queue = Queue.ALL) -> list[Any]:
    return list(inbox_rows(ctx, InboxFilter(queue=queue), limit=100).rows)


@pytest.mark.parametrize("now", MOMENTS.values(), ids=MOMENTS)
def test_every_queue_holds_something_whenever_it_is_loaded(db: None, now: datetime) -> None:
    load_demo(now)
    ctx = manager_at(now)
    counts = queue_counts(ctx)
    assert counts[Queue.OPEN] == 28
    assert counts[Queue.P0] == 4
    assert counts[Queue.PAUSED] == 5
    assert counts[Queue.NEAR] >= 4
    assert counts[Queue.UNASSIGNED] >= 4
    assert counts[Queue.MINE] >= 2
    assert counts[Queue.WAITING] == (0 if desk_status(ctx).is_open else 4)
    assert len(rows_of(ctx)) == 60
    assert not PromiseEvent.objects.filter(at__gt=now).exists()
    assert not Timer.objects.filter(due_at__lte=now).exists()
    remedies = [month.broken for month in monthly_counts(ctx) if month.remedy_due]
    assert remedies == [5]


def test_sign_ins_open_their_doors(db: None) -> None:
    sign_ins = load_demo(NOON)
    assert {(one["door"], one["role"]) for one in sign_ins} == {
        ("client", "admin"),
        ("client", "project_manager"),
        ("client", "agent"),
        ("hub", "customer"),
    }
    for one in sign_ins:
        user = User.objects.get(username=one["user"])
        assert user.kind == {"client": "staff", "hub": "hub"}[one["door"]]
        assert one["role"] in [*user.roles, "customer"]
        assert password_fits(one["password"], user.password)


def test_loading_again_adds_nothing_and_makes_a_new_password(db: None) -> None:
    first = load_demo(NOON)
    again = load_demo(NOON)
    assert open_context(SYSTEM, now=NOON).rows(Ticket).count() == 60
    assert [one["user"] for one in again] == [one["user"] for one in first]
    assert again[0]["password"] != first[0]["password"]
    for one in again:
        assert password_fits(one["password"], User.objects.get(username=one["user"]).password)
