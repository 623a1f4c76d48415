"""Scopes that have become empty: what was running in them is complete."""

from __future__ import annotations

from owj.kernel.bpmn.compensating import go_on_undoing
from owj.kernel.bpmn.completing import complete_activity
from owj.kernel.bpmn.effects import ErrorEscaped, NodeCompleted, ProcessEnded
from owj.kernel.bpmn.rounds import finish_instance
from owj.kernel.bpmn.state import Doing, Role, Scope, Status, Token
from owj.kernel.bpmn.work import TokenStopped, Work


def close_if_empty(work: Work, scope: Scope) -> None:
    """Complete what a scope runs, unless a token or an event sub-process is still in it."""
    if work.tokens_in[scope.id] or work.scopes_in[scope.id]:
        return
    if scope.role is Role.PROCESS:
        if work.status is Status.ACTIVE:
            end_process(work, Status.COMPLETED)
    elif scope.role is Role.HANDLER:
        outer = work.scopes[scope.parent]
        work.effects.append(NodeCompleted(scope.id, scope.node))
        work.drop_scope(scope)
        work.agenda.append(outer.id)
    elif scope.role is Role.UNDO:
        go_on_undoing(work, scope)
    elif scope.role is Role.INSTANCE:
        owner = work.tokens[scope.token]
        try:
            finish_instance(work, scope, scope.id)
        except TokenStopped as stopped:
            work.stop(owner, TokenStopped(stopped.kind, stopped.detail, Doing.INSIDE))
    else:
        complete_activity(work, work.tokens[scope.token], scope)
        work.drop_scope(scope)


def terminate(work: Work, token: Token) -> None:
    """End everything in the scope of a token; outside of it the flow goes on."""
    scope = work.scopes[token.scope]
    work.cancel_tokens(work.tokens_in[scope.id])
    work.cancel_scopes([work.scopes[inner] for inner in work.scopes_in[scope.id]])
    if scope.role is Role.PROCESS:
        end_process(work, Status.TERMINATED)
    else:
        work.agenda.append(scope.id)


def end_process(work: Work, status: Status) -> None:
    """End the process; its variables stay to be read."""
    root = work.scopes[work.root]
    work.cancel_tokens(work.tokens_in[root.id])
    work.cancel_scopes([work.scopes[inner] for inner in work.scopes_in[root.id]])
    work.disarm(root.id)
    work.status = status
    work.effects.append(ProcessEnded(status))


def escape(work: Work, code: str) -> None:
    """End a called process with an error that nothing in it catches: its caller gets it."""
    work.effects.append(ErrorEscaped(code))
    end_process(work, Status.TERMINATED)
