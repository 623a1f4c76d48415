"""Asking a colleague about a task before it is done: a question out, an answer back."""

from __future__ import annotations

from django.db import transaction

from owj.server.processes.tasks.errors import OpinionNotOpen
from owj.server.processes.tasks.holding import (
    add_entry,
    colleague,
    held_task,
    said,
)
from owj.server.processes.tasks.news import tell
from owj.server.processes.tasks.rows import TaskEntry, TaskOpinion
from owj.server.records.context import Context


@transaction.atomic
def ask_opinion(ctx: Context, task_id: int, of: int, question: str) -> TaskOpinion:
    """Ask a colleague, who then sees the task until it is done, and after.

    Raises: UnknownTask, TaskNotOpen, TaskNotYours, TaskPersonRefused, TaskReasonMissing.
    """
    task = held_task(ctx, task_id)
    person, words = colleague(ctx, of), said(question)
    opinion = TaskOpinion.objects.create(
        task=task,
        asked_by_id=ctx.actor.user_id or 0,
        asked_of=person,
        question=words,
        asked_at=ctx.now,
    )
    add_entry(ctx, task, TaskEntry.Kind.ASKED, words, to=person)
    key = f"task-opinion:{opinion.pk}:asked"
    tell(ctx, [person.pk], "opinion_asked", task, key=key, text=words)
    return opinion


@transaction.atomic
def give_opinion(ctx: Context, opinion_id: int, answer: str) -> TaskOpinion:
    """Answer what one was asked. Raises: OpinionNotOpen, TaskReasonMissing."""
    mine = TaskOpinion.objects.select_for_update(of=("self",)).filter(
        pk=opinion_id, asked_of=ctx.actor.user_id or 0, answered_at=None
    )
    opinion = mine.select_related("task", "asked_by").first()
    if opinion is None:
        raise OpinionNotOpen
    opinion.answer, opinion.answered_at = said(answer), ctx.now
    opinion.save(update_fields=["answer", "answered_at"])
    add_entry(ctx, opinion.task, TaskEntry.Kind.ANSWERED, opinion.answer, to=opinion.asked_by)
    people = [
        opinion.asked_by_id,
        *([opinion.task.assignee_id] if opinion.task.assignee_id else []),
    ]
    key = f"task-opinion:{opinion.pk}:given"
    tell(ctx, people, "opinion_given", opinion.task, key=key, text=opinion.answer)
    return opinion
