"""`not`, `is`, `all` and `any`. Source: DMN 1.5, 10.3.4.2, 10.3.4.4 and 10.3.4.10."""

from __future__ import annotations

from owj.kernel.feel.builtins.registry import Refused, feel_function
from owj.kernel.feel.civil import date_part, time_part
from owj.kernel.feel.comparing import same
from owj.kernel.feel.running import Run
from owj.kernel.feel.temporal_text import show_date, show_zone
from owj.kernel.feel.values import DateTimeValue, FeelList, FeelValue, Time, kind_of


@feel_function("not", "negand: Any")
def negate_truth(run: Run, negand: FeelValue) -> FeelValue:
    """Return the opposite of true or false, null for all else."""
    if type(negand) is bool:
        return not negand
    if negand is None:
        return None
    raise Refused(f"expected true or false, got {kind_of(negand)}")


@feel_function("is", "value1: Any, value2: Any")
def is_identical(run: Run, value1: FeelValue, value2: FeelValue) -> FeelValue:
    """Return whether two values are the same, zones included: 10:00Z is not 11:00+01:00."""
    if kind_of(value1) != kind_of(value2):
        return False
    if isinstance(value1, Time) and isinstance(value2, Time):
        return _parts(value1) == _parts(value2)
    if isinstance(value1, DateTimeValue) and isinstance(value2, DateTimeValue):
        days = (show_date(date_part(value1)), show_date(date_part(value2)))
        return days[0] == days[1] and _parts(time_part(value1)) == _parts(time_part(value2))
    return same(value1, value2, run)


@feel_function("is", "value1: Any", only_named=True)
@feel_function("is", "value2: Any", only_named=True)
def is_nothing(run: Run, value: FeelValue) -> FeelValue:
    """Return whether the one value that is named is null, as the other one then is."""
    return value is None


def _parts(time: Time) -> tuple[object, ...]:
    return (time.hour, time.minute, time.second, show_zone(time.zone))


@feel_function("all", "list: list")
def all_true(run: Run, items: FeelList) -> FeelValue:
    """Return false if one is false, true if all are true, else null."""
    return _decide(items, decisive=False)


@feel_function("any", "list: list")
def any_true(run: Run, items: FeelList) -> FeelValue:
    """Return true if one is true, false if all are false, else null."""
    return _decide(items, decisive=True)


@feel_function("all", "*b: Any")
def all_of(run: Run, *items: FeelValue) -> FeelValue:
    """Return `all` of the arguments."""
    return _decide(items, decisive=False)


@feel_function("any", "*b: Any")
def any_of(run: Run, *items: FeelValue) -> FeelValue:
    """Return `any` of the arguments."""
    return _decide(items, decisive=True)


def _decide(items: FeelList, *, decisive: bool) -> FeelValue:
    if any(item is decisive for item in items):
        return decisive
    if all(item is (not decisive) for item in items):
        return not decisive
    raise Refused("expected only true and false")
