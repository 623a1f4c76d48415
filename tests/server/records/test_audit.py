"""What changed, field by field, who did it and when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.server.records.conftest import NOW
from tests.server.records.toys import Case, Firm, Person

from owj.server.records.audit import changes_of
from owj.server.records.context import Context
from owj.server.records.models import RecordChange


@pytest.fixture
def case(ctx: Context) -> Case:
    return ctx.create(Case, subject="چاپگر", firm=ctx.create(Firm, name="اوج"), opened_at=NOW)


def test_each_write_is_remembered_field_by_field(ctx: Context, case: Case) -> None:
    later = ctx.at(NOW + timedelta(minutes=5))
    later.update(case, status="closed", size=3, opened_at=later.now)
    updated, created = changes_of(ctx, case)
    assert (updated.action, updated.version, updated.at) == ("updated", 2, later.now)
    assert (updated.user_id, updated.user_name) == (ctx.actor.user_id, ctx.actor.name)
    told = {one.field.key: (one.old, one.new) for one in updated.fields if one.field}
    assert told == {
        "status": ("open", "closed"),
        "size": (None, 3),
        "opened_at": (NOW.isoformat(), later.now.isoformat()),
    }
    assert created.action == "created"
    assert {one.field.key for one in created.fields if one.field} == {
        "number", "subject", "status", "firm", "opened_at", "urgent",
    }  # fmt: skip


def test_a_deletion_keeps_what_was_there(ctx: Context, case: Case) -> None:
    ctx.delete(case)
    row = RecordChange.objects.get(action="deleted")
    assert row.changes["subject"] == ["چاپگر", None]
    assert (row.entity_id, row.record_id) == ("toys.toy_case", case.id)


def test_many_creations_are_remembered_one_by_one(ctx: Context) -> None:
    firm = ctx.create(Firm, name="اوج")
    rows = [{"subject": f"s{n}", "firm": firm, "opened_at": NOW} for n in range(3)]
    made = ctx.create_many(Case, rows)
    kept = RecordChange.objects.filter(entity_id="toys.toy_case").order_by("id")
    assert [row.record_id for row in kept] == [one.id for one in made]
    assert [row.changes["subject"] for row in kept] == [[None, f"s{n}"] for n in range(3)]


def test_an_entity_that_is_not_watched_leaves_nothing(ctx: Context) -> None:
    firm = ctx.create(Firm, name="اوج")
    person = ctx.create(Person, firm=firm, name="نوید")
    ctx.update(person, name="ن")
    ctx.delete(person)
    assert not RecordChange.objects.filter(entity_id="toys.toy_person").exists()


def test_the_history_of_a_hidden_record_is_hidden(ctx: Context, hub: Context, case: Case) -> None:
    assert len(changes_of(ctx, case)) == 1
    assert changes_of(hub, case) == ()
