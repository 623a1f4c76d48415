"""Doing a task: the form's answers are checked, the record is written, the process goes on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q

from owj.kernel.errors import InvalidInput, OwjError
from owj.server.processes.completing import complete_task
from owj.server.processes.drawings import drawing_of
from owj.server.processes.errors import TaskNotOpen, TaskNotYours
from owj.server.processes.instance_rows import ProcessInstance
from owj.server.processes.task_rows import UserTask
from owj.server.processes.tasks.answers import checked_answers, first_values, state_of_form
from owj.server.processes.tasks.declared import TaskForm, form_of_task
from owj.server.processes.tasks.holding import add_entry, locked_task, seen_task, take_over
from owj.server.processes.tasks.news import stir
from owj.server.processes.tasks.reach import may_take, offered, standing_of
from owj.server.processes.tasks.rows import TaskEntry
from owj.server.processes.variables import variables_at
from owj.server.records import generic
from owj.server.records.context import Context
from owj.server.records.doors import change_through_door

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Told:
    """What a person tells when a task is done.

    values: answers by field. outcome: which of its ways the task ends. record: changed fields of
    the task's record, as of `version`.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    outcome: str = ""
    record: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """A task that was done. following: the task to which it led the same person at once."""

    task: UserTask
    following: int | None


@dataclass(frozen=True, slots=True)
class BulkReport:
    """What became of several tasks. refused: with the error of each."""

    done: Sequence[int]
    refused: Sequence[tuple[int, OwjError]]


def task_form(task: UserTask) -> TaskForm:
    """Return what a task asks for. Raises: TaskFormRefused."""
    node = drawing_of(task.instance.version_id).process.nodes[task.node]
    return form_of_task(node.extensions)


@transaction.atomic
def do_task(ctx: Context, task_id: int, told: Told) -> Done:
    """Do a task that one holds, or may take; in place of somebody on leave that is written down.

    Raises: UnknownTask, TaskNotOpen, TaskNotYours, AnswersRefused, OutcomeMissing, and what
    writing the record raises.
    """
    task = seen_task(ctx, task_id)
    form = task_form(task)
    # The process first, then the task: the order in which its steps lock them.
    ProcessInstance.objects.select_for_update().get(pk=task.instance_id)
    task = locked_task(ctx, task_id)
    if not may_take(ctx, task):
        raise TaskNotYours
    variables = variables_at(task.instance_id, task.number)
    answers = checked_answers(form, told.values, told.outcome, variables, ctx.zone)
    if task.assignee_id != ctx.actor.user_id:
        take_over(ctx, task)
    if form.record_form and told.record and task.record_id is not None:
        record = generic.get(ctx, task.entity, task.record_id)
        change_through_door(ctx, record, told.record, told.version)
    words = next((str(one.label.fa) for one in form.outcomes if one.value == told.outcome), "")
    add_entry(ctx, task, TaskEntry.Kind.COMPLETED, words)
    complete_task(ctx, task_id, answers)
    stir(task)
    return Done(task, following_task(ctx, task))


def following_task(ctx: Context, task: UserTask) -> int | None:
    """Return the task that this step made for the same person; none when it went to others.

    It is theirs when they are named, or when it lies in the lane of the task before and they may
    take it: then a chain of forms is one dialog.
    """
    who = standing_of(ctx)
    family = task.instance.top_id or task.instance_id
    related = Q(instance__top=family) | Q(instance=family)
    made = UserTask.objects.filter(related, status=UserTask.Status.OPEN, created_at=ctx.now)
    own = Q(assignee=who.user_id)
    if task.lane:
        own |= offered(who) & Q(lane=task.lane)
    return made.filter(own).exclude(pk=task.pk).order_by("pk").values_list("pk", flat=True).first()


def do_tasks(ctx: Context, task_ids: Iterable[int], outcome: str = "") -> BulkReport:
    """Do several tasks in one way, each by itself; what refuses is told and left.

    A task that asks for more than an outcome is refused: its form must be filled.
    """
    done: list[int] = []
    refused: list[tuple[int, OwjError]] = []
    for task_id in list(dict.fromkeys(task_ids))[:MOST_AT_ONCE]:
        try:
            with transaction.atomic():
                do_task(ctx, task_id, _plainly(ctx, task_id, outcome))
        except OwjError as error:
            refused.append((task_id, error))
        else:
            done.append(task_id)
    return BulkReport(done, refused)


class TaskWantsItsForm(InvalidInput):
    """Say that a task cannot be done among others: somebody must fill its form."""

    code = "task.wants_its_form"
    message = "“%(name)s” asks for more than its end: open it and fill it in."


def _plainly(ctx: Context, task_id: int, outcome: str) -> Told:
    task = seen_task(ctx, task_id)
    if task.status != UserTask.Status.OPEN:
        raise TaskNotOpen
    form = task_form(task)
    variables = variables_at(task.instance_id, task.number)
    values = first_values(form, variables)
    state = state_of_form(form, values, variables)
    asked = state.required | {key for key, one in form.entity.by_key.items() if one.required}
    if any(values.get(key) in (None, "", [], ()) for key in asked & state.visible):
        raise TaskWantsItsForm(name=task.name)
    return Told(values, outcome if form.outcomes else "")
