"""Small deeds beside a ticket: following it, linking it, keeping its drafts, being there."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from owj.client.desk.compose_form import Kind
from owj.client.desk.drafts import draft_place, presence_place
from owj.client.desk.moves import answer_move
from owj.kernel.errors import InvalidInput
from owj.packages.desk.queries import (
    assignable_users,
    ready_texts,
    staff_ticket,
    ticket_choices,
)
from owj.packages.desk.services import (
    check_reach,
    follow_ticket,
    link_tickets,
    unfollow_ticket,
    unlink_tickets,
)
from owj.packages.desk.words import LinkKind, Move
from owj.server.drafts.services import keep_draft
from owj.server.live.notify import notify_live
from owj.server.presence.services import arrive, leave, others_at
from owj.ui.dates import digits
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.reading import language
from owj.ui.toasts import add_toast


@staff_page
@require_POST
def follow_view(request: DoorRequest, tracking_id: str) -> HttpResponse:
    """Follow the ticket, or follow it no more."""
    wanted = request.POST.get("follow") == "yes"

    def do() -> None:
        (follow_ticket if wanted else unfollow_ticket)(request.ctx, tracking_id)
        words = (
            gettext("You follow the ticket; you will hear of its news.")
            if wanted
            else gettext("You do not follow the ticket any more.")
        )
        add_toast(
            request,
            words,
            undo_url=reverse("client:follow", args=[tracking_id]),
            undo_fields={"follow": "no" if wanted else "yes"},
        )

    return answer_move(request, tracking_id, do)


@staff_page
@require_POST
def link_view(request: DoorRequest, tracking_id: str) -> HttpResponse:
    """Link the ticket to another one."""
    other, given = request.POST.get("other", ""), request.POST.get("kind", "")
    if given not in set(LinkKind) - {LinkKind.CLONE_OF}:
        raise Http404(given)

    def do() -> None:
        link_tickets(request.ctx, tracking_id, other, LinkKind(given))
        add_toast(
            request,
            gettext("The tickets are linked."),
            undo_url=reverse("client:unlink", args=[tracking_id]),
            undo_fields={"other": other},
        )

    return answer_move(request, tracking_id, do)


@staff_page
@require_POST
def unlink_view(request: DoorRequest, tracking_id: str) -> HttpResponse:
    """Take the link to another ticket back."""
    other = request.POST.get("other", "")

    def do() -> None:
        kind = unlink_tickets(request.ctx, tracking_id, other)
        undoable = kind is not LinkKind.CLONE_OF
        add_toast(
            request,
            gettext("The link to %(ticket)s is gone.") % {"ticket": digits(other)},
            undo_url=reverse("client:link", args=[tracking_id]) if undoable else "",
            undo_fields={"other": other, "kind": kind.value} if undoable else {},
        )

    return answer_move(request, tracking_id, do)


@staff_page
@require_GET
def link_choices_view(request: DoorRequest, tracking_id: str) -> HttpResponse:
    """Give the tickets that this one may be linked to."""
    ticket = staff_ticket(request.ctx, tracking_id)
    found = ticket_choices(request.ctx, ticket, request.GET.get("q", ""))
    return render(request, "client/desk/ticket_choices.html", {"found": found, "name": "other"})


@staff_page
@require_POST
def draft_view(request: DoorRequest, tracking_id: str) -> HttpResponse:
    """Keep what is being written, one text a ticket, kind and person."""
    ticket_id = check_reach(request.ctx, tracking_id, Move.NOTE)
    given = request.POST.get("kind", "")
    if given not in set(Kind):
        raise Http404(given)
    try:
        keep_draft(
            request.actor,
            draft_place(ticket_id, Kind(given)),
            request.POST.get("text", ""),
            now=request.ctx.now,
        )
    except InvalidInput:
        return HttpResponse(status=422)
    return HttpResponse(status=204)


@staff_page
@require_http_methods(["GET", "POST"])
def presence_view(request: DoorRequest, tracking_id: str) -> HttpResponse:
    """Hear that this person is here, writes or goes; answer who else is."""
    ticket_id = check_reach(request.ctx, tracking_id, Move.NOTE)
    place = presence_place(ticket_id)
    if request.method == "POST":
        if request.POST.get("gone"):
            news = leave(request.actor, place)
        else:
            news = arrive(request.actor, place, writing=request.POST.get("writing") == "yes")
        if news:
            notify_live(["desk"], "presence", id=ticket_id)
        if request.POST.get("gone"):
            return HttpResponse(status=204)
    context = {"present": others_at(request.actor, place), "tracking_id": tracking_id}
    return render(request, "client/desk/presence.html", context | {"ticket_id": ticket_id})


@staff_page
@require_GET
def ready_view(request: DoorRequest, tracking_id: str) -> HttpResponse:
    """Give the canned replies as they would read in this ticket, and who may be named."""
    ticket = staff_ticket(request.ctx, tracking_id)
    texts = ready_texts(request.ctx, ticket, language=language())
    context = {"texts": texts, "people": assignable_users(request.ctx)}
    return render(request, "client/desk/ready.html", context)
