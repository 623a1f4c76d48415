"""Conditions of views: what they ask, how they are kept, and how they move with the day."""

from __future__ import annotations

from datetime import date

import pytest
from tests.server.records.toys import Case

from owj.kernel.calendars.spans import span_of
from owj.server.layouts.conditions import (
    EVERYTHING,
    Group,
    Operator,
    from_address,
    from_stored,
    to_address,
    to_stored,
)
from owj.server.layouts.conditions import Test as Question
from owj.server.layouts.listing import Listing, rows_of_listing
from owj.server.layouts.refusals import ConditionUnreadable
from owj.server.records.context import Context

AZAR = date(2026, 11, 22)  # Sunday, 1 Azar 1405


def ask(path: str, operator: str, *values: str) -> Question:
    return Question(tuple(path.split(".")), Operator(operator), values)


def found(ctx: Context, *parts: Question | Group, any_of: bool = False) -> list[int]:
    """Return the places of the cases that meet the conditions."""
    where = Group(parts, any_of)
    rows = rows_of_listing(ctx, Listing(ctx.snapshot.entity(Case.key), where))
    return sorted(int(one.subject.split()[-1]) for one in rows)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (ask("size", "is", "5"), [0, 3]),
        (ask("size", "is", "۵"), [0, 3]),
        (ask("size", "is_not", "5"), [1, 2, 4, 5, 6]),
        (ask("size", "more", "3"), [0, 3, 5]),
        (ask("size", "between", "5", "1"), [0, 2, 3, 6]),
        (ask("size", "empty"), [1, 4]),
        (ask("size", "filled"), [0, 2, 3, 5, 6]),
        (ask("level", "any_of", "high"), [0, 5]),
        (ask("level", "none_of", "high"), [1, 2, 3, 4, 6]),
        (ask("subject", "contains", "وع 3"), [3]),
        (ask("subject", "starts", "موضوع"), [0, 1, 2, 3, 4, 5, 6]),
        (ask("subject", "lacks", "3"), [0, 1, 2, 4, 5, 6]),
        (ask("urgent", "is", "yes"), [0]),
        (ask("urgent", "is", "no"), [1, 2, 3, 4, 5, 6]),
        (ask("day", "within", "this_month"), [0]),
        (ask("day", "is", "1405/09/01"), [0]),
        (ask("day", "after", "2026-11-01"), [0, 1]),
        (ask("day", "empty"), [3]),
        (ask("opened_at", "within", "last_7_days"), [0, 1, 2, 3, 4, 5, 6]),
        (ask("opened_at", "is", "1405-09-01"), [0]),
        (ask("assignee", "any_of", "me"), [0, 1]),
        (ask("assignee", "empty"), [2, 3, 4, 5, 6]),
        (ask("firm.name", "is", "پارس"), [0, 1, 2, 3, 4, 5, 6]),
        (ask("body", "empty"), [0, 1, 2, 3, 4, 5, 6]),
    ],
)
def test_each_operator_keeps_its_rows(
    ctx: Context, cases: list[Case], question: Question, expected: list[int]
) -> None:
    assert found(ctx, question) == expected


def test_parts_join_by_and_or_and_not(ctx: Context, cases: list[Case]) -> None:
    five, high = ask("size", "is", "5"), ask("level", "any_of", "high")
    assert found(ctx, five, high) == [0]
    assert found(ctx, five, high, any_of=True) == [0, 3, 5]
    assert found(ctx, ask("status", "any_of", "open"), Group((five, high), any_of=True)) == [0]
    assert 0 not in found(ctx, Group((five,), negated=True))


@pytest.mark.parametrize(
    "hostile", ['" or true or "', "'; DROP TABLE x; --", "\\", 'x") or (1=1', "\u202e", "😀" * 200]
)
def test_what_a_person_writes_is_never_part_of_the_question(
    ctx: Context, cases: list[Case], hostile: str
) -> None:
    assert found(ctx, ask("subject", "is", hostile)) == []
    assert found(ctx, ask("subject", "contains", hostile)) == []
    assert len(found(ctx, ask("subject", "is_not", hostile))) == len(cases)


@pytest.mark.parametrize(
    "question",
    [
        ask("size", "is", "seven"),
        ask("size", "is", "1e999"),
        ask("day", "is", "1405-13-01"),
        ask("day", "within", "some day"),
        ask("firm", "any_of", "x"),
    ],
)
def test_a_value_of_another_kind_is_refused_by_name(
    ctx: Context, cases: list[Case], question: Question
) -> None:
    with pytest.raises(ConditionUnreadable) as refused:
        found(ctx, question)
    assert refused.value.data["field"] == question.path[-1]


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("today", "2026-11-22", "2026-11-22"),
        ("this_week", "2026-11-21", "2026-11-27"),
        ("last_week", "2026-11-14", "2026-11-20"),
        ("this_month", "2026-11-22", "2026-12-21"),
        ("last_month", "2026-10-23", "2026-11-21"),
        ("this_quarter", "2026-09-23", "2026-12-21"),
        ("last_quarter", "2026-06-22", "2026-09-22"),
        ("next_quarter", "2026-12-22", "2027-03-20"),
        ("this_year", "2026-03-21", "2027-03-20"),
        ("last_30_days", "2026-10-24", "2026-11-22"),
    ],
)
def test_spans_are_of_the_jalali_calendar(name: str, first: str, last: str) -> None:
    assert span_of(name, AZAR) == (date.fromisoformat(first), date.fromisoformat(last))


def test_conditions_are_kept_by_stable_id_and_what_is_gone_drops_out(ctx: Context) -> None:
    schema, entity = ctx.snapshot.schema, ctx.snapshot.entity(Case.key)
    group = Group((ask("size", "is", "5"), Group((ask("firm.name", "is", "x"),), any_of=True)))
    stored = to_stored(schema, entity, group)
    assert stored["parts"][0]["path"] == [entity.by_key["size"].id]
    assert from_stored(schema, entity, stored) == group
    stored["parts"][0]["path"] = ["toys.toy_case.gone"]
    assert from_stored(schema, entity, stored) == Group((group.parts[1],))


def test_an_address_says_the_same_and_forgives_what_it_does_not_know(ctx: Context) -> None:
    schema, entity = ctx.snapshot.schema, ctx.snapshot.entity(Case.key)
    group = Group((ask("size", "between", "1", "5"), ask("day", "empty")), any_of=True)
    assert from_address(schema, entity, to_address(group)) == group
    unknown = ('["and",["nothing","is","1"]]', '["and",["size","no","1"]]')
    for text in ("", "{", "[]", "[[" * 900, *unknown):
        assert from_address(schema, entity, text) == EVERYTHING
