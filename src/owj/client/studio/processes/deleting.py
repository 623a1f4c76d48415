"""Deleting for good: a process that never ran, and cases that have ended, part by part."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_http_methods, require_POST

from owj.kernel.errors import Conflict, InvalidInput
from owj.server.processes.access import check_administer
from owj.server.processes.deeds import deeds_of
from owj.server.processes.deleting import delete_ended, delete_process, ended_cases, users_of
from owj.server.processes.instance_rows import ProcessInstance
from owj.server.processes.queries import definition_of, draft_of, versions_of
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import status_of
from owj.ui.process_words import say_problem
from owj.ui.toasts import add_toast

# Which cases: those that ended so many days ago; 0 for all that have ended.
SPELLS = (
    (365, _("that ended more than a year ago")),
    (90, _("that ended more than 90 days ago")),
    (30, _("that ended more than 30 days ago")),
    (0, _("all that have ended")),
)
AT_ONCE = 200
REFUSALS = (InvalidInput, Conflict)


@staff_page
@require_http_methods(["GET", "POST"])
def delete_view(request: DoorRequest, key: str) -> HttpResponse:
    """Say what may be deleted; delete a process that never ran."""
    check_administer(request.ctx)
    error, status = "", 200
    if request.method == "POST":
        try:
            delete_process(request.ctx, key, request.POST.get("typed", ""))
        except REFUSALS as refused:
            error, status = say_problem(refused), status_of(refused)
        else:
            add_toast(request, gettext("The process is deleted for good."))
            return redirect("client:processes")
    definition = definition_of(request.ctx, key)
    context = {
        "nav": "processes",
        "definition": definition,
        "draft": draft_of(request.ctx, key),
        "versions": len(versions_of(request.ctx, key)),
        "cases": ProcessInstance.objects.filter(version__definition=definition).count(),
        "users": list(users_of(key)),
        "spells": [
            (days, gettext(words), ended_cases(request.ctx, key, _before(request, days)))
            for days, words in SPELLS
        ],
        "deeds": [one for one in deeds_of(request.ctx, "process") if one.about == key],
        "error": error,
    }
    return render(request, "client/studio/processes/delete.html", context, status=status)


def _before(request: DoorRequest, days: int) -> datetime | None:
    return request.ctx.now - timedelta(days=days) if days else None


@staff_page
@require_POST
def delete_cases_view(request: DoorRequest, key: str) -> HttpResponse:
    """Delete some of the ended cases, and say how many are left."""
    days = next((one for one, _words in SPELLS if str(one) == request.POST.get("days")), 365)
    typed, before = request.POST.get("typed", ""), _before(request, days)
    total = _whole(request.POST.get("total", "")) or ended_cases(request.ctx, key, before)
    context = {"definition": definition_of(request.ctx, key), "days": days, "typed": typed}
    try:
        left = delete_ended(request.ctx, key, typed, before=before, most=AT_ONCE)
    except REFUSALS as refused:
        context |= {"error": say_problem(refused)}
        template, status = "client/studio/processes/delete_part.html", status_of(refused)
        return render(request, template, context, status=status)
    context |= {"left": left, "total": max(total, left), "done": max(total - left, 0)}
    return render(request, "client/studio/processes/delete_part.html", context)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
