"""Leaves: who stands in for whom, from when to when."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from owj.kernel.errors import InvalidInput, NotAllowed, NotFound
from owj.server.identity.models import User
from owj.server.processes.tasks.reach import standing_of, today
from owj.server.processes.tasks.stand_ins import Leave, end_leave, enter_leave, leaves_of
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.forms.moments import parse_day
from owj.ui.toasts import add_toast


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def leaves_view(request: DoorRequest) -> HttpResponse:
    """Show the leaves that concern the reader, and enter one."""
    error = ""
    if request.method == "POST":
        try:
            enter_leave(request.ctx, _leave(request))
        except (InvalidInput, NotAllowed) as refused:
            error = words_of(refused)
        else:
            add_toast(request, gettext("The leave is entered, and both were told"))
            return redirect("client:leaves")
    context = {
        "nav": "tasks",
        "leaves": leaves_of(request.ctx),
        "people": _people(),
        "me": request.actor.user_id,
        "is_admin": standing_of(request.ctx).is_admin,
        "today": today(request.ctx),
        "given": request.POST,
        "error": error,
    }
    return render(request, "client/tasks/leaves.html", context, status=422 if error else 200)


@staff_page
@require_POST
def end_leave_view(request: DoorRequest, leave_id: int) -> HttpResponse:
    """Take a leave back, or end it early."""
    try:
        end_leave(request.ctx, leave_id)
    except (NotFound, NotAllowed) as error:
        add_toast(request, words_of(error), tone="danger")
    else:
        add_toast(request, gettext("The leave is ended"))
    return redirect("client:leaves")


def _leave(request: DoorRequest) -> Leave:
    day = today(request.ctx)
    return Leave(
        person=_number(request.POST.get("person", "")) or request.actor.user_id or 0,
        stand_in=_number(request.POST.get("stand_in", "")),
        first_day=parse_day(request.POST.get("first_day", "").strip(), today=day),
        last_day=parse_day(request.POST.get("last_day", "").strip(), today=day),
        note=request.POST.get("note", ""),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _people() -> list[tuple[int, str]]:
    people = User.objects.filter(kind=User.Kind.STAFF, is_active=True).order_by("full_name", "pk")
    return list(people.values_list("pk", "full_name")[:500])
