"""Errors and escalations: outward from where they are thrown to the nearest that catches them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from owj.kernel.bpmn.catching import fire
from owj.kernel.bpmn.effects import EscalationEscaped
from owj.kernel.bpmn.elements import ErrorEvent, EscalationEvent, Node
from owj.kernel.bpmn.state import Role, Scope, Token, Variables
from owj.kernel.bpmn.work import Work

Kind = type[ErrorEvent] | type[EscalationEvent]


class Catcher(NamedTuple):
    """Hold what catches: a boundary event and its activity's token, or a start and its scope."""

    node: Node
    token: Token | None
    scope: Scope


def throw_error(work: Work, token: Token, code: str) -> bool:
    """Let the nearest catcher interrupt; return whether there was one."""
    return _throw(work, find_catcher(work, token, ErrorEvent, code))


def throw_escalation(work: Work, token: Token, code: str) -> bool:
    """Let the nearest catcher know; return whether there was one in this process."""
    caught = _throw(work, find_catcher(work, token, EscalationEvent, code))
    if not caught and work.called:
        work.effects.append(EscalationEscaped(code))
    return caught


def find_catcher(work: Work, token: Token, kind: Kind, code: str) -> Catcher | None:
    """Return the nearest that catches a code: boundary, event sub-process, outer boundary, …

    An event sub-process does not catch what comes out of itself, and none does in a scope that
    one has taken over.
    """
    thrower: Token | None = token
    while thrower is not None:
        if not work.is_instance(thrower):
            boundaries = work.process.boundaries.get(thrower.node, ())
            found = _match(boundaries, kind, code)
            if found is not None:
                return Catcher(found, thrower, work.scopes[thrower.scope])
        scope, came_from = work.scopes[thrower.scope], ""
        while True:
            container = work.container_of(scope)
            if container is not None and not scope.interrupted:
                others = (start for start in container.handlers if start.container != came_from)
                found = _match(others, kind, code)
                if found is not None:
                    return Catcher(found, None, scope)
            if scope.role is not Role.HANDLER:
                break
            scope, came_from = work.scopes[scope.parent], scope.node
        thrower = work.tokens.get(scope.token)
    return None


def _match(nodes: Iterable[Node], kind: Kind, code: str) -> Node | None:
    """Return the event with exactly this code, else the one that catches every code."""
    catch_all = None
    for node in nodes:
        event = node.event
        if isinstance(event, kind):
            if event.code == code:
                return node
            if event.code is None and catch_all is None:
                catch_all = node
    return catch_all


def _throw(work: Work, catcher: Catcher | None, data: Variables | None = None) -> bool:
    if catcher is None:
        return False
    token = catcher.token.id if catcher.token is not None else 0
    fire(work, catcher.node, catcher.scope.id, token, data or {})
    return True
