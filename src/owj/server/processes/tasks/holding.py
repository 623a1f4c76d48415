"""Who holds a task: claim it, release it, give it on, give it back; each is written down."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from owj.server.identity.models import User
from owj.server.processes.errors import TaskNotOpen, TaskNotYours, UnknownTask
from owj.server.processes.task_rows import UserTask
from owj.server.processes.tasks.errors import (
    TaskGoesNowhere,
    TaskHasNoCandidates,
    TaskPersonRefused,
    TaskReasonMissing,
    TaskTaken,
)
from owj.server.processes.tasks.news import set_due_timer, stir, tell
from owj.server.processes.tasks.reach import may_take, standing_of, visible_tasks
from owj.server.processes.tasks.rows import TaskEntry
from owj.server.records.context import Context

MOST_LETTERS = 10_000
REASON_LETTERS = 500
Kind = TaskEntry.Kind


@transaction.atomic
def claim_task(ctx: Context, task_id: int) -> UserTask:
    """Take a task that is offered. Raises: UnknownTask, TaskNotOpen, TaskTaken, TaskNotYours."""
    task = locked_task(ctx, task_id)
    if task.assignee_id == ctx.actor.user_id:
        return task
    if task.assignee_id is not None and task.assignee_id not in standing_of(ctx).covered:
        raise TaskTaken(name=task.assignee.full_name if task.assignee else "")
    if not may_take(ctx, task):
        raise TaskNotYours
    return take_over(ctx, task)


def take_over(ctx: Context, task: UserTask) -> UserTask:
    """Let the actor hold a locked task that is theirs to take; for_id: whose it was."""
    owner, task.assignee_id = task.assignee_id, ctx.actor.user_id
    task.returned = ""
    task.save(update_fields=["assignee", "returned"])
    add_entry(ctx, task, Kind.CLAIMED, of=owner)
    stir(task)
    return task


@transaction.atomic
def release_task(ctx: Context, task_id: int) -> UserTask:
    """Offer a task again to whom it was offered. Raises: as claim_task, TaskHasNoCandidates."""
    task = held_task(ctx, task_id)
    if not _has_candidates(task):
        raise TaskHasNoCandidates
    task.assignee = None
    task.save(update_fields=["assignee"])
    add_entry(ctx, task, Kind.RELEASED)
    stir(task)
    return task


@transaction.atomic
def delegate_task(ctx: Context, task_id: int, to: int, note: str = "") -> UserTask:
    """Give a task to a colleague; who gave it keeps it in sight.

    Raises: as claim_task, TaskPersonRefused.
    """
    task = held_task(ctx, task_id)
    person = colleague(ctx, to)
    task.assignee, task.delegated_by_id = person, ctx.actor.user_id
    task.returned = ""
    task.save(update_fields=["assignee", "delegated_by", "returned"])
    add_entry(ctx, task, Kind.DELEGATED, note, to=person)
    tell(ctx, [person.pk], "task_assigned", task, key=_key(task, "delegated"), text=note)
    return task


@transaction.atomic
def return_task(ctx: Context, task_id: int, reason: str) -> UserTask:
    """Give a task back with a reason: to who delegated it, else to all, else to the starter.

    Raises: as claim_task, TaskReasonMissing, TaskGoesNowhere.
    """
    task = held_task(ctx, task_id)
    words = said(reason)
    back_to = _back_to(ctx, task)
    task.returned = words[:REASON_LETTERS]
    task.assignee = back_to
    task.delegated_by = None
    task.save(update_fields=["returned", "assignee", "delegated_by"])
    add_entry(ctx, task, Kind.RETURNED, words, to=back_to)
    if back_to is not None:
        tell(ctx, [back_to.pk], "task_returned", task, key=_key(task, "returned"), text=words)
    else:
        stir(task)
    return task


def _back_to(ctx: Context, task: UserTask) -> User | None:
    """Return to whom a task goes back; None: to all who may claim it."""
    giver = task.delegated_by
    if giver is not None and giver.is_active and giver.pk != ctx.actor.user_id:
        return giver
    if _has_candidates(task):
        return None
    starter = task.instance.started_by
    if starter is not None and starter.is_active and starter.pk != ctx.actor.user_id:
        return starter
    raise TaskGoesNowhere


@transaction.atomic
def put_off_task(ctx: Context, task_id: int, **moments: object) -> UserTask:
    """Change when a task is due, or until when it is put aside: due=…, follow_up=…."""
    task = held_task(ctx, task_id)
    for name in sorted(moments.keys() & {"due", "follow_up"}):
        setattr(task, name, moments[name])
    task.save(update_fields=["due", "follow_up"])
    if task.due is not None and "due" in moments:
        set_due_timer(task.pk, task.due)
    stir(task)
    return task


@transaction.atomic
def comment_on_task(ctx: Context, task_id: int, text: str, files: Iterable[UUID] = ()) -> TaskEntry:
    """Say something at a task that one sees, done or not.

    Raises: UnknownTask, TaskReasonMissing.
    """
    task = seen_task(ctx, task_id)
    kept = list(files)
    words = text.strip()[:MOST_LETTERS] if kept and not text.strip() else said(text)
    entry = add_entry(ctx, task, Kind.COMMENT, words, files=kept)
    people = [one for one in (task.assignee_id, task.delegated_by_id) if one]
    tell(ctx, people, "task_commented", task, key=f"task-entry:{entry.pk}", text=words)
    return entry


# What verbs share


def seen_task(ctx: Context, task_id: int) -> UserTask:
    """Return a task that the actor may see. Raises: UnknownTask."""
    rows = visible_tasks(ctx).filter(pk=task_id)
    task = rows.select_related("instance", "assignee", "delegated_by").first()
    if task is None:
        raise UnknownTask
    return task


def locked_task(ctx: Context, task_id: int) -> UserTask:
    """Return an open task that the actor may see, and hold its row.

    Raises: UnknownTask, TaskNotOpen.
    """
    seen_task(ctx, task_id)
    rows = UserTask.objects.select_for_update(of=("self",)).filter(pk=task_id)
    task = rows.select_related("instance", "assignee", "delegated_by").get()
    if task.status != UserTask.Status.OPEN:
        raise TaskNotOpen
    return task


def held_task(ctx: Context, task_id: int) -> UserTask:
    """Return a task in the actor's hands, or in those of somebody on leave, locked.

    An administrator may move any task. Raises: UnknownTask, TaskNotOpen, TaskNotYours.
    """
    task, who = locked_task(ctx, task_id), standing_of(ctx)
    if task.assignee_id is not None and task.assignee_id in who.hands:
        return task
    if who.is_admin:
        return task
    raise TaskNotYours


def add_entry(
    ctx: Context,
    task: UserTask,
    kind: TaskEntry.Kind,
    text: str = "",
    *,
    to: User | None = None,
    of: int | None = None,
    files: Iterable[UUID] = (),
) -> TaskEntry:
    """Write down what was done with a task. of: whose it was, where a stand-in did it."""
    owner = of if of is not None else task.assignee_id
    covered = standing_of(ctx).covered
    for_id = owner if owner in covered and owner != ctx.actor.user_id else None
    return TaskEntry.objects.create(
        task=task,
        kind=kind,
        at=ctx.now,
        by_id=ctx.actor.user_id,
        by_name=ctx.actor.name,
        to_id=to.pk if to else None,
        to_name=to.full_name if to else "",
        for_id=for_id,
        for_name=covered.get(for_id or 0, ""),
        text=text,
        files=list(files),
    )


def said(text: str) -> str:
    """Return words that others need. Raises: TaskReasonMissing."""
    words = text.strip()[:MOST_LETTERS]
    if len(words) < 2:
        raise TaskReasonMissing
    return words


def colleague(ctx: Context, user_id: int) -> User:
    """Return an active colleague other than the actor. Raises: TaskPersonRefused."""
    people = User.objects.filter(kind=User.Kind.STAFF, is_active=True)
    person = people.filter(pk=user_id).exclude(pk=ctx.actor.user_id or 0).first()
    if person is None:
        raise TaskPersonRefused
    return person


def _has_candidates(task: UserTask) -> bool:
    return bool(task.candidate_roles or task.candidate_teams or task.candidate_users)


def _key(task: UserTask, what: str) -> str:
    number = TaskEntry.objects.filter(task=task).count()
    return f"task:{task.pk}:{what}:{number}"
