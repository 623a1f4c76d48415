"""What happened in the processes of a record, as far as people care."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from owj.kernel.bpmn.elements import Node, NodeKind, TimerEvent
from owj.server.identity.models import User
from owj.server.processes.drawings import drawing_of
from owj.server.processes.history_rows import ProcessHistory
from owj.server.processes.naming import name_of
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


def steps_of_record(entity: str) -> ArraySubquery:
    """Return what reads the steps of each record along with it, for `told_steps`.

    A page that is asked for often spares a question so.
    """
    task = UserTask.objects.filter(instance_id=OuterRef("instance_id"), number=OuterRef("visit"))
    rows = ProcessHistory.objects.filter(
        instance__entity=entity, instance__record_id=OuterRef("pk"), kind__in=KINDS
    ).order_by("instance_id", "number")
    read = JSONObject(
        kind="kind",
        node="node",
        at="at",
        version="instance__version_id",
        by=Subquery(User.objects.filter(pk=OuterRef("by")).values("full_name")[:1]),
        answers=Subquery(task.values("answers")[:1]),
    )
    return ArraySubquery(rows.values(read=read))


def told_steps(rows: Iterable[Mapping[str, Any]], *, quiet: str = "") -> list[ToldStep]:
    """Return what began, what people did, what time decided, what stopped and what is over.

    quiet: the key of a process of which only people's deeds are told.
    """
    return list(_told(rows, quiet))


def _told(rows: Iterable[Mapping[str, Any]], quiet: str) -> Iterator[ToldStep]:
    end = ""
    for row in rows:
        drawing = drawing_of(row["version"])
        node = drawing.process.nodes.get(row["node"])
        if node is not None and node.kind is NodeKind.END:
            end = name_of(node) if node.name else ""
        what = _what(row["kind"], node)
        if not what or (drawing.key == quiet and what != "done"):
            continue
        step = end if what == "over" else name_of(node) if node else ""
        outcome = _outcome(node, row["answers"]) if what == "done" else ""
        at = datetime.fromisoformat(row["at"])
        yield ToldStep(what, at, str(drawing.label), step, outcome, row["by"] or "")


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
