"""What came to a process from outside, kept in its history so that the case can be replayed.

A person's answers are kept with the task. All else is a row of kind "told" (it came by itself) or
"gave" (work that was done within the step).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from owj.kernel.bpmn.elements import Node
from owj.kernel.bpmn.happenings import (
    CompleteTask,
    DeliverSignal,
    DeliverTo,
    FireTimer,
    Happening,
    Outcome,
    SetVariables,
    StartProcess,
    ThrowError,
    ThrowEscalation,
)
from owj.kernel.bpmn.state import State, Subscription, Timer, Token
from owj.server.processes.value_texts import kept_values
from owj.server.processes.writing import Aside

TOLD, GAVE = "told", "gave"
# Rows that help nobody who reads what happened: they are for replaying.
RECORDS = frozenset({TOLD, GAVE})


def record_start(aside: Aside, happening: Happening) -> None:
    """Keep what a process began with."""
    data: dict[str, Any] = {}
    if isinstance(happening, StartProcess):
        data = {"at": happening.at, "data": kept_values(happening.data)}
    aside.history.append(("started", "", 0, data))


def record_happening(before: State, happening: Happening, aside: Aside) -> None:
    """Keep what came, unless the caller has told it already or it stands with the task."""
    if aside.history:
        return
    match happening:
        case CompleteTask(token=token, data=data) if aside.done_task is None:
            _tell(aside, before.tokens, token, {"did": kept_values(data)})
        case ThrowError(token=token, code=code, data=data):
            _tell(aside, before.tokens, token, {"error": code, "data": kept_values(data)})
        case ThrowEscalation(token=token, code=code, data=data):
            _tell(aside, before.tokens, token, {"escalation": code, "data": kept_values(data)})
        case FireTimer(timer=timer):
            _tell(aside, before.timers, timer, {"timer": True})
        case DeliverTo(subscription=one, data=data):
            _tell(aside, before.subscriptions, one, {"news": kept_values(data)})
        case DeliverSignal(name=name, data=data):
            aside.history.append((TOLD, "", 0, {"signal": name, "data": kept_values(data)}))
        case SetVariables(data=data, scope=0):
            aside.history.append((TOLD, "", 0, {"set": kept_values(data)}))


def _tell(
    aside: Aside,
    rows: Mapping[int, Token | Timer | Subscription],
    number: int,
    detail: dict[str, Any],
) -> None:
    row = rows.get(number)
    if row is not None:
        aside.history.append((TOLD, row.node, number, detail))


def record_outcome(aside: Aside, node: Node, token: int, outcome: Outcome) -> None:
    """Keep what work within the step gave; a failure is tried again and leaves no trace."""
    if outcome.failure is not None:
        return
    detail: dict[str, Any] = {"data": kept_values(outcome.data)}
    if outcome.error is not None:
        detail["error"] = outcome.error
    if outcome.escalation is not None:
        detail["escalation"] = outcome.escalation
    aside.history.append((GAVE, node.id, token, detail))
