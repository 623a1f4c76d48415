"""Measure FEEL beside Python: the same work on the same decimals and dates, in turns."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from time import perf_counter_ns
from typing import cast

from owj.kernel.calendars.bench import BenchResultsDiffer
from owj.kernel.feel.expression import Dialect, compile_expression, dialect
from owj.kernel.feel.types import (
    BOOLEAN,
    DATE,
    NUMBER,
    STRING,
    ContextType,
    FeelType,
    ListType,
)
from owj.kernel.feel.values import FeelValue
from owj.kernel.figures import Figure

EVALUATION_BAR, PARSE_BAR = 0.2, 2.0
_ROUNDS, _CALLS, _PARSES = 40, 400, 100

Native = Callable[[Mapping[str, FeelValue]], object]

SCOPE: dict[str, FeelValue] = {
    "price": Decimal("12.50"),
    "quantity": Decimal(9),
    "limit": Decimal(100),
    "status": "open",
    "due": date(2026, 11, 22),
    "day": date(2026, 12, 1),
    "orders": tuple({"total": Decimal(i * 7 % 200), "paid": i % 3 == 0} for i in range(40)),
}
_ORDER = ContextType((("total", NUMBER), ("paid", BOOLEAN)))
TYPES: dict[str, FeelType] = {
    "price": NUMBER,
    "quantity": NUMBER,
    "limit": NUMBER,
    "status": STRING,
    "due": DATE,
    "day": DATE,
    "orders": ListType(_ORDER),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Hold an expression, the same in Python's words, and Python doing it."""

    feel: str
    python: str
    native: Native


def pairs() -> tuple[Pair, ...]:
    """Return the mixed set: arithmetic, comparison, if, list filter, date arithmetic."""
    one, four, nine_tenths, ten = Decimal(1), Decimal(4), Decimal("0.9"), Decimal(10)
    three_days = timedelta(days=3)
    drawn = (
        (
            "price * quantity + limit / 4 - 1",
            "price * quantity + limit / 4 - 1",
            lambda s: s["price"] * s["quantity"] + s["limit"] / four - one,
        ),
        (
            'price * quantity > limit and status = "open"',
            'price * quantity > limit and status == "open"',
            lambda s: s["price"] * s["quantity"] > s["limit"] and s["status"] == "open",
        ),
        (
            "if quantity >= 10 then price * 0.9 else price",
            "price * 0.9 if quantity >= 10 else price",
            lambda s: s["price"] * nine_tenths if s["quantity"] >= ten else s["price"],
        ),
        (
            "orders[total > limit and paid]",
            "[o for o in orders if o.total > limit and o.paid]",
            lambda s: tuple([o for o in s["orders"] if o["total"] > s["limit"] and o["paid"]]),
        ),
        (
            'due + @"P3D" < day',
            'due + duration("P3D") < day',
            lambda s: s["due"] + three_days < s["day"],
        ),
    )
    return tuple(Pair(feel, python, cast("Native", native)) for feel, python, native in drawn)


def run_bench() -> list[Figure]:
    """Return the figures of evaluation and parsing. Raises: BenchResultsDiffer."""
    given = dialect(tuple(SCOPE), types=TYPES)
    evaluations = [_evaluation_ns(pair) for pair in pairs()]
    parses = [_parse_ns(pair, given) for pair in pairs()]
    native_ns, ours_ns = (sum(side) for side in zip(*evaluations, strict=True))
    python_ns, feel_ns = (sum(side) for side in zip(*parses, strict=True))
    speed, cost = native_ns / ours_ns, feel_ns / python_ns
    return [
        Figure(
            "evaluation", round(speed, 3), "of native lambdas", EVALUATION_BAR,
            ok=speed >= EVALUATION_BAR,
        ),
        Figure("parsing", round(cost, 2), "times ast.parse", PARSE_BAR, ok=cost <= PARSE_BAR),
    ]  # fmt: skip


def parse_and_evaluate_ns(pair: Pair, given: Dialect) -> float:
    """Return the time to parse, compile and evaluate a text nobody has seen before."""
    from owj.kernel.feel.expression import compiled_anew

    return _best_ns(lambda: compiled_anew(pair.feel, given).evaluate(SCOPE), _PARSES)


def _evaluation_ns(pair: Pair) -> tuple[float, float]:
    """Return the time of Python and of ours for one evaluation."""
    expression = compile_expression(pair.feel, tuple(SCOPE), types=TYPES)
    evaluate, native = expression.evaluate, pair.native
    ours, theirs = evaluate(SCOPE), native(SCOPE)
    if ours.warnings or ours.value != theirs:
        raise BenchResultsDiffer(permanent=True, what=pair.feel, ours=ours.value, theirs=theirs)
    return _in_turns_ns(lambda: native(SCOPE), lambda: evaluate(SCOPE), _CALLS)


def _parse_ns(pair: Pair, given: Dialect) -> tuple[float, float]:
    """Return the time of Python and of ours to make a tree of a text."""
    return _in_turns_ns(
        lambda: ast.parse(pair.python, mode="eval"),
        lambda: given.parser(pair.feel).parse_whole(),
        _PARSES,
    )


def _in_turns_ns(
    first: Callable[[], object], second: Callable[[], object], calls: int
) -> tuple[float, float]:
    """Return the best time of each; in turns, so that a busy machine troubles both alike."""
    best_first = best_second = float("inf")
    for _ in range(_ROUNDS):
        best_first = min(best_first, _once_ns(first, calls))
        best_second = min(best_second, _once_ns(second, calls))
    return best_first, best_second


def _best_ns(work: Callable[[], object], calls: int) -> float:
    return min(_once_ns(work, calls) for _ in range(_ROUNDS))


def _once_ns(work: Callable[[], object], calls: int) -> float:
    began = perf_counter_ns()
    for _ in range(calls):
        work()
    return (perf_counter_ns() - began) / calls
