"""Boxes: for each column some of its atoms; what is left of one when others are taken away."""

from __future__ import annotations

from collections.abc import Iterable

Box = tuple[int, ...]


class TooManyBoxes(Exception):
    """Say that a table is cut into more pieces than is worth the time."""


class Work:
    """Count the boxes that were looked at, up to a limit."""

    def __init__(self, most: int) -> None:
        """Start with nothing done."""
        self._left = most

    def spend(self, boxes: int) -> None:
        """Count boxes. Raises: TooManyBoxes."""
        self._left -= boxes
        if self._left < 0:
            raise TooManyBoxes


def crossing(left: Box, right: Box) -> Box | None:
    """Return what two boxes have in common; None for nothing."""
    both = tuple(mine & theirs for mine, theirs in zip(left, right, strict=True))
    return both if all(both) else None


def subtract(box: Box, taken: Box) -> list[Box]:
    """Return boxes without overlap that hold what is in the first but not in the second."""
    if crossing(box, taken) is None:
        return [box]
    pieces: list[Box] = []
    rest = list(box)
    for position, (mine, theirs) in enumerate(zip(box, taken, strict=True)):
        outside = mine & ~theirs
        if outside:
            pieces.append((*rest[:position], outside, *rest[position + 1 :]))
        rest[position] = mine & theirs
    return pieces


def left_over(whole: Box, taken: Iterable[Box], work: Work) -> list[Box]:
    """Return what no box covers. Raises: TooManyBoxes."""
    left = [whole] if all(whole) else []
    for box in taken:
        work.spend(len(left))
        left = [piece for old in left for piece in subtract(old, box)]
        if not left:
            break
    return left
