"""The instant at which a task is overdue: who holds it, or could, hears of it once."""

from __future__ import annotations

from datetime import datetime

from owj.server.context import SYSTEM
from owj.server.processes.task_rows import UserTask
from owj.server.processes.tasks.news import DUE_TIMER, MOST_TOLD, candidates_of_task, tell
from owj.server.records.context import open_context
from owj.server.timers.registry import TimerRow, timer_kind


@timer_kind(DUE_TIMER)
def tell_overdue(timer: TimerRow, now: datetime) -> None:
    """Tell that a task is overdue, unless it is done, or its date has moved."""
    task = UserTask.objects.filter(pk=int(timer.key), status=UserTask.Status.OPEN).first()
    if task is None or task.due is None or task.due > now:
        return
    ctx = open_context(SYSTEM, now)
    people = [task.assignee_id] if task.assignee_id else candidates_of_task(task, MOST_TOLD)
    tell(ctx, people, "task_overdue", task, key=f"task:{task.pk}:due:{task.due.isoformat()}")
