"""What a cell of a table says about its input, where that is known without evaluating it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from owj.kernel.feel import syntax
from owj.kernel.feel.values import FeelValue


@dataclass(frozen=True, slots=True)
class Span:
    """Hold the values between two ends; None is no end. A single value is both of its ends."""

    low: FeelValue
    high: FeelValue
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True)
class AnyInput:
    """Say that every input matches."""


@dataclass(frozen=True, slots=True)
class KnownInputs:
    """Say that exactly these values and spans match, or, negated, all others.

    values: texts, numbers, booleans, dates, null: matched by being equal.
    """

    values: tuple[FeelValue, ...]
    spans: tuple[Span, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """Say that only evaluating the cell tells."""


Cell = AnyInput | KnownInputs | Unknown
ANY_INPUT = AnyInput()
UNKNOWN = Unknown()
COMPARISONS = {"<", "<=", ">", ">="}


def cell_of(tests: syntax.Tests) -> Cell:
    """Return what a cell says, as far as its text alone tells."""
    values: list[FeelValue] = []
    spans: list[Span] = []
    for test in tests.tests:
        if isinstance(test, syntax.AnyValue):
            return UNKNOWN if tests.negated else ANY_INPUT
        found = constant_of(test)
        span = span_of(test)
        if found is not None:
            values.append(found.value)
        elif span is not None:
            spans.append(span)
        else:
            return UNKNOWN
    return KnownInputs(tuple(values), tuple(spans), tests.negated)


@dataclass(frozen=True, slots=True)
class Constant:
    """Hold a value that stands in a text as such; null is a value, too."""

    value: FeelValue


def constant_of(expression: syntax.Expr) -> Constant | None:
    """Return the value of a literal; None when the expression is something else."""
    if isinstance(expression, syntax.Literal):
        return Constant(expression.value)
    if isinstance(expression, syntax.Negation):
        inner = constant_of(expression.value)
        number = inner.value if inner is not None else None
        if isinstance(number, Decimal):
            return Constant(number.copy_negate())
    return None


def span_of(expression: syntax.Expr) -> Span | None:
    """Return the span of `[1..5)`, `< 5` and the like between constants."""
    if isinstance(expression, syntax.RangeLiteral):
        low, high = constant_of(expression.low), constant_of(expression.high)
        if low is None or high is None or low.value is None or high.value is None:
            return None
        return Span(low.value, high.value, expression.low_included, expression.high_included)
    if isinstance(expression, syntax.UnaryTest) and expression.operator in COMPARISONS:
        bound = constant_of(expression.bound)
        if bound is None or bound.value is None:
            return None
        included = expression.operator.endswith("=")
        if expression.operator.startswith("<"):
            return Span(None, bound.value, False, included)
        return Span(bound.value, None, included, False)
    return None


def listed_values(tests: syntax.Tests) -> tuple[FeelValue, ...]:
    """Return the single values that tests name, in their order."""
    found = (constant_of(test) for test in tests.tests if not isinstance(test, syntax.AnyValue))
    return tuple(constant.value for constant in found if constant is not None)
