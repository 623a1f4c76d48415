"""Files that people leave at tasks: whoever sees the task may open them."""

from __future__ import annotations

from owj.server.files.models import StoredFile
from owj.server.files.services import ActsFor, file_guard
from owj.server.processes.tasks.reach import visible_tasks
from owj.server.processes.tasks.rows import TaskEntry
from owj.server.records.context import Context, open_context


@file_guard
def opens_file_of_task(file: StoredFile, ctx: ActsFor) -> bool:
    """Let whoever sees a task open the files of its comments."""
    if not ctx.actor.is_staff:
        return False
    entries = TaskEntry.objects.filter(files__contains=[file.pk])
    tasks = entries.values_list("task_id", flat=True)
    if not tasks.exists():
        return False
    seen_by = ctx if isinstance(ctx, Context) else open_context(ctx.actor)
    return visible_tasks(seen_by).filter(pk__in=tasks).exists()
