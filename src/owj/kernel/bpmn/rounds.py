"""Multi-instance activities: one instance for each item, at once or one after the other.

Source: BPMN 2.0.2, 10.3.8 and 13.3.7. The collection is read once; results are kept by index.
"""

from __future__ import annotations

from decimal import Decimal

from owj.kernel.bpmn.bodies import begin_scope, container_within
from owj.kernel.bpmn.effects import NodeEntered
from owj.kernel.bpmn.elements import MultiInstance, Node
from owj.kernel.bpmn.flows import leave
from owj.kernel.bpmn.state import Doing, Role, Round, Scope, Token
from owj.kernel.bpmn.undoing import remember_activity
from owj.kernel.bpmn.work import TokenStopped, Work
from owj.kernel.feel import FeelValue

MOST_INSTANCES = 10_000


def begin_round(work: Work, token: Token, node: Node, plan: MultiInstance) -> None:
    """Start the instances of an activity, or go on at once where there is nothing to run over.

    Raises: TokenStopped.
    """
    items = _items(work, token, plan)
    work.rounds[token.id] = Round(token.id, items, 0, 0, {})
    token = work.set_doing(token, Doing.INSIDE)
    if not items:
        _finish_round(work, token, plan)
        return
    for _ in range(1 if plan.sequential else len(items)):
        _start_instance(work, token, node, plan)


def finish_instance(work: Work, scope: Scope, visit: int) -> None:
    """Complete one instance: keep its result, then stop, start the next, or wait for the others.

    visit: number of the token or scope that was the instance. Raises: TokenStopped.
    """
    token = work.tokens[scope.token]
    node = work.node_of(token)
    plan = node.loop
    if not isinstance(plan, MultiInstance):
        raise TypeError(node.id)
    before = work.rounds[token.id]
    results = before.results
    if plan.output_element is not None:
        results = {**results, scope.nth: work.evaluate(plan.output_element, scope.id)}
    this = before._replace(completed=before.completed + 1, results=results)
    is_over = plan.completion is not None and work.evaluate(
        plan.completion, scope.id, _counts(this)
    )
    work.rounds[token.id] = this
    work.record(visit, node.id)
    remember_activity(work, token.scope, node, scope)
    work.cancel_scopes((scope,))
    if is_over is True or this.completed == len(this.items):
        _finish_round(work, token, plan)
    elif plan.sequential:
        start_next(work, token)


def start_next(work: Work, token: Token) -> None:
    """Start the next instance of a sequence, or stop the activity where it cannot start."""
    node = work.node_of(token)
    this = work.rounds[token.id]
    if not isinstance(node.loop, MultiInstance) or this.started == len(this.items):
        return
    try:
        _start_instance(work, token, node, node.loop)
    except TokenStopped as stopped:
        work.rounds[token.id] = this
        work.stop(token, TokenStopped(stopped.kind, stopped.detail, Doing.INSIDE))


def _items(work: Work, token: Token, plan: MultiInstance) -> tuple[FeelValue, ...]:
    if plan.collection is not None:
        found = work.evaluate(plan.collection, token.scope)
        if not isinstance(found, tuple):
            got = "null" if found is None else "another value"
            detail = f"owj:collection {plan.collection.text}: expected a list, got {got}"
            raise TokenStopped("collection", detail)
        items = found
    else:
        count = work.evaluate(plan.cardinality, token.scope) if plan.cardinality else None
        if not isinstance(count, Decimal) or count != count.to_integral_value() or count < 0:
            raise TokenStopped("collection", "loopCardinality: expected a whole number from 0 on")
        items = (None,) * min(int(count), MOST_INSTANCES + 1)
    if len(items) > MOST_INSTANCES:
        raise TokenStopped("collection", f"expected up to {MOST_INSTANCES} instances, got more")
    return items


def _start_instance(work: Work, token: Token, node: Node, plan: MultiInstance) -> None:
    this = work.rounds[token.id]
    index = this.started
    work.rounds[token.id] = this._replace(started=index + 1)
    variables: dict[str, FeelValue] = {"loopCounter": Decimal(index + 1)}
    if plan.element:
        variables[plan.element] = this.items[index]
    container = container_within(node)
    scope = work.open_inside(token, Role.INSTANCE, container, variables, nth=index)
    if container:
        work.effects.append(NodeEntered(scope.id, node.id))
        begin_scope(work, scope)
    else:
        work.put_token(scope.id, node.id)


def _counts(this: Round) -> dict[str, FeelValue]:
    """Return what the completion condition may ask of the whole."""
    return {
        "numberOfInstances": Decimal(len(this.items)),
        "numberOfActiveInstances": Decimal(this.started - this.completed),
        "numberOfCompletedInstances": Decimal(this.completed),
        "numberOfTerminatedInstances": Decimal(0),
    }


def _finish_round(work: Work, token: Token, plan: MultiInstance) -> None:
    work.cancel_scopes(work.inner_scopes(token))
    results = work.rounds.pop(token.id).results
    if plan.output_collection:
        collected = tuple(results[index] for index in sorted(results))
        work.write(token.scope, {plan.output_collection: collected})
    work.disarm(token.id)
    work.resolve(token.id)
    # Every instance is in the history already.
    leave(work, work.set_doing(token, Doing.GO))
