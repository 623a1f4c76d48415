"""Where the product asks a decision table: declared by packages, asked by their services."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from owj.kernel.feel import FeelValue
from owj.server.decisions.errors import UnknownDecision

Question = Mapping[str, FeelValue]


@dataclass(frozen=True, slots=True)
class ShippedCase:
    """Hold a test case that comes with a decision."""

    name: str
    inputs: Question
    expected: FeelValue


@dataclass(frozen=True, slots=True)
class DecisionPoint:
    """Declare a decision: what is asked, what may be answered, and the table that comes with Owj.

    key: unique string that identifies it. decision: its name in the model. source: the shipped
    DMN. questions: every input that can come; each must have an answer that `accepts` takes.
    answers: what that is, in words.
    """

    key: str
    label: str
    decision: str
    source: str
    questions: tuple[Question, ...]
    accepts: Callable[[FeelValue], bool]
    answers: str
    cases: tuple[ShippedCase, ...] = ()


_points: dict[str, DecisionPoint] = {}


def register_decision(point: DecisionPoint) -> DecisionPoint:
    """Make a decision known; the same key again replaces it."""
    _points[point.key] = point
    return point


def decision_point(key: str) -> DecisionPoint:
    """Return a declared decision. Raises: UnknownDecision."""
    point = _points.get(key)
    if point is None:
        raise UnknownDecision(key=key)
    return point


def decision_points() -> tuple[DecisionPoint, ...]:
    """Return all declared decisions in the order of their keys."""
    return tuple(_points[key] for key in sorted(_points))
