"""What can be undone later: kept when an activity is completed."""

from __future__ import annotations

from owj.kernel.bpmn.elements import CompensationEvent, Node
from owj.kernel.bpmn.state import NO_VARIABLES, Scope, Undo, Variables
from owj.kernel.bpmn.work import Work


def remember_activity(work: Work, scope: int, node: Node, inside: Scope | None = None) -> None:
    """Keep how a completed activity is undone: by its handler, or by undoing what it completed.

    inside: the scope it ran in, about to go: its variables are kept with it.
    """
    inner = () if inside is None else _within(work, inside)
    handler = _handler_of(work, node)
    if handler or inner:
        variables: Variables = NO_VARIABLES if inside is None else dict(work.variables[inside.id])
        undo = Undo(work.next_id(), scope, node.id, handler, variables, () if handler else inner)
        work.undos[undo.id] = undo


def _within(work: Work, scope: Scope) -> tuple[Undo, ...]:
    """Return what can be undone of a scope, in the order of completion."""
    if not work.undos:
        return ()
    return tuple(sorted(undo for undo in work.undos.values() if undo.scope == scope.id))


def _handler_of(work: Work, node: Node) -> str:
    for boundary in work.process.boundaries.get(node.id, ()):
        if isinstance(boundary.event, CompensationEvent):
            return boundary.compensation
    return ""
