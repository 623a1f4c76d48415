"""Sums and averages. Source: DMN 1.5, 10.3.4.4."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from owj.kernel.feel.arithmetic import calculate
from owj.kernel.feel.builtins.registry import Refused, feel_function
from owj.kernel.feel.numbers import CALCULATION, ONE, ZERO
from owj.kernel.feel.running import Run
from owj.kernel.feel.values import (
    FeelList,
    FeelValue,
    Months,
    WideDuration,
    kind_of,
)

_SUMMABLE = (Decimal, Months, timedelta, WideDuration)


def _register(name: str, calculation: Callable[[Run, FeelList], FeelValue]) -> None:
    """Register a function of a list, which may also be given as arguments."""

    def of_list(run: Run, items: FeelList) -> FeelValue:
        run.charge(len(items))
        return calculation(run, items)

    def of_arguments(run: Run, *items: FeelValue) -> FeelValue:
        return of_list(run, items)

    feel_function(name, "list: list")(of_list)
    feel_function(name, "*n: Any")(of_arguments)


def numbers_of(items: FeelList) -> list[Decimal]:
    """Return the elements as numbers. Raises: Refused if one is none."""
    found: list[Decimal] = []
    for item in items:
        if not isinstance(item, Decimal):
            raise Refused(f"expected only numbers, got {kind_of(item)}")
        found.append(item)
    return found


def _sum(run: Run, items: FeelList) -> FeelValue:
    if not items:
        return None
    if all(isinstance(item, Decimal) for item in items):
        total = ZERO
        for number in numbers_of(items):
            total = CALCULATION.add(total, number)
        return total
    if not all(isinstance(item, _SUMMABLE) for item in items):
        raise Refused("expected only numbers, or only durations")
    result = items[0]
    for item in items[1:]:
        result = calculate("+", result, item, run, (0, 0))
    return result


def _mean(run: Run, items: FeelList) -> FeelValue:
    if not items:
        return None
    total = _sum(run, items)
    return calculate("/", total, Decimal(len(items)), run, (0, 0))


def _product(run: Run, items: FeelList) -> FeelValue:
    if not items:
        return None
    result = ONE
    for number in numbers_of(items):
        result = CALCULATION.multiply(result, number)
    return result


def _median(run: Run, items: FeelList) -> FeelValue:
    numbers = sorted(numbers_of(items))
    if not numbers:
        return None
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[middle]
    return CALCULATION.divide(CALCULATION.add(numbers[middle - 1], numbers[middle]), Decimal(2))


def _deviation(run: Run, items: FeelList) -> FeelValue:
    numbers = numbers_of(items)
    if len(numbers) < 2:
        raise Refused("expected at least two numbers")
    count = Decimal(len(numbers))
    mean = CALCULATION.divide(_total(numbers), count)
    squares = [
        CALCULATION.power(CALCULATION.subtract(number, mean), Decimal(2)) for number in numbers
    ]
    return CALCULATION.sqrt(CALCULATION.divide(_total(squares), count - 1))


def _total(numbers: list[Decimal]) -> Decimal:
    total = ZERO
    for number in numbers:
        total = CALCULATION.add(total, number)
    return total


def _mode(run: Run, items: FeelList) -> FeelValue:
    counts = Counter(numbers_of(items))
    most = max(counts.values(), default=0)
    return tuple(sorted(number for number, count in counts.items() if count == most))


for _name, _calculation in (
    ("sum", _sum),
    ("mean", _mean),
    ("product", _product),
    ("median", _median),
    ("stddev", _deviation),
    ("mode", _mode),
):
    _register(_name, _calculation)
