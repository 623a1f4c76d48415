"""Subscriptions and timers: what an event waits for, from when on."""

from __future__ import annotations

from decimal import Decimal

from owj.kernel.bpmn.effects import SubscriptionOpened, TimerSet
from owj.kernel.bpmn.elements import (
    ConditionalEvent,
    EventDefinition,
    MessageEvent,
    Node,
    SignalEvent,
    TimerEvent,
)
from owj.kernel.bpmn.state import Scope, Subscription, Timer, Token, Waits
from owj.kernel.bpmn.times import EXPECTED, Schedule, moment_of, schedule
from owj.kernel.bpmn.work import TokenStopped, Work
from owj.kernel.feel import FeelValue


def arm(work: Work, node: Node, event: EventDefinition | None, scope: int, token: int) -> None:
    """Let an event wait in a scope. token: who waits; 0 for an event sub-process.

    Errors and escalations need nothing: they look for who catches them. Raises: TokenStopped.
    """
    if isinstance(event, MessageEvent):
        key = message_key(work, event, scope)
        _subscribe(work, Subscription(0, scope, token, node.id, Waits.MESSAGE, event.name, key))
    elif isinstance(event, SignalEvent):
        _subscribe(work, Subscription(0, scope, token, node.id, Waits.SIGNAL, event.name))
    elif isinstance(event, ConditionalEvent):
        held = work.evaluate(event.condition, scope) is True
        waiting = Subscription(0, scope, token, node.id, Waits.CONDITION, held=held)
        _subscribe(work, waiting)
    elif isinstance(event, TimerEvent):
        found = _schedule(work, event, scope)
        if found is not None:
            set_timer(work, node, scope, token, found)


def arm_boundaries(work: Work, token: Token) -> None:
    """Let the boundary events of an activity wait. Raises: TokenStopped, with none waiting."""
    try:
        for boundary in work.process.boundaries.get(token.node, ()):
            arm(work, boundary, boundary.event, token.scope, token.id)
    except TokenStopped:
        work.disarm(token.id)
        raise


def arm_handlers(work: Work, scope: Scope) -> None:
    """Let the event sub-processes of a scope wait. Raises: TokenStopped."""
    container = work.container_of(scope)
    for start in container.handlers if container else ():
        arm(work, start, start.event, scope.id, 0)


def set_timer(work: Work, node: Node, scope: int, token: int, found: Schedule) -> None:
    """Wait for an instant."""
    timer = Timer(
        work.next_id(),
        scope,
        token,
        node.id,
        found.due,
        found.anchor,
        found.turn,
        found.left,
        found.every,
    )
    work.add_timer(timer)
    work.effects.append(TimerSet(timer.id, node.id, timer.due))


def key_text(value: FeelValue) -> str | None:
    """Return a correlation key as text; None when the value can be no key."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value if isinstance(value, str) else None


def message_key(work: Work, event: MessageEvent, scope: int) -> str | None:
    """Return the key of a message in a scope, None where it has none. Raises: TokenStopped."""
    if event.key is None:
        return None
    value = work.evaluate(event.key, scope)
    key = key_text(value)
    if key is None:
        detail = f"owj:key {event.key.text}: expected a text or a number, got null or another value"
        raise TokenStopped("key", detail)
    return key


def _subscribe(work: Work, subscription: Subscription) -> None:
    given = subscription._replace(id=work.next_id())
    work.add_subscription(given)
    opened = SubscriptionOpened(given.id, given.node, given.waits, given.name, given.key)
    work.effects.append(opened)


def _schedule(work: Work, event: TimerEvent, scope: int) -> Schedule | None:
    rule, moment = event.rule, event.rule.moment
    if rule.expression is not None:
        moment = moment_of(rule.kind, work.evaluate(rule.expression, scope))
    if moment is None:
        raise TokenStopped("timer", f"expected {EXPECTED[rule.kind]}, got another value")
    return schedule(moment, work.now)
