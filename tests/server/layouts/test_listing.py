"""Lists of records: stable pages in every order, sums and neighbours, narrowed by access."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
from tests.server.records.conftest import HUB, NOW
from tests.server.records.toys import Asset, Case, Firm, Person

from owj.server.layouts.definitions import SortTerm, Total
from owj.server.layouts.keyset import is_sortable
from owj.server.layouts.listing import (
    Listing,
    count_of,
    lane_counts,
    lanes_of,
    neighbours_of,
    page_of,
    totals_of,
)
from owj.server.layouts.refusals import BadPlace
from owj.server.records.context import Context, open_context
from owj.server.records.doors import make_through_door
from owj.server.records.rights import _openings, open_to_pages

SORTED = (
    "size", "level", "status", "day", "opened_at", "subject", "urgent", "firm", "assignee",
    "created_at", "id", "number",
)  # fmt: skip


def listing(ctx: Context, *sort: str, words: str = "") -> Listing:
    terms = tuple(SortTerm(one.lstrip("-"), one.startswith("-")) for one in sort)
    return Listing(ctx.snapshot.entity(Case.key), sort=terms, words=words)


def pages(ctx: Context, asked: Listing, limit: int = 2) -> list[int]:
    ids: list[int] = []
    place: str | None = None
    while True:
        page = page_of(ctx, asked, limit=limit, place=place)
        ids += [one.id for one in page.rows]
        place = page.next
        if place is None:
            return ids


@pytest.mark.parametrize(("key", "sign"), list(product(SORTED, ("", "-"))))
def test_pages_hold_every_row_once_in_the_order_of_the_whole(
    ctx: Context, cases: list[Case], key: str, sign: str
) -> None:
    asked = listing(ctx, f"{sign}{key}")
    whole = [one.id for one in page_of(ctx, asked, limit=100).rows]
    assert pages(ctx, asked) == whole
    assert sorted(whole) == sorted(one.id for one in cases)


def test_a_field_of_any_kind_orders_a_list_of_pages(ctx: Context) -> None:
    values = (
        {"idle": timedelta(hours=-2), "weight": Decimal("0.5"), "price": 10**17, "tags": ["a"]},
        {"idle": timedelta(days=400, microseconds=3), "weight": Decimal(2), "bought_in": "1404-12"},
        {"idle": timedelta(0), "rate": Decimal("12.5"), "site": "https://b.ir", "service": 90},
        {"bought_in": "1405-01", "name": "آ" * 900},
    )
    system = ctx.as_system()
    made = {system.create(Asset, **{"name": "x", **one}).id for one in values}
    open_to_pages(Asset)
    try:
        entity = ctx.snapshot.entity("toy_asset")
        sortable = [key for key in entity.by_key if is_sortable(ctx, entity, key)]
        assert len(sortable) > 10
        for key, descending in product(sortable, (False, True)):
            asked = Listing(entity, sort=(SortTerm(key, descending),))
            found = pages(ctx, asked, limit=1)
            assert (len(found), set(found)) == (len(made), made), key
    finally:
        del _openings["toy_asset"]


@pytest.mark.parametrize("sign", ["", "-"])
def test_empty_values_stand_at_the_end_in_either_direction(
    ctx: Context, cases: list[Case], sign: str
) -> None:
    rows = page_of(ctx, listing(ctx, f"{sign}size", "-day"), limit=100).rows
    sizes = [one.size for one in rows]
    assert sizes[-2:] == [None, None]
    assert sizes[:-2] == sorted(filter(None, sizes), reverse=bool(sign))


def test_a_row_that_comes_meanwhile_moves_nobody_to_another_page(
    ctx: Context, cases: list[Case], firm: Firm
) -> None:
    asked = listing(ctx, "size")
    first = page_of(ctx, asked, limit=3)
    newcomer = ctx.as_system().create(Case, subject="تازه", firm=firm, opened_at=NOW, size=0)
    second = page_of(ctx, asked, limit=100, place=first.next)
    seen = [one.id for one in (*first.rows, *second.rows)]
    assert sorted(seen) == sorted(one.id for one in cases)
    assert newcomer.id not in seen


@pytest.mark.parametrize("place", ["x", "W10", "WzFd", "WyJhIiwiYiJd", "bnVsbA", "\u06f1" * 5])
def test_a_place_that_is_none_of_ours_is_refused(
    ctx: Context, cases: list[Case], place: str
) -> None:
    with pytest.raises(BadPlace):
        page_of(ctx, listing(ctx, "size"), limit=2, place=place)


def test_words_are_found_however_they_are_written(ctx: Context, cases: list[Case]) -> None:
    rows = page_of(ctx, listing(ctx, words="موضوع ۳"), limit=9).rows
    assert [one.subject for one in rows] == ["موضوع 3"]
    number = cases[2].number
    assert [one.id for one in page_of(ctx, listing(ctx, words=number), limit=9).rows] == [
        cases[2].id
    ]


def test_sums_and_counts_know_only_what_the_reader_sees(
    ctx: Context, cases: list[Case], opened: None
) -> None:
    totals = (Total("size", "sum"), Total("size", "most"))
    mine = totals_of(ctx, listing(ctx), totals)
    assert (mine["count"], mine["sum:size"], mine["most:size"]) == (7, 23, 9)
    hub = open_context(HUB, NOW)
    theirs = totals_of(hub, listing(hub), totals)
    assert (theirs["count"], theirs["sum:size"]) == (0, None)
    assert count_of(hub, listing(hub)) == 0


@pytest.mark.parametrize("sort", ["-size", "person", "-person"])
def test_neighbours_are_those_of_the_list(ctx: Context, cases: list[Case], sort: str) -> None:
    people = [
        ctx.as_system().create(Person, name=name, firm=cases[0].firm)
        for name in ("بابک", "آرش", "بابک")
    ]
    for one, person in zip(cases[::2], people, strict=False):
        ctx.as_system().update(one, person=person)
    asked = listing(ctx, sort)
    order = pages(ctx, asked)
    assert sorted(order) == sorted(one.id for one in cases)
    for place, record_id in enumerate(order):
        beside = neighbours_of(ctx, asked, record_id)
        assert beside.previous == (order[place - 1] if place else None)
        assert beside.next == (order[place + 1] if place + 1 < len(order) else None)


def test_lanes_hold_the_rows_of_their_answer(ctx: Context, cases: list[Case]) -> None:
    by = ctx.snapshot.entity(Case.key).by_key["level"]
    lanes = lanes_of(ctx, listing(ctx), by, limit=2)
    held = {value: len(page.rows) for value, page in lanes.items()}
    assert held == {
        None: 2,
        "high": 2,
        "low": 2,
    }
    assert lane_counts(ctx, listing(ctx), by) == {None: 3, "high": 2, "low": 2}
    assert lanes[None].next is not None


def test_a_record_is_made_through_the_door(ctx: Context, firm: Firm) -> None:
    made = make_through_door(ctx, Case.key, {"subject": "نو", "firm": firm.id, "opened_at": NOW})
    assert made.id in pages(ctx, listing(ctx))
