"""Compensation: what was completed is undone, the last first; transactions that are cancelled.

Source: BPMN 2.0.2, 10.7 and 13.5.5. An activity with a handler can be undone once it is complete;
a sub-process is undone by undoing what it completed, with its variables as they were then.
"""

from __future__ import annotations

from owj.kernel.bpmn.catching import fire
from owj.kernel.bpmn.elements import CancelEvent
from owj.kernel.bpmn.state import NO_VARIABLES, Doing, Role, Rollback, Scope, Token, Undo
from owj.kernel.bpmn.work import TokenStopped, Work


def throw_compensation(work: Work, token: Token, activity: str) -> None:
    """Undo what was completed around a token; it goes on when all is undone.

    activity: id of the only one to undo; empty for all of the scope.
    """
    scope = work.scopes[token.scope]
    if scope.role is Role.HANDLER:
        scope = work.scopes[scope.parent]
    undos = _taken(work, scope, activity)
    while activity and not undos and scope.parent:
        scope = work.scopes[scope.parent]
        undos = _taken(work, scope, activity)
    _begin(work, token, undos)


def cancel_transaction(work: Work, token: Token) -> None:
    """Stop everything else in a transaction and undo what it completed; then tell its boundary."""
    scope = work.scopes[token.scope]
    work.cancel_tokens(other for other in work.tokens_in[scope.id] if other != token.id)
    work.cancel_scopes([work.scopes[inner] for inner in work.scopes_in[scope.id]])
    work.disarm(scope.id)
    _begin(work, token, _taken(work, scope, ""))


def go_on_undoing(work: Work, scope: Scope) -> None:
    """Undo the next activity of a rollback, or end it when there is none."""
    rollback = work.rollbacks[scope.id]
    if not rollback.pending:
        _end(work, scope)
        return
    *earlier, undo = rollback.pending
    work.rollbacks[scope.id] = rollback._replace(pending=tuple(earlier))
    if undo.handler and not undo.variables:
        work.put_token(scope.id, undo.handler)
        return
    inner = work.open_undo(scope, scope.token, undo.variables)
    pending = undo.inner
    if undo.handler:
        pending = (undo._replace(variables=NO_VARIABLES),)
    work.rollbacks[inner.id] = Rollback(inner.id, pending)
    work.agenda.append(inner.id)


def _taken(work: Work, scope: Scope, activity: str) -> tuple[Undo, ...]:
    """Take what can be undone in a scope, in the order of completion."""
    found = sorted(
        undo
        for undo in work.undos.values()
        if undo.scope == scope.id and (not activity or undo.node == activity)
    )
    for undo in found:
        del work.undos[undo.id]
    return tuple(found)


def _begin(work: Work, token: Token, undos: tuple[Undo, ...]) -> None:
    scope = work.open_undo(work.scopes[token.scope], token.id, NO_VARIABLES)
    work.rollbacks[scope.id] = Rollback(scope.id, undos)
    work.set_doing(token, Doing.INSIDE)
    work.agenda.append(scope.id)


def _end(work: Work, scope: Scope) -> None:
    outer = work.scopes[scope.parent]
    token = work.tokens[scope.token]
    work.drop_scope(scope)
    if outer.role is Role.UNDO:
        work.agenda.append(outer.id)
        return
    if isinstance(work.node_of(token).event, CancelEvent):
        _tell_boundary(work, token, outer)
        return
    work.set_doing(token, Doing.GO)
    work.agenda.append(token.id)


def _tell_boundary(work: Work, token: Token, scope: Scope) -> None:
    owner = work.tokens[scope.token]
    for boundary in work.process.boundaries.get(owner.node, ()):
        if isinstance(boundary.event, CancelEvent):
            fire(work, boundary, owner.scope, owner.id, NO_VARIABLES)
            return
    work.stop(token, TokenStopped("cancel", "the transaction has no boundary event for its cancel"))
