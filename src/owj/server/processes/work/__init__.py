"""Work that programs do for processes: which function does which kind of service task.

A service task names its kind with `owj:kind`. A kind is done either within the step, in the same
transaction (records, decisions, texts), or later by a job, when it reaches outside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from owj.kernel.bpmn.elements import Node
from owj.kernel.bpmn.happenings import Outcome, ReadVariable

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


# Does the work within the step. None: a job does it later.
Perform = Callable[[WorkPlace], "Outcome | None"]

_kinds: dict[str, Perform] = {}


def register(kind: str) -> Callable[[Perform], Perform]:
    """Register the function that does a kind of work within the step."""

    def add(perform: Perform) -> Perform:
        _kinds[kind] = perform
        return perform

    return add


def registered_kinds() -> Mapping[str, Perform]:
    """Return every kind of work that a drawing may name."""
    return _kinds


def perform_at(place: WorkPlace) -> Outcome | None:
    """Do the work of a task if its kind is done within the step."""
    perform = _kinds.get(place.node.extensions.get("kind", ""))
    return None if perform is None else perform(place)
