"""The end of an activity's work: again, if a loop says so, else out."""

from __future__ import annotations

from decimal import Decimal

from owj.kernel.bpmn.elements import StandardLoop
from owj.kernel.bpmn.flows import leave
from owj.kernel.bpmn.rounds import finish_instance
from owj.kernel.bpmn.state import Doing, Scope, Token
from owj.kernel.bpmn.undoing import remember_activity
from owj.kernel.bpmn.work import TokenStopped, Work


def complete_activity(work: Work, token: Token, inside: Scope | None = None) -> None:
    """Complete the work of a token: an instance, a turn of a loop, or the whole activity.

    inside: the scope it ran in, about to go.
    """
    token = work.set_doing(token, Doing.DONE)
    try:
        if work.is_instance(token):
            finish_instance(work, work.scopes[token.scope], token.id)
            return
        node = work.node_of(token)
        if isinstance(node.loop, StandardLoop):
            turned = token._replace(turn=token.turn + 1)
            if loops_again(work, turned, node.loop):
                remember_activity(work, token.scope, node, inside)
                work.record(token.id, node.id)
                work.tokens[token.id] = turned._replace(doing=Doing.BODY)
                work.agenda.append(token.id)
                return
    except TokenStopped as stopped:
        work.stop(token, TokenStopped(stopped.kind, stopped.detail, Doing.DONE))
        return
    remember_activity(work, token.scope, node, inside)
    work.disarm(token.id)
    leave(work, token)


def loops_again(work: Work, token: Token, plan: StandardLoop) -> bool:
    """Return whether one more turn follows those done. Raises: TokenStopped."""
    if plan.most and token.turn >= plan.most:
        return False
    if plan.condition is None:
        return True
    counter = {"loopCounter": Decimal(token.turn)}
    return work.evaluate(plan.condition, token.scope, counter) is True
