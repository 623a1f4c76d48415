"""A record as the scope of the same condition, to evaluate it in Python."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from owj.kernel.feel import FeelContext, FeelValue
from owj.server.records.conditions.fields import FieldName
from owj.server.records.refusals import RecordNotFound

# The names by which a condition reaches a field, and what each of them means.
FieldPath = tuple[tuple[str, FieldName], ...]


def scope_of(record: Any, paths: Iterable[FieldPath]) -> FeelContext:
    """Return the values of a record that some paths reach, under their names."""
    scope: FeelContext = {}
    for path in paths:
        _place(scope, record, path)
    return scope


def _place(into: FeelContext, record: Any, path: FieldPath) -> None:
    (name, field), *rest = path
    value = _read(record, field.key)
    if field.target is None or value is None:
        into[name] = _feel(value)
        return
    inner = into.setdefault(name, {})
    if rest and isinstance(inner, dict):
        _place(inner, value, tuple(rest))


def _read(record: Any, key: str) -> Any:
    try:
        return getattr(record, key)
    except RecordNotFound:
        # A link that this person may not see reads as none, as in the database.
        return None


def _feel(value: Any) -> FeelValue:
    if value is None or isinstance(value, bool | date | timedelta | Decimal):
        return value
    return Decimal(value) if isinstance(value, int) else str(value)
