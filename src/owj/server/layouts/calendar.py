"""The records of a list by day: those that lie in a stretch of days, and how many each day has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q

from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.errors import InvalidInput
from owj.kernel.persian.digits import latin_digits
from owj.server.layouts.definitions import ViewDefinition
from owj.server.layouts.grouping import (
    day_start,
    group_figures,
    group_key,
    group_value,
    grouping_of,
    within_days,
)
from owj.server.layouts.listing import Listing, links_of, rows_of_listing
from owj.server.records.context import Context
from owj.server.records.defs import FieldDef, Kind

MOST_ROWS = 600
# Counting further would read every row for a figure that says "many" anyway.
UNDATED_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Day:
    """One day. rows: its first ones, by their time; count: how many it has in all."""

    day: date
    rows: Sequence[Any]
    count: int


def days_of(
    ctx: Context, asked: Listing, by: FieldDef, first: date, last: date
) -> Mapping[date, Day]:
    """Return every day of a stretch with its records. Two queries, however many there are."""
    grouping = grouping_of(asked.entity, ViewDefinition(group=by.key, span="day"))
    if grouping is None:
        return {}
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    inside = within_days(ctx, by.attname, by.stored_kind, first, last)
    rows = rows_of_listing(ctx, asked).filter(inside)
    if links := links_of(ctx, asked):
        rows = rows.select_related(*links)
    found: dict[date, list[Any]] = {}
    for record in rows.order_by(F(by.attname).asc(), "pk")[:MOST_ROWS]:
        found.setdefault(group_value(ctx, grouping, record), []).append(record)
    plain = replace(asked, sort=())
    counts = group_figures(ctx, plain, grouping, days)
    return {
        day: Day(
            day, found.get(day, ()), counts[key].count if (key := group_key(day)) in counts else 0
        )
        for day in days
    }


def undated_of(ctx: Context, asked: Listing, by: FieldDef) -> int:
    """Return how many records have no day, counted no further than the limit."""
    rows = rows_of_listing(ctx, asked).filter(Q(**{f"{by.attname}__isnull": True}))
    return len(rows.order_by().values_list("pk", flat=True)[:UNDATED_MOST])


def moved_to(ctx: Context, by: FieldDef, value: date | datetime | None, day: date) -> Any:
    """Return a value on another day; an instant keeps its local time of day."""
    if by.stored_kind is Kind.DATE:
        return day
    if not isinstance(value, datetime):
        return day_start(ctx, day)
    local = value.astimezone(ctx.zone)
    return datetime.combine(day, local.time(), ctx.zone)


def read_day(text: str) -> date | None:
    """Return the day an address names, 2026-11-22 or in Jalali 1405-09-01; None for none."""
    plain = latin_digits(text).strip().replace("/", "-")
    try:
        year = int(plain.split("-", 1)[0])
        return JalaliDate.parse(plain).to_gregorian() if year < 1700 else date.fromisoformat(plain)
    except (ValueError, InvalidInput):
        return None
