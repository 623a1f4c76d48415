"""The page of one task: its form, the record beside it, what was said, and what can be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from owj.client.records.addresses import own_page_of, record_address
from owj.client.records.record import sections_of
from owj.client.tasks.filling import Filling, filling_of, read_so_far
from owj.kernel.errors import InvalidInput, NotFound
from owj.server.files.models import StoredFile
from owj.server.identity.models import User
from owj.server.layouts.access import entity_of
from owj.server.processes.drawings import drawing_of
from owj.server.processes.errors import TaskNotOpen, UnknownTask
from owj.server.processes.naming import name_of_task
from owj.server.processes.task_rows import UserTask
from owj.server.processes.tasks.doing import do_task, task_form
from owj.server.processes.tasks.errors import TaskFormRefused
from owj.server.processes.tasks.holding import seen_task
from owj.server.processes.tasks.queries import rows_of
from owj.server.processes.tasks.reach import may_take, standing_of, was_offered
from owj.server.processes.tasks.rows import TaskEntry, TaskOpinion
from owj.server.processes.tasks.steps import WizardStep, steps_of
from owj.server.processes.variables import variables_at
from owj.server.records import generic
from owj.server.records.context import Context
from owj.server.roles.known import known_roles
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.toasts import add_toast

Kind = TaskEntry.Kind
ENTRY_WORDS: Mapping[str, tuple[str, Promise]] = {
    Kind.COMMENT: ("message-square", _("wrote")),
    Kind.CLAIMED: ("user-check", _("took the task")),
    Kind.RELEASED: ("users", _("released the task")),
    Kind.DELEGATED: ("send", _("gave the task to")),
    Kind.RETURNED: ("undo-2", _("returned the task")),
    Kind.ASKED: ("circle-help", _("asks the opinion of")),
    Kind.ANSWERED: ("message-square", _("gave an opinion to")),
    Kind.COMPLETED: ("check", _("did the task")),
}


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One entry of the timeline."""

    row: TaskEntry
    icon: str
    words: Promise
    files: Sequence[StoredFile]


@dataclass(frozen=True, slots=True)
class TaskRights:
    """What the reader may do with a task."""

    do: bool
    claim: bool
    hold: bool
    release: bool


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def task_view(request: DoorRequest, task_id: int) -> HttpResponse:
    """Show a task, or do it and go on to what it led to."""
    ctx = request.ctx
    if request.method == "POST":
        return _do(request, _task_to_do(ctx, task_id))
    task = seen_task(ctx, task_id)
    return _page(request, task, _filling(ctx, task))


def _task_to_do(ctx: Context, task_id: int) -> UserTask:
    """Return a task for doing it; a colleague who was faster is told instead of "no such task".

    Raises: UnknownTask, TaskNotOpen.
    """
    try:
        return seen_task(ctx, task_id)
    except UnknownTask:
        if was_offered(ctx, task_id):
            raise TaskNotOpen from None
        raise


@staff_page
@require_POST
def task_form_view(request: DoorRequest, task_id: int) -> HttpResponse:
    """Give the fields anew for what is written in them so far."""
    task = seen_task(request.ctx, task_id)
    filling = _filling(request.ctx, task, request)
    if filling is not None:
        read_so_far(filling)
    return render(request, "client/tasks/fields.html", {"filling": filling})


@staff_page
@require_GET
def task_live_view(request: DoorRequest, task_id: int) -> HttpResponse:
    """Give the timeline of a task anew."""
    task = seen_task(request.ctx, task_id)
    return render(request, "client/tasks/timeline.html", {"entries": entries_of(task)})


def _do(request: DoorRequest, task: UserTask) -> HttpResponse:
    ctx = request.ctx
    filling = _filling(ctx, task, request)
    told = filling.told(request.POST.get("outcome", "")) if filling is not None else None
    if filling is None or told is None:
        return _page(request, task, filling, status=422)
    try:
        done = do_task(ctx, task.pk, told)
    except InvalidInput as error:
        filling.refuse(error)
        return _page(request, task, filling, status=422)
    words = gettext("Done: %(name)s") % {"name": name_of_task(task)}
    if done.following is not None:
        add_toast(request, words)
        return redirect(f"{reverse('client:task', args=[done.following])}?on=1")
    add_toast(request, words, url=reverse("client:task", args=[task.pk]))
    return redirect("client:tasks")


def _filling(ctx: Context, task: UserTask, request: DoorRequest | None = None) -> Filling | None:
    """Return the form; None where the drawing asks for what cannot be read."""
    try:
        form = task_form(task)
    except TaskFormRefused:
        return None
    given = request.POST if request is not None else None
    variables = variables_at(task.instance_id, task.number)
    return filling_of(ctx, form, variables, _record(ctx, task), given)


def _record(ctx: Context, task: UserTask) -> Any:
    if task.record_id is None or task.entity not in ctx.snapshot.models:
        return None
    try:
        return generic.get(ctx, task.entity, task.record_id)
    except (NotFound, PermissionError):
        return None


def _page(
    request: DoorRequest, task: UserTask, filling: Filling | None, status: int = 200
) -> HttpResponse:
    ctx = request.ctx
    (row,) = rows_of(ctx, [_joined(task)])
    context = {
        "nav": "tasks",
        "task": task,
        "row": row,
        "filling": filling,
        "may": rights_of(ctx, task),
        "entries": entries_of(task),
        "opinion": _asked_of(ctx, task),
        "beside": beside_of(ctx, task),
        "lane": _lane_words(row.lane),
        "steps": _steps(ctx, task) if task.status == UserTask.Status.OPEN else (),
        "people": _colleagues(ctx),
        "told": _told_of(task),
        "late": task.status == "open" and task.due is not None and task.due < ctx.now,
    }
    return render(request, "client/tasks/task.html", context, status=status)


def _lane_words(lane: str) -> str:
    """Return a lane's group in the reader's words, where it is a role."""
    return next((str(one.label) for one in known_roles() if one.key == lane), lane)


def _joined(task: UserTask) -> UserTask:
    rows = UserTask.objects.select_related(
        "assignee", "completed_by", "instance__version__definition"
    )
    return rows.get(pk=task.pk)


def rights_of(ctx: Context, task: UserTask) -> TaskRights:
    """Return what the reader may do with a task."""
    if task.status != UserTask.Status.OPEN:
        return TaskRights(do=False, claim=False, hold=False, release=False)
    takes = may_take(ctx, task)
    held = task.assignee_id is not None and task.assignee_id in standing_of(ctx).hands
    offered = bool(task.candidate_roles or task.candidate_teams or task.candidate_users)
    mine = task.assignee_id == ctx.actor.user_id
    return TaskRights(do=takes, claim=takes and not mine, hold=held, release=held and offered)


def entries_of(task: UserTask) -> list[ShownEntry]:
    """Return what people did and said at a task, the oldest first."""
    rows = list(TaskEntry.objects.filter(task=task).order_by("pk"))
    files = StoredFile.objects.in_bulk({one for row in rows for one in row.files})
    return [
        ShownEntry(row, *_said_of(row), [files[one] for one in row.files if one in files])
        for row in rows
    ]


def _said_of(row: TaskEntry) -> tuple[str, Promise]:
    icon, words = ENTRY_WORDS[row.kind]
    to_somebody = row.kind == Kind.RETURNED and row.to_name
    return icon, _("returned the task to") if to_somebody else words


def _asked_of(ctx: Context, task: UserTask) -> TaskOpinion | None:
    rows = TaskOpinion.objects.filter(task=task, asked_of=ctx.actor.user_id or 0, answered_at=None)
    return rows.select_related("asked_by").order_by("pk").first()


@dataclass(frozen=True, slots=True)
class Beside:
    """The record of a task as it is shown beside it."""

    label: str
    title: str
    address: str
    sections: Sequence[Any]
    record: Any


def beside_of(ctx: Context, task: UserTask) -> Beside | None:
    """Return the record of a task; None when there is none, or not for this reader."""
    record = _record(ctx, task)
    if record is None:
        return None
    try:
        entity = entity_of(ctx, task.entity)
    except NotFound:
        return None
    address = own_page_of(record) or record_address(task.entity, record.id)
    sections = sections_of(ctx, entity, record)
    return Beside(str(entity.label), task.instance.title, address, sections, record)


def _steps(ctx: Context, task: UserTask) -> Sequence[WizardStep]:
    return steps_of(task, drawing_of(task.instance.version_id).process, ctx.actor.user_id)


def _colleagues(ctx: Context) -> list[tuple[int, str]]:
    people = User.objects.filter(kind=User.Kind.STAFF, is_active=True)
    found = people.exclude(pk=ctx.actor.user_id or 0).order_by("full_name", "pk")
    return list(found.values_list("pk", "full_name")[:500])


def _told_of(task: UserTask) -> list[tuple[str, str]]:
    """Return what was answered in a task that is done, in the words of its form."""
    answers = cast("Mapping[str, Any]", task.answers or {})
    try:
        form = task_form(task)
    except TaskFormRefused:
        return []
    told = [
        (str(field.label), _words(field, answers[key]))
        for key, field in form.entity.by_key.items()
        if answers.get(key) not in (None, "", [])
    ]
    chosen = answers.get(form.outcome_name)
    outcome = next((str(one.label) for one in form.outcomes if one.value == chosen), "")
    return [*([(gettext("Outcome"), outcome)] if outcome else []), *told]


def _words(field: Any, kept: Any) -> str:
    from owj.server.processes.value_texts import feel_of
    from owj.server.records.computed.values import NoValue, kept_value
    from owj.ui.records.faces import face_of_value

    try:
        value = kept if isinstance(kept, str | bool | list) else kept_value(field, feel_of(kept))
    except NoValue:
        return str(kept)
    face = face_of_value(cast("Any", None), field, value, lambda _entity, _id: None)
    return ", ".join(one.text for one in face.many) or face.text
