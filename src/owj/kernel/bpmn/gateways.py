"""Gateways: joins that wait for tokens, and the gateway that waits for events.

Source: BPMN 2.0.2, 10.6 and 13.4.
"""

from __future__ import annotations

from owj.kernel.bpmn.arming import arm
from owj.kernel.bpmn.elements import ConditionalEvent, Node, NodeKind
from owj.kernel.bpmn.flows import leave
from owj.kernel.bpmn.state import Doing, Subscription, Token
from owj.kernel.bpmn.work import TokenStopped, Work

Join = tuple[int, str]


def enter_exclusive(work: Work, token: Token, _node: Node) -> None:
    """Take the first open flow; as a merge, let every token pass."""
    leave(work, token)


def enter_parallel(work: Work, token: Token, node: Node) -> None:
    """Wait for one token on each incoming flow, then put one on each outgoing."""
    if len(node.incoming) < 2:
        leave(work, token)
        return
    work.set_doing(token, Doing.JOIN)
    waiting = tokens_at_join(work, token.scope, node)
    if len(waiting) == len(node.incoming):
        _join(work, node, token.scope, waiting)


def enter_inclusive(work: Work, token: Token, node: Node) -> None:
    """Wait at a join until no other token can still arrive; as a split, take all open flows."""
    if len(node.incoming) < 2:
        leave(work, token)
    else:
        work.set_doing(token, Doing.JOIN)


def fire_inclusive_join(work: Work) -> bool:
    """Let the longest waiting inclusive join fire that has to wait no more.

    Asked when nothing else moves, so after every move and end of a token.
    """
    if not work.process.reach:
        return False
    asked: set[Join] = set()
    for token in tuple(work.tokens.values()):
        if token.doing is not Doing.JOIN or token.node not in work.process.reach:
            continue
        join = (token.scope, token.node)
        if join in asked:
            continue
        asked.add(join)
        node = work.node_of(token)
        waiting = tokens_at_join(work, token.scope, node)
        if not _is_awaited(work, token.scope, node, waiting):
            _join(work, node, token.scope, waiting)
            return True
    return False


def tokens_at_join(work: Work, scope: int, node: Node) -> dict[str, Token]:
    """Return the oldest token on each incoming flow that has one."""
    waiting: dict[str, Token] = {}
    for own_id in work.tokens_in[scope]:
        token = work.tokens[own_id]
        if token.node == node.id and token.doing is Doing.JOIN:
            waiting.setdefault(token.flow, token)
    return waiting


def _is_awaited(work: Work, scope: int, node: Node, waiting: dict[str, Token]) -> bool:
    """Tell whether a token elsewhere can reach an empty incoming flow and no filled one."""
    filled = sum(1 << node.incoming.index(flow) for flow in waiting)
    reach = work.process.reach[node.id]
    for own_id in work.tokens_in[scope]:
        bits = reach.get(work.tokens[own_id].node, 0)
        if bits & ~filled and not bits & filled and work.tokens[own_id].node != node.id:
            return True
    return False


def _join(work: Work, node: Node, scope: int, waiting: dict[str, Token]) -> None:
    joined = work.put_token(scope, node.id)
    for token in waiting.values():
        work.consume(token)
    leave(work, work.set_doing(joined, Doing.LEAVE))


def enter_event_based(work: Work, token: Token, node: Node) -> None:
    """Wait for the events behind the gateway; the first one takes the token.

    Raises: TokenStopped.
    """
    try:
        for flow in node.outgoing:
            event_node = work.process.nodes[flow.target]
            arm(work, event_node, event_node.event, token.scope, token.id)
    except TokenStopped:
        work.disarm(token.id)
        raise
    work.set_doing(token, Doing.WAIT)


def held_condition(work: Work, token: Token) -> Subscription | None:
    """Return the first condition a token waits for that is true already."""
    for own_id in work.armed.get(token.id, ()):
        found = work.subscriptions.get(own_id)
        if found is not None and found.held:
            event = work.process.nodes[found.node]
            if isinstance(event.event, ConditionalEvent) and event.kind is NodeKind.CATCH:
                return found
    return None
