"""Functions that place points and ranges beside each other. Source: DMN 1.5, 10.3.4.9."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from owj.kernel.feel.builtins.registry import Refused, feel_function
from owj.kernel.feel.comparing import compare
from owj.kernel.feel.running import Run
from owj.kernel.feel.values import FeelValue, Range, kind_of

_POINT = "number|string|date|time|date and time|days and time duration|years and months duration"
Relation = Callable[[Range, Range], bool]


class End(NamedTuple):
    """Hold an end of a range. beyond: -1 or 1 when there is none, so that it lies endlessly far."""

    value: FeelValue
    included: bool
    beyond: int


def _start(bounds: Range) -> End:
    return End(bounds.start, bounds.start_included, -1 if bounds.start is None else 0)


def _end(bounds: Range) -> End:
    return End(bounds.end, bounds.end_included, 1 if bounds.end is None else 0)


def _order(left: End, right: End) -> int:
    """Return -1, 0 or 1. Raises: Refused for ends without an order."""
    if left.beyond or right.beyond:
        return (left.beyond > right.beyond) - (left.beyond < right.beyond)
    found = compare(left.value, right.value)
    if found is None:
        raise Refused(f"{kind_of(left.value)} and {kind_of(right.value)} cannot be ordered")
    return found


def _before(first: Range, second: Range) -> bool:
    order = _order(_end(first), _start(second))
    return order < 0 or (order == 0 and not (first.end_included and second.start_included))


def _meets(first: Range, second: Range) -> bool:
    return first.end_included and second.start_included and _order(_end(first), _start(second)) == 0


def _overlaps(first: Range, second: Range) -> bool:
    return not _before(first, second) and not _before(second, first)


def _overlaps_before(first: Range, second: Range) -> bool:
    starts = _order(_start(first), _start(second))
    ends = _order(_end(first), _end(second))
    starts_first = starts < 0 or (
        starts == 0 and first.start_included and not second.start_included
    )
    ends_first = ends < 0 or (ends == 0 and (not first.end_included or second.end_included))
    return starts_first and ends_first and not _before(first, second)


def _finishes(first: Range, second: Range) -> bool:
    starts = _order(_start(first), _start(second))
    return (
        first.end_included == second.end_included
        and _order(_end(first), _end(second)) == 0
        and (starts > 0 or (starts == 0 and (not first.start_included or second.start_included)))
    )


def _starts(first: Range, second: Range) -> bool:
    ends = _order(_end(first), _end(second))
    return (
        first.start_included == second.start_included
        and _order(_start(first), _start(second)) == 0
        and (ends < 0 or (ends == 0 and (not first.end_included or second.end_included)))
    )


def _includes(first: Range, second: Range) -> bool:
    starts = _order(_start(first), _start(second))
    ends = _order(_end(first), _end(second))
    return (
        starts < 0 or (starts == 0 and (first.start_included or not second.start_included))
    ) and (ends > 0 or (ends == 0 and (first.end_included or not second.end_included)))


def _coincides(first: Range, second: Range) -> bool:
    return (
        first.start_included == second.start_included
        and first.end_included == second.end_included
        and _order(_start(first), _start(second)) == 0
        and _order(_end(first), _end(second)) == 0
    )


def _as_range(value: FeelValue) -> Range:
    """Return a range as it is, a point as the range of it alone."""
    return value if isinstance(value, Range) else Range(value, value, True, True)


def _register(name: str, signature: str, relation: Relation, *, swapped: bool = False) -> None:
    def relate(run: Run, first: FeelValue, second: FeelValue) -> FeelValue:
        left, right = _as_range(first), _as_range(second)
        return relation(right, left) if swapped else relation(left, right)

    feel_function(name, signature)(relate)


_TWO_POINTS = f"point1: {_POINT}, point2: {_POINT}"
_POINT_RANGE = f"point: {_POINT}, range: range"
_RANGE_POINT = f"range: range, point: {_POINT}"
_TWO_RANGES = "range1: range, range2: range"

for _signature in (_TWO_POINTS, _POINT_RANGE, _RANGE_POINT, _TWO_RANGES):
    _register("before", _signature, _before)
    _register("after", _signature, _before, swapped=True)
for _name, _relation, _opposite in (
    ("meets", _meets, "met by"),
    ("overlaps", _overlaps, ""),
    ("overlaps before", _overlaps_before, "overlaps after"),
):
    _register(_name, _TWO_RANGES, _relation)
    if _opposite:
        _register(_opposite, _TWO_RANGES, _relation, swapped=True)


def _ends_at(point: Range, bounds: Range) -> bool:
    return bounds.end_included and _order(_end(bounds), _start(point)) == 0


def _starts_at(point: Range, bounds: Range) -> bool:
    return bounds.start_included and _order(_start(bounds), _start(point)) == 0


for _name, _opposite, _of_point, _of_range in (
    ("finishes", "finished by", _ends_at, _finishes),
    ("starts", "started by", _starts_at, _starts),
):
    _register(_name, _POINT_RANGE, _of_point)
    _register(_name, _TWO_RANGES, _of_range)
    _register(_opposite, _RANGE_POINT, _of_point, swapped=True)
    _register(_opposite, _TWO_RANGES, _of_range, swapped=True)
for _signature in (_RANGE_POINT, _TWO_RANGES):
    _register("includes", _signature, _includes)
for _signature in (_POINT_RANGE, _TWO_RANGES):
    _register("during", _signature, _includes, swapped=True)
for _signature in (_TWO_POINTS, _TWO_RANGES):
    _register("coincides", _signature, _coincides)
