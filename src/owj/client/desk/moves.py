"""Moving a ticket: its status and its priority; a stale page is told what changed meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from owj.client.desk.acts import ACTS, Doing
from owj.client.desk.ticket import Refusal, entries_since, render_parts, render_ticket
from owj.kernel.errors import Conflict, InvalidInput
from owj.kernel.sla.agreement import Priority
from owj.packages.desk.queries import ticket_page
from owj.packages.desk.services import set_priority
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.requests import is_htmx
from owj.ui.tickets.words import PRIORITY_WORDS
from owj.ui.toasts import add_toast


def version_of(request: DoorRequest) -> int | None:
    """Return the version of the ticket that the reader's page showed, where the form tells it."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def answer_move(request: DoorRequest, tracking_id: str, do: Callable[[], None]) -> HttpResponse:
    """Do the move and show the ticket, or show why not and what others did meanwhile."""
    try:
        do()
    except (InvalidInput, Conflict) as error:
        status = 409 if isinstance(error, Conflict) else 422
        page = ticket_page(request.ctx, tracking_id)
        refusal = Refusal(words_of(error), entries_since(page, request.POST.get("seen", "")))
        if is_htmx(request):
            return render_parts(request, tracking_id, refusal=refusal, status=status)
        return render_ticket(request, tracking_id, refusal=refusal, status=status)
    if is_htmx(request):
        return render_parts(request, tracking_id)
    return redirect("client:ticket", tracking_id)


@staff_page
@require_POST
def move_view(request: DoorRequest, tracking_id: str, verb: str) -> HttpResponse:
    """Do one of the acts."""
    act = ACTS.get(verb)
    if act is None:
        raise Http404(verb)
    text = request.POST.get("text", "").strip()

    def do() -> None:
        act.do(request.ctx, tracking_id, Doing(text, version_of(request)))
        undo = reverse("client:move", args=[tracking_id, act.undo]) if act.undo else ""
        add_toast(request, str(act.done), undo_url=undo)

    return answer_move(request, tracking_id, do)


@staff_page
@require_POST
def priority_view(request: DoorRequest, tracking_id: str) -> HttpResponse:
    """Confirm or change the priority; only the project manager may (R6)."""
    given = request.POST.get("priority", "")
    if given not in set(Priority):
        raise Http404(given)
    priority = Priority(given)
    before = request.POST.get("before", "")
    reason = request.POST.get("text", "").strip()

    def do() -> None:
        set_priority(
            request.ctx, tracking_id, priority, reason=reason, expected_version=version_of(request)
        )
        words = gettext("The priority is %(priority)s.") % {"priority": PRIORITY_WORDS[priority]}
        undoable = before in set(Priority) and before != given
        add_toast(
            request,
            words,
            undo_url=reverse("client:priority", args=[tracking_id]) if undoable else "",
            undo_fields={"priority": before} if undoable else {},
        )

    return answer_move(request, tracking_id, do)
