"""Between the values of test files and those of FEEL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from owj.kernel.dmn.conformance.cases import CaseValue, ComponentsValue, ListValue, SimpleValue
from owj.kernel.dmn.errors import ModelRefused
from owj.kernel.feel.comparing import same
from owj.kernel.feel.numbers import read_number
from owj.kernel.feel.running import start_run
from owj.kernel.feel.temporal_text import read_date, read_datetime, read_duration, read_time
from owj.kernel.feel.values import FeelValue, kind_of

# Expected numbers are written with the digits of a double.
PRECISION = Decimal("1e-8")


def _read_boolean(text: str) -> bool | None:
    return {"true": True, "1": True, "false": False, "0": False}.get(text)


READERS: Mapping[str, Callable[[str], FeelValue]] = {
    **dict.fromkeys(("decimal", "double", "float", "integer", "int", "long"), read_number),
    "boolean": _read_boolean,
    "date": read_date,
    "time": read_time,
    "dateTime": read_datetime,
    "duration": read_duration,
    "dayTimeDuration": read_duration,
    "yearMonthDuration": read_duration,
}


def feel_value(value: CaseValue) -> FeelValue:
    """Return a value of a test file as FEEL knows it. Raises: ModelRefused."""
    match value:
        case ComponentsValue():
            return {name: feel_value(part) for name, part in value.components}
        case ListValue():
            return tuple(feel_value(item) for item in value.items)
        case SimpleValue():
            return _simple_value(value)


def _simple_value(value: SimpleValue) -> FeelValue:
    if value.text is None or value.type == "string":
        return value.text
    reader = READERS.get(value.type)
    found = reader(value.text.strip()) if reader is not None else None
    if found is None:
        raise ModelRefused(where="test file", expected=f"a value of {value.type}", got=value.text)
    return found


def matches(expected: FeelValue, got: FeelValue) -> bool:
    """Return whether a result is what a test expects: kinds alike, numbers to eight digits."""
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    if isinstance(expected, Decimal) and isinstance(got, Decimal):
        return abs(expected - got) <= PRECISION
    if isinstance(expected, tuple) and isinstance(got, tuple):
        return len(expected) == len(got) and all(map(matches, expected, got))
    if isinstance(expected, dict) and isinstance(got, dict):
        return expected.keys() == got.keys() and all(
            matches(value, got[name]) for name, value in expected.items()
        )
    if expected is None or got is None:
        return expected is got
    return kind_of(expected) == kind_of(got) and same(expected, got, start_run())
