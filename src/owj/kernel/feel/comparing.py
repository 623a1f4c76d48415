"""Equality and order, with the standard's nulls. Source: DMN 1.5, 10.3.2.3 and table 53."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias
from zoneinfo import ZoneInfo

from owj.kernel.feel.civil import days_of_date, instant_of, instant_of_time, nanos_of, zone_of
from owj.kernel.feel.running import Run
from owj.kernel.feel.values import (
    DATE,
    DATE_TIME,
    DAY_TIME,
    KIND_OF,
    NANOS_PER_SECOND,
    TIME,
    DateTimeValue,
    DateValue,
    DayTimeDuration,
    FeelValue,
    Months,
    Position,
    Range,
    Time,
    WideDate,
    WideDateTime,
    kind_of,
)

Key: TypeAlias = Decimal | str | date | timedelta | datetime | Months | int
_PLAIN = frozenset({Decimal, str, bool, type(None), date, timedelta, Months, WideDate})


def equal(left: FeelValue, right: FeelValue, run: Run, position: Position) -> bool | None:
    """Return whether two values are equal; null, with a warning, for values of unlike kinds."""
    if type(left) is type(right) and type(left) in _PLAIN:
        return left == right
    if left is None or right is None:
        return False
    kind = KIND_OF.get(type(left))
    if kind != KIND_OF.get(type(right)):
        run.warn("feel.not_comparable", position, left=kind_of(left), right=kind_of(right))
        return None
    return _EQUAL[type(left)](left, right, run, position)


def same(left: FeelValue, right: FeelValue, run: Run) -> bool:
    """Return whether two values are equal, values of unlike kinds being different."""
    if type(left) is type(right) and type(left) in _PLAIN:
        return left == right
    if left is None or right is None or KIND_OF.get(type(left)) != KIND_OF.get(type(right)):
        return False
    return bool(_EQUAL[type(left)](left, right, run, (0, 0)))


def _equal_lists(left: FeelValue, right: FeelValue, run: Run, position: Position) -> bool:
    if not (isinstance(left, tuple) and isinstance(right, tuple)) or len(left) != len(right):
        return False
    run.charge(len(left))
    return left is right or all(
        same(mine, theirs, run) for mine, theirs in zip(left, right, strict=True)
    )


def _equal_contexts(left: FeelValue, right: FeelValue, run: Run, position: Position) -> bool:
    if not (isinstance(left, dict) and isinstance(right, dict)) or len(left) != len(right):
        return False
    run.charge(len(left))
    return left is right or all(
        name in right and same(value, right[name], run) for name, value in left.items()
    )


def _equal_ranges(left: FeelValue, right: FeelValue, run: Run, position: Position) -> bool:
    return (
        isinstance(left, Range)
        and isinstance(right, Range)
        and left.operator == right.operator
        and left.start_included == right.start_included
        and left.end_included == right.end_included
        and same(left.start, right.start, run)
        and same(left.end, right.end, run)
    )


def _equal_times(left: FeelValue, right: FeelValue, run: Run, position: Position) -> bool:
    # Equality looks at the property `second`, which has no fraction.
    if not (isinstance(left, Time) and isinstance(right, Time)):
        return False
    if (left.zone is None) != (right.zone is None):
        return False
    return instant_of_time(left) // NANOS_PER_SECOND == instant_of_time(right) // NANOS_PER_SECOND


def _equal_datetimes(left: FeelValue, right: FeelValue, run: Run, position: Position) -> bool:
    if not (
        isinstance(left, datetime | WideDateTime) and isinstance(right, datetime | WideDateTime)
    ):
        return False
    if (zone_of(left) is None) != (zone_of(right) is None):
        return False
    return instant_of(left) // NANOS_PER_SECOND == instant_of(right) // NANOS_PER_SECOND


def _equal_plainly(left: FeelValue, right: FeelValue, run: Run, position: Position) -> bool:
    return left == right


_EQUAL: dict[type, Callable[[FeelValue, FeelValue, Run, Position], bool]] = {
    **dict.fromkeys(KIND_OF, _equal_plainly),
    tuple: _equal_lists,
    dict: _equal_contexts,
    Range: _equal_ranges,
    Time: _equal_times,
    datetime: _equal_datetimes,
    WideDateTime: _equal_datetimes,
}


def order_keys(left: FeelValue, right: FeelValue) -> tuple[Key, Key] | None:
    """Return keys that order two values; None when they cannot be ordered."""
    kind = KIND_OF.get(type(left))
    if kind is None or kind != KIND_OF.get(type(right)):
        return None
    if type(left) is type(right) and isinstance(left, Decimal | str | Months | timedelta):
        return left, right  # type: ignore[return-value]  # both are of the one type
    keys = _KEYS.get(kind)
    return None if keys is None else keys(left, right)


def _date_keys(left: FeelValue, right: FeelValue) -> tuple[Key, Key]:
    return _date_key(left), _date_key(right)


def _duration_keys(left: FeelValue, right: FeelValue) -> tuple[Key, Key]:
    return _duration_key(left), _duration_key(right)


def _date_key(value: FeelValue) -> int:
    return days_of_date(value) if isinstance(value, DateValue) else 0


def _duration_key(value: FeelValue) -> int:
    return nanos_of(value) if isinstance(value, DayTimeDuration) else 0


def _datetime_keys(left: FeelValue, right: FeelValue) -> tuple[Key, Key] | None:
    if not (isinstance(left, DateTimeValue) and isinstance(right, DateTimeValue)):
        return None
    if (zone_of(left) is None) != (zone_of(right) is None):
        return None
    if isinstance(left, datetime) and isinstance(right, datetime) and not _named(left, right):
        return left, right
    return instant_of(left), instant_of(right)


def _named(left: datetime, right: datetime) -> bool:
    """Return whether Python would compare two times of one named zone by the clock on the wall."""
    return isinstance(left.tzinfo, ZoneInfo) and left.tzinfo is right.tzinfo


def _time_keys(left: FeelValue, right: FeelValue) -> tuple[Key, Key] | None:
    if not (isinstance(left, Time) and isinstance(right, Time)):
        return None
    if (left.zone is None) != (right.zone is None):
        return None
    return instant_of_time(left), instant_of_time(right)


_KEYS: dict[str, Callable[[FeelValue, FeelValue], tuple[Key, Key] | None]] = {
    DATE: _date_keys,
    DATE_TIME: _datetime_keys,
    TIME: _time_keys,
    DAY_TIME: _duration_keys,
}


def before(left: FeelValue, right: FeelValue) -> bool | None:
    """Return whether left < right; None when they cannot be ordered."""
    keys = order_keys(left, right)
    return None if keys is None else keys[0] < keys[1]  # type: ignore[operator]  # like keys


def compare(left: FeelValue, right: FeelValue) -> int | None:
    """Return -1, 0 or 1 as left is before, beside or after right; None without an order."""
    keys = order_keys(left, right)
    if keys is None:
        return None
    if keys[0] == keys[1]:
        return 0
    return -1 if keys[0] < keys[1] else 1  # type: ignore[operator]  # like keys
