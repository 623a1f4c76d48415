"""Which sequence flows a token takes when it leaves a node, and its way onto them."""

from __future__ import annotations

from collections.abc import Sequence

from owj.kernel.bpmn.elements import Flow, Node, NodeKind
from owj.kernel.bpmn.state import Doing, Token
from owj.kernel.bpmn.work import TokenStopped, Work

NO_FLOW = "no_flow"


def leave(work: Work, token: Token) -> None:
    """Complete a node: its token goes on along its flows, or ends where there are none.

    A token that finds no flow stops where it is, with an incident.
    """
    node = work.node_of(token)
    recorded = token.doing is Doing.GO
    try:
        flows = flows_to_take(work, token, node)
    except TokenStopped as stopped:
        resume = Doing.GO if recorded else Doing.LEAVE
        work.stop(token, TokenStopped(stopped.kind, stopped.detail, resume))
        return
    if not recorded:
        work.record(token.id, node.id)
    move(work, token, flows)


def go_on(work: Work, token: Token) -> None:
    """Record a node as completed now and let its token go on later in this step."""
    work.record(token.id, token.node)
    work.set_doing(token, Doing.GO)


def move(work: Work, token: Token, flows: Sequence[Flow]) -> None:
    """Put a token on each flow in place of the one that came."""
    for flow in flows:
        work.put_token(token.scope, flow.target, flow.id)
    work.consume(token)


def flows_to_take(work: Work, token: Token, node: Node) -> Sequence[Flow]:
    """Return the flows that open, in document order. Raises: TokenStopped when none may."""
    flows = node.outgoing
    if len(flows) < 2 and (not flows or flows[0].condition is None):
        return flows
    if node.kind is NodeKind.EXCLUSIVE:
        return _first_open(work, token, node)
    if node.kind in {NodeKind.PARALLEL, NodeKind.EVENT_BASED}:
        return flows
    taken = [flow for flow in flows if flow.id != node.default and _is_open(work, token, flow)]
    conditional = any(flow.condition is not None for flow in taken)
    by_default = not conditional if node.kind is not NodeKind.INCLUSIVE else not taken
    if by_default:
        taken += [flow for flow in flows if flow.id == node.default]
    if not taken:
        raise _nothing_open(node)
    return taken


def _first_open(work: Work, token: Token, node: Node) -> Sequence[Flow]:
    for flow in node.outgoing:
        if flow.id != node.default and _is_open(work, token, flow):
            return (flow,)
    for flow in node.outgoing:
        if flow.id == node.default:
            return (flow,)
    raise _nothing_open(node)


def _is_open(work: Work, token: Token, flow: Flow) -> bool:
    return flow.condition is None or work.evaluate(flow.condition, token.scope) is True


def _nothing_open(node: Node) -> TokenStopped:
    return TokenStopped(
        NO_FLOW, f"{node.id}: expected a flow that is open, or a default flow; got none"
    )
