"""What a step changed, row by row: whoever keeps a state writes these and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from owj.kernel.bpmn.state import (
    NO_VARIABLES,
    Incident,
    Rollback,
    Round,
    Scope,
    State,
    Subscription,
    Timer,
    Token,
    Undo,
)
from owj.kernel.feel import FeelValue

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Changed(Generic[Row]):
    """Hold the rows of one kind that are new or differ, by number, and the numbers gone."""

    put: Mapping[int, Row]
    gone: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StateChanges:
    """Hold what one step changed. variables: by scope and name; those of a scope go with it."""

    tokens: Changed[Token]
    scopes: Changed[Scope]
    subscriptions: Changed[Subscription]
    timers: Changed[Timer]
    rounds: Changed[Round]
    incidents: Changed[Incident]
    undos: Changed[Undo]
    rollbacks: Changed[Rollback]
    variables: Mapping[tuple[int, str], FeelValue]


def changes_between(before: State, after: State) -> StateChanges:
    """Return what differs between the states before and after a step."""
    return StateChanges(
        tokens=_changed(before.tokens, after.tokens),
        scopes=_changed(before.scopes, after.scopes),
        subscriptions=_changed(before.subscriptions, after.subscriptions),
        timers=_changed(before.timers, after.timers),
        rounds=_changed(before.rounds, after.rounds),
        incidents=_changed(before.incidents, after.incidents),
        undos=_changed(before.undos, after.undos),
        rollbacks=_changed(before.rollbacks, after.rollbacks),
        variables=_variables(before, after),
    )


def _changed(before: Mapping[int, Row], after: Mapping[int, Row]) -> Changed[Row]:
    # Rows are never changed, so the same object is the same row.
    put = {own_id: row for own_id, row in after.items() if before.get(own_id) is not row}
    return Changed(put, tuple(own_id for own_id in before if own_id not in after))


def _variables(before: State, after: State) -> Mapping[tuple[int, str], FeelValue]:
    found: dict[tuple[int, str], FeelValue] = {}
    for scope, values in after.variables.items():
        known = before.variables.get(scope, NO_VARIABLES)
        if known is values:
            continue
        for name, value in values.items():
            if name not in known or known[name] is not value:
                found[scope, name] = value
    return found
