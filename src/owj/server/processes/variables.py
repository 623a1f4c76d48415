"""The variables of a running process as one of its tokens sees them."""

from __future__ import annotations

from owj.kernel.feel import FeelValue
from owj.server.processes.state_rows import ProcessScope, ProcessToken, ProcessVariable
from owj.server.processes.value_texts import feel_of


def variables_at(instance_id: int, number: int) -> dict[str, FeelValue]:
    """Return variables by name, inner ones before outer ones. number: of the token. Three queries.

    None are seen from a token that is gone.
    """
    token = ProcessToken.objects.filter(instance=instance_id, number=number).first()
    if token is None:
        return {}
    parents = dict(
        ProcessScope.objects.filter(instance=instance_id).values_list("number", "parent")
    )
    by_scope: dict[int, dict[str, FeelValue]] = {}
    kept = ProcessVariable.objects.filter(instance=instance_id)
    for scope, name, value in kept.values_list("scope", "name", "value"):
        by_scope.setdefault(scope, {})[name] = feel_of(value)
    seen: dict[str, FeelValue] = {}
    scope = token.scope
    while scope:
        seen = by_scope.get(scope, {}) | seen
        scope = parents.get(scope, 0)
    return seen
