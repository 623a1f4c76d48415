"""Where the product asks a decision table: declared by packages, asked by their services."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from owj.kernel.feel import FeelValue
from owj.server.decisions.errors import UnknownDecision

if TYPE_CHECKING:
    from owj.server.records.context import Context

Question = Mapping[str, FeelValue]


@dataclass(frozen=True, slots=True)
class ShippedCase:
    """Hold a test case that comes with a decision."""

    name: str
    inputs: Question
    expected: FeelValue


@dataclass(frozen=True, slots=True)
class Sample:
    """Hold a question that really came. label: of what it was about; answer: what was said then."""

    label: str
    question: Question
    answer: FeelValue


# The last questions that really came and that the person may see, as many as asked for.
RecentSamples = Callable[["Context", int], Sequence[Sample]]


@dataclass(frozen=True, slots=True)
class DecisionPoint:
    """Declare a decision: what is asked, what may be answered, and the table that comes with Owj.

    key: unique string that identifies it. decision: its name in the model. source: the shipped
    DMN. questions: every input that can come; each must have an answer that `accepts` takes.
    answers: what that is, in words. used_by: who asks, a msgid each. recent: None where no
    questions are kept.
    """

    key: str
    label: str
    decision: str
    source: str
    questions: tuple[Question, ...]
    accepts: Callable[[FeelValue], bool]
    answers: str
    cases: tuple[ShippedCase, ...] = ()
    used_by: tuple[str, ...] = ()
    recent: RecentSamples | None = None


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
