"""Working time counted minute by minute from the wall clock: slow, plain, and not our code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from owj.kernel.calendars.business import CalendarData, Span

MINUTE = timedelta(minutes=1)

Stretch = tuple[datetime, datetime]


def spans_of_day(data: CalendarData, at: datetime) -> tuple[Span, ...]:
    """Return the spans of the local day of `at`."""
    day = at.astimezone(ZoneInfo(data.zone)).date()
    for special in data.special:
        if special.day == day:
            return special.spans
    if any(closure.day == day for closure in data.closures):
        return ()
    week = [hours for hours in data.hours if hours.valid_from <= day]
    return week[-1].days[day.weekday()] if week else ()


def open_by_wall_clock(data: CalendarData, at: datetime) -> bool:
    """Return whether the wall clock reads a time inside a span."""
    local = at.astimezone(ZoneInfo(data.zone))
    reading_s = local.hour * 3600 + local.minute * 60 + local.second
    return any(span.opens_s <= reading_s < span.closes_s for span in spans_of_day(data, at))


def minutes_between(
    data: CalendarData, start: datetime, end: datetime, pauses: Sequence[Stretch] = ()
) -> int:
    """Return the open minutes in [start, end) outside of pauses; all on whole minutes."""
    counted, at = 0, start.astimezone(UTC)
    while at < end:
        if open_by_wall_clock(data, at) and not _paused(at, pauses):
            counted += 1
        at += MINUTE
    return counted


def add_minutes(
    data: CalendarData, start: datetime, minutes: int, pauses: Sequence[Stretch] = ()
) -> datetime:
    """Return the end of the last of `minutes` open minutes from `start` on."""
    at = start.astimezone(UTC)
    while minutes:
        if open_by_wall_clock(data, at) and not _paused(at, pauses):
            minutes -= 1
        at += MINUTE
    return at


def _paused(at: datetime, pauses: Sequence[Stretch]) -> bool:
    return any(start <= at < end for start, end in pauses)
