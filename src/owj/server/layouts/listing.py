"""The records a view lists: filtered, ordered, page by page, counted and added up.

Everything goes through `ctx.records`, so that access narrows rows, counts and sums alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

from django.db.models import Avg, Count, Max, Min, Q, Sum

from owj.server.layouts.access import is_hidden, shown_fields
from owj.server.layouts.asking import condition_of
from owj.server.layouts.conditions import EVERYTHING, Group
from owj.server.layouts.definitions import SortTerm, Total
from owj.server.layouts.keyset import Term, behind, read_place, terms_of, write_place
from owj.server.layouts.list_indexes import SLOW_S, note_slow_list
from owj.server.records import generic
from owj.server.records.context import Context
from owj.server.records.declare import Entity
from owj.server.records.defs import LINK_KINDS, EntityDef, FieldDef, Kind
from owj.server.records.paths import narrowed
from owj.server.records.rights import Verb
from owj.server.records.rowtypes import Rows

COUNT_LIMIT = 1_000
_STREAMED = 2_000

# What a total may ask for, and of what it is made in the database.
FIGURES: Mapping[str, Any] = {
    "sum": Sum,
    "average": Avg,
    "least": Min,
    "most": Max,
    "filled": Count,
}


@dataclass(frozen=True, slots=True)
class Listing:
    """Which records are asked for, in which order. words: what is searched for.

    within: a condition of the page itself, which may ask what its reader does not see.
    """

    entity: EntityDef
    where: Group = EVERYTHING
    words: str = ""
    sort: tuple[SortTerm, ...] = ()
    columns: tuple[str, ...] = ()
    # The right whose rows these are; an export holds those that may be exported.
    verb: Verb = Verb.READ
    within: Q | None = None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A stretch of a list. next: the place behind its last row; None at the end."""

    rows: tuple[Any, ...]
    next: str | None


def rows_of_listing(ctx: Context, asked: Listing) -> Rows[Entity]:
    """Return the rows a list holds, in no order.

    Raises: ConditionUnreadable, ConditionRefused, VerbRefused.
    """
    key, verb = asked.entity.key, asked.verb
    rows = ctx.records(key) if verb is Verb.READ else generic.rows(ctx, key, verb)
    if asked.within is not None:
        rows = narrowed(rows, asked.within)
    condition = condition_of(ctx, asked.entity, asked.where)
    if condition is not None:
        rows = rows.filter(condition.q)
    if asked.words:
        rows = rows.filter(_search(ctx, asked))
    return rows


def _search(ctx: Context, asked: Listing) -> Q:
    fields = shown_fields(ctx, asked.entity)
    searched = [one.key for one in fields if one.search]
    if not searched and asked.entity.title in {one.key for one in fields}:
        searched = [str(asked.entity.title)]
    numbered = [one.key for one in fields if one.kind is Kind.AUTO_NUMBER]
    searched += _names_behind(ctx, asked.entity)
    found = Q(pk__in=())
    for key in searched:
        found |= Q(**{f"{key}__folded": asked.words})
    for key in numbered:
        found |= Q(**{f"{key}__icontains": asked.words})
    return found


def _names_behind(ctx: Context, entity: EntityDef) -> list[str]:
    """Return the paths to the titles that a record without one is called by."""
    paths = []
    for one in entity.naming:
        target = ctx.snapshot.schema.by_key.get(one.target or "")
        if target is None or target.title is None or not _is_open(ctx, entity, one.key):
            continue
        if ctx.may(target.key, Verb.READ) and _is_open(ctx, target, target.title):
            paths.append(f"{one.key}__{target.title}")
    return paths


def page_of(ctx: Context, asked: Listing, *, limit: int, place: str | None = None) -> RecordPage:
    """Return the rows behind a place. Raises: BadPlace, and as `rows_of_listing`."""
    terms = terms_of(ctx, asked.entity, asked.sort)
    keys = read_place(terms, place) if place else None
    began = perf_counter()
    found = first_of(stretches_of(ctx, asked, terms, keys), limit + 1)
    more = len(found) > limit
    if more and perf_counter() - began > SLOW_S:
        note_slow_list(ctx.snapshot.schema, asked.entity, asked.where, asked.sort)
    shown = tuple(found[:limit])
    return RecordPage(shown, write_place(terms, shown[-1]) if more else None)


def _ordered(ctx: Context, asked: Listing, terms: Sequence[Term]) -> Rows[Entity]:
    rows = rows_of_listing(ctx, asked)
    named = {term.name: term.expression for term in terms if term.name != "pk"}
    rows = rows.annotate(**named) if named else rows
    links = links_of(ctx, asked)
    rows = rows.select_related(*links) if links else rows
    return rows.order_by(*(term.order for term in terms))


def stretches_of(
    ctx: Context,
    asked: Listing,
    terms: Sequence[Term],
    keys: Sequence[Any] | None,
    *,
    before: bool = False,
) -> Iterator[Rows[Entity]]:
    """Yield the rows behind the keys (before: in front, turned round) in stretches, in order.

    A list by the title of what a link leads to is read along the titles, and what has no such
    link comes after it by itself: as one question it would be read as a whole and sorted.
    """
    lead = terms[0]
    if lead.through is None:
        yield _stretch(_ordered(ctx, asked, terms), terms, keys, before=before)
        return
    link, path = lead.through
    among_blank = keys is not None and keys[0] is None
    named = [replace(lead, nullable=False), *terms[1:]]
    blank_keys = keys[1:] if keys is not None and among_blank else None
    if before and not among_blank:
        with_link = _ordered(ctx, asked, named).filter(**{f"{path}__isnull": False})
        yield _stretch(with_link, named, keys, before=True)
        return
    without = _ordered(ctx, asked, terms).filter(**{f"{link}__isnull": True})
    without = without.order_by(*(term.order for term in terms[1:]))
    with_link = _ordered(ctx, asked, named).filter(**{f"{path}__isnull": False})
    if not among_blank:
        yield _stretch(with_link, named, keys)
    yield _stretch(without, terms[1:], blank_keys, before=before)
    if before:
        yield _stretch(with_link, named, None, before=True)


def _stretch(
    rows: Rows[Entity], terms: Sequence[Term], keys: Sequence[Any] | None, *, before: bool = False
) -> Rows[Entity]:
    rows = rows if keys is None else rows.filter(behind(terms, keys, before=before))
    return rows.reverse() if before else rows


def first_of(stretches: Iterable[Rows[Entity]], limit: int) -> list[Any]:
    """Return the first rows of some stretches; those behind are asked only where rows lack."""
    found: list[Any] = []
    for rows in stretches:
        found += rows[: limit - len(found)]
        if len(found) >= limit:
            break
    return found


def links_of(ctx: Context, asked: Listing) -> list[str]:
    """Return the links whose titles a list shows: of its columns, and of what names its rows."""
    found = (asked.entity.by_key.get(key) for key in asked.columns)
    shown = [one for one in found if one is not None and one.kind in LINK_KINDS]
    paths = [one.key for one in shown] + naming_links(ctx, asked.entity)
    for one in shown:
        target = ctx.snapshot.schema.by_key.get(one.target or "")
        if target is not None and ctx.is_free(target.key):
            paths += [f"{one.key}__{name}" for name in naming_links(ctx, target)]
    return list(dict.fromkeys(paths))


def naming_links(ctx: Context, entity: EntityDef) -> list[str]:
    """Return the links that name a record without a title, as far as the actor sees them."""
    links = [one.key for one in entity.naming if one.kind in LINK_KINDS]
    return [key for key in links if _is_open(ctx, entity, key)]


def _is_open(ctx: Context, entity: EntityDef, key: str) -> bool:
    return ctx.field_access(entity.key).get(key, "hidden") != "hidden"


def streamed(ctx: Context, asked: Listing) -> Iterator[Any]:
    """Yield every row of a list stretch by stretch, each a query of its own that ends quickly."""
    place: str | None = None
    while True:
        page = page_of(ctx, asked, limit=_STREAMED, place=place)
        yield from page.rows
        place = page.next
        if place is None:
            return


def count_of(ctx: Context, asked: Listing, limit: int = COUNT_LIMIT) -> int:
    """Return how many rows a list has, counted no further than the limit."""
    return rows_of_listing(ctx, asked)[:limit].count()


def ids_of(ctx: Context, asked: Listing, *, limit: int) -> list[int]:
    """Return the ids of the first rows of a list."""
    terms = terms_of(ctx, asked.entity, asked.sort)
    rows = _ordered(ctx, replace(asked, columns=()), terms)
    return list(rows.values_list("pk", flat=True)[:limit])


def totals_of(ctx: Context, asked: Listing, totals: Sequence[Total]) -> Mapping[str, Any]:
    """Return the count of a whole list as "count", and each figure as "what:key"."""
    figures: dict[str, Any] = {"count": Count("pk")}
    for place, one in enumerate(totals):
        if is_hidden(ctx, asked.entity.key, one.key):
            continue
        figures[f"figure{place}"] = FIGURES[one.what](one.key)
    found = rows_of_listing(ctx, asked).aggregate(**figures)
    named = {
        f"{one.what}:{one.key}": found.get(f"figure{place}") for place, one in enumerate(totals)
    }
    return {"count": found["count"], **named}


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The records before and behind one in a list."""

    previous: int | None
    next: int | None


def neighbours_of(ctx: Context, asked: Listing, record_id: int) -> Neighbours:
    """Return what stands beside a record in a list; nothing when the list does not hold it."""
    terms = terms_of(ctx, asked.entity, asked.sort)
    plain = replace(asked, columns=())
    here = _ordered(ctx, plain, terms).filter(pk=record_id).first()
    if here is None:
        return Neighbours(None, None)
    keys = [getattr(here, term.name) for term in terms]
    before = first_of(stretches_of(ctx, plain, terms, keys, before=True), 1)
    after = first_of(stretches_of(ctx, plain, terms, keys), 1)
    return Neighbours(before[0].id if before else None, after[0].id if after else None)


def lanes_of(
    ctx: Context, asked: Listing, by: FieldDef, *, limit: int
) -> Mapping[str | None, RecordPage]:
    """Return the first rows of a list for each answer of a choice; None: without an answer."""
    terms = terms_of(ctx, asked.entity, asked.sort)
    lanes: dict[str | None, RecordPage] = {}
    for value in (None, *(option.value for option in by.options)):
        lane = Q(**{f"{by.key}__isnull": True}) if value is None else Q(**{by.key: value})
        found = list(_ordered(ctx, asked, terms).filter(lane)[: limit + 1])
        shown = tuple(found[:limit])
        lanes[value] = RecordPage(shown, write_place(terms, shown[-1]) if found[limit:] else None)
    return lanes


def lane_counts(ctx: Context, asked: Listing, by: FieldDef) -> Mapping[str | None, int]:
    """Return how many rows of a list each answer of a choice has."""
    rows = rows_of_listing(ctx, asked).order_by().values(by.key)
    counted = rows.annotate(many=Count("pk"))
    return {None if one[by.key] is None else str(one[by.key]): one["many"] for one in counted}
