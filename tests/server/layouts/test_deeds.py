"""Deeds on records: one by one, told what refused, and taken back as far as nobody came between."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.server.records.conftest import HUB, NOW
from tests.server.records.toys import Case, Firm, Note, Person

from owj.server.layouts.deeds import change_records, delete_records, undo_deed
from owj.server.layouts.refusals import DeedNotFound, DeedTooLate, DeedUndone
from owj.server.records.audit import changes_of
from owj.server.records.context import Context, open_context
from owj.server.records.refusals import FieldReadOnly, RecordInUse, VerbRefused


def sizes(ctx: Context, cases: list[Case]) -> list[int | None]:
    return [ctx.as_system().get(Case, one.id).size for one in cases]


def test_a_change_of_many_is_taken_back_value_by_value(ctx: Context, cases: list[Case]) -> None:
    before = sizes(ctx, cases)
    done = change_records(ctx, Case.key, [one.id for one in cases], {"size": 7})
    assert (done.count, done.refused, sizes(ctx, cases)) == (7, [], [7] * 7)
    assert undo_deed(ctx, done.deed_id or 0).count == 7
    assert sizes(ctx, cases) == before


def test_taking_back_leaves_what_somebody_changed_since(ctx: Context, cases: list[Case]) -> None:
    done = change_records(ctx, Case.key, [cases[0].id, cases[2].id], {"size": 7})
    ctx.as_system().update(ctx.as_system().get(Case, cases[0].id), size=8)
    undone = undo_deed(ctx, done.deed_id or 0)
    assert (undone.count, len(undone.refused)) == (1, 1)
    assert sizes(ctx, cases)[:3] == [8, None, 1]


def test_a_deed_is_undone_once_by_its_doer_and_not_for_ever(
    ctx: Context, other: Context, cases: list[Case]
) -> None:
    done = change_records(ctx, Case.key, [cases[0].id], {"level": None})
    deed = done.deed_id or 0
    with pytest.raises(DeedNotFound):
        undo_deed(other, deed)
    with pytest.raises(DeedTooLate):
        undo_deed(ctx.at(NOW + timedelta(minutes=16)), deed)
    undo_deed(ctx, deed)
    with pytest.raises(DeedUndone):
        undo_deed(ctx, deed)


def test_a_deleted_record_comes_back_with_all_that_went_with_it(
    ctx: Context, cases: list[Case]
) -> None:
    system, case = ctx.as_system(), cases[0]
    notes = [system.create(Note, case=case, text=text) for text in ("یک", "دو")]
    version = case.version
    done = delete_records(ctx, Case.key, [case.id])
    assert not system.rows(Case).filter(pk=case.id).exists()
    assert system.rows(Note).filter(case_id=case.id).count() == 0
    undo_deed(ctx, done.deed_id or 0)
    back = system.get(Case, case.id)
    assert (back.subject, back.size, back.number) == (case.subject, case.size, case.number)
    assert (back.status, back.opened_at, back.day) == (case.status, case.opened_at, case.day)
    assert back.version > version
    assert sorted(system.rows(Note).filter(case_id=case.id).values_list("id", flat=True)) == [
        note.id for note in notes
    ]
    assert [one.action for one in changes_of(ctx, back)] == ["restored", "deleted", "created"]


def test_an_emptied_link_is_filled_again_unless_it_has_another(ctx: Context, firm: Firm) -> None:
    system = ctx.as_system()
    boss = system.create(Person, firm=firm, name="رییس")
    staff = [system.create(Person, firm=firm, name=name, boss=boss) for name in ("الف", "ب")]
    done = delete_records(ctx, Person.key, [boss.id])
    system.update(system.get(Person, staff[1].id), boss=staff[0])
    undo_deed(ctx, done.deed_id or 0)
    bosses = [system.get(Person, one.id).boss_id for one in staff]
    assert bosses == [boss.id, staff[0].id]


def test_what_others_need_is_not_deleted_and_the_rest_is(
    ctx: Context, cases: list[Case], firm: Firm
) -> None:
    lonely = ctx.as_system().create(Firm, name="تنها")
    done = delete_records(ctx, Firm.key, [firm.id, lonely.id])
    assert done.count == 1
    assert [type(error) for error in done.refused] == [RecordInUse]


def test_who_may_not_write_changes_nothing(ctx: Context, cases: list[Case]) -> None:
    hub = open_context(HUB, NOW)
    with pytest.raises(VerbRefused):
        change_records(hub, Case.key, [cases[0].id], {"size": 1})
    with pytest.raises(VerbRefused):
        delete_records(hub, Case.key, [cases[0].id])
    refused = change_records(ctx, Case.key, [cases[0].id], {"number": "C-1"}).refused
    assert [type(error) for error in refused] == [FieldReadOnly]
