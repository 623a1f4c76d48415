"""What a path finds: entries of contexts, of each element of a list, properties of dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import cast
from zoneinfo import ZoneInfo

from owj.kernel.feel.civil import (
    date_part,
    days_of_date,
    make_duration,
    nanos_of,
    offset_seconds,
    time_part,
)
from owj.kernel.feel.running import Run
from owj.kernel.feel.values import (
    DATE,
    DATE_TIME,
    DAY_TIME,
    NANOS_PER_SECOND,
    RANGE,
    TIME,
    YEAR_MONTH,
    DateTimeValue,
    DateValue,
    DayTimeDuration,
    FeelValue,
    Months,
    Position,
    Range,
    Time,
    WideDateTime,
    kind_of,
)


def take_path(value: FeelValue, name: str, run: Run, position: Position) -> FeelValue:
    """Return the entry or property of that name; null with a warning where there is none."""
    if type(value) is dict:
        if name in value:
            return value[name]
        run.warn("feel.unknown_property", position, kind="The context", name=name)
        return None
    if type(value) is tuple:
        run.charge(len(value))
        return tuple([take_path(item, name, run, position) for item in value])
    found = PROPERTIES.get(kind_of(value), {}).get(name)
    if found is not None:
        return found(value)
    run.warn("feel.unknown_property", position, kind=f"A {kind_of(value)}", name=name)
    return None


def weekday(day: DateValue) -> int:
    """Return the day of the week, Monday being 1."""
    return (days_of_date(day) + 3) % 7 + 1


def _day(value: FeelValue) -> DateValue:
    return date_part(cast("DateValue | DateTimeValue", value))


def _clock(value: FeelValue) -> Time:
    return value if isinstance(value, Time) else time_part(cast("DateTimeValue", value))


def _offset(value: FeelValue) -> FeelValue:
    time = _clock(value)
    if time.zone is None:
        return None
    if isinstance(value, datetime | WideDateTime):
        return make_duration(offset_seconds(date_part(value), time) * NANOS_PER_SECOND)
    if isinstance(time.zone, timezone):
        return time.zone.utcoffset(None)
    return None


def _zone_name(value: FeelValue) -> FeelValue:
    zone = _clock(value).zone
    return zone.key if isinstance(zone, ZoneInfo) else None


def _part(unit_seconds: int, of: int) -> Callable[[FeelValue], FeelValue]:
    """Return how to get one part of a duration: its whole units, wrapped at `of`, signed."""

    def take(value: FeelValue) -> FeelValue:
        nanos = nanos_of(cast("DayTimeDuration", value))
        count = abs(nanos) // NANOS_PER_SECOND // unit_seconds
        count = count % of if of else count
        return Decimal(-count if nanos < 0 else count)

    return take


def _years(value: FeelValue) -> FeelValue:
    months = cast("Months", value).months
    return Decimal(abs(months) // 12 if months >= 0 else -(abs(months) // 12))


def _months(value: FeelValue) -> FeelValue:
    months = cast("Months", value).months
    return Decimal(abs(months) % 12 if months >= 0 else -(abs(months) % 12))


_OF_DATES: dict[str, Callable[[FeelValue], FeelValue]] = {
    "year": lambda value: Decimal(_day(value).year),
    "month": lambda value: Decimal(_day(value).month),
    "day": lambda value: Decimal(_day(value).day),
    "weekday": lambda value: Decimal(weekday(_day(value))),
}
_OF_TIMES: dict[str, Callable[[FeelValue], FeelValue]] = {
    "hour": lambda value: Decimal(_clock(value).hour),
    "minute": lambda value: Decimal(_clock(value).minute),
    "second": lambda value: Decimal(_clock(value).second),
    "time offset": _offset,
    "timezone": _zone_name,
}
_MIDNIGHT_IN_UTC: dict[str, Callable[[FeelValue], FeelValue]] = {
    "hour": lambda value: Decimal(0),
    "minute": lambda value: Decimal(0),
    "second": lambda value: Decimal(0),
    "time offset": lambda value: timedelta(0),
}
PROPERTIES: dict[str, dict[str, Callable[[FeelValue], FeelValue]]] = {
    DATE: {**_OF_DATES, **_MIDNIGHT_IN_UTC, "timezone": lambda value: None},
    TIME: _OF_TIMES,
    DATE_TIME: {**_OF_DATES, **_OF_TIMES},
    DAY_TIME: {
        "days": _part(86_400, 0),
        "hours": _part(3_600, 24),
        "minutes": _part(60, 60),
        "seconds": _part(1, 60),
    },
    YEAR_MONTH: {"years": _years, "months": _months},
    RANGE: {
        "start": lambda value: cast("Range", value).start,
        "end": lambda value: cast("Range", value).end,
        "start included": lambda value: cast("Range", value).start_included,
        "end included": lambda value: cast("Range", value).end_included,
    },
}
NAMES_WITH_SPACES = ("time offset", "start included", "end included")
