"""Completing a person's task: one read, one write, one commit."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from owj.kernel.bpmn.happenings import (
    CompleteTask,
    Happening,
    Outcome,
    ReportFailure,
    ThrowError,
    ThrowEscalation,
)
from owj.kernel.bpmn.state import Status
from owj.kernel.feel import FeelValue
from owj.server.events import publish, reactions_on
from owj.server.processes.access import check_completes
from owj.server.processes.errors import TaskNotOpen, UnknownTask
from owj.server.processes.events import UserTaskCompleted
from owj.server.processes.live import tell_live
from owj.server.processes.loading import load_by_task, load_instance
from owj.server.processes.stepping import Stepped, go
from owj.server.processes.task_rows import WorkItem
from owj.server.processes.value_texts import kept_values
from owj.server.processes.wire import may_commit
from owj.server.processes.writing import Aside
from owj.server.records.context import Context

OPEN_WORK = (WorkItem.Status.WAITING, WorkItem.Status.RUNNING)


@transaction.atomic
def complete_task(
    ctx: Context, task_id: int, answers: Mapping[str, FeelValue] | None = None, *, error: str = ""
) -> Stepped:
    """Complete a task with what the person answered; the answers become variables.

    error: code of an error of the business with which the task ends instead.
    Raises: UnknownTask, TaskNotOpen, TaskNotYours.
    """
    found = load_by_task(task_id)
    if found is None:
        raise UnknownTask
    task, loaded = found
    check_completes(ctx, task)
    if task["status"] != "open":
        raise TaskNotOpen
    given = dict(answers or {})
    number: int = task["number"]
    happening: Happening = CompleteTask(number, given)
    if error:
        happening = ThrowError(number, error, given)
    aside = Aside(done_task={"id": task_id, "answers": kept_values(given)})
    heard = bool(reactions_on(UserTaskCompleted))
    stepped = go(ctx, loaded, happening, aside, last=not heard and may_commit())
    if not heard:
        return stepped
    publish(
        UserTaskCompleted(
            task_id,
            loaded.id,
            task["node"],
            ctx.now,
            entity=loaded.entity,
            record_id=loaded.record_id,
            by=ctx.actor.user_id,
        )
    )
    return stepped


@transaction.atomic
def finish_work(ctx: Context, item_id: int, outcome: Outcome) -> Stepped | None:
    """Tell a process how a work item went; None when nobody waits for it any more.

    The item ends in the same transaction, so an outcome counts once however often a job runs.
    """
    row = WorkItem.objects.filter(pk=item_id).values("instance_id", "number").first()
    loaded = load_instance(row["instance_id"]) if row else None
    item = WorkItem.objects.filter(pk=item_id, status__in=OPEN_WORK).first()
    if loaded is None or item is None:
        return None
    failed = outcome.failure is not None
    item.status = WorkItem.Status.FAILED if failed else WorkItem.Status.DONE
    item.last_error, item.ended_at = outcome.failure or "", ctx.now
    item.save()
    if loaded.state.status is not Status.ACTIVE:
        return None
    tell_live(loaded.id, loaded.entity, loaded.record_id)
    return go(ctx, loaded, _happening_of(item.number, outcome))


def _happening_of(token: int, outcome: Outcome) -> Happening:
    if outcome.failure is not None:
        return ReportFailure(token, outcome.failure)
    if outcome.error is not None:
        return ThrowError(token, outcome.error, outcome.data)
    if outcome.escalation is not None:
        return ThrowEscalation(token, outcome.escalation, outcome.data)
    return CompleteTask(token, outcome.data)
