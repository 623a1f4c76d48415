"""Sorting, the least and the greatest. Source: DMN 1.5, 10.3.4.4 and 10.3.4.6."""

from __future__ import annotations

from functools import cmp_to_key

from owj.kernel.feel.builtins.registry import Refused, feel_function
from owj.kernel.feel.calling import invoke
from owj.kernel.feel.comparing import compare
from owj.kernel.feel.running import Run
from owj.kernel.feel.values import FeelFunction, FeelList, FeelValue, kind_of


class _Preceding:
    """Wrap an element so that Python's sort asks the given function."""

    __slots__ = ("function", "run", "value")

    def __init__(self, value: FeelValue, function: FeelFunction, run: Run) -> None:
        self.value = value
        self.function = function
        self.run = run

    def __lt__(self, other: _Preceding) -> bool:
        found = invoke(self.function, (self.value, other.value), (), self.run, (0, 0))
        if not isinstance(found, bool):
            raise Refused("expected a function of two that gives true or false")
        return found


def sort_by(items: FeelList, precedes: FeelFunction, run: Run) -> FeelList:
    """Return the elements as a function orders them. Raises: Refused."""
    if precedes.choose is None and len(precedes.parameters) != 2:
        raise Refused("expected a function of two")
    wrapped = sorted([_Preceding(item, precedes, run) for item in items])
    return tuple([item.value for item in wrapped])


def sort_naturally(items: FeelList) -> FeelList:
    """Return the elements from the least to the greatest. Raises: Refused."""
    return tuple(sorted(items, key=cmp_to_key(order_of)))


def order_of(left: FeelValue, right: FeelValue) -> int:
    """Return -1, 0 or 1. Raises: Refused for values without an order."""
    found = compare(left, right)
    if found is None:
        raise Refused(f"{kind_of(left)} and {kind_of(right)} cannot be ordered")
    return found


@feel_function("min", "list: list")
def least(run: Run, items: FeelList) -> FeelValue:
    """Return the least element."""
    return _extreme(items, -1, run)


@feel_function("max", "list: list")
def greatest(run: Run, items: FeelList) -> FeelValue:
    """Return the greatest element."""
    return _extreme(items, 1, run)


@feel_function("min", "*c: Any")
def least_of(run: Run, *items: FeelValue) -> FeelValue:
    """Return the least argument."""
    return _extreme(items, -1, run)


@feel_function("max", "*c: Any")
def greatest_of(run: Run, *items: FeelValue) -> FeelValue:
    """Return the greatest argument."""
    return _extreme(items, 1, run)


def _extreme(items: FeelList, wanted: int, run: Run) -> FeelValue:
    run.charge(len(items))
    if not items:
        return None
    found = items[0]
    order_of(found, found)
    for item in items[1:]:
        if order_of(item, found) == wanted:
            found = item
    return found
