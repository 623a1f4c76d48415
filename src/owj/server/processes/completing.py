"""Completing a person's task: one read, one write, one commit."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from owj.kernel.bpmn.happenings import CompleteTask, Happening, ThrowError
from owj.kernel.feel import FeelValue
from owj.server.events import publish
from owj.server.processes.access import check_completes
from owj.server.processes.errors import TaskNotOpen, UnknownTask
from owj.server.processes.events import UserTaskCompleted
from owj.server.processes.loading import load_by_task
from owj.server.processes.stepping import Stepped, go
from owj.server.processes.value_texts import kept_values
from owj.server.processes.writing import Aside
from owj.server.records.context import Context


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
    stepped = go(ctx, loaded, happening, aside)
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
