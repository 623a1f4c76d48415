"""The inside of sub-processes and called processes: a scope in which tokens run."""

from __future__ import annotations

from collections.abc import Mapping

from owj.kernel.bpmn.arming import arm_handlers
from owj.kernel.bpmn.elements import Node, NodeKind
from owj.kernel.bpmn.state import Role, Scope, Token
from owj.kernel.bpmn.work import TokenStopped, Work
from owj.kernel.feel import FeelValue

DEEPEST_CALLS = 100


def container_within(node: Node) -> str:
    """Return whose nodes run inside of an activity; empty for a task."""
    if node.kind is NodeKind.CALL:
        return node.called
    return node.id if node.kind in {NodeKind.SUB_PROCESS, NodeKind.TRANSACTION} else ""


def open_body(work: Work, token: Token, node: Node, variables: Mapping[str, FeelValue]) -> None:
    """Begin the inside of an activity. Raises: TokenStopped."""
    role = Role.CALL if node.kind is NodeKind.CALL else Role.SUB_PROCESS
    if role is Role.CALL and calls_around(work, token.scope) >= DEEPEST_CALLS:
        raise TokenStopped("calls", f"more than {DEEPEST_CALLS} processes have called one another")
    begin_scope(work, work.open_inside(token, role, container_within(node), variables))


def begin_scope(work: Work, scope: Scope) -> None:
    """Arm the event sub-processes of a new scope and put a token at its start.

    Raises: TokenStopped, with the scope gone again.
    """
    try:
        arm_handlers(work, scope)
    except TokenStopped:
        work.drop_scope(scope)
        raise
    container = work.container_of(scope)
    if container is not None and container.start is not None:
        work.put_token(scope.id, container.start.id)


def calls_around(work: Work, scope_id: int) -> int:
    """Return how many called processes a scope lies in."""
    calls = 0
    while scope_id:
        scope = work.scopes[scope_id]
        calls += scope.container in work.process.processes
        scope_id = scope.parent
    return calls
