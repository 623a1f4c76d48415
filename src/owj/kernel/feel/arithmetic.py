"""Plus, minus, times and so on, for every pair of kinds they are defined for.

Tables by the Python types of both operands; what is missing gives null with a warning.
Source: DMN 1.5, 10.3.2.3 and tables 54 to 57.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import TypeAlias, cast
from zoneinfo import ZoneInfo

from owj.kernel.feel.civil import (
    add_months,
    date_of_days,
    date_part,
    datetime_of_instant,
    days_of_date,
    instant_of,
    instant_of_time,
    make_datetime,
    make_duration,
    nanos_of,
    nanos_of_time,
    time_of_nanos,
    time_part,
    zone_of,
)
from owj.kernel.feel.numbers import CALCULATION, NUMBER_FAILED, ZERO, whole
from owj.kernel.feel.running import Run
from owj.kernel.feel.temporal_text import fixed_zone
from owj.kernel.feel.values import (
    NANOS_PER_DAY,
    DateTimeValue,
    DateValue,
    DayTimeDuration,
    FeelValue,
    Months,
    Position,
    Time,
    WideDate,
    WideDateTime,
    WideDuration,
    kind_of,
)

Operation: TypeAlias = Callable[[FeelValue, FeelValue], FeelValue]
Pairs: TypeAlias = dict[tuple[type, type], Operation]

_DATES = (date, WideDate)
_DATE_TIMES = (datetime, WideDateTime)
_DURATIONS = (timedelta, WideDuration)
_LONG_TEXT = 256
# A power of 34 digits takes as long as so many plain steps.
_POWER_STEPS = 50
# More nanoseconds than this no date can be moved by; it keeps products of durations small.
_MOST_NANOS = 10**30
_WIDE = CALCULATION.copy()
_WIDE.prec = 60


class NoResult(Exception):
    """Say that an operation on fitting operands has no result."""


def calculate(
    operator: str, left: FeelValue, right: FeelValue, run: Run, position: Position
) -> FeelValue:
    """Return the result of an arithmetic operator; null with a warning where there is none."""
    operation = TABLES[operator].get((type(left), type(right)))
    if operation is None:
        run.warn(
            "feel.wrong_operand",
            position,
            expected=EXPECTED[operator],
            got=f"{kind_of(left)} {operator} {kind_of(right)}",
        )
        return None
    if operation is _power:
        run.charge(_POWER_STEPS)
    try:
        result = operation(left, right)
    except NUMBER_FAILED:
        run.warn("feel.number_failed", position, operation=f"{left} {operator} {right}")
        return None
    except (NoResult, OverflowError):
        run.warn("feel.out_of_range", position, operation=operator)
        return None
    if type(result) is str and len(result) > _LONG_TEXT:
        run.charge(len(result))
    return result


def negate(value: FeelValue, run: Run, position: Position) -> FeelValue:
    """Return the negative of a number or a duration; null with a warning for others."""
    if isinstance(value, Decimal):
        return CALCULATION.minus(value)
    if isinstance(value, Months):
        return Months(-value.months)
    if isinstance(value, DayTimeDuration):
        return make_duration(-nanos_of(value))
    run.warn("feel.wrong_operand", position, expected="a number or a duration", got=kind_of(value))
    return None


def _sum_of_texts(left: FeelValue, right: FeelValue) -> FeelValue:
    return cast("str", left) + cast("str", right)


def _date_plus_months(left: FeelValue, right: FeelValue) -> FeelValue:
    day = add_months(cast("DateValue", left), cast("Months", right).months)
    if day is None:
        raise NoResult
    return day


def _date_plus_duration(left: FeelValue, right: FeelValue) -> FeelValue:
    days = nanos_of(cast("DayTimeDuration", right)) // NANOS_PER_DAY
    day = date_of_days(days_of_date(cast("DateValue", left)) + days)
    if day is None:
        raise NoResult
    return day


def _plain_date_plus_duration(left: FeelValue, right: FeelValue) -> FeelValue:
    try:
        return cast("date", left) + cast("timedelta", right)
    except OverflowError:
        return _date_plus_duration(left, right)


def _plain_date_minus_duration(left: FeelValue, right: FeelValue) -> FeelValue:
    # A day begins at midnight: an hour before it is the day before.
    return _plain_date_plus_duration(left, -cast("timedelta", right))


def _datetime_plus_months(left: FeelValue, right: FeelValue) -> FeelValue:
    value = cast("DateTimeValue", left)
    day = cast("DateValue", _date_plus_months(date_part(value), right))
    return make_datetime(day, time_part(value))


def _datetime_plus_duration(left: FeelValue, right: FeelValue) -> FeelValue:
    value, duration = cast("DateTimeValue", left), cast("DayTimeDuration", right)
    moved = datetime_of_instant(instant_of(value) + nanos_of(duration), zone_of(value))
    if moved is None:
        raise NoResult
    return moved


def _plain_datetime_plus_duration(left: FeelValue, right: FeelValue) -> FeelValue:
    value = cast("datetime", left)
    if isinstance(value.tzinfo, ZoneInfo):
        return _datetime_plus_duration(left, right)
    try:
        return value + cast("timedelta", right)
    except OverflowError:
        return _datetime_plus_duration(left, right)


def _time_plus_duration(left: FeelValue, right: FeelValue) -> FeelValue:
    time = cast("Time", left)
    return time_of_nanos(nanos_of_time(time) + nanos_of(cast("DayTimeDuration", right)), time.zone)


def _months_plus_months(left: FeelValue, right: FeelValue) -> FeelValue:
    return Months(cast("Months", left).months + cast("Months", right).months)


def _duration_plus_duration(left: FeelValue, right: FeelValue) -> FeelValue:
    nanos = nanos_of(cast("DayTimeDuration", left)) + nanos_of(cast("DayTimeDuration", right))
    if abs(nanos) > _MOST_NANOS:
        raise NoResult
    return make_duration(nanos)


def _minus(operation: Operation) -> Operation:
    """Return the operation with the negative of its right side."""

    def subtract(left: FeelValue, right: FeelValue) -> FeelValue:
        negative: FeelValue
        if isinstance(right, Months):
            negative = Months(-right.months)
        else:
            negative = make_duration(-nanos_of(cast("DayTimeDuration", right)))
        return operation(left, negative)

    return subtract


def _swapped(operation: Operation) -> Operation:
    return lambda left, right: operation(right, left)


def _date_minus_date(left: FeelValue, right: FeelValue) -> FeelValue:
    days = days_of_date(cast("DateValue", left)) - days_of_date(cast("DateValue", right))
    return make_duration(days * NANOS_PER_DAY)


def _plain_date_minus_date(left: FeelValue, right: FeelValue) -> FeelValue:
    return cast("date", left) - cast("date", right)


def _instant_minus_instant(left: FeelValue, right: FeelValue) -> FeelValue:
    """Subtract; a date among them is its midnight in UTC, and local and zoned do not mix."""
    first, second = _as_datetime(left), _as_datetime(right)
    if (zone_of(first) is None) != (zone_of(second) is None):
        raise NoResult
    return make_duration(instant_of(first) - instant_of(second))


def _as_datetime(value: FeelValue) -> DateTimeValue:
    if type(value) in _DATES:
        zone = fixed_zone(0)
        return make_datetime(cast("DateValue", value), Time(0, 0, 0, 0, zone))
    return cast("DateTimeValue", value)


def _time_minus_time(left: FeelValue, right: FeelValue) -> FeelValue:
    first, second = cast("Time", left), cast("Time", right)
    if (first.zone is None) != (second.zone is None):
        raise NoResult
    return make_duration(instant_of_time(first) - instant_of_time(second))


def _months_times_number(left: FeelValue, right: FeelValue) -> FeelValue:
    months = _WIDE.multiply(Decimal(cast("Months", left).months), cast("Decimal", right))
    return Months(_fitting(months))


def _duration_times_number(left: FeelValue, right: FeelValue) -> FeelValue:
    nanos = Decimal(nanos_of(cast("DayTimeDuration", left)))
    return make_duration(_fitting(_WIDE.multiply(nanos, cast("Decimal", right))))


def _months_by_number(left: FeelValue, right: FeelValue) -> FeelValue:
    months = _WIDE.divide(Decimal(cast("Months", left).months), cast("Decimal", right))
    return Months(_fitting(months))


def _duration_by_number(left: FeelValue, right: FeelValue) -> FeelValue:
    nanos = Decimal(nanos_of(cast("DayTimeDuration", left)))
    return make_duration(_fitting(_WIDE.divide(nanos, cast("Decimal", right))))


def _fitting(size: Decimal) -> int:
    if size.copy_abs() > _MOST_NANOS:
        raise NoResult
    return whole(size)


def _months_by_months(left: FeelValue, right: FeelValue) -> FeelValue:
    return CALCULATION.divide(
        Decimal(cast("Months", left).months), Decimal(cast("Months", right).months)
    )


def _duration_by_duration(left: FeelValue, right: FeelValue) -> FeelValue:
    return CALCULATION.divide(
        Decimal(nanos_of(cast("DayTimeDuration", left))),
        Decimal(nanos_of(cast("DayTimeDuration", right))),
    )


def _power(left: FeelValue, right: FeelValue) -> FeelValue:
    base, exponent = cast("Decimal", left), cast("Decimal", right)
    if base == ZERO and exponent == ZERO:
        return Decimal(1)
    return CALCULATION.power(base, exponent)


def _pairs(lefts: tuple[type, ...], rights: tuple[type, ...], operation: Operation) -> Pairs:
    return dict.fromkeys(product(lefts, rights), operation)


_ADDITIONS: Pairs = {
    **_pairs(_DATES, (Months,), _date_plus_months),
    **_pairs(_DATES, _DURATIONS, _date_plus_duration),
    **_pairs(_DATE_TIMES, (Months,), _datetime_plus_months),
    **_pairs(_DATE_TIMES, _DURATIONS, _datetime_plus_duration),
    **_pairs((Time,), _DURATIONS, _time_plus_duration),
    (date, timedelta): _plain_date_plus_duration,
    (datetime, timedelta): _plain_datetime_plus_duration,
}
_NUMBERS = (Decimal, Decimal)
TABLES: dict[str, Pairs] = {
    "+": {
        **_ADDITIONS,
        **{(right, left): _swapped(operation) for (left, right), operation in _ADDITIONS.items()},
        **_pairs(_DURATIONS, _DURATIONS, _duration_plus_duration),
        (Months, Months): _months_plus_months,
        (str, str): _sum_of_texts,
        _NUMBERS: cast("Operation", CALCULATION.add),
    },
    "-": {
        **{pair: _minus(operation) for pair, operation in _ADDITIONS.items()},
        (date, timedelta): _plain_date_minus_duration,
        **_pairs(_DURATIONS, _DURATIONS, _minus(_duration_plus_duration)),
        (Months, Months): _minus(_months_plus_months),
        **_pairs(_DATES, _DATES, _date_minus_date),
        (date, date): _plain_date_minus_date,
        **_pairs(_DATE_TIMES, (*_DATES, *_DATE_TIMES), _instant_minus_instant),
        **_pairs(_DATES, _DATE_TIMES, _instant_minus_instant),
        (Time, Time): _time_minus_time,
        _NUMBERS: cast("Operation", CALCULATION.subtract),
    },
    "*": {
        _NUMBERS: cast("Operation", CALCULATION.multiply),
        (Months, Decimal): _months_times_number,
        (Decimal, Months): _swapped(_months_times_number),
        **_pairs(_DURATIONS, (Decimal,), _duration_times_number),
        **_pairs((Decimal,), _DURATIONS, _swapped(_duration_times_number)),
    },
    "/": {
        _NUMBERS: cast("Operation", CALCULATION.divide),
        (Months, Decimal): _months_by_number,
        **_pairs(_DURATIONS, (Decimal,), _duration_by_number),
        (Months, Months): _months_by_months,
        **_pairs(_DURATIONS, _DURATIONS, _duration_by_duration),
    },
    "**": {_NUMBERS: _power},
}
EXPECTED = {
    "+": "two numbers, texts or durations, or a date or time and a duration",
    "-": "two numbers, dates, times or durations, or a date or time and a duration",
    "*": "two numbers, or a number and a duration",
    "/": "two numbers or durations, or a duration and a number",
    "**": "two numbers",
}
