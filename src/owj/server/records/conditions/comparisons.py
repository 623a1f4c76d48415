"""Equality, order and texts of operands, as FEEL answers them, nulls included."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import ceil, floor
from typing import Any

from django.db.models import Q
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    LessThan,
    LessThanOrEqual,
)

from owj.kernel.feel import FeelValue, Range
from owj.kernel.feel.civil import instant_of
from owj.kernel.feel.values import BOOLEAN, DATE, DATE_TIME, DAY_TIME, NUMBER, STRING
from owj.server.records.conditions.operands import (
    LEAST_IN_COLUMN,
    MOST_IN_COLUMN,
    Column,
    Constant,
    CurrentUser,
    Operand,
    Varying,
    number_expression,
)
from owj.server.records.conditions.truth import (
    NEVER,
    UNKNOWN,
    Truth,
    both,
    certain,
    either,
)
from owj.server.records.lookups import ByCodePoint

_EQUATED = frozenset({NUMBER, STRING, BOOLEAN, DATE, DATE_TIME, DAY_TIME})
_ORDERED = frozenset({NUMBER, STRING, DATE, DATE_TIME, DAY_TIME})
_LOOKUPS: Mapping[str, tuple[str, str]] = {
    "<": ("lt", "gte"),
    "<=": ("lte", "gt"),
    ">": ("gt", "lte"),
    ">=": ("gte", "lt"),
}
_CLASSES: Mapping[str, type[Any]] = {
    "lt": LessThan,
    "lte": LessThanOrEqual,
    "gt": GreaterThan,
    "gte": GreaterThanOrEqual,
}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Incomparable(Exception):
    """Say that two kinds, the arguments, cannot be compared."""


class Inexact(Exception):
    """Say that the database would answer otherwise than FEEL."""


def equal(left: Operand, right: Operand) -> Truth:
    """Return `left = right`: null equals null, and nothing else."""
    if isinstance(left, Constant):
        left, right = right, left
    if isinstance(left, Constant):
        raise Inexact
    if isinstance(right, Constant) and right.value is None:
        return certain(left.known).opposite
    if isinstance(right, CurrentUser):
        return _equals_person(left, right)
    if left.kind != right.kind or left.kind not in _EQUATED:
        raise Incomparable(left.kind, right.kind)
    if not isinstance(right, Constant):
        return _equal_columns(left, right)
    if isinstance(left, Column):
        # Said here, because Django adds "is not null" to a negation only where it sees the need,
        # and does not see it for a required field behind a link that another part has joined.
        return certain(both([left.known, _equals_constant(left, right.value)]))
    same = Q(Exact(left.expression, _parameter(right.value)))
    return Truth(both([left.known, same]), either([~left.known, both([left.known, ~same])]))


def _equals_person(left: Varying, person: CurrentUser) -> Truth:
    if not isinstance(left, Column) or not left.of_people or not isinstance(person.value, Decimal):
        raise Incomparable(left.kind, person.kind)
    return certain(both([left.known, Q((left.path, int(person.value)))]))


def _equal_columns(left: Varying, right: Varying) -> Truth:
    if left.kind == DATE_TIME:
        # FEEL looks at whole seconds here.
        raise Inexact
    same = Q(Exact(left.expression, right.expression))
    known = both([left.known, right.known])
    return Truth(
        either([both([known, same]), both([~left.known, ~right.known])]),
        either(
            [
                both([known, ~same]),
                both([left.known, ~right.known]),
                both([~left.known, right.known]),
            ]
        ),
    )


def _equals_constant(column: Column, value: FeelValue) -> Q:
    if isinstance(value, Decimal) and not column.whole:
        return Q((column.path, value))
    if isinstance(value, Decimal):
        if value != value.to_integral_value() or not LEAST_IN_COLUMN <= value <= MOST_IN_COLUMN:
            return NEVER
        return Q((column.path, int(value)))
    if column.kind == DATE_TIME:
        # FEEL's equality of instants looks at whole seconds.
        second = _instant(value).replace(microsecond=0)
        following = _moved(second, timedelta(seconds=1))
        return Q((f"{column.path}__gte", second), (f"{column.path}__lt", following))
    return Q((column.path, _plain(value)))


def order(sign: str, left: Operand, right: Operand) -> Truth:
    """Return `left < right` and so on: null where a side is null."""
    if isinstance(left, Constant):
        left, right, sign = right, left, _TURNED[sign]
    if isinstance(left, Constant):
        raise Inexact
    if isinstance(right, Constant) and right.value is None:
        return UNKNOWN
    if left.kind != right.kind or left.kind not in _ORDERED:
        raise Incomparable(left.kind, right.kind)
    if isinstance(left, Column) and isinstance(right, Constant):
        return _ordered_by_constant(sign, left, right.value)
    known = both([left.known] if isinstance(right, Constant) else [left.known, right.known])
    holds, fails = (Q(_CLASSES[name](_sortable(left), _sortable(right))) for name in _LOOKUPS[sign])
    return Truth(both([known, holds]), both([known, fails]))


def _sortable(operand: Operand) -> Any:
    if isinstance(operand, Constant):
        return _parameter(operand.value)
    expression = operand.expression
    return ByCodePoint(expression) if operand.kind == STRING else expression


def _ordered_by_constant(sign: str, column: Column, value: FeelValue) -> Truth:
    if isinstance(value, Decimal) and column.whole:
        return _ordered_by_number(sign, column, value)
    plain = _instant(value) if column.kind == DATE_TIME else _plain(value)
    path = f"{column.path}__by_code_point" if column.kind == STRING else column.path
    holds, fails = (Q((f"{path}__{name}", plain)) for name in _LOOKUPS[sign])
    return Truth(holds, fails)


def _ordered_by_number(sign: str, column: Column, value: Decimal) -> Truth:
    """Compare whole numbers with any number: 3.5 has 3 below and 4 above it."""
    if sign in {"<", "<="}:
        last = ceil(value) - 1 if sign == "<" else floor(value)
        return Truth(_at_most(column, last), _at_least(column, last + 1))
    first = floor(value) + 1 if sign == ">" else ceil(value)
    return Truth(_at_least(column, first), _at_most(column, first - 1))


def _at_most(column: Column, limit: int) -> Q:
    if limit < LEAST_IN_COLUMN:
        return NEVER
    return column.known if limit >= MOST_IN_COLUMN else Q((f"{column.path}__lte", limit))


def _at_least(column: Column, limit: int) -> Q:
    if limit > MOST_IN_COLUMN:
        return NEVER
    return column.known if limit <= LEAST_IN_COLUMN else Q((f"{column.path}__gte", limit))


def between(value: Operand, low: Operand, high: Operand, *, ends: tuple[bool, bool]) -> Truth:
    """Return whether a value lies in a range, which is none, so null, where an end is null."""
    lower = order(">=" if ends[0] else ">", value, low)
    upper = order("<=" if ends[1] else "<", value, high)
    # Both must be known, so that false is false only where neither is null.
    decided = both([either([part.true, part.false]) for part in (lower, upper)])
    return Truth(
        both([lower.true, upper.true]), both([decided, either([lower.false, upper.false])])
    )


def in_range(value: Varying, bounds: Range) -> Truth:
    """Return whether a value lies in a constant range, or passes a unary test."""
    low, high = Constant(value.node, bounds.start), Constant(value.node, bounds.end)
    if bounds.operator in {"=", "!="}:
        found = equal(value, high)
        return found if bounds.operator == "=" else found.opposite
    if bounds.operator in {"<", "<=", ">", ">="}:
        return order(bounds.operator, value, low if bounds.operator[0] == ">" else high)
    return between(value, low, high, ends=(bounds.start_included, bounds.end_included))


def in_list(value: Varying, elements: tuple[FeelValue, ...]) -> Truth:
    """Return whether a value is in a list: never null, and elements of other kinds are passed."""
    found: list[Q] = []
    missed: list[Q] = []
    for element in elements:
        if isinstance(element, Range):
            truth = in_range(value, element)
            found.append(truth.true)
            missed.append(either([truth.false, ~value.known]))
        elif element is None or Constant(value.node, element).kind == value.kind:
            truth = equal(value, Constant(value.node, element))
            found.append(truth.true)
            missed.append(truth.false)
    return Truth(either([*found, NEVER]), both(missed) if missed else ~NEVER)


_TEXTS: Mapping[str, str] = {
    "contains": "contains",
    "starts with": "startswith",
    "ends with": "endswith",
}
TEXT_FUNCTIONS = frozenset(_TEXTS)


def text_has(function: str, text: Operand, part: Operand) -> Truth:
    """Return `contains` and its like: null where the text is null."""
    if not isinstance(text, Column) or not isinstance(part, Constant):
        raise Inexact
    if text.kind != STRING or part.kind not in {STRING, "Null"}:
        raise Incomparable(text.kind, part.kind)
    if part.value is None:
        return UNKNOWN
    holds = Q((f"{text.path}__{_TEXTS[function]}", _plain(part.value)))
    return Truth(holds, both([text.known, ~holds]))


def _instant(value: FeelValue) -> datetime:
    """Return an aware instant in UTC; local times and nanoseconds are no value of a column."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise Inexact
    return _moved(_EPOCH, timedelta(microseconds=instant_of(value) // 1000))


def _moved(instant: datetime, by: timedelta) -> datetime:
    try:
        return instant + by
    except OverflowError:
        raise Inexact from None


def _plain(value: FeelValue) -> str | bool | date | timedelta | Decimal:
    """Return a constant as a parameter of the query."""
    if isinstance(value, str) and "\0" not in value:
        return value
    if type(value) is bool or type(value) is date or isinstance(value, timedelta | Decimal):
        return value
    raise Inexact


def _parameter(value: FeelValue) -> Any:
    if isinstance(value, Decimal):
        return number_expression(value)
    raise Inexact
