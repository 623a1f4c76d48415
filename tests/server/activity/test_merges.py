"""Duplicates and merges: what looks the same, what comes along, what is parted again."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from tests.server.records.conftest import NOW
from tests.server.records.toys import Case, Firm, Note, Person

from owj.server.activity.around import find_spot
from owj.server.activity.comments import add_comment
from owj.server.activity.duplicates import comparable, look_alikes, rule_of, save_rule
from owj.server.activity.following import follow, own_of
from owj.server.activity.history import history_of
from owj.server.activity.merges import (
    UNDO_WITHIN,
    may_undo,
    merge_records,
    merged_into,
    plan_merge,
    undo_merge,
)
from owj.server.activity.models import RecordComment
from owj.server.activity.refusals import (
    MergeHeld,
    MergeNotFound,
    MergeTooLate,
    MergeUndone,
    NothingToMerge,
    OnlyDesignersRule,
)
from owj.server.clock import now
from owj.server.files.models import StoredFile
from owj.server.files.orphans import UNSENT_FOR, drop_unattached
from owj.server.files.services import store_file
from owj.server.records.access import _rules
from owj.server.records.context import Context, open_context
from owj.server.records.refusals import RecordNotFound
from owj.server.records.rights import (
    ALL,
    NONE,
    EntityRights,
    Opening,
    Verb,
    _openings,
    register_rights_source,
)


def person(ctx: Context, firm: Firm, name: str, **facts: Any) -> Person:
    return ctx.as_system().create(Person, firm=firm, name=name, **facts)


def ids(alike: Any) -> list[int]:
    return [one.record.id for one in alike]


def test_names_numbers_and_addresses_are_compared_however_they_are_written(
    ctx: Context, firm: Firm
) -> None:
    one = person(ctx, firm, "علي كاظمي", email="Ali@Example.com", phone="+989121234567")
    person(ctx, firm, "علی کاظمی‌نژاد")

    def found(**values: Any) -> list[int]:
        return ids(look_alikes(ctx, Person.key, values))

    assert found(name="علی کاظمی") == [one.id]
    assert found(email="ali@example.COM") == [one.id]
    assert found(phone="۰۹۱۲ ۱۲۳ ۴۵۶۷") == [one.id]
    assert found(name="کسی", email="", phone=None) == []
    assert ids(look_alikes(ctx, Person.key, {"name": "علی کاظمی"}, but=one.id)) == []
    twins = look_alikes(ctx, Person.key, {"name": "علی کاظمی", "phone": "09121234567"})
    assert [field.key for field in twins[0].by] == ["name", "phone"]


def test_the_rule_is_for_who_designs_and_by_the_fields_that_were_chosen(
    ctx: Context, admin: Context, firm: Firm
) -> None:
    one = person(ctx, firm, "علی", email="a@example.com")
    with pytest.raises(OnlyDesignersRule):
        save_rule(ctx, Person.key, ["name"], blocks=False)
    save_rule(admin, Person.key, ["firm", "no_such"], blocks=True)
    rule = rule_of(ctx, Person.key)
    assert ([field.key for field in rule.fields], rule.blocks) == (["firm"], True)
    assert ids(look_alikes(ctx, Person.key, {"email": "a@example.com"})) == []
    assert ids(look_alikes(ctx, Person.key, {"firm": firm.id})) == [one.id]
    save_rule(admin, Person.key, [], blocks=True)
    assert look_alikes(ctx, Person.key, {"firm": firm.id}) == []
    assert "extra" not in {field.key for field in comparable(ctx, Case.key)}


def test_a_hint_tells_nothing_of_hidden_fields_and_rows(
    ctx: Context, firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(ctx, firm, "علی", email="a@example.com")
    entity = ctx.snapshot.entity(Person.key)
    hidden: Any = {entity.by_key["email"].id: "hidden"}
    before = register_rights_source(lambda *_: EntityRights(dict.fromkeys(Verb, ALL), hidden))
    try:
        unit = open_context(ctx.actor, NOW)
        assert look_alikes(unit, Person.key, {"email": "a@example.com"}) == []
        assert ids(look_alikes(unit, Person.key, {"name": "علی", "email": "a@example.com"}))
        assert "email" not in {field.key for field in rule_of(unit, Person.key).fields}
    finally:
        register_rights_source(before)
    monkeypatch.setitem(_rules, Person.key, lambda _: NONE)
    unit = open_context(ctx.actor, NOW)
    with pytest.raises(RecordNotFound):
        look_alikes(unit, Person.key, {"name": "علی"})


@pytest.fixture
def twins(ctx: Context, cases: list[Case]) -> list[Case]:
    """Give two cases, the second with a note, a comment and a follower."""
    first, second = cases[1], cases[0]
    ctx.as_system().create(Note, case=second, text="یادداشت")
    add_comment(ctx, Case.key, second.id, "سخن")
    return [first, second]


def test_a_plan_says_what_differs_and_what_comes_along(ctx: Context, twins: list[Case]) -> None:
    plan = plan_merge(ctx, Case.key, [one.id for one in twins])
    assert {field.key for field in plan.fields} >= {"subject", "size", "level", "status", "urgent"}
    assert "number" not in {field.key for field in plan.fields}
    assert [(one.entity.key, one.count, one.held) for one in plan.moving] == [(Note.key, 1, False)]
    assert (plan.comments, plan.files) == (1, 0)


def test_one_stays_with_what_was_chosen_and_all_that_belongs_to_the_other(
    ctx: Context, other: Context, twins: list[Case]
) -> None:
    kept, gone = twins
    follow(other, Case.key, gone.id)
    merge_records(ctx, Case.key, [kept.id, gone.id], {"subject": gone.id})
    now: Any = find_spot(ctx, Case.key, kept.id)[1]
    assert now.subject == gone.subject
    assert now.size == 5  # was empty
    assert now.status == "closed"  # kept its own
    assert ctx.as_system().rows(Note).get().case_id == kept.id
    assert RecordComment.objects.get().record_id == kept.id
    assert own_of(other, find_spot(other, Case.key, kept.id)[0]).follows
    with pytest.raises(RecordNotFound):
        find_spot(ctx, Case.key, gone.id)
    assert merged_into(ctx, Case.key, gone.id) == kept.id
    told = {getattr(one.what, "record_id", 0) for one in history_of(ctx, now).happenings}
    assert {kept.id, gone.id} <= told


def test_parted_again_everything_is_as_it_was(ctx: Context, twins: list[Case]) -> None:
    kept, gone = twins
    shown = (
        "subject",
        "size",
        "level",
        "status",
        "urgent",
        "day",
        "firm_id",
        "assignee_id",
        "number",
    )

    def facts(case: Case) -> list[Any]:
        now = ctx.as_system().get(Case, case.id)
        return [getattr(now, name) for name in shown]

    before = [facts(one) for one in twins]
    merge = merge_records(ctx, Case.key, [kept.id, gone.id], {"subject": gone.id})
    undo_merge(ctx, merge.pk)
    assert [facts(one) for one in twins] == before
    assert ctx.as_system().rows(Note).get().case_id == gone.id
    assert RecordComment.objects.get().record_id == gone.id
    with pytest.raises(MergeUndone):
        undo_merge(ctx, merge.pk)
    with pytest.raises(RecordNotFound):
        merged_into(ctx, Case.key, gone.id)


def test_parting_leaves_alone_what_was_changed_since(ctx: Context, twins: list[Case]) -> None:
    kept, gone = twins
    merge = merge_records(ctx, Case.key, [kept.id, gone.id], {"subject": gone.id})
    system = ctx.as_system()
    system.update(system.get(Case, kept.id), subject="نو")
    third = system.create(
        Case, subject="سوم", firm=system.get(Case, kept.id).firm_id, opened_at=NOW
    )
    system.update(system.rows(Note).get(), case=third)
    undo_merge(ctx, merge.pk)
    assert system.get(Case, kept.id).subject == "نو"
    assert system.rows(Note).get().case_id == third.id


def test_a_unique_value_goes_over_and_comes_back(ctx: Context, firm: Firm) -> None:
    system = ctx.as_system()
    kept, gone = system.create(Firm, name="یک"), system.create(Firm, name="دو", code="K-2")
    merge = merge_records(ctx, Firm.key, [kept.id, gone.id])
    assert system.get(Firm, kept.id).code == "K-2"
    undo_merge(ctx, merge.pk)
    assert (system.get(Firm, kept.id).code, system.get(Firm, gone.id).code) == ("", "K-2")


def test_links_among_the_merged_do_not_lead_to_themselves(ctx: Context, firm: Firm) -> None:
    boss = person(ctx, firm, "رییس")
    twin, worker = person(ctx, firm, "رییس"), person(ctx, firm, "کارمند")
    system = ctx.as_system()
    system.update(boss, boss=twin)
    system.update(worker, boss=twin)
    system.update(twin, boss=worker)
    merge = merge_records(ctx, Person.key, [boss.id, twin.id])
    assert system.get(Person, worker.id).boss_id == boss.id
    assert system.get(Person, boss.id).boss_id is None
    undo_merge(ctx, merge.pk)
    assert system.get(Person, worker.id).boss_id == twin.id
    assert system.get(Person, boss.id).boss_id == twin.id
    assert system.get(Person, twin.id).boss_id == worker.id


def test_a_merge_needs_rights_to_all_of_them(
    ctx: Context, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    for wrong in ([cases[0].id], [cases[0].id, 999_999], [cases[0].id] * 2, []):
        with pytest.raises(NothingToMerge):
            merge_records(ctx, Case.key, wrong)
    monkeypatch.setitem(_openings, Case.key, Opening(frozenset({Verb.READ, Verb.UPDATE})))
    with pytest.raises(NothingToMerge):
        merge_records(open_context(ctx.actor, NOW), Case.key, [cases[0].id, cases[1].id])
    assert ctx.as_system().rows(Case).count() == len(cases)


def test_what_only_its_package_moves_holds_a_merge(
    ctx: Context, cases: list[Case], firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    twin = ctx.as_system().create(Firm, name="دیگر")
    monkeypatch.setitem(_openings, Case.key, Opening(frozenset(Verb), frozenset({"subject"})))
    unit = open_context(ctx.actor, NOW)
    assert [one.entity.key for one in plan_merge(unit, Firm.key, [twin.id, firm.id]).held] == [
        Case.key
    ]
    with pytest.raises(MergeHeld):
        merge_records(unit, Firm.key, [twin.id, firm.id])
    assert ctx.as_system().rows(Firm).count() == 2


def test_only_who_merged_or_designs_parts_them_and_within_a_week(
    ctx: Context, other: Context, admin: Context, twins: list[Case]
) -> None:
    merge = merge_records(ctx, Case.key, [one.id for one in twins])
    assert (may_undo(ctx, merge), may_undo(other, merge), may_undo(admin, merge)) == (
        True, False, True,
    )  # fmt: skip
    with pytest.raises(MergeNotFound):
        undo_merge(other, merge.pk)
    late = ctx.at(NOW + UNDO_WITHIN + timedelta(minutes=1))
    assert not may_undo(late, merge)
    with pytest.raises(MergeTooLate):
        undo_merge(late, merge.pk)
    undo_merge(admin, merge.pk)


def test_files_of_a_record_that_went_wait_until_it_cannot_come_back(
    ctx: Context, firm: Firm, settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    files = [store_file(BytesIO(b"words"), "x.txt", ctx.actor) for _ in range(2)]
    cases = [
        ctx.as_system().create(Case, opened_at=NOW, subject="x", firm=firm, file=one.pk)
        for one in files
    ]
    StoredFile.objects.update(created_at=now() - UNSENT_FOR - timedelta(days=1))
    merge = merge_records(ctx, Case.key, [one.id for one in cases])
    assert drop_unattached() == 0
    undo_merge(ctx, merge.pk)
    assert drop_unattached() == 0
