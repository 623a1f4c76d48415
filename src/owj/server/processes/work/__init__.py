"""Work that programs do for processes: which function does which kind of service task.

A service task names its kind with `owj:kind`. A kind is done either within the step, in the same
transaction (records, decisions, texts), or later by a job, when it reaches outside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from owj.kernel.bpmn.elements import MessageEvent, Node, NodeKind
from owj.kernel.bpmn.happenings import Outcome, ReadVariable
from owj.kernel.errors import OwjError

if TYPE_CHECKING:
    from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class WorkPlace:
    """Where work is done: in whose unit of work, at which node of which process.

    instance_id: None while the process is just starting. read: gives a variable as the node sees
    it. token: number of the token that waits, stable over attempts.
    """

    ctx: Context
    instance_id: int | None
    entity: str
    record_id: int | None
    node: Node
    token: int
    read: ReadVariable


@dataclass(frozen=True, slots=True)
class OutwardPlace:
    """Where outward work is done: by a job, outside of every transaction.

    key: the same over all attempts of this work. attempt: 1 for the first. unclear: an attempt
    before may have reached its goal.
    """

    instance_id: int
    token: int
    node: Node
    read: ReadVariable
    now: datetime
    key: str
    attempt: int
    unclear: bool


# Does the work within the step. None: a job does it later.
Perform = Callable[[WorkPlace], "Outcome | None"]
# Does work outside of every transaction. Raises: OutsideFailure, to be tried again or not.
PerformOutward = Callable[[OutwardPlace], Outcome]

_kinds: dict[str, Perform] = {}
_outward: dict[str, PerformOutward] = {}
# The kind of a task that names none.
USUAL_KINDS = {NodeKind.BUSINESS_RULE: "decision"}


def register(kind: str) -> Callable[[Perform], Perform]:
    """Register the function that does a kind of work within the step.

    It may raise an OwjError: what it wrote is undone, and the token stops with an incident.
    """

    def add(perform: Perform) -> Perform:
        _kinds[kind] = perform
        return perform

    return add


def register_outward(kind: str) -> Callable[[PerformOutward], PerformOutward]:
    """Register the function by which a job does a kind of work that reaches outside."""

    def add(perform: PerformOutward) -> PerformOutward:
        _outward[kind] = perform
        return perform

    return add


def registered_kinds() -> frozenset[str]:
    """Return every kind of work that a drawing may name."""
    return frozenset(_kinds) | frozenset(_outward)


def outward_kind(kind: str) -> PerformOutward | None:
    """Return what does a kind of outward work; None for one that no room registers."""
    return _outward.get(kind)


def kind_at(node: Node) -> str:
    """Return which kind of work a task names, or is by its element."""
    return node.extensions.get("kind", "").strip() or USUAL_KINDS.get(node.kind, "")


def perform_at(place: WorkPlace) -> Outcome | None:
    """Do the work of a task if its kind is done within the step.

    What is refused becomes a failure of the task, and nothing of it stays. A send task without a
    kind only sends its message.
    """
    kind = kind_at(place.node)
    perform = _kinds.get(kind)
    if perform is None:
        sends = place.node.kind is NodeKind.SEND and isinstance(place.node.event, MessageEvent)
        return Outcome() if sends and not kind else None
    try:
        with transaction.atomic():
            return perform(place)
    except OwjError as error:
        return Outcome(failure=f"{error.code}: {error}")
