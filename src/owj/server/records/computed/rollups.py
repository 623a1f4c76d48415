"""Adds up the rows that link to a record."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, DecimalField, F, Max, Min, Sum

from owj.server.records.computed.programs import Program
from owj.server.records.computed.values import NoValue, blank_of, kept_value
from owj.server.records.defs import Kind
from owj.server.records.queryset import rows_of

if TYPE_CHECKING:
    from owj.server.records.context import Context

_AGGREGATES: Mapping[str, Any] = {"sum": Sum, "min": Min, "max": Max, "avg": Avg}
_NUMERIC: Any = DecimalField(max_digits=1_000, decimal_places=20)


def of_none(program: Program) -> Any:
    """Return what a rollup of no rows comes to: nothing adds up to zero, but has no average."""
    if program.added.aggregate not in {"count", "sum"}:
        return blank_of(program.field)
    zero = timedelta() if program.field.stored_kind is Kind.DURATION else Decimal(0)
    return kept_value(program.field, zero)


def add_up(ctx: Context, program: Program, ids: Collection[int]) -> dict[int, Any]:
    """Return what a rollup comes to for each of some records, as its column holds it."""
    children = program.added
    entity = ctx.snapshot.entity(children.entity)
    link = entity.by_key[children.link].attname
    rows = rows_of(ctx.with_full_reach(), children.entity).filter(**{f"{link}__in": list(ids)})
    chosen = rows.filter(ctx.snapshot.computed.condition(program)).order_by()
    summed = chosen.values(link).annotate(came_to=_aggregate(program))
    found = {row[link]: row["came_to"] for row in summed}
    blank = of_none(program)
    return {one: _kept(program, found[one]) if one in found else blank for one in ids}


def _aggregate(program: Program) -> Any:
    children = program.added
    if children.source is None:
        return Count("id")
    source: Any = F(children.source.key)
    if children.source.stored_kind is Kind.DURATION:
        return _AGGREGATES[children.aggregate](source)
    if children.aggregate in {"sum", "avg"}:
        # The database adds up exactly; only Django would make a float of it.
        return _AGGREGATES[children.aggregate](source, output_field=_NUMERIC)
    return _AGGREGATES[children.aggregate](source)


def _kept(program: Program, value: Any) -> Any:
    if value is None:
        return of_none(program)
    if isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    try:
        return kept_value(program.field, value)
    except NoValue:
        return blank_of(program.field)
