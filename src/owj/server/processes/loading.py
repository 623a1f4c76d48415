"""A running process from its rows, held by its row's lock: one round trip."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
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
from owj.server.processes.calls_left import Caller
from owj.server.processes.value_texts import feel_of, feel_of_values
from owj.server.processes.wire import ask

LOAD_SQL = "SELECT owj_process_load({own_id:d})"
LOAD_FREE_SQL = """
    SELECT owj_process_load(id) FROM (SELECT id FROM server_processinstance
        WHERE id = {own_id:d} FOR UPDATE SKIP LOCKED) AS free
"""
LOAD_TASK_SQL = "SELECT owj_process_load_task({task:d})"
LOAD_DUE_SQL = "SELECT owj_process_load_due('{now}')"
_PLACE = itemgetter(0, 1)
_READ = json.JSONDecoder(parse_float=Decimal).decode
_STATUS = {one.value: one for one in Status}
_DOING = {one.value: one for one in Doing}
_ROLES = {one.value: one for one in Role}
_WAITS = {one.value: one for one in Waits}


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
    return read_loaded(_READ(row[0])) if row and row[0] else None


def load_by_task(task_id: int) -> tuple[dict[str, Any], Loaded] | None:
    """Lock the process of a task and return the task's row with it; None when there is none."""
    row = ask(LOAD_TASK_SQL.format(task=task_id))
    if row is None or row[0] is None:
        return None
    task, process = _READ(row[0])
    return task, read_loaded(process)


def load_due(now: datetime) -> tuple[int, Loaded] | None:
    """Lock the process whose timer is due longest, unless somebody holds it, and return both.

    The timer may be gone: another worker fired it while this one looked for it.
    """
    row = ask(LOAD_DUE_SQL.format(now=now.isoformat()))
    if row is None or row[0] is None:
        return None
    number, process = _READ(row[0])
    return number, read_loaded(process)


def read_loaded(found: Sequence[Any]) -> Loaded:
    """Return what `owj_process_load` wrote: rows of a kind in no order, as lists."""
    own_id, version, revision, events, entity, record, title, top, started, *rest = found[0]
    parent, parent_token, status, last_number, root = rest
    return Loaded(
        own_id,
        version,
        revision,
        events,
        entity,
        record,
        title,
        top,
        datetime.fromisoformat(started),
        Caller(parent, parent_token) if parent_token and parent else None,
        _state((_STATUS[status], last_number, root), found[1:]),
    )


def _state(head: tuple[Status, int, int], rows: Sequence[Any]) -> State:
    scopes, variables, tokens, timers, subscriptions, rare = rows
    found = {
        row[0]: Scope(row[0], row[1], row[2], _ROLES[row[3]], *row[4:]) for row in _in_order(scopes)
    }
    state = State(
        *head,
        {
            number: Token(number, scope, node, flow, _DOING[doing], turn)
            for number, scope, node, flow, doing, turn in _in_order(tokens)
        },
        found,
        _variables(found, sorted(variables or (), key=_PLACE)),
        {
            number: Subscription(number, scope, token, node, _WAITS[waits], name, key, held)
            for number, scope, token, node, waits, name, key, held in _in_order(subscriptions)
        },
        {row[0]: _timer(row) for row in _in_order(timers)},
        {},
        {},
        {},
        {},
    )
    return _with_rare(state, rare) if rare else state


def _with_rare(state: State, rare: Mapping[str, Any]) -> State:
    return state._replace(
        rounds={row[0]: _round(row) for row in _in_order(rare["rounds"])},
        incidents={
            number: Incident(number, token, node, kind, detail, _DOING[resume])
            for number, token, node, kind, detail, resume in _in_order(rare["incidents"])
        },
        undos={row[0]: undo_of(row[1]) for row in _in_order(rare["undos"])},
        rollbacks={
            row[0]: Rollback(row[0], tuple(undo_of(one) for one in row[1]))
            for row in _in_order(rare["rollbacks"])
        },
    )


def _in_order(rows: list[Any] | None) -> Sequence[Any]:
    """Return rows by their number, which nothing else of their kind has."""
    if rows is None:
        return ()
    rows.sort(key=itemgetter(0))
    return rows


def _variables(
    scopes: Mapping[int, Scope], rows: Iterable[tuple[int, str, object]]
) -> dict[int, Variables]:
    found: dict[int, Variables] = dict.fromkeys(scopes, NO_VARIABLES)
    for scope, own_rows in groupby(rows, key=itemgetter(0)):
        found[scope] = {name: feel_of(value) for _scope, name, value in own_rows}
    return found


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
