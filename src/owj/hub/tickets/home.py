"""What a customer sees first: the desk's hours and the open tickets with their clocks."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from owj.packages.desk.queries import hub_home, hub_tickets
from owj.ui.doors import DoorRequest, hub_page
from owj.ui.requests import is_htmx


@hub_page
@require_GET
def home_view(request: DoorRequest) -> HttpResponse:
    """Show the home page, or its changing part alone."""
    home = hub_home(request.ctx)
    context = {
        "nav": "home",
        "home": home,
        "desk": home.desk,
        "person": request.actor.name,
        "open_rows": [(row, home.cards.get(row.id)) for row in home.open_tickets],
    }
    template = "hub/home_part.html" if is_htmx(request) else "hub/home.html"
    return render(request, template, context)


@hub_page
@require_GET
def tickets_view(request: DoorRequest) -> HttpResponse:
    """List the customer's tickets, newest first, page by page."""
    open_only = request.GET.get("show") == "open"
    page = hub_tickets(request.ctx, open_only=open_only, cursor=request.GET.get("cursor") or None)
    context = {"nav": "tickets", "page": page, "open_only": open_only}
    return render(request, "hub/rows.html" if is_htmx(request) else "hub/tickets.html", context)
