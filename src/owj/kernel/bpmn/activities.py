"""Activities: what happens when a token comes in and works."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from owj.kernel.bpmn.arming import arm, arm_boundaries, message_key
from owj.kernel.bpmn.bodies import container_within, open_body
from owj.kernel.bpmn.calls import brought_back, call_data
from owj.kernel.bpmn.completing import complete_activity, loops_again
from owj.kernel.bpmn.effects import (
    CallRequested,
    MessageThrown,
    NodeEntered,
    TaskCreated,
    WorkRequested,
)
from owj.kernel.bpmn.elements import MessageEvent, MultiInstance, Node, NodeKind, StandardLoop
from owj.kernel.bpmn.flows import leave
from owj.kernel.bpmn.happenings import Outcome
from owj.kernel.bpmn.rounds import begin_round
from owj.kernel.bpmn.scopes import escape
from owj.kernel.bpmn.state import Doing, Token
from owj.kernel.bpmn.throwing import throw_error, throw_escalation
from owj.kernel.bpmn.work import TokenStopped, Work
from owj.kernel.feel import FeelValue

# Done by others when nobody does them within the step; the rest is complete at once.
DONE_BY_OTHERS = frozenset({NodeKind.SERVICE, NodeKind.SEND, NodeKind.BUSINESS_RULE})


def enter_activity(work: Work, token: Token, node: Node) -> None:
    """Arm the boundary events, then do the work once, or as often as a loop says.

    Raises: TokenStopped.
    """
    work.effects.append(NodeEntered(token.id, node.id))
    if work.is_instance(token):
        run_body(work, work.set_doing(token, Doing.BODY), node)
        return
    arm_boundaries(work, token)
    token = work.set_doing(token, Doing.BODY)
    if isinstance(node.loop, MultiInstance):
        try:
            begin_round(work, token, node, node.loop)
        except TokenStopped as stopped:
            work.rounds.pop(token.id, None)
            work.cancel_scopes(work.inner_scopes(token))
            work.disarm(token.id)
            raise TokenStopped(stopped.kind, stopped.detail, Doing.ENTER) from None
        return
    loop = node.loop
    if isinstance(loop, StandardLoop) and loop.test_before and not loops_again(work, token, loop):
        work.disarm(token.id)
        leave(work, work.set_doing(token, Doing.GO))
        return
    run_body(work, token, node)


def run_body(work: Work, token: Token, node: Node) -> None:
    """Do the work of an activity, or ask somebody to do it. Raises: TokenStopped."""
    if node.kind is NodeKind.USER:
        work.set_doing(token, Doing.WAIT)
        work.effects.append(TaskCreated(token.id, node.id, node.lane, _details(work, token, node)))
        return
    if node.kind is NodeKind.RECEIVE:
        arm(work, node, node.event, token.scope, token.id)
        work.set_doing(token, Doing.WAIT)
        return
    if node.called_outside:
        data = call_data(work, token, node)
        work.set_doing(token, Doing.WAIT)
        work.effects.append(CallRequested(token.id, node.id, data))
        return
    if container_within(node):
        work.set_doing(token, Doing.INSIDE)
        variables: dict[str, FeelValue] = {}
        if isinstance(node.loop, StandardLoop):
            variables["loopCounter"] = Decimal(token.turn + 1)
        open_body(work, token, node, variables)
        return
    outcome = work.perform(node, token.id, lambda name: work.read(token.scope, name))
    if outcome is not None:
        take_outcome(work, token, outcome)
    elif node.kind in DONE_BY_OTHERS:
        work.set_doing(token, Doing.WAIT)
        work.effects.append(WorkRequested(token.id, node.id))
    else:
        _run_script(work, token, node)
        complete_activity(work, token)


def take_outcome(work: Work, token: Token, outcome: Outcome) -> None:
    """Go on as the work of a task went. Raises: TokenStopped."""
    if outcome.failure is not None:
        raise TokenStopped("failure", outcome.failure, Doing.BODY)
    node = work.node_of(token)
    work.write(
        token.scope, brought_back(work, node, outcome) if node.called_outside else outcome.data
    )
    sends = node.event if node.kind is NodeKind.SEND else None
    key = message_key(work, sends, token.scope) if isinstance(sends, MessageEvent) else None
    if outcome.error is not None:
        if not throw_error(work, token, outcome.error):
            if not work.called:
                detail = f"nothing catches the error {outcome.error}"
                raise TokenStopped("error", detail, Doing.BODY)
            escape(work, outcome.error)
        return
    if outcome.escalation is not None:
        throw_escalation(work, token, outcome.escalation)
    if token.id in work.tokens:
        if isinstance(sends, MessageEvent):
            work.effects.append(MessageThrown(node.id, sends.name, key))
        complete_activity(work, token)


def _run_script(work: Work, token: Token, node: Node) -> None:
    if node.script is None:
        return
    repeated = isinstance(node.loop, StandardLoop)
    counter = {"loopCounter": Decimal(token.turn + 1)} if repeated else None
    value = work.evaluate(node.script, token.scope, counter)
    if node.result:
        work.write(token.scope, {node.result: value})


def _details(work: Work, token: Token, node: Node) -> Mapping[str, FeelValue]:
    """Return what FEEL gives for the attributes of a person's task."""
    return {
        name: work.evaluate(expression, token.scope) for name, expression in node.details.items()
    }
