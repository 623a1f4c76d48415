"""Filing a ticket: the facts the priority follows from, and the promise before it is filed."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from owj.packages.desk.entity import Ticket
from owj.packages.desk.queries import desk_status, own_place
from owj.packages.desk.services import check_may_open, open_ticket
from owj.packages.desk.words import Channel
from owj.ui.doors import DoorRequest, hub_page
from owj.ui.forms.open_ticket import OpenTicketForm
from owj.ui.standing import chosen_customer
from owj.ui.tickets.filing import file_ticket
from owj.ui.tickets.preview import preview_of
from owj.ui.toasts import add_toast


def render_form(request: DoorRequest, form: OpenTicketForm, *, status: int = 200) -> HttpResponse:
    """Draw the form with what it holds."""
    context = {
        "nav": "new",
        "form": form,
        "desk": desk_status(request.ctx),
        "preview": preview_of(request.ctx, request.POST),
    }
    return render(request, "hub/new.html", context, status=status)


@hub_page
@require_http_methods(["GET", "HEAD", "POST"])
def new_ticket_view(request: DoorRequest) -> HttpResponse:
    """Show the form, or file what it holds."""
    if request.method != "POST":
        return render_form(request, OpenTicketForm(initial={"key": uuid4()}))
    check_may_open(request.ctx)
    place = own_place(request.ctx, chosen_customer(request))
    form = OpenTicketForm(request.POST, request.FILES)

    def file() -> Ticket:
        draft = replace(form.draft(Channel.HUB), customer_id=place.customer_id)
        return open_ticket(request.ctx, draft)

    ticket = file_ticket(request, form, file)
    if ticket is None:
        return render_form(request, form, status=422)
    add_toast(request, gettext("Your ticket is filed. Its tracking id stands above."))
    # The page of a ticket just filed lets the browser forget the draft.
    return redirect(reverse("hub:ticket", args=[ticket.tracking_id]) + "?filed=1")


@hub_page
@require_GET
def preview_view(request: DoorRequest) -> HttpResponse:
    """Tell the promise the ticket would carry if it were filed now."""
    return render(
        request, "ui/tickets/preview.html", {"preview": preview_of(request.ctx, request.GET)}
    )
