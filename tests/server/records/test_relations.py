"""What a deletion does to relatives."""

from __future__ import annotations

import pytest
from tests.server.records.conftest import NOW, STAFF
from tests.server.records.toys import Case, Firm, Note, Person

from owj.kernel.errors import Conflict
from owj.server.identity.models import User
from owj.server.records import Entity, Label, UserLink
from owj.server.records.context import Context, open_context
from owj.server.records.models import RecordChange
from owj.server.records.refusals import RecordInUse
from owj.server.records.registry import declared_packages, only_declared
from owj.server.records.relations import detach_user
from owj.server.records.sync import sync_packages


def test_restrict_refuses_and_names_the_users(ctx: Context) -> None:
    firm = ctx.create(Firm, name="اوج")
    ctx.create(Person, firm=firm, name="نوید")
    with pytest.raises(RecordInUse) as refused:
        ctx.delete(firm)
    assert refused.value.data["users"] == Person.label
    assert ctx.rows(Firm).count() == 1


def test_set_null_empties_the_link_as_a_write_of_its_own(ctx: Context) -> None:
    firm = ctx.create(Firm, name="اوج")
    boss = ctx.create(Person, firm=firm, name="رییس")
    person = ctx.create(Person, firm=firm, name="نوید", boss=boss)
    case = ctx.create(Case, subject="x", firm=firm, opened_at=NOW, person=boss)
    ctx.delete(boss)
    assert ctx.get(Person, person.id).boss is None
    read = ctx.get(Case, case.id)
    assert (read.person, read.version) == (None, 2)
    change = RecordChange.objects.get(record_id=case.id, action="updated")
    assert (change.changes, change.user_name) == ({"person_id": [boss.id, None]}, STAFF.name)


def test_cascade_takes_the_relatives_along(ctx: Context) -> None:
    case = ctx.create(Case, subject="x", firm=ctx.create(Firm, name="a"), opened_at=NOW)
    ctx.create(Note, case=case, text="a")
    ctx.delete(case)
    assert ctx.rows(Note).count() == 0


def test_a_refusal_deep_down_leaves_everything(ctx: Context) -> None:
    firm = ctx.create(Firm, name="اوج")
    boss = ctx.create(Person, firm=firm, name="رییس")
    ctx.create(Case, subject="x", firm=firm, opened_at=NOW, person=boss)
    with pytest.raises(RecordInUse):
        ctx.delete(firm)
    assert ctx.rows(Case).get().person == boss


def test_deleting_a_stale_record_is_a_conflict(ctx: Context) -> None:
    firm = ctx.create(Firm, name="اوج")
    stale = ctx.get(Firm, firm.id)
    ctx.update(firm, name="دیگر")
    with pytest.raises(Conflict):
        ctx.delete(stale)


def test_a_person_who_must_be_there_cannot_be_detached(db: None) -> None:
    class Visit(Entity):
        key, label = "toy_visit", Label("بازدید", "Visit")
        by = UserLink(Label("بازدیدکننده", "By"), required=True)

    user = User.objects.create(username="s", username_key="s", full_name="س", kind="staff")
    with only_declared({**declared_packages(), "toys": (Visit,)}):
        sync_packages()
        ctx = open_context(STAFF, NOW)
        ctx.create(Visit, by=user)
        with pytest.raises(RecordInUse):
            detach_user(ctx, user.pk)
