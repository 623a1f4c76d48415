"""Whether a value lies in a range or passes a unary test."""

from __future__ import annotations

from owj.kernel.feel.comparing import compare, equal
from owj.kernel.feel.running import Run
from owj.kernel.feel.values import FeelValue, Position, Range, kind_of


def in_range(value: FeelValue, bounds: Range, run: Run, position: Position) -> bool | None:
    """Return whether a value lies in a range; null with a warning where it cannot be told."""
    if bounds.operator in {"=", "!="}:
        found = equal(value, bounds.end, run, position)
        return None if found is None else found is (bounds.operator == "=")
    low = _is_beyond(value, bounds, bounds.start, 1, bounds.start_included)
    high = _is_beyond(value, bounds, bounds.end, -1, bounds.end_included)
    if low is False or high is False:
        return False
    if low is None or high is None:
        end = bounds.start if low is None else bounds.end
        run.warn("feel.not_comparable", position, left=kind_of(value), right=kind_of(end))
        return None
    return True


def _is_beyond(
    value: FeelValue, bounds: Range, end: FeelValue, direction: int, included: bool
) -> bool | None:
    """Return whether a value lies on the inner side of an end, null where it cannot be told."""
    if end is None and bounds.operator:
        return True
    order = compare(value, end)
    return None if order is None else order == direction or (order == 0 and included)


def passes(value: FeelValue, test: FeelValue, run: Run, position: Position) -> bool | None:
    """Return whether a value is a test's value, lies in its range, or is in its list."""
    if type(test) is Range:
        if type(value) is Range and equal(value, test, run, position):
            return True
        return in_range(value, test, run, position)
    if type(test) is tuple:
        return _in_list(value, test, run, position)
    if type(value) is tuple and len(value) == 1 and test is not None:
        value = value[0]
    return equal(value, test, run, position)


def _in_list(
    value: FeelValue, tests: tuple[FeelValue, ...], run: Run, position: Position
) -> bool | None:
    if type(value) is tuple and equal(value, tests, run, position):
        return True
    run.charge(len(tests) + 1)
    silent = Run()
    for test in tests:
        if type(test) is Range and type(value) is not Range:
            if in_range(value, test, silent, position):
                return True
        elif equal(value, test, silent, position):
            return True
    return False


def range_of(operator: str, bound: FeelValue) -> Range:
    """Return the range a unary test stands for."""
    if operator in {"<", "<="}:
        return Range(None, bound, False, operator == "<=", operator)
    if operator in {">", ">="}:
        return Range(bound, None, operator == ">=", False, operator)
    return Range(bound, bound, operator == "=", operator == "=", operator)
