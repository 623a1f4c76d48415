"""Where a decision table is asked: points declared by packages, and those an organisation drew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F

from owj.kernel.feel import FeelValue
from owj.server.decisions.errors import UnknownDecision
from owj.server.decisions.models import OwnDecision
from owj.server.records.conditions.fields import names_of
from owj.server.records.conditions.scope import scope_of

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
    # Drawn by the organisation: it may be renamed and archived, and gets inputs with its columns.
    own: bool = False
    archived: bool = False
    # The options of its choices are what the values of the table are called.
    entity: str = ""


_points: dict[str, DecisionPoint] = {}


def register_decision(point: DecisionPoint) -> DecisionPoint:
    """Make a decision known; the same key again replaces it."""
    _points[point.key] = point
    return point


def decision_point(key: str) -> DecisionPoint:
    """Return a decision that is declared or drawn. Raises: UnknownDecision."""
    point = _points.get(key)
    if point is not None:
        return point
    row = OwnDecision.objects.filter(key=key).first()
    if row is None:
        raise UnknownDecision(key=key)
    return point_of(row)


def decision_points() -> tuple[DecisionPoint, ...]:
    """Return all declared decisions in the order of their keys."""
    return tuple(_points[key] for key in sorted(_points))


def own_points() -> tuple[DecisionPoint, ...]:
    """Return the decisions that the organisation drew, by name, the archived ones last."""
    rows = OwnDecision.objects.order_by(F("archived_at").asc(nulls_first=True), "name", "key")
    return tuple(point_of(row) for row in rows)


def point_of(row: OwnDecision) -> DecisionPoint:
    """Return what is known of a decision of one's own: every answer of it is usable."""
    return DecisionPoint(
        key=row.key,
        label=row.name,
        decision=row.decision,
        source=row.source,
        questions=(),
        accepts=lambda _answer: True,
        answers="",
        recent=_records_of(row) if row.entity else None,
        own=True,
        archived=row.archived_at is not None,
        entity=row.entity,
    )


def _records_of(row: OwnDecision) -> RecentSamples:
    """Return how the last records of an entity become questions, with the person's rights."""

    def recent(ctx: Context, count: int) -> list[Sample]:
        if row.entity not in ctx.snapshot.schema.by_key or not ctx.may(row.entity, "read"):
            return []
        access = ctx.field_access(row.entity)
        title = ctx.snapshot.entity(row.entity).title
        known = names_of(ctx.snapshot.entity(row.entity))
        paths = {
            name: ((key, known[key][0]),)
            for name, key in row.fields.items()
            if key in known and access.get(key) != "hidden"
        }
        samples = []
        for record in ctx.records(row.entity).order_by("-pk")[:count]:
            scope = scope_of(record, paths.values())
            question = {name: scope.get(path[0][0]) for name, path in paths.items()}
            shown = str(getattr(record, title)) if title else ""
            samples.append(Sample(f"{shown} ({record.id})".strip(), question, None))
        return samples

    return recent
