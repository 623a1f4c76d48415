"""The buttons of a task: claim, release, give on, return, ask, answer, comment, put aside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO, cast

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from owj.kernel.errors import Conflict, InvalidInput, NotAllowed
from owj.server.files.services import store_file
from owj.server.processes.tasks.holding import (
    claim_task,
    comment_on_task,
    delegate_task,
    put_off_task,
    release_task,
    return_task,
    seen_task,
)
from owj.server.processes.tasks.opinions import ask_opinion, give_opinion
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.forms.moments import parse_moment
from owj.ui.toasts import add_toast

MOST_FILES = 10


@staff_page
@require_POST
def task_act_view(request: DoorRequest, task_id: int, act: str) -> HttpResponse:
    """Do what a button says, and come back to the task; to the list once it is out of sight."""
    deed = _ACTS.get(act)
    if deed is None:
        raise Http404(act)
    try:
        words = deed(request, task_id)
    except (InvalidInput, Conflict, NotAllowed) as error:
        add_toast(request, words_of(error), tone="danger")
    else:
        if words:
            add_toast(request, words)
    from owj.kernel.errors import NotFound

    try:
        seen_task(request.ctx, task_id)
    except NotFound:
        return redirect("client:tasks")
    return redirect("client:task", task_id)


def _claim(request: DoorRequest, task_id: int) -> str:
    claim_task(request.ctx, task_id)
    return gettext("The task is yours")


def _release(request: DoorRequest, task_id: int) -> str:
    release_task(request.ctx, task_id)
    return gettext("The task is offered again")


def _delegate(request: DoorRequest, task_id: int) -> str:
    task = delegate_task(request.ctx, task_id, _person(request), request.POST.get("note", ""))
    return gettext("The task is with %(name)s now") % {"name": str(task.assignee)}


def _return(request: DoorRequest, task_id: int) -> str:
    task = return_task(request.ctx, task_id, request.POST.get("reason", ""))
    if task.assignee is None:
        return gettext("The task is offered again")
    return gettext("The task is with %(name)s now") % {"name": str(task.assignee)}


def _ask(request: DoorRequest, task_id: int) -> str:
    opinion = ask_opinion(request.ctx, task_id, _person(request), request.POST.get("question", ""))
    return gettext("%(name)s was asked") % {"name": str(opinion.asked_of)}


def _answer(request: DoorRequest, task_id: int) -> str:
    seen_task(request.ctx, task_id)
    give_opinion(request.ctx, _number(request, "opinion"), request.POST.get("answer", ""))
    return gettext("Your opinion was sent")


def _comment(request: DoorRequest, task_id: int) -> str:
    seen_task(request.ctx, task_id)
    uploads = request.FILES.getlist("uploads")[:MOST_FILES]
    files = [
        store_file(cast("BinaryIO", one), one.name or "file", request.actor).id for one in uploads
    ]
    comment_on_task(request.ctx, task_id, request.POST.get("text", ""), files)
    return ""


def _put_off(request: DoorRequest, task_id: int) -> str:
    ctx, changed = request.ctx, {}
    text = request.POST.get("follow_up", "").strip()
    changed["follow_up"] = parse_moment(text, now=ctx.now, zone=ctx.zone) if text else None
    put_off_task(ctx, task_id, **changed)
    return gettext("The task is put aside") if text else gettext("The task is back in the list")


def _person(request: DoorRequest) -> int:
    return _number(request, "person")


def _number(request: DoorRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


_ACTS: dict[str, Callable[[DoorRequest, int], Any]] = {
    "claim": _claim,
    "release": _release,
    "delegate": _delegate,
    "return": _return,
    "ask": _ask,
    "answer": _answer,
    "comment": _comment,
    "put-off": _put_off,
}
