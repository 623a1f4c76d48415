"""Values as JSON, for the command line and for what is stored beside a decision."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal

from owj.kernel.dmn.item_types import ConstrainedType
from owj.kernel.errors import InvalidInput
from owj.kernel.feel.numbers import read_number
from owj.kernel.feel.temporal_text import (
    read_date,
    read_datetime,
    read_duration,
    read_time,
    show_temporal,
)
from owj.kernel.feel.types import ContextType, FeelType, ListType
from owj.kernel.feel.values import (
    DATE,
    DATE_TIME,
    DAY_TIME,
    TIME,
    YEAR_MONTH,
    FeelContext,
    FeelValue,
    kind_of,
)

JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]
LONGEST_PLAIN_NUMBER = 300
READERS: Mapping[str, Callable[[str], FeelValue]] = {
    DATE: read_date,
    TIME: read_time,
    DATE_TIME: read_datetime,
    DAY_TIME: read_duration,
    YEAR_MONTH: read_duration,
}


class JsonRefused(InvalidInput):
    """Say why a text cannot be taken as the inputs of a decision."""

    code = "dmn.json_refused"
    message = "The inputs: expected %(expected)s, got %(got)s."


def read_inputs(text: str) -> FeelContext:
    """Return inputs by name out of a JSON object. Raises: JsonRefused."""
    try:
        found = json.loads(
            text, parse_float=_number, parse_int=_number, parse_constant=_refuse_constant
        )
    except json.JSONDecodeError as error:
        where = f"{error.msg} at line {error.lineno}, column {error.colno}"
        raise JsonRefused(expected="JSON", got=where) from None
    except RecursionError:
        raise JsonRefused(expected="JSON that is not so deep", got="a deeper one") from None
    if not isinstance(found, dict):
        raise JsonRefused(expected="an object of inputs by name", got=text[:40])
    return {name: _feel(value) for name, value in found.items()}


def typed(value: FeelValue, kind: FeelType | None) -> FeelValue:
    """Return a value with the dates, times and durations that JSON can only write as texts."""
    while isinstance(kind, ConstrainedType):
        kind = kind.within
    if isinstance(value, str):
        reader = READERS.get(kind.name) if kind is not None else None
        found = reader(value) if reader is not None else None
        return value if found is None else found
    if isinstance(value, tuple):
        item = kind.item if isinstance(kind, ListType) else None
        return tuple(typed(part, item) for part in value)
    if isinstance(value, dict) and isinstance(kind, ContextType):
        return {name: typed(part, kind.entry(name)) for name, part in value.items()}
    return value


def feel_from_json(value: JsonValue) -> FeelValue:
    """Return a value that was stored as JSON."""
    if isinstance(value, list):
        return tuple(feel_from_json(item) for item in value)
    if isinstance(value, dict):
        return {name: feel_from_json(item) for name, item in value.items()}
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(str(value))
    return value


def json_value(value: FeelValue) -> JsonValue:
    """Return a value as JSON writes it: whole numbers as such, dates and durations as texts.

    Raises: JsonRefused.
    """
    try:
        return _json(value)
    except RecursionError:
        raise JsonRefused(expected="a value that is not so deep", got="a deeper one") from None


def _json(value: FeelValue) -> JsonValue:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return _json_number(value)
    if isinstance(value, tuple):
        return [_json(item) for item in value]
    if isinstance(value, dict):
        return {name: _json(item) for name, item in value.items()}
    return show_temporal(value) or kind_of(value)


def _json_number(number: Decimal) -> JsonValue:
    if number.adjusted() > LONGEST_PLAIN_NUMBER:
        # Thousands of digits help nobody, and not every reader of JSON takes them.
        return str(number)
    return int(number) if number == number.to_integral_value() else float(number)


def _number(text: str) -> Decimal:
    found = read_number(text)
    if found is None:
        raise JsonRefused(expected="a number of up to 34 digits", got=text[:40])
    return found


def _refuse_constant(text: str) -> None:
    raise JsonRefused(expected="a number", got=text)


def _feel(value: object) -> FeelValue:
    if isinstance(value, list):
        return tuple(_feel(item) for item in value)
    if isinstance(value, dict):
        return {str(name): _feel(item) for name, item in value.items()}
    if value is None or isinstance(value, bool | Decimal | str):
        return value
    raise JsonRefused(expected="JSON", got=type(value).__name__)
