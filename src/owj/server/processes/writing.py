"""What a step changed, as one call of the database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from owj.kernel.bpmn.changes import StateChanges
from owj.kernel.bpmn.state import Round, State, Timer, Undo
from owj.server.processes.value_texts import kept_value, kept_values
from owj.server.processes.wire import tell, tell_and_commit

WRITE_SQL = "SELECT owj_process_write($1::bigint, $2::jsonb)"
Parts = dict[str, Any]


@dataclass(slots=True)
class Head:
    """The row of an instance after a step. revision: before it. by: who did the step."""

    version: int
    revision: int
    events: int
    now: datetime
    by: int | None
    entity: str = ""
    record_id: int | None = None
    title: str = ""
    parent: int | None = None
    parent_token: int = 0
    top: int | None = None
    ended_at: datetime | None = None
    remove_after: date | None = None


@dataclass(slots=True)
class Aside:
    """What a step wants kept beside the state. history: (kind, node, visit, detail)."""

    history: list[tuple[str, str, int, object]] = field(default_factory=list)
    tasks: list[Parts] = field(default_factory=list)
    work: list[Parts] = field(default_factory=list)
    messages: list[Parts] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)
    done_task: Parts | None = None


def write_step(
    instance_id: int | None,
    head: Head,
    state: State,
    changes: StateChanges,
    aside: Aside,
    *,
    last: bool = False,
) -> int:
    """Write one step and return the number of the instance. Inside of a transaction.

    last: the transaction holds nothing but this step of a known instance; it is committed, too.
    """
    parts = _state_parts(changes)
    parts["instance"] = _head_parts(head, state, len(aside.history))
    rare = _rare_parts(changes, aside)
    if rare:
        parts["rare"] = rare
    if aside.history:
        parts.update(_history(head.events, aside.history))
    if aside.tasks:
        parts["tasks"] = aside.tasks
    if aside.withdrawn:
        parts["withdrawn"] = _numbers(aside.withdrawn)
    if aside.done_task:
        parts["done_task"] = aside.done_task
    text = _WRITE(parts)
    if last and instance_id is not None:
        tell_and_commit(f"SELECT owj_process_write({instance_id:d}, %b)", text)
        return instance_id
    row = tell(WRITE_SQL, [None if instance_id is None else str(instance_id), text])
    return int(row[0] or 0) if row else 0


def _head_parts(head: Head, state: State, told: int) -> Parts:
    return {
        "version": head.version,
        "revision": head.revision,
        "status": state.status.value,
        "last_number": state.last_id,
        "root": state.root,
        "events": head.events + told,
        "now": head.now.isoformat(),
        "by": head.by,
        "entity": head.entity,
        "record_id": head.record_id,
        "title": head.title[:300],
        "parent": head.parent,
        "parent_token": head.parent_token,
        "top": head.top,
        "ended_at": head.ended_at,
        "remove_after": head.remove_after,
        "rare": bool(state.rounds or state.incidents or state.undos or state.rollbacks),
    }


def _history(before: int, rows: Sequence[tuple[str, str, int, object]]) -> Parts:
    """Return rows that tell something, and, as four arrays, those that say only where one was."""
    told: list[tuple[object, ...]] = []
    numbers: list[int] = []
    kinds: list[str] = []
    nodes: list[str] = []
    visits: list[int] = []
    for at, (kind, node, visit, detail) in enumerate(rows, start=before + 1):
        if detail is not None:
            told.append((at, kind, node, visit, detail))
            continue
        numbers.append(at)
        kinds.append(kind)
        nodes.append(_quoted(node))
        visits.append(visit)
    parts: Parts = {"history": told} if told else {}
    if numbers:
        parts["passed"] = [_numbers(numbers), _joined(kinds), _joined(nodes), _numbers(visits)]
    return parts


def _numbers(values: Iterable[int]) -> str:
    """Return numbers as an array of the database."""
    return _joined(map(str, values))


def _joined(texts: Iterable[str]) -> str:
    return "{" + ",".join(texts) + "}"


@lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    """Return a text as it stands in an array of the database."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _state_parts(changes: StateChanges) -> Parts:
    parts: Parts = {}
    if changes.tokens.put:
        parts["tokens"] = list(changes.tokens.put.values())
    if changes.scopes.put:
        parts["scopes"] = list(changes.scopes.put.values())
    if changes.subscriptions.put:
        parts["subscriptions"] = list(changes.subscriptions.put.values())
    if changes.timers.put:
        parts["timers"] = [_timer(one) for one in changes.timers.put.values()]
    if changes.variables:
        parts["variables"] = [
            (scope, name, kept_value(value)) for (scope, name), value in changes.variables.items()
        ]
    for name, gone in (
        ("gone_tokens", changes.tokens.gone),
        ("gone_timers", changes.timers.gone),
        ("gone_subscriptions", changes.subscriptions.gone),
        ("gone_scopes", changes.scopes.gone),
    ):
        if gone:
            parts[name] = _numbers(gone)
    gone_rare = {
        "rounds": changes.rounds.gone,
        "undos": changes.undos.gone,
        "rollbacks": changes.rollbacks.gone,
        "incidents": changes.incidents.gone,
    }
    if any(gone_rare.values()):
        parts["gone_rare"] = gone_rare
    return parts


def _rare_parts(changes: StateChanges, aside: Aside) -> Parts:
    rare = {
        "rounds": [_round(one) for one in changes.rounds.put.values()],
        "incidents": [list(one) for one in changes.incidents.put.values()],
        "undos": [[one.id, _undo(one)] for one in changes.undos.put.values()],
        "rollbacks": [
            [one.id, [_undo(undo) for undo in one.pending]]
            for one in changes.rollbacks.put.values()
        ],
        "work": aside.work,
        "messages": aside.messages,
    }
    return {name: rows for name, rows in rare.items() if rows} if any(rare.values()) else {}


def _timer(timer: Timer) -> list[object]:
    every = timer.every
    return [
        *timer[:4],
        timer.due.isoformat(),
        timer.anchor.isoformat(),
        *timer[6:8],
        None if every is None else every.months,
        None if every is None else every.rest // timedelta(microseconds=1),
    ]


def _round(one: Round) -> list[object]:
    items = [kept_value(item) for item in one.items]
    results = {str(at): kept_value(value) for at, value in one.results.items()}
    return [one.id, items, one.started, one.completed, results]


def _undo(undo: Undo) -> Mapping[str, object]:
    return {
        "id": undo.id,
        "scope": undo.scope,
        "node": undo.node,
        "handler": undo.handler,
        "variables": kept_values(undo.variables),
        "inner": [_undo(one) for one in undo.inner],
    }


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"nothing to write: {type(value).__name__}")


_WRITE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode
