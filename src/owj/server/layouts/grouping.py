"""Groups of a list: how many rows each has and what they come to, added up by the database.

Only the groups that a page begins are asked for, in one query however many rows they hold. All goes
through `rows_of_listing`, so that access narrows groups as it narrows the list.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Any

from django.db.models import Case, CharField, Count, Q, Value, When

from owj.kernel.calendars.jalali import JalaliDateRejected
from owj.kernel.calendars.spans import span_of
from owj.server.layouts.access import is_hidden
from owj.server.layouts.conditions import RECORD_KEYS
from owj.server.layouts.definitions import SortTerm, Total, ViewDefinition
from owj.server.layouts.listing import FIGURES, Listing, rows_of_listing
from owj.server.records.context import Context
from owj.server.records.defs import LIST_KINDS, EntityDef, FieldDef, Kind

_DAYS = (Kind.DATE, Kind.DATE_TIME)
_UNGROUPED = LIST_KINDS | {Kind.JSON, Kind.FILE, Kind.IMAGE, Kind.LINKS, Kind.LONG_TEXT}
# Fields whose order does not tell two values apart: the raw value parts them.
_PARTED = (Kind.LINK, Kind.USER, Kind.TEXT)
SUMMED = frozenset(
    {Kind.NUMBER, Kind.MONEY, Kind.DECIMAL, Kind.PERCENT, Kind.DURATION, Kind.WORKING_TIME}
)
COMPARED = SUMMED | {Kind.DATE, Kind.DATE_TIME, Kind.JALALI_MONTH}
_BUCKET = "bucket_"


@dataclass(frozen=True, slots=True)
class Grouping:
    """By what a list is parted. span: how far a group of days reaches; empty: by the value."""

    key: str
    name: str
    kind: Kind
    span: str = ""

    @property
    def sort(self) -> tuple[SortTerm, ...]:
        """Return the order in which groups stand together."""
        first = SortTerm(self.key)
        return (first, SortTerm(f"={self.key}")) if self.kind in _PARTED else (first,)


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """What one group comes to. figures: by "what:key"."""

    count: int
    figures: Mapping[str, Any]


def grouping_of(entity: EntityDef, view: ViewDefinition) -> Grouping | None:
    """Return by what a view is parted; None when it is not."""
    if not view.group:
        return None
    field = entity.by_key.get(view.group)
    kind = field.stored_kind if field else RECORD_KEYS.get(view.group)
    if kind is None or kind in _UNGROUPED or view.group == "id":
        return None
    span = (view.span or "month") if kind in _DAYS else ""
    return Grouping(view.group, field.attname if field else view.group, kind, span)


def may_group(field: FieldDef) -> bool:
    """Return whether a list can be parted by a field."""
    return field.stored_kind not in _UNGROUPED


def figures_for(kind: Kind) -> tuple[str, ...]:
    """Return which figures a column of a kind can have below it."""
    if kind in SUMMED:
        return ("sum", "average", "least", "most", "filled")
    return ("least", "most", "filled") if kind in COMPARED else ("filled",)


def group_value(ctx: Context, grouping: Grouping, record: Any) -> Any:
    """Return the value that a record's group has; of days, the first day of its span."""
    value = getattr(record, grouping.name)
    if grouping.span and value is not None:
        day = value.astimezone(ctx.zone).date() if isinstance(value, datetime) else value
        return _span(grouping.span, day)[0]
    return value.value if isinstance(value, Enum) else value


def group_key(value: Any) -> str:
    """Return what tells a group from the others, as text."""
    return "" if value is None else f"={value}"


def _span(name: str, day: date) -> tuple[date, date]:
    """Return the span that a day lies in; beyond the calendar each day stands by itself."""
    try:
        found = None if name == "day" else span_of(f"this_{name}", day)
    except (JalaliDateRejected, OverflowError):
        found = None
    return found or (day, day)


def group_figures(
    ctx: Context,
    asked: Listing,
    grouping: Grouping,
    values: Collection[Any],
    totals: Sequence[Total] = (),
) -> Mapping[str, GroupFigures]:
    """Return what groups come to, by `group_key` of their values. One query."""
    if not values:
        return {}
    seen = [one for one in totals if not is_hidden(ctx, asked.entity.key, one.key)]
    figures: dict[str, Any] = {
        f"figure{place}": FIGURES[one.what](one.key) for place, one in enumerate(seen)
    }
    rows = rows_of_listing(ctx, asked).order_by()
    if grouping.span:
        rows = _in_spans(ctx, rows, grouping, values)
        name = _BUCKET
    else:
        given = [one for one in values if one is not None]
        wanted = Q(**{f"{grouping.name}__in": given})
        if len(given) < len(values):
            wanted |= Q(**{f"{grouping.name}__isnull": True})
        rows, name = rows.filter(wanted), grouping.name
    counted = rows.values(name).annotate(many=Count("pk"), **figures)
    return {_key_of(row[name], grouping): _read(row, seen) for row in counted}


def _key_of(value: Any, grouping: Grouping) -> str:
    if grouping.span:
        return str(value)
    return group_key(value.value if isinstance(value, Enum) else value)


def _read(row: Mapping[str, Any], totals: Sequence[Total]) -> GroupFigures:
    figures = {f"{one.what}:{one.key}": row[f"figure{place}"] for place, one in enumerate(totals)}
    return GroupFigures(row["many"], figures)


def _in_spans(ctx: Context, rows: Any, grouping: Grouping, values: Collection[Any]) -> Any:
    """Name the span that each row lies in, by `group_key`, and leave the others out."""
    whens: list[When] = []
    wanted = Q(pk__in=())
    for value in values:
        if value is None:
            condition = Q(**{f"{grouping.name}__isnull": True})
        else:
            first, last = _span(grouping.span, value)
            condition = within_days(ctx, grouping.name, grouping.kind, first, last)
        wanted |= condition
        whens.append(When(condition, then=Value(group_key(value))))
    bucket = Case(*whens, output_field=CharField())
    return rows.filter(wanted).annotate(**{_BUCKET: bucket})


def within_days(ctx: Context, name: str, kind: Kind, first: date, last: date) -> Q:
    """Return the condition for a day, or an instant in the organisation's zone, in these days."""
    if kind is Kind.DATE:
        return Q(**{f"{name}__gte": first, f"{name}__lte": last})
    inside = Q(**{f"{name}__gte": day_start(ctx, first)}) if first > date.min else Q()
    if last == date.max:
        return inside & Q(**{f"{name}__isnull": False})
    return inside & Q(**{f"{name}__lt": day_start(ctx, last + timedelta(days=1))})


def day_start(ctx: Context, day: date) -> datetime:
    """Return the instant at which a day begins in the organisation's zone."""
    return datetime.combine(day, time(), ctx.zone).astimezone(UTC)
