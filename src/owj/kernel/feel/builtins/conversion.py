"""Functions that turn one kind into another. Source: DMN 1.5, 10.3.4.1."""

from __future__ import annotations

from decimal import Decimal

from owj.kernel.feel.builtins.registry import Refused, feel_function
from owj.kernel.feel.civil import (
    MIDNIGHT,
    date_part,
    make_date,
    make_datetime,
    make_time,
    nanos_of,
    time_part,
)
from owj.kernel.feel.numbers import read_number, whole
from owj.kernel.feel.running import Run
from owj.kernel.feel.showing import show_value
from owj.kernel.feel.temporal_text import (
    fixed_zone,
    read_date,
    read_datetime,
    read_duration,
    read_time,
)
from owj.kernel.feel.values import (
    NANOS_PER_SECOND,
    DateTimeValue,
    DateValue,
    DayTimeDuration,
    FeelValue,
    Months,
    Time,
    kind_of,
)

_GROUPING = frozenset({" ", ",", ".", None})
_POINTS = frozenset({".", ",", None})


@feel_function("string", "from: Any")
def to_text(run: Run, value: FeelValue) -> FeelValue:
    """Return a value as text; null stays null."""
    return None if value is None else show_value(value, run)


@feel_function("number", "from: string")
def to_number(run: Run, text: str) -> FeelValue:
    """Return the number a text spells."""
    return _read(text)


@feel_function("number", "from: string, grouping separator: string?, decimal separator: string?")
def to_grouped_number(run: Run, text: str, grouping: str | None, point: str | None) -> FeelValue:
    """Return the number a text spells with the given signs between thousands and for the point."""
    if grouping not in _GROUPING or point not in _POINTS:
        raise Refused("expected a space, comma or point to group by, a comma or point as point")
    if grouping is not None and grouping == point:
        raise Refused("expected two different signs")
    if grouping:
        text = text.replace(grouping, "")
    return _read(text.replace(point, ".") if point else text)


def _read(text: str) -> Decimal:
    number = read_number(text.strip())
    if number is None:
        raise Refused("expected a text that spells a number")
    return number


@feel_function("date", "from: string|date|date and time")
def to_date(run: Run, value: str | DateValue | DateTimeValue) -> FeelValue:
    """Return the date a text spells, or that of a date and time."""
    if not isinstance(value, str):
        return date_part(value)
    day = read_date(value)
    if day is None:
        raise Refused("expected a date such as 2026-11-22")
    return day


@feel_function("date", "year: number, month: number, day: number")
def date_of(run: Run, year: Decimal, month: Decimal, day: Decimal) -> FeelValue:
    """Return the date of a year, month and day."""
    found = make_date(whole(year), whole(month), whole(day))
    if found is None:
        raise Refused("expected a day of the calendar")
    return found


@feel_function("time", "from: string|time|date and time|date")
def to_time(run: Run, value: str | Time | DateTimeValue | DateValue) -> FeelValue:
    """Return the time a text spells, or that of a date and time; a date's is midnight in UTC."""
    if isinstance(value, Time):
        return value
    if isinstance(value, str):
        time = read_time(value)
        if time is None:
            raise Refused("expected a time such as 10:30:00")
        return time
    if kind_of(value) == "date":
        return Time(0, 0, 0, 0, fixed_zone(0))
    return time_part(value)  # type: ignore[arg-type]  # only dates and times are left


@feel_function(
    "time",
    "hour: number, minute: number, second: number, [offset: days and time duration?]",
)
def time_of(
    run: Run,
    hour: Decimal,
    minute: Decimal,
    second: Decimal,
    offset: DayTimeDuration | None = None,
) -> FeelValue:
    """Return the time of hour, minute, second and an offset from UTC."""
    zone = None
    if offset is not None:
        zone = fixed_zone(nanos_of(offset) // NANOS_PER_SECOND)
        if zone is None:
            raise Refused("expected an offset of at most 18 hours")
    seconds = whole(second)
    nanosecond = int((second - seconds) * NANOS_PER_SECOND) if 0 <= second < 60 else 0
    time = make_time(whole(hour), whole(minute), seconds, nanosecond, zone)
    if time is None or second < 0:
        raise Refused("expected an hour, minute and second of the day")
    return time


@feel_function("date and time", "from: string|date|date and time")
def to_datetime(run: Run, value: str | DateValue | DateTimeValue) -> FeelValue:
    """Return the date and time a text spells; a date's is its midnight."""
    if not isinstance(value, str):
        return (
            value
            if kind_of(value) == "date and time"
            else make_datetime(date_part(value), MIDNIGHT)
        )
    found = read_datetime(value)
    if found is None:
        raise Refused("expected a date and time such as 2026-11-22T10:30:00")
    return found


@feel_function("date and time", "date: date|date and time, time: time")
def datetime_of(run: Run, day: DateValue | DateTimeValue, time: Time) -> FeelValue:
    """Return a day at a time, in the time's zone."""
    return make_datetime(date_part(day), time)


@feel_function("duration", "from: string|days and time duration|years and months duration")
def to_duration(run: Run, value: str | DayTimeDuration | Months) -> FeelValue:
    """Return the duration a text spells."""
    if not isinstance(value, str):
        return value
    duration = read_duration(value)
    if duration is None:
        raise Refused("expected a duration such as P1DT2H or P1Y2M")
    return duration


@feel_function("years and months duration", "from: date|date and time, to: date|date and time")
def months_between(
    run: Run, start: DateValue | DateTimeValue, end: DateValue | DateTimeValue
) -> FeelValue:
    """Return the whole months from one date to the other."""
    first, last = date_part(start), date_part(end)
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return Months(months)
