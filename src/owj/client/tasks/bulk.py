"""One deed on many tasks, with a report of what was refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from owj.kernel.errors import OwjError
from owj.server.processes.task_rows import UserTask
from owj.server.processes.tasks.declared import TaskOutcome
from owj.server.processes.tasks.doing import MOST_AT_ONCE, BulkReport, do_tasks, task_form
from owj.server.processes.tasks.errors import TaskFormRefused
from owj.server.processes.tasks.holding import claim_task, release_task
from owj.server.processes.tasks.queries import TaskRow, rows_of
from owj.server.processes.tasks.reach import visible_tasks
from owj.server.records.context import Context
from owj.ui.dates import digits
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.toasts import add_toast

DEEDS = ("claim", "release", "choose", "done")


@dataclass(frozen=True, slots=True)
class SameTasks:
    """Selected tasks of one place in one process, which end in the same ways."""

    name: str
    process: str
    rows: Sequence[TaskRow]
    outcomes: Sequence[TaskOutcome]


@staff_page
@require_POST
def tasks_bulk_view(request: DoorRequest) -> HttpResponse:
    """Claim or release the selected tasks, or ask how they are to end and end them so."""
    deed, ids = request.POST.get("do", ""), _chosen(request)
    if deed not in DEEDS:
        raise Http404(deed)
    if deed == "choose":
        context = {"nav": "tasks", "groups": same_tasks(request.ctx, ids)}
        return render(request, "client/tasks/choose.html", context)
    if deed == "done":
        report = do_tasks(request.ctx, ids, request.POST.get("outcome", ""))
    else:
        report = _each(request.ctx, ids, deed)
    return _told(request, report)


def _told(request: DoorRequest, report: BulkReport) -> HttpResponse:
    count = len(report.done)
    if count:
        words = ngettext("%(count)s task is settled", "%(count)s tasks are settled", count)
        add_toast(request, words % {"count": digits(count)})
    if not report.refused:
        return redirect("client:tasks")
    ids = [one for one, _error in report.refused]
    names = dict(visible_tasks(request.ctx).filter(pk__in=ids).values_list("pk", "name"))
    refused = [
        (one, names.get(one, gettext("a task out of sight")), words_of(error))
        for one, error in report.refused
    ]
    context = {"nav": "tasks", "done": count, "refused": refused}
    return render(request, "client/tasks/report.html", context)


def _each(ctx: Context, ids: Sequence[int], deed: str) -> BulkReport:
    verb = claim_task if deed == "claim" else release_task
    done: list[int] = []
    refused: list[tuple[int, OwjError]] = []
    for one in ids:
        try:
            verb(ctx, one)
        except OwjError as error:
            refused.append((one, error))
        else:
            done.append(one)
    return BulkReport(done, refused)


def same_tasks(ctx: Context, ids: Sequence[int]) -> list[SameTasks]:
    """Return selected open tasks by their place in their process."""
    found = visible_tasks(ctx).filter(pk__in=ids, status=UserTask.Status.OPEN)
    tasks = list(found.select_related("assignee", "instance__version__definition").order_by("pk"))
    rows = dict(zip((task.pk for task in tasks), rows_of(ctx, tasks), strict=True))
    places: dict[tuple[int, str], list[UserTask]] = {}
    for task in tasks:
        places.setdefault((task.instance.version_id, task.node), []).append(task)
    return [
        SameTasks(
            rows[some[0].pk].name,
            rows[some[0].pk].process,
            [rows[task.pk] for task in some],
            _outcomes(some[0]),
        )
        for some in places.values()
    ]


def _outcomes(task: UserTask) -> Sequence[TaskOutcome]:
    try:
        return task_form(task).outcomes
    except TaskFormRefused:
        return ()


def _chosen(request: DoorRequest) -> list[int]:
    texts = request.POST.getlist("ids")[:MOST_AT_ONCE]
    return [int(one) for one in texts if one.isascii() and one.isdigit() and len(one) < 19]
