"""Events that a token comes to: starts, catches, throws and ends.

Source: BPMN 2.0.2, 10.5 and 13.5. What throws is recorded before what it causes.
"""

from __future__ import annotations

from owj.kernel.bpmn.arming import arm, message_key
from owj.kernel.bpmn.catching import broadcast, fire_subscription
from owj.kernel.bpmn.compensating import cancel_transaction, throw_compensation
from owj.kernel.bpmn.effects import MessageThrown, NodeEntered, SignalThrown
from owj.kernel.bpmn.elements import (
    CancelEvent,
    CompensationEvent,
    ErrorEvent,
    EscalationEvent,
    LinkEvent,
    MessageEvent,
    Node,
    SignalEvent,
    TerminateEvent,
)
from owj.kernel.bpmn.flows import go_on, leave
from owj.kernel.bpmn.gateways import enter_event_based, held_condition
from owj.kernel.bpmn.scopes import escape, terminate
from owj.kernel.bpmn.state import NO_VARIABLES, Doing, Token
from owj.kernel.bpmn.throwing import find_catcher, throw_error, throw_escalation
from owj.kernel.bpmn.work import TokenStopped, Work


def enter_start(work: Work, token: Token, _node: Node) -> None:
    """Go on at once."""
    leave(work, token)


def enter_catch(work: Work, token: Token, node: Node) -> None:
    """Wait for the event, or go on if it is a link or a condition that holds.

    Raises: TokenStopped.
    """
    if isinstance(node.event, LinkEvent):
        leave(work, token)
        return
    work.effects.append(NodeEntered(token.id, node.id))
    arm(work, node, node.event, token.scope, token.id)
    _wait(work, token)


def enter_gateway_of_events(work: Work, token: Token, node: Node) -> None:
    """Wait for the events behind a gateway. Raises: TokenStopped."""
    work.effects.append(NodeEntered(token.id, node.id))
    enter_event_based(work, token, node)
    _wait(work, token)


def _wait(work: Work, token: Token) -> None:
    token = work.set_doing(token, Doing.WAIT)
    held = held_condition(work, token)
    if held is not None:
        fire_subscription(work, held, NO_VARIABLES)


def enter_throw(work: Work, token: Token, node: Node) -> None:
    """Throw, then go on, unless what catches it interrupts."""
    if isinstance(node.event, LinkEvent):
        container = work.process.containers[node.container]
        work.record(token.id, node.id)
        work.put_token(token.scope, container.links[node.event.name])
        work.consume(token)
        return
    if isinstance(node.event, CompensationEvent):
        work.record(token.id, node.id)
        throw_compensation(work, token, node.event.activity)
        return
    key = _thrown_key(work, token, node)
    go_on(work, token)
    work.agenda.append(token.id)
    throw(work, token, node, key)


def enter_end(work: Work, token: Token, node: Node) -> None:
    """End a token's way with what the event throws. Raises: TokenStopped."""
    if isinstance(node.event, ErrorEvent):
        code = node.event.code or ""
        caught = find_catcher(work, token, ErrorEvent, code) is not None
        if not (caught or work.called):
            raise TokenStopped("error", f"nothing catches the error {code}")
        work.record(token.id, node.id)
        if caught:
            throw_error(work, token, code)
        else:
            escape(work, code)
        return
    key = _thrown_key(work, token, node)
    work.record(token.id, node.id)
    if isinstance(node.event, TerminateEvent):
        terminate(work, token)
        return
    if isinstance(node.event, CompensationEvent):
        throw_compensation(work, token, node.event.activity)
        return
    if isinstance(node.event, CancelEvent):
        cancel_transaction(work, token)
        return
    # It stays until it has thrown: an error or escalation looks outward from where it stands.
    throw(work, token, node, key)
    if token.id in work.tokens:
        work.consume(token)


def _thrown_key(work: Work, token: Token, node: Node) -> str | None:
    """Return the key of the message that an event throws, before anything has happened."""
    event = node.event
    return message_key(work, event, token.scope) if isinstance(event, MessageEvent) else None


def throw(work: Work, token: Token, node: Node, key: str | None) -> None:
    """Throw what an event says. key: of a message."""
    event = node.event
    if isinstance(event, MessageEvent):
        work.effects.append(MessageThrown(node.id, event.name, key))
    elif isinstance(event, SignalEvent):
        work.effects.append(SignalThrown(node.id, event.name))
        broadcast(work, event.name, NO_VARIABLES)
    elif isinstance(event, EscalationEvent):
        throw_escalation(work, token, event.code or "")
