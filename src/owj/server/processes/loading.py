"""A running process from its rows, held by its row's lock: one round trip."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from owj.kernel.bpmn.state import (
    NO_VARIABLES,
    Doing,
    Incident,
    Role,
    Rollback,
    Round,
    Scope,
    State,
    Status,
    Subscription,
    Timer,
    Token,
    Undo,
    Variables,
    Waits,
)
from owj.kernel.bpmn.times import Span
from owj.kernel.feel import FeelValue
from owj.server.processes.calls_left import Caller
from owj.server.processes.value_texts import feel_of, feel_of_values
from owj.server.processes.wire import ask

LOAD_SQL = "SELECT owj_process_load({own_id:d})"
LOAD_FREE_SQL = """
    SELECT owj_process_load(id) FROM (SELECT id FROM server_processinstance
        WHERE id = {own_id:d} FOR UPDATE SKIP LOCKED) AS free
"""
LOAD_TASK_SQL = "SELECT task, process FROM owj_process_load_task({task:d})"
LOAD_DUE_SQL = "SELECT timer, process FROM owj_process_load_due('{now}')"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A process that nobody else can change until the transaction ends."""

    id: int
    version_id: int
    revision: int
    events: int
    entity: str
    record_id: int | None
    title: str
    top_id: int
    started_at: datetime
    caller: Caller | None
    state: State


def load_instance(instance_id: int, *, if_free: bool = False) -> Loaded | None:
    """Lock a process and return it; None when there is none. Inside of a transaction.

    if_free: None also when somebody else holds it.
    """
    row = ask((LOAD_FREE_SQL if if_free else LOAD_SQL).format(own_id=instance_id))
    return read_loaded(row[0]) if row and row[0] else None


def load_by_task(task_id: int) -> tuple[dict[str, Any], Loaded] | None:
    """Lock the process of a task and return the task's row with it; None when there is none."""
    row = ask(LOAD_TASK_SQL.format(task=task_id))
    if row is None or row[0] is None or row[1] is None:
        return None
    return json.loads(row[0]), read_loaded(row[1])


def load_due(now: datetime) -> tuple[int, Loaded] | None:
    """Lock the process whose timer is due longest, unless somebody holds it, and return both."""
    row = ask(LOAD_DUE_SQL.format(now=now.isoformat()))
    if row is None or row[0] is None or row[1] is None:
        return None
    return int(row[0]), read_loaded(row[1])


def read_loaded(text: str) -> Loaded:
    """Return what `owj_process_load` wrote."""
    found: dict[str, Any] = json.loads(text, parse_float=Decimal)
    head = found["instance"]
    return Loaded(
        id=head["id"],
        version_id=head["version_id"],
        revision=head["revision"],
        events=head["events"],
        entity=head["entity"],
        record_id=head["record_id"],
        title=head["title"],
        top_id=head["top_id"] or head["id"],
        started_at=datetime.fromisoformat(head["started_at"]),
        caller=_caller(head),
        state=_state(head, found),
    )


def _caller(head: Mapping[str, Any]) -> Caller | None:
    token: int = head["parent_token"]
    return Caller(head["parent_id"], token) if token and head["parent_id"] else None


def _state(head: Mapping[str, Any], found: Mapping[str, Any]) -> State:
    rare: Mapping[str, Any] = found["rare"] or {}
    scopes = {
        row[0]: Scope(row[0], row[1], row[2], Role(row[3]), *row[4:])
        for row in found["scopes"] or ()
    }
    return State(
        status=Status(head["status"]),
        last_id=head["last_number"],
        root=head["root"],
        tokens={
            row[0]: Token(row[0], row[1], row[2], row[3], Doing(row[4]), row[5])
            for row in found["tokens"] or ()
        },
        scopes=scopes,
        variables=_variables(scopes, found["variables"] or ()),
        subscriptions={
            number: Subscription(number, scope, token, node, Waits(waits), name, key, held)
            for number, scope, token, node, waits, name, key, held in found["subscriptions"] or ()
        },
        timers={row[0]: _timer(row) for row in found["timers"] or ()},
        rounds={row[0]: _round(row) for row in rare.get("rounds") or ()},
        incidents={
            number: Incident(number, token, node, kind, detail, Doing(resume))
            for number, token, node, kind, detail, resume in rare.get("incidents") or ()
        },
        undos={row[0]: undo_of(row[1]) for row in rare.get("undos") or ()},
        rollbacks={
            row[0]: Rollback(row[0], tuple(undo_of(one) for one in row[1]))
            for row in rare.get("rollbacks") or ()
        },
    )


def _variables(
    scopes: Mapping[int, Scope], rows: Iterable[tuple[int, str, object]]
) -> dict[int, Variables]:
    found: dict[int, dict[str, FeelValue]] = {scope: {} for scope in scopes}
    for scope, name, value in rows:
        found[scope][name] = feel_of(value)
    return {scope: values or NO_VARIABLES for scope, values in found.items()}


def _timer(row: list[Any]) -> Timer:
    number, scope, token, node, due, anchor, turn, left, months, micros = row
    every = None if months is None else Span(months, timedelta(microseconds=micros))
    due_at, anchored = datetime.fromisoformat(due), datetime.fromisoformat(anchor)
    return Timer(number, scope, token, node, due_at, anchored, turn, left, every)


def _round(row: list[Any]) -> Round:
    number, items, started, completed, results = row
    kept = {int(at): feel_of(value) for at, value in results.items()}
    return Round(number, tuple(feel_of(item) for item in items), started, completed, kept)


def undo_of(kept: Mapping[str, Any]) -> Undo:
    """Return how an activity is undone, as it was kept."""
    inner = tuple(undo_of(one) for one in kept["inner"])
    variables = feel_of_values(kept["variables"])
    return Undo(kept["id"], kept["scope"], kept["node"], kept["handler"], variables, inner)
