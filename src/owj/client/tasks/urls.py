"""The addresses of tasks."""

from __future__ import annotations

from django.urls import URLPattern, path

from owj.client.tasks.acts import task_act_view
from owj.client.tasks.bulk import tasks_bulk_view
from owj.client.tasks.inbox import start_process_view, task_rows_view, tasks_view
from owj.client.tasks.leaves import end_leave_view, leaves_view
from owj.client.tasks.task import task_form_view, task_live_view, task_view

TASK_PATHS: list[URLPattern] = [
    path("tasks", tasks_view, name="tasks"),
    path("tasks/rows", task_rows_view, name="task_rows"),
    path("tasks/bulk", tasks_bulk_view, name="tasks_bulk"),
    path("tasks/start/<slug:key>", start_process_view, name="start_process"),
    path("tasks/leaves", leaves_view, name="leaves"),
    path("tasks/leaves/<int:leave_id>/end", end_leave_view, name="end_leave"),
    path("tasks/<int:task_id>", task_view, name="task"),
    path("tasks/<int:task_id>/form", task_form_view, name="task_form"),
    path("tasks/<int:task_id>/live", task_live_view, name="task_live"),
    path("tasks/<int:task_id>/<slug:act>", task_act_view, name="task_act"),
]
