"""What a customer sees first: the desk's hours and the open tickets with their clocks."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from owj.hub.records.shared import shared_entities
from owj.packages.customers.queries import colleagues_of
from owj.packages.desk.queries import HubAsk, hub_home, hub_tickets, own_place
from owj.ui.doors import DoorRequest, hub_page
from owj.ui.requests import is_htmx
from owj.ui.standing import chosen_customer


@hub_page
@require_GET
def home_view(request: DoorRequest) -> HttpResponse:
    """Show the home page, or its changing part alone."""
    home = hub_home(request.ctx, chosen_customer(request))
    context = {
        "nav": "home",
        "home": home,
        "desk": home.desk,
        "person": request.actor.name,
        "shared": shared_entities(request.ctx),
        "open_rows": [(row, home.cards.get(row.id)) for row in home.open_tickets],
    }
    template = "hub/home_part.html" if is_htmx(request) else "hub/home.html"
    return render(request, template, context)


@hub_page
@require_GET
def tickets_view(request: DoorRequest) -> HttpResponse:
    """List the tickets, newest first, page by page: mine, the team's, or one colleague's."""
    customer_id = chosen_customer(request)
    place = own_place(request.ctx, customer_id)
    asked = asked_of(request)
    page = hub_tickets(request.ctx, customer_id, asked)
    colleagues = colleagues_of(request.ctx, place.customer_id) if place.rights.team else ()
    context = {
        "nav": "tickets",
        "page": page,
        "asked": asked,
        "place": place,
        "colleagues": colleagues,
        "query": query_of(asked),
        "links": {
            "all": query_of(replace(asked, open_only=False)),
            "open": query_of(replace(asked, open_only=True)),
            "team": query_of(replace(asked, mine_only=False, contact_id=None)),
            "mine": query_of(replace(asked, mine_only=True, contact_id=None)),
        },
    }
    return render(request, "hub/rows.html" if is_htmx(request) else "hub/tickets.html", context)


def asked_of(request: DoorRequest) -> HubAsk:
    """Return which tickets the address asks for."""
    by = request.GET.get("by", "")
    return HubAsk(
        open_only=request.GET.get("show") == "open",
        mine_only=request.GET.get("whose") == "mine",
        contact_id=int(by) if by.isascii() and by.isdigit() and len(by) < 18 else None,
        cursor=request.GET.get("cursor") or None,
    )


def query_of(asked: HubAsk) -> str:
    """Return the same question for the next page's address."""
    given = {
        "show": "open" if asked.open_only else "",
        "whose": "mine" if asked.mine_only else "",
        "by": str(asked.contact_id or ""),
    }
    return urlencode({name: value for name, value in given.items() if value})
