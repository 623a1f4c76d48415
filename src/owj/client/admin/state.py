"""What went wrong and waits for a person: messages, timers, incidents; administrators only."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from owj.kernel.errors import NotAllowed
from owj.server.context import Actor
from owj.server.inbound.models import InboundMessage
from owj.server.incidents.models import Incident
from owj.server.incidents.services import resolve_incident
from owj.server.jobs.status import worker_status
from owj.server.outbox.models import OutboxMessage
from owj.server.outbox.recover import drop_message, retry_message
from owj.server.processes.timing import release_timer
from owj.server.timers.models import Timer
from owj.server.timers.run import drop_quarantined, release_quarantined
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.toasts import add_toast

SHOWN = 100
CAME_SHOWN = 20
State = OutboxMessage.State


def check_admin(actor: Actor) -> None:
    """Refuse everybody but administrators. Raises: NotAllowed."""
    if not actor.has_role("admin"):
        raise NotAllowed


@staff_page
@require_GET
def state_view(request: DoorRequest) -> HttpResponse:
    """Show what waits for a decision."""
    check_admin(request.actor)
    settled = OutboxMessage.objects.filter(state__in=(State.FAILED, State.UNKNOWN))
    undelivered = OutboxMessage.objects.filter(state=State.SENT, delivery="not_delivered")
    # An incident of a message or a timer stands with it.
    others = Incident.objects.filter(resolved_at=None).exclude(source__in=("outbox", "timer"))
    context = {
        "nav": "state",
        "messages": list(settled.order_by("-id")[:SHOWN]),
        "message_count": settled.count(),
        "timers": list(Timer.objects.filter(state=Timer.State.QUARANTINED).order_by("due_at")),
        "causes": _causes_of_timers(),
        "incidents": list(others.order_by("-opened_at")[:SHOWN]),
        "waiting": OutboxMessage.objects.filter(state__in=(State.PENDING, State.SENDING)).count(),
        "undelivered": list(undelivered.order_by("-id")[:CAME_SHOWN]),
        "came": list(InboundMessage.objects.order_by("-stored_at", "-id")[:CAME_SHOWN]),
        "worker": worker_status(),
    }
    return render(request, "client/admin/state.html", context)


@staff_page
@require_POST
def message_view(request: DoorRequest, message_id: int) -> HttpResponse:
    """Send a message again, or drop it with a reason."""
    return _decide(
        request,
        again=lambda: retry_message(message_id, by=request.actor),
        drop=lambda reason: drop_message(message_id, by=request.actor, reason=reason),
    )


@staff_page
@require_POST
def timer_view(request: DoorRequest, timer_id: int) -> HttpResponse:
    """Try a timer again, or give it up with a reason."""
    return _decide(
        request,
        again=lambda: release_quarantined(timer_id, by=request.actor),
        drop=lambda reason: drop_quarantined(timer_id, by=request.actor, reason=reason),
    )


@staff_page
@require_POST
def incident_view(request: DoorRequest, incident_id: int) -> HttpResponse:
    """Close an incident with what was done about it; a drawing's timer is tried again."""
    check_admin(request.actor)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        add_toast(request, gettext("Write why."), tone="danger")
    else:
        with transaction.atomic():
            resolve_incident(incident_id, by=request.actor, reason=reason)
            for closed in Incident.objects.filter(pk=incident_id, source="process"):
                release_timer(closed.subject)
        add_toast(request, gettext("It is closed, with your reason"))
    return redirect("client:state")


def _decide(
    request: DoorRequest, *, again: Callable[[], bool], drop: Callable[[str], bool]
) -> HttpResponse:
    check_admin(request.actor)
    reason = request.POST.get("reason", "").strip()
    if "drop" not in request.POST:
        done = again()
        words = gettext("It is tried again")
    elif not reason:
        add_toast(request, gettext("Write why."), tone="danger")
        return redirect("client:state")
    else:
        done = drop(reason)
        words = gettext("It is dropped, with your reason")
    add_toast(request, words if done else gettext("Somebody has decided about it already"))
    return redirect("client:state")


def _causes_of_timers() -> dict[str, str]:
    rows = Incident.objects.filter(resolved_at=None, source="timer")
    return dict(rows.values_list("subject", "text"))
