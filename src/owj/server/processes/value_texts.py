"""Values of FEEL as JSON and back, nothing lost: how variables are kept.

What JSON has is kept as it is. Everything else is an object with the one key "@" for its kind.
A function cannot be kept: it becomes null.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from owj.kernel.feel import FeelFunction, FeelValue, Range
from owj.kernel.feel.temporal_text import (
    read_date,
    read_datetime,
    read_duration,
    read_time,
    show_temporal,
)
from owj.kernel.feel.values import DATE, DATE_TIME, DAY_TIME, TIME, YEAR_MONTH, kind_of

Kept = None | bool | int | float | str | list["Kept"] | dict[str, "Kept"]
_KIND = "@"
_READERS = {
    DATE: read_date,
    TIME: read_time,
    DATE_TIME: read_datetime,
    DAY_TIME: read_duration,
    YEAR_MONTH: read_duration,
}


def kept_value(value: FeelValue) -> Kept:
    """Return a value as it is kept."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        whole = value.as_tuple().exponent == 0
        return int(value) if whole else {_KIND: "number", "text": str(value)}
    if isinstance(value, tuple):
        return [kept_value(item) for item in value]
    if isinstance(value, dict):
        entries = {name: kept_value(item) for name, item in value.items()}
        return {_KIND: "context", "value": entries} if _KIND in entries else entries
    if isinstance(value, Range):
        return _kept_range(value)
    text = None if isinstance(value, FeelFunction) else show_temporal(value)
    return None if text is None else {_KIND: kind_of(value), "text": text}


def _kept_range(value: Range) -> Kept:
    return {
        _KIND: "range",
        "ends": [kept_value(value.start), kept_value(value.end)],
        "included": [value.start_included, value.end_included],
        "operator": value.operator,
    }


def feel_of(kept: object) -> FeelValue:
    """Return the value that was kept; numbers come as Decimal or int."""
    if kept is None or isinstance(kept, bool | str | Decimal):
        return kept
    if isinstance(kept, int):
        return Decimal(kept)
    if isinstance(kept, float):
        return Decimal(repr(kept))
    if isinstance(kept, list):
        return tuple([feel_of(item) for item in kept])
    if isinstance(kept, dict):
        return _of_kind(kept) if _KIND in kept else {n: feel_of(one) for n, one in kept.items()}
    raise TypeError(f"nothing that was kept: {type(kept).__name__}")


def kept_values(values: Mapping[str, FeelValue]) -> dict[str, Kept]:
    """Return values by name as they are kept."""
    return {name: kept_value(value) for name, value in values.items()}


def feel_of_values(kept: Mapping[str, object]) -> dict[str, FeelValue]:
    """Return values by name that were kept."""
    return {name: feel_of(value) for name, value in kept.items()}


def _of_kind(kept: Mapping[str, object]) -> FeelValue:
    kind, text = kept[_KIND], str(kept.get("text", ""))
    if kind == "number":
        return Decimal(text)
    if kind == "context":
        inner = kept["value"]
        return feel_of_values(inner) if isinstance(inner, dict) else None
    if kind == "range":
        ends, included = kept["ends"], kept["included"]
        if isinstance(ends, list) and isinstance(included, list):
            start, end = feel_of(ends[0]), feel_of(ends[1])
            return Range(start, end, bool(included[0]), bool(included[1]), str(kept["operator"]))
        return None
    reader = _READERS.get(str(kind))
    return reader(text) if reader else None
