"""An upgrade of Owj follows where the organisation changed nothing, and waits where it did."""

from __future__ import annotations

from typing import Any

import pytest
from tests.server.schema.conftest import NOW, Open, actor_of
from tests.server.schema.test_publishing import do

from owj.server.configuration import shipped
from owj.server.configuration.drafted import agree
from owj.server.configuration.models import AgreedItem
from owj.server.configuration.shipped import (
    OWJ,
    decide_upgrades,
    open_upgrades,
    remember_shipped,
    shipped_now,
    upgrade_shipped,
)
from owj.server.decisions.points import decision_points
from owj.server.decisions.queries import version_in_force
from owj.server.decisions.services import put_version
from owj.server.identity.people import NewUser, create_user
from owj.server.records import Label
from owj.server.records.context import open_context
from owj.server.schema.changes import ChangeField
from owj.server.schema.errors import SchemaChangeRefused
from owj.server.schema.services import publish, review

SUBJECT = ("field", "ticket.subject")


def agree_upon_all() -> dict[Any, Any]:
    """Say that what comes now is what came last."""
    AgreedItem.objects.filter(origin=OWJ).delete()
    remember_shipped()
    agree(OWJ, shipped_now())
    return shipped_now()


@pytest.fixture
def before(open_admin: Open) -> dict[Any, Any]:
    return agree_upon_all()


@pytest.mark.django_db
def test_a_decision_follows_unless_the_organisation_changed_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = agree_upon_all()
    user = create_user(NewUser("designer", "مریم طراح", "staff", roles=("admin",)))
    ctx = open_context(actor_of(user, "admin"), NOW)
    point = decision_points()[0]
    at = ("decision", point.key)

    def bring(line: str) -> None:
        now = {**before, at: {"source": [*before[at]["source"], line]}}
        monkeypatch.setattr(shipped, "shipped_now", lambda: now)

    bring("<!-- newer -->")
    assert upgrade_shipped() == []
    assert version_in_force(point.key).source.endswith("<!-- newer -->")
    ours = point.source + "<!-- ours -->"
    put_version(point.key, ours, by=ctx.actor, now=ctx.now)
    assert upgrade_shipped() == []
    assert version_in_force(point.key).source == ours
    bring("<!-- newest -->")
    (waiting,) = upgrade_shipped()
    assert (waiting.at, waiting.standing) == (at, "both")
    assert version_in_force(point.key).source == ours
    assert decide_upgrades(ctx, {waiting.name: "here"}) is None
    assert open_upgrades() == ()
    assert version_in_force(point.key).source == ours


def test_a_label_that_both_changed_waits_and_is_taken_as_a_draft(
    open_admin: Open, before: dict[Any, Any]
) -> None:
    do(open_admin(), ChangeField("ticket", "subject", {"label": Label("عنوان", "Heading")}))
    agree(OWJ, {SUBJECT: {**before[SUBJECT], "help": {"fa": "کهنه", "en": "Old"}}})
    assert upgrade_shipped() == []  # Only what the organisation did not touch has moved.
    agree(OWJ, {SUBJECT: {**before[SUBJECT], "label": {"fa": "کهنه", "en": "Old"}}})
    (waiting,) = upgrade_shipped()
    assert [one.setting for one in waiting.differences] == ["label"]
    assert open_admin().snapshot.entity("ticket").by_key["subject"].label.en == "Heading"
    ctx = open_admin()
    draft = decide_upgrades(ctx, {waiting.name: "there"})
    assert draft is not None
    review(ctx, draft)
    publish(ctx, draft)
    subject = open_admin().snapshot.entity("ticket").by_key["subject"]
    assert subject.label.fa == before[SUBJECT]["label"]["fa"]
    assert open_upgrades() == ()


def test_answers_merge_one_by_one(open_admin: Open, before: dict[Any, Any]) -> None:
    at = ("field", "customer.kind")
    now = before[at]["options"]
    ours = [{**now[1], "label": {"fa": "شخص", "en": "Individual"}, "color": "green"}]
    do(open_admin(), ChangeField("customer", "kind", {"options": ours}))
    old_first = {**now[0], "label": {"fa": "کهنه", "en": "Old"}}
    agree(OWJ, {at: {**before[at], "options": [old_first, now[1]]}})
    assert upgrade_shipped() == []  # What a release calls otherwise, the organisation never named.
    first, second = open_admin().snapshot.entity("customer").by_key["kind"].options
    assert first.label.fa == now[0]["label"]["fa"]
    assert (second.label.en, second.color) == ("Individual", "green")
    old_second = {**now[1], "label": {"fa": "کهنه", "en": "Old"}}
    agree(OWJ, {at: {**before[at], "options": [now[0], old_second]}})
    (waiting,) = upgrade_shipped()
    (difference,) = waiting.differences
    assert [one["value"] for one in difference.here] == [second.value]
    assert [one["value"] for one in difference.there] == [second.value]
    ctx = open_admin()
    draft = decide_upgrades(ctx, {waiting.name: "there"})
    assert draft is not None
    review(ctx, draft)
    publish(ctx, draft)
    _first, second = open_admin().snapshot.entity("customer").by_key["kind"].options
    assert second.label.en == now[1]["label"]["en"]
    assert open_upgrades() == ()


def test_what_was_agreed_before_answers_were_merged_is_no_difference(
    open_admin: Open, before: dict[Any, Any]
) -> None:
    at = ("field", "customer.kind")
    older = {name: one for name, one in before[at].items() if name != "options"}
    agree(OWJ, {at: older})
    assert upgrade_shipped() == []
    assert open_upgrades() == ()


@pytest.mark.parametrize("said", ["further", "retired"])
def test_a_package_keeps_its_answers(open_admin: Open, said: str) -> None:
    options = list(shipped_now()["field", "customer.kind"]["options"])
    if said == "further":
        options.append({"value": "state", "label": {"fa": "دولت", "en": "State"}})
    else:
        options[0] = {**options[0], "retired": True}
    with pytest.raises(SchemaChangeRefused):
        do(open_admin(), ChangeField("customer", "kind", {"options": options}))
