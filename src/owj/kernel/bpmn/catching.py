"""Events that fire: what waits behind an event-based gateway, at a boundary, in a scope."""

from __future__ import annotations

from owj.kernel.bpmn.arming import arm_handlers, set_timer
from owj.kernel.bpmn.completing import complete_activity
from owj.kernel.bpmn.effects import NodeEntered
from owj.kernel.bpmn.elements import (
    ConditionalEvent,
    ErrorEvent,
    Node,
    NodeKind,
)
from owj.kernel.bpmn.flows import go_on
from owj.kernel.bpmn.state import NO_VARIABLES, Subscription, Timer, Variables, Waits
from owj.kernel.bpmn.times import Schedule
from owj.kernel.bpmn.work import TokenStopped, Work


def fire(work: Work, node: Node, scope: int, token: int, data: Variables) -> None:
    """Let an event happen for whoever waits for it. token: 0 for an event sub-process."""
    if node.kind is NodeKind.START:
        _fire_handler(work, node, scope, data)
    elif node.kind is NodeKind.BOUNDARY:
        _fire_boundary(work, node, token, data)
    else:
        _fire_catch(work, node, token, data)


def fire_subscription(work: Work, subscription: Subscription, data: Variables) -> None:
    """Let a message, signal or condition arrive; it is over unless it may come again."""
    node = work.process.nodes[subscription.node]
    if not _stays(node):
        work.disarm_one(subscription)
    fire(work, node, subscription.scope, subscription.token, data)


def fire_timer(work: Work, timer: Timer) -> None:
    """Let an instant come; a cycle goes on from what was planned."""
    node = work.process.nodes[timer.node]
    work.disarm_one(timer)
    plan = Schedule(timer.due, timer.anchor, timer.turn, timer.left, timer.every)
    following = plan.next() if _stays(node) else None
    if following is not None:
        set_timer(work, node, timer.scope, timer.token, following)
    fire(work, node, timer.scope, timer.token, NO_VARIABLES)


def broadcast(work: Work, name: str, data: Variables) -> None:
    """Let a signal arrive at everything that waits for it now."""
    waiting = [
        subscription
        for subscription in work.subscriptions.values()
        if subscription.waits is Waits.SIGNAL and subscription.name == name
    ]
    for subscription in sorted(waiting):
        # An earlier one may have interrupted a later one.
        if subscription.id in work.subscriptions:
            fire_subscription(work, subscription, data)


def look_at_conditions(work: Work) -> None:
    """Let the conditions arrive that variables, written since, have made true."""
    while work.touched:
        touched, work.touched = work.touched, set()
        waiting = [
            subscription
            for subscription in work.subscriptions.values()
            if subscription.waits is Waits.CONDITION
        ]
        for subscription in sorted(waiting):
            if subscription.id in work.subscriptions:
                _look_at(work, subscription, touched)


def _look_at(work: Work, subscription: Subscription, touched: set[str]) -> None:
    event = work.process.nodes[subscription.node].event
    if not isinstance(event, ConditionalEvent) or touched.isdisjoint(event.condition.free):
        return
    holds = holds_now(work, event, subscription.scope)
    if holds == subscription.held:
        return
    changed = subscription._replace(held=holds)
    work.subscriptions[subscription.id] = changed
    if holds:
        fire_subscription(work, changed, NO_VARIABLES)


def holds_now(work: Work, event: ConditionalEvent, scope: int) -> bool:
    """Return whether a condition is true; one that needs too much to tell is not."""
    try:
        return work.evaluate(event.condition, scope) is True
    except TokenStopped:
        return False


def _stays(node: Node) -> bool:
    """Tell events that may fire again from those that are over with the first time."""
    return node.kind in {NodeKind.BOUNDARY, NodeKind.START} and not node.interrupting


def _fire_catch(work: Work, node: Node, token: int, data: Variables) -> None:
    waiting = work.tokens[token]
    if waiting.node != node.id:
        # The token stands at an event-based gateway: the first event takes it.
        work.disarm(waiting.id)
        work.write(waiting.scope, data)
        work.record(waiting.id, waiting.node)
        moved = work.put_token(waiting.scope, node.id)
        work.consume(waiting)
        go_on(work, moved)
        return
    work.write(waiting.scope, data)
    if node.kind is NodeKind.RECEIVE:
        complete_activity(work, waiting)
    else:
        work.disarm(waiting.id)
        work.agenda.append(waiting.id)
        go_on(work, waiting)


def _fire_boundary(work: Work, node: Node, token: int, data: Variables) -> None:
    host = work.tokens[token]
    work.write(host.scope, data)
    came = work.put_token(host.scope, node.id)
    if node.interrupting or isinstance(node.event, ErrorEvent):
        work.cancel_tokens((host.id,))
    go_on(work, came)


def _fire_handler(work: Work, node: Node, scope_id: int, data: Variables) -> None:
    scope = work.scopes[scope_id]
    if node.interrupting or isinstance(node.event, ErrorEvent):
        work.cancel_tokens(work.tokens_in[scope.id])
        work.cancel_scopes([work.scopes[inner] for inner in work.scopes_in[scope.id]])
        work.disarm(scope.id)
        scope = work.scopes[scope.id] = scope._replace(interrupted=True)
    handler = work.open_handler(scope, node.container)
    work.effects.append(NodeEntered(handler.id, node.container))
    work.write(handler.id, data)
    came = work.put_token(handler.id, node.id)
    try:
        arm_handlers(work, handler)
    except TokenStopped as stopped:
        work.stop(came, stopped)
        return
    go_on(work, came)
