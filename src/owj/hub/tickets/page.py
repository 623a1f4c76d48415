"""One ticket as its customer sees it: the agent's clock, the conversation, no inside words."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from django import forms
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from owj.hub.records.record import own_sections
from owj.packages.desk.queries import TicketPage, hub_ticket, open_attachment
from owj.packages.desk.words import Move
from owj.server.files.serving import file_response
from owj.server.records.context import Context
from owj.ui.doors import DoorRequest, hub_page
from owj.ui.forms.open_ticket import TEXT_LENGTH
from owj.ui.forms.uploads import FilesForm
from owj.ui.requests import is_htmx
from owj.ui.tickets.clocks import find_clock
from owj.ui.tickets.page import shared_context


class HubReplyForm(FilesForm):
    """Reads what the customer writes back."""

    key = forms.UUIDField()
    text = forms.CharField(max_length=TEXT_LENGTH)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was refused. lapsed_contract: whose renewal would open it."""

    words: str
    lapsed_contract: int | None = None


def empty_reply() -> HubReplyForm:
    """Return a fresh form with a key of its own, so that one text is never sent twice."""
    return HubReplyForm(initial={"key": uuid4()})


def ticket_context(ctx: Context, page: TicketPage) -> dict[str, object]:
    """Return what every part of the page is drawn from."""
    return shared_context(page, reverse("hub:ticket", args=[page.ticket.tracking_id])) | {
        "nav": "tickets",
        "own_sections": own_sections(ctx, page.ticket),
        "may_reply": Move.CUSTOMER_REPLY in page.moves,
        "may_confirm": Move.CONFIRM in page.moves,
        "may_reopen": Move.REOPEN in page.moves,
        "may_rate": Move.RATE in page.moves,
    }


def render_ticket(
    request: DoorRequest,
    tracking_id: str,
    *,
    reply: HubReplyForm | None = None,
    refusal: Refusal | None = None,
    explain: str = "",
    status: int = 200,
) -> HttpResponse:
    """Draw the whole page; explain: the name of the clock whose count stands open."""
    page = hub_ticket(request.ctx, tracking_id)
    context = ticket_context(request.ctx, page) | {
        "reply": reply or empty_reply(),
        "refusal": refusal,
        "explained": find_clock(page, explain) if explain else None,
    }
    return render(request, "hub/ticket.html", context, status=status)


def render_parts(
    request: DoorRequest,
    tracking_id: str,
    *,
    reply: HubReplyForm | None = None,
    sent: bool = False,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw what changes while the page stays open; the text being written is not among it.

    reply: draw this form too, in its own place. sent: the browser may forget its draft.
    """
    context = ticket_context(request.ctx, hub_ticket(request.ctx, tracking_id)) | {
        "reply": reply,
        "sent": sent,
        "refusal": refusal,
        "part": True,
    }
    return render(request, "hub/ticket_parts.html", context, status=status)


@hub_page
@require_GET
def ticket_view(request: DoorRequest, tracking_id: str) -> HttpResponse:
    """Show the ticket."""
    return render_ticket(request, tracking_id)


@hub_page
@require_GET
def live_view(request: DoorRequest, tracking_id: str) -> HttpResponse:
    """Give the parts once more after something happened to the ticket."""
    return render_parts(request, tracking_id)


@hub_page
@require_GET
def clock_view(request: DoorRequest, tracking_id: str, name: str) -> HttpResponse:
    """Explain every counted minute of one clock, in the agent's own words."""
    if not is_htmx(request):
        return render_ticket(request, tracking_id, explain=name)
    page = hub_ticket(request.ctx, tracking_id)
    context = {"explained": find_clock(page, name), "page": page}
    return render(request, "hub/explain.html", context)


@hub_page
@require_GET
def file_view(request: DoorRequest, file_id: UUID) -> FileResponse:
    """Send a file of a ticket of this customer; a file of an internal note does not exist here."""
    return file_response(open_attachment(request.ctx, file_id))
