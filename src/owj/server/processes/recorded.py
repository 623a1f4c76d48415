"""Cases that have ended, read back with all that came to them; and where they would go now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from owj.kernel.bpmn.elements import MessageEvent, Process, SignalEvent
from owj.kernel.bpmn.happenings import Outcome
from owj.kernel.bpmn.simulation.replay import (
    Answer,
    Event,
    Fired,
    News,
    Recorded,
    Turn,
    Written,
    replay,
)
from owj.kernel.feel import Environment
from owj.server.agreements.in_force import Calendars
from owj.server.processes.access import check_design
from owj.server.processes.definition_rows import ProcessDefinition
from owj.server.processes.drawings import drawing_of
from owj.server.processes.history_rows import ProcessHistory
from owj.server.processes.instance_rows import ProcessInstance
from owj.server.processes.queries import seen_by
from owj.server.processes.recording import GAVE, TOLD
from owj.server.processes.task_rows import UserTask
from owj.server.processes.value_texts import feel_of_values
from owj.server.records.context import Context

# Somebody helped these on by hand, so what came to them does not tell the way they went.
BY_HAND = frozenset({"moved", "skipped"})
ENDED = (ProcessInstance.Status.COMPLETED, ProcessInstance.Status.TERMINATED)


@dataclass(frozen=True, slots=True)
class Replayed:
    """One case on another drawing. turn: None where it goes the same way.

    unknown: "by_hand" for one that was helped on, "older" for one from before its news was kept.
    """

    instance: ProcessInstance
    turn: Turn | None
    unknown: str = ""


def replay_ended(
    ctx: Context,
    definition: ProcessDefinition,
    process: Process,
    *,
    count: int,
    before: int | None = None,
) -> tuple[list[Replayed], int | None]:
    """Replay the last cases that ended and that the actor may see, the newest first.

    before: number of a case; only older ones. Nothing is written. Also returns after which case
    to go on, None when no older one is left.
    Raises: OnlyProcessDesigners.
    """
    check_design(ctx, definition.entity)
    rows = ProcessInstance.objects.filter(version__definition=definition, status__in=ENDED)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    asked = list(rows.select_related("version").order_by("-pk")[: count + 1])
    chosen = seen_by(ctx, asked[:count])
    history, tasks = _rows_of(chosen)
    found: list[Replayed] = []
    for row in chosen:
        told = history[row.pk]
        unknown = _unknown(told)
        if unknown:
            found.append(Replayed(row, None, unknown))
            continue
        recorded = _recorded(row, told, tasks[row.pk])
        found.append(Replayed(row, replay(process, recorded, environment_at)))
    return found, asked[count - 1].pk if len(asked) > count else None


def environment_at(moment: datetime) -> Environment:
    """Return what FEEL could ask for at an instant."""
    return Environment(now=moment, calendars=Calendars(moment))


Histories = defaultdict[int, list[ProcessHistory]]
Tasks = defaultdict[int, list[UserTask]]


def _rows_of(chosen: Sequence[ProcessInstance]) -> tuple[Histories, Tasks]:
    ids = [row.pk for row in chosen]
    history: Histories = defaultdict(list)
    for told in ProcessHistory.objects.filter(instance_id__in=ids).order_by("number"):
        history[told.instance_id].append(told)
    tasks: Tasks = defaultdict(list)
    for task in UserTask.objects.filter(instance_id__in=ids).order_by("pk"):
        tasks[task.instance_id].append(task)
    return history, tasks


def _unknown(told: Sequence[ProcessHistory]) -> str:
    if any(one.kind in BY_HAND for one in told):
        return "by_hand"
    return "" if told and told[0].kind == "started" and told[0].detail else "older"


def _recorded(
    row: ProcessInstance, told: Sequence[ProcessHistory], tasks: Sequence[UserTask]
) -> Recorded:
    drawn = drawing_of(row.version_id).process
    events = [*_answers(told, tasks), *_news(drawn, told)]
    gave: defaultdict[str, list[Outcome]] = defaultdict(list)
    for one in told:
        if one.kind == GAVE:
            detail = _detail(one)
            outcome = Outcome(
                feel_of_values(detail["data"]), detail.get("error"), detail.get("escalation")
            )
            gave[one.node].append(outcome)
    begun = _detail(told[0])
    return Recorded(
        begun=row.started_at,
        ended=row.ended_at or row.started_at,
        data=feel_of_values(begun["data"]),
        start=begun["at"],
        events=tuple(event for _at, event in sorted(events, key=lambda pair: pair[0])),
        gave={node: tuple(found) for node, found in gave.items()},
        called=row.parent_token > 0,
        trace=tuple(one.node for one in told if one.kind == "completed"),
    )


def _detail(told: ProcessHistory) -> dict[str, Any]:
    return told.detail or {}


# What orders events: their instant, then the row of history that tells it.
Placed = tuple[tuple[datetime, int], Event]


def _answers(told: Sequence[ProcessHistory], tasks: Sequence[UserTask]) -> Iterable[Placed]:
    """Yield what people and programs answered, each with which visit of its node it was."""
    ends = {(one.node, one.visit): one.number for one in told if one.kind == "completed"}
    errors = {
        one.visit: _detail(one) for one in told if one.kind == TOLD and "error" in _detail(one)
    }
    visits: defaultdict[str, int] = defaultdict(int)
    people = set()
    for task in tasks:
        people.add(task.number)
        nth, visits[task.node] = visits[task.node], visits[task.node] + 1
        if task.completed_at is not None and task.answers is not None:
            place = (task.completed_at, ends.get((task.node, task.number), 0))
            data, code = feel_of_values(task.answers), errors.get(task.number, {}).get("error", "")
            yield place, Answer(task.completed_at, task.node, nth, data, code)
    for one in sorted(told, key=lambda row: (row.visit, row.number)):
        detail = _detail(one) if one.kind == TOLD else {}
        if one.visit in people or not {"did", "error", "escalation"} & detail.keys():
            continue
        nth, visits[one.node] = visits[one.node], visits[one.node] + 1
        data = feel_of_values(detail.get("did") or detail.get("data") or {})
        code, call = detail.get("error", ""), detail.get("escalation", "")
        yield (one.at, one.number), Answer(one.at, one.node, nth, data, code, call)


def _news(drawn: Process, told: Sequence[ProcessHistory]) -> Iterable[Placed]:
    for one in told:
        detail, place = _detail(one), (one.at, one.number)
        if one.kind == "corrected" and one.visit == 0:
            yield place, Written(one.at, feel_of_values(detail))
        if one.kind != TOLD:
            continue
        if "timer" in detail:
            yield place, Fired(one.at, one.node)
        elif "news" in detail:
            node = drawn.nodes.get(one.node)
            event = node.event if node is not None else None
            name = event.name if isinstance(event, MessageEvent | SignalEvent) else ""
            yield place, News(one.at, one.node, feel_of_values(detail["news"]), name)
        elif "signal" in detail:
            yield place, News(one.at, "", feel_of_values(detail["data"]), detail["signal"])
        elif "set" in detail:
            yield place, Written(one.at, feel_of_values(detail["set"]))
