"""What people do to a running process beside its drawing: skip an incident, move a token."""

from __future__ import annotations

from owj.kernel.bpmn.elements import NodeKind
from owj.kernel.bpmn.errors import NothingWaitsThere, TokenNotMoved
from owj.kernel.bpmn.flows import leave
from owj.kernel.bpmn.state import Doing, Variables
from owj.kernel.bpmn.work import Work

# A token comes to these by itself only.
NEVER_A_GOAL = frozenset({NodeKind.START, NodeKind.BOUNDARY})


def skip(work: Work, own_id: int, data: Variables) -> None:
    """Let a stopped token leave its node as if the work were done. Raises: NothingWaitsThere."""
    incident = work.incidents.get(own_id)
    if incident is None:
        raise NothingWaitsThere(what="incident", id=own_id)
    token = work.tokens[incident.token]
    work.resolve(token.id)
    work.write(token.scope, data)
    work.cancel_scopes(work.inner_scopes(token))
    work.rounds.pop(token.id, None)
    work.disarm(token.id)
    if incident.resume is Doing.GO:
        leave(work, work.set_doing(token, Doing.GO))
        return
    if work.node_of(token).is_activity:
        work.set_doing(token, Doing.DONE)
        work.agenda.append(token.id)
    else:
        leave(work, work.set_doing(token, Doing.LEAVE))


def move_token(work: Work, own_id: int, node: str) -> None:
    """Cancel what a token is at and let it come to another node of its scope.

    Raises: NothingWaitsThere, TokenNotMoved.
    """
    token = work.tokens.get(own_id)
    if token is None:
        raise NothingWaitsThere(what="token", id=own_id)
    goal = work.process.nodes.get(node)
    container = work.scopes[token.scope].container
    if goal is None or goal.container != container or goal.kind in NEVER_A_GOAL or goal.triggered:
        raise TokenNotMoved(token=own_id, node=node)
    work.put_token(token.scope, node)
    work.cancel_tokens([own_id])
