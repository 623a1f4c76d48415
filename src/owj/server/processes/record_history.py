"""What happened in the processes of a record, as far as people care: one question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from owj.kernel.bpmn.elements import Node, NodeKind, TimerEvent
from owj.server.identity.models import User
from owj.server.processes.drawings import drawing_of
from owj.server.processes.history_rows import ProcessHistory
from owj.server.processes.task_rows import UserTask
from owj.server.processes.tasks.declared import form_of_task

KINDS = ("started", "completed", "incident", "ended")


@dataclass(frozen=True, slots=True)
class ToldStep:
    """One thing that happened. what: began, done, passed, stopped or over.

    step: the node's name; outcome: the words on the button that was pressed; by: a name, "" for
    the process itself.
    """

    what: str
    at: datetime
    process: str
    step: str = ""
    outcome: str = ""
    by: str = ""


def steps_told(entity: str, record_id: int, *, quiet: str = "") -> list[ToldStep]:
    """Return what began, what people did, what time decided, what stopped and what is over.

    quiet: the key of a process of which only people's deeds are told.
    """
    task = UserTask.objects.filter(instance_id=OuterRef("instance_id"), number=OuterRef("visit"))
    rows = ProcessHistory.objects.filter(
        instance__entity=entity, instance__record_id=record_id, kind__in=KINDS
    ).annotate(
        by_name=Subquery(User.objects.filter(pk=OuterRef("by")).values("full_name")[:1]),
        answers=Subquery(task.values("answers")[:1]),
    )
    names = ("kind", "node", "at", "instance__version_id", "by_name", "answers")
    return list(_told(rows.order_by("instance_id", "number").values_list(*names), quiet))


def _told(rows: Iterable[tuple[Any, ...]], quiet: str) -> Iterator[ToldStep]:
    end = ""
    for kind, node_id, at, version_id, by, answers in rows:
        drawing = drawing_of(version_id)
        node = drawing.process.nodes.get(node_id)
        if node is not None and node.kind is NodeKind.END:
            end = node.name
        what = _what(kind, node)
        if not what or (drawing.key == quiet and what != "done"):
            continue
        step = end if what == "over" else node.name or node.id if node else ""
        outcome = _outcome(node, answers) if what == "done" else ""
        yield ToldStep(what, at, drawing.name, step, outcome, by or "")


def _what(kind: str, node: Node | None) -> str:
    if kind in ("started", "ended", "incident"):
        return {"started": "began", "ended": "over", "incident": "stopped"}[kind]
    if node is None:
        return ""
    if node.kind is NodeKind.USER:
        return "done"
    waits = node.kind in (NodeKind.BOUNDARY, NodeKind.CATCH)
    return "passed" if waits and isinstance(node.event, TimerEvent) else ""


def _outcome(node: Node | None, answers: dict[str, Any] | None) -> str:
    if node is None:
        return ""
    form = form_of_task(node.extensions)
    chosen = (answers or {}).get(form.outcome_name)
    return next((str(one.label) for one in form.outcomes if one.value == chosen), "")
