"""A ticket's page: the clocks on top, the timeline, the composer, the customer at the side."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET

from owj.client.desk.acts import acts_of
from owj.client.desk.compose_form import ComposeForm, Kind, empty_composer
from owj.client.desk.drafts import drafts_of, presence_place
from owj.client.desk.filters import address_of, read_filter
from owj.client.desk.own_fields import own_facts
from owj.packages.desk.entity import Ticket
from owj.packages.desk.queries import (
    TicketPage,
    assignable_users,
    companions_of,
    neighbours,
    open_attachment,
    said_meanwhile,
    ticket_page,
)
from owj.packages.desk.words import OPEN_STATUSES, LinkKind, Move
from owj.server.files.serving import file_response
from owj.server.presence.services import others_at
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.requests import is_htmx
from owj.ui.tickets.clocks import find_clock
from owj.ui.tickets.page import shared_context
from owj.ui.tickets.timeline import ShownEntry, show_entry
from owj.ui.tickets.words import PRIORITY_WORDS, RELATION_WORDS


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a move was refused, and what others did since the reader loaded the page."""

    sentence: str
    since: tuple[ShownEntry, ...] = ()


def entries_since(page: TicketPage, seen: str) -> tuple[ShownEntry, ...]:
    """Return what happened after the instant `seen` that the reader's page was drawn at."""
    try:
        instant = parse_datetime(seen)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        return ()
    return tuple(show_entry(entry) for entry in page.timeline if entry.at > instant)


def ticket_context(request: DoorRequest, page: TicketPage) -> dict[str, object]:
    """Return what every part of the page is drawn from."""
    ticket = page.ticket
    shared = shared_context(page, reverse("client:ticket", args=[ticket.tracking_id]))
    return shared | {
        "nav": "inbox",
        "this_one": int(ticket.status in OPEN_STATUSES),
        "seen": request.ctx.now.isoformat(),
        "beside_ticket": companions_of(request.ctx, ticket),
        "present": others_at(request.actor, presence_place(ticket.id)),
        "meanwhile": said_meanwhile(request.ctx, ticket, begun_at(request), page.last_public),
        "acts": acts_of(page.moves, ticket.tracking_id),
        "own_facts": own_facts(request.ctx, ticket),
        "definition": request.ctx.snapshot.entity(Ticket.key),
        "may_prioritise": Move.SET_PRIORITY in page.moves,
        "proposed_by": page.proposed_by,
        "may_assign": Move.ASSIGN in page.moves,
        "may_reply": Move.REPLY in page.moves,
        "may_announce": Move.ANNOUNCE in page.moves,
        "may_merge": Move.MERGE in page.moves,
        "priorities": PRIORITY_WORDS.items(),
        "link_kinds": [(one, RELATION_WORDS[one]) for one in LinkKind if one != LinkKind.CLONE_OF],
        "people": assignable_users(request.ctx) if Move.ASSIGN in page.moves else (),
    }


def begun_at(request: DoorRequest) -> int | None:
    """Return the last message there was when the composer was drawn, as its page tells."""
    text = (request.POST or request.GET).get("begun", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def composer_context(
    request: DoorRequest, page: TicketPage, composer: ComposeForm | None
) -> dict[str, object]:
    """Return what the composer is drawn from: what was sent, or the draft that waits."""
    drafts = drafts_of(request.actor, page.ticket.id)
    shown = composer or empty_composer(drafts, may_reply=Move.REPLY in page.moves)
    return {"composer": shown, "drafts": [(kind.value, drafts.get(kind, "")) for kind in Kind]}


def render_ticket(
    request: DoorRequest,
    tracking_id: str,
    *,
    composer: ComposeForm | None = None,
    refusal: Refusal | None = None,
    explain: str = "",
    status: int = 200,
) -> HttpResponse:
    """Draw the whole page; explain: the name of the clock whose count stands open."""
    page = ticket_page(request.ctx, tracking_id)
    asked = read_filter(request.GET)
    context = ticket_context(request, page) | composer_context(request, page, composer)
    context |= {
        "refusal": refusal,
        "beside": neighbours(request.ctx, asked, tracking_id),
        "list_address": address_of(asked),
        "explained": find_clock(page, explain) if explain else None,
    }
    return render(request, "client/desk/ticket.html", context, status=status)


def render_parts(
    request: DoorRequest,
    tracking_id: str,
    *,
    refusal: Refusal | None = None,
    composer: ComposeForm | None = None,
    sent: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Draw what changes while the page stays open; the text being written is not among it.

    composer: draw this one too, in its own place. sent: draw a fresh one, begun now.
    """
    page = ticket_page(request.ctx, tracking_id)
    context = ticket_context(request, page) | {"refusal": refusal, "sent": sent, "part": True}
    if sent:
        context["meanwhile"] = said_meanwhile(request.ctx, page.ticket, None, page.last_public)
    elif begun_at(request) is None:
        # This request did not say when its text was begun: what the page knows of it stays.
        context["meanwhile"] = None
    if sent or composer is not None:
        context |= composer_context(request, page, composer)
    return render(request, "client/desk/ticket_parts.html", context, status=status)


@staff_page
@require_GET
def ticket_view(request: DoorRequest, tracking_id: str) -> HttpResponse:
    """Show the ticket."""
    return render_ticket(request, tracking_id)


@staff_page
@require_GET
def live_view(request: DoorRequest, tracking_id: str) -> HttpResponse:
    """Give the parts once more after something happened to the ticket."""
    return render_parts(request, tracking_id)


@staff_page
@require_GET
def clock_view(request: DoorRequest, tracking_id: str, name: str) -> HttpResponse:
    """Explain every counted minute of one clock."""
    if not is_htmx(request):
        return render_ticket(request, tracking_id, explain=name)
    page = ticket_page(request.ctx, tracking_id)
    card = find_clock(page, name)
    return render(request, "client/desk/explain.html", {"explained": card, "page": page})


@staff_page
@require_GET
def file_view(request: DoorRequest, file_id: UUID) -> FileResponse:
    """Send a file of a ticket this person may read."""
    return file_response(open_attachment(request.ctx, file_id))
