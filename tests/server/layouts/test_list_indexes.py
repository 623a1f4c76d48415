"""Indexes of lists: wished for by views and by slow lists, built, kept while used, dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from tests.server.records.toys import Case, Person

from owj.server.layouts import list_indexes
from owj.server.layouts.conditions import EVERYTHING, Group, Operator
from owj.server.layouts.conditions import Test as Question
from owj.server.layouts.definitions import SortTerm, ViewDefinition
from owj.server.layouts.index_wishes import index_for
from owj.server.layouts.list_indexes import indexes_of, note_slow_list, tend_list_indexes
from owj.server.layouts.listing import Listing, page_of
from owj.server.layouts.models import ListIndex
from owj.server.layouts.services import remove_view, save_view
from owj.server.records.context import Context

OPEN = Group((Question(("status",), Operator.ANY_OF, ("open",)),))
BY_SIZE = (SortTerm("size", descending=True),)


@pytest.fixture
def now(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> list[timedelta]:
    """Give a clock that a test moves: the sum of what is put into it."""
    passed: list[timedelta] = []
    monkeypatch.setattr(list_indexes.clock, "now", lambda: ctx.now + sum(passed, start=timedelta()))
    return passed


def standing() -> dict[str, bool]:
    """Return the indexes for lists that the database has, and whether they hold."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " WHERE c.relname LIKE '%\\_v'"
        )
        return dict(cursor.fetchall())


def keep(ctx: Context, where: Group = OPEN, sort: tuple[SortTerm, ...] = BY_SIZE) -> int:
    view = ViewDefinition(("subject",), where=where, sort=sort)
    return save_view(ctx, Case.key, name="باز", definition=view).id


@pytest.mark.parametrize(
    ("where", "sort", "expected"),
    [
        (OPEN, BY_SIZE, ("status", "down(size)", "-id")),
        (OPEN, (SortTerm("size"),), ("status", "size", "id")),
        (OPEN, (*BY_SIZE, SortTerm("created_at")), ("status", "down(size)")),
        (OPEN, (SortTerm("created_at", descending=True),), ("status", "created_at", "id")),
        (EVERYTHING, BY_SIZE, ("down(size)", "-id")),
        # A text may be longer than a page of an index; its beginning orders it.
        (EVERYTHING, (SortTerm("subject"),), ("start(subject)", "id")),
        # The order of a choice is that of its answers, which no index knows.
        (EVERYTHING, (SortTerm("status"),), None),
        (EVERYTHING, (), None),
        (replace(OPEN, negated=True), (), None),
        (replace(OPEN, any_of=True), (), None),
        (Group((Question(("firm", "name"), Operator.IS, ("پارس",)),)), (), None),
        (Group((Question(("status",), Operator.ANY_OF, ("open", "closed")),)), (), None),
    ],
)
def test_a_list_wishes_for_what_finds_its_rows_in_order(
    ctx: Context, where: Group, sort: tuple[SortTerm, ...], expected: tuple[str, ...] | None
) -> None:
    assert index_for(ctx.snapshot.entity(Case.key), where, sort) == expected


def test_a_saved_view_gets_its_index_when_the_table_is_filled(
    ctx: Context, cases: list[Case], now: list[timedelta]
) -> None:
    keep(ctx)
    assert tend_list_indexes(least_rows=len(cases) + 1) == 0
    assert standing() == {}
    assert tend_list_indexes(least_rows=len(cases)) == 1
    assert list(standing().values()) == [True]
    assert tend_list_indexes(least_rows=1) == 0, "built once"
    entity = ctx.snapshot.entity(Case.key)
    (shown,) = indexes_of(ctx.snapshot.schema, entity)
    assert shown.ready
    assert [one.en for one in shown.fields] == [
        entity.by_key[key].label.en for key in ("status", "size")
    ]


def test_the_list_walks_along_its_index(ctx: Context, cases: list[Case]) -> None:
    keep(ctx)
    tend_list_indexes(least_rows=1)
    (name,) = standing()
    asked = Listing(ctx.snapshot.entity(Case.key), where=OPEN, sort=BY_SIZE)
    plan = plan_of(asked, ctx)
    assert name in plan
    assert "Sort" not in plan


def plan_of(asked: Listing, ctx: Context) -> str:
    """Return how the database reads the first rows of a list, where it may not sort."""
    plans: list[str] = []

    def explain(execute: object, text: str, params: object, *rest: object) -> object:
        if "ORDER BY" in text:
            with connection.connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
                cursor.execute(f"EXPLAIN {text}", params)
                plans.append("\n".join(line for (line,) in cursor.fetchall()))
        return execute(text, params, *rest)  # type: ignore[operator]  # Django's own

    with connection.execute_wrapper(explain):
        page_of(ctx, asked, limit=2)
    return plans[0]


def test_a_list_by_the_titles_of_links_walks_along_their_index(
    ctx: Context, cases: list[Case]
) -> None:
    ctx.as_system().create(Person, name="بابک", firm=cases[0].firm)
    by_person = (SortTerm("person"),)
    for _ in range(list_indexes.SLOW_ENOUGH):
        note_slow_list(ctx.snapshot.schema, ctx.snapshot.entity(Case.key), OPEN, by_person)
    assert tend_list_indexes(least_rows=1) == 1
    (name,) = standing()
    (row,) = ListIndex.objects.all()
    assert (row.name, row.entity_id) == (name, ctx.snapshot.entity(Person.key).id)
    plan = plan_of(Listing(ctx.snapshot.entity(Case.key), sort=by_person), ctx)
    assert f"Index Scan using {name}" in plan


def test_a_list_that_was_slow_often_gets_its_index(ctx: Context, cases: list[Case]) -> None:
    entity = ctx.snapshot.entity(Case.key)
    for _ in range(list_indexes.SLOW_ENOUGH - 1):
        note_slow_list(ctx.snapshot.schema, entity, OPEN, BY_SIZE)
    assert tend_list_indexes(least_rows=1) == 0
    note_slow_list(ctx.snapshot.schema, entity, OPEN, BY_SIZE)
    assert tend_list_indexes(least_rows=1) == 1


def test_a_slow_page_is_remembered_and_a_fast_one_is_not(
    ctx: Context, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Listing(ctx.snapshot.entity(Case.key), where=OPEN, sort=BY_SIZE)
    monkeypatch.setattr("owj.server.layouts.listing.SLOW_S", 1e9)
    page_of(ctx, asked, limit=2)
    assert not ListIndex.objects.exists()
    monkeypatch.setattr("owj.server.layouts.listing.SLOW_S", 0)
    page_of(ctx, asked, limit=2)
    assert ListIndex.objects.get().slow == 1


def test_what_nobody_wished_for_or_used_in_two_weeks_goes(
    ctx: Context, cases: list[Case], now: list[timedelta]
) -> None:
    view = keep(ctx)
    tend_list_indexes(least_rows=1)
    remove_view(ctx, view)
    now.append(timedelta(days=13))
    assert tend_list_indexes(least_rows=1) == 0
    now.append(timedelta(days=2))
    assert tend_list_indexes(least_rows=1) == 1
    assert standing() == {}
    assert not ListIndex.objects.exists()


def test_one_that_is_used_stays_without_a_view(
    ctx: Context, cases: list[Case], now: list[timedelta]
) -> None:
    view = keep(ctx)
    tend_list_indexes(least_rows=1)
    remove_view(ctx, view)
    # As if it had been walked along since it was last looked at.
    ListIndex.objects.update(scans=-1)
    now.append(timedelta(days=15))
    assert tend_list_indexes(least_rows=1) == 0
    assert list(standing().values()) == [True]


def test_what_a_crash_left_half_built_is_dropped_and_built_again(
    ctx: Context, cases: list[Case]
) -> None:
    keep(ctx)
    tend_list_indexes(least_rows=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = %s::regclass",
            [next(iter(standing()))],
        )
    assert list(standing().values()) == [False]
    assert tend_list_indexes(least_rows=1) == 2
    assert list(standing().values()) == [True]


def test_an_entity_has_only_some_of_them(ctx: Context, cases: list[Case]) -> None:
    for key in ("size", "day", "opened_at", "created_at", "updated_at", "urgent", "firm", "level"):
        for down in (False, True):
            keep(ctx, sort=(SortTerm(key, descending=down),))
    tend_list_indexes(least_rows=1)
    assert len(standing()) == list_indexes.MOST_OF_ENTITY


def test_two_never_tend_at_once(db: None) -> None:
    with list_indexes._alone() as first:
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [list_indexes._LOCK])
            assert (first, cursor.fetchone()[0]) == (True, False)
        other.close()
