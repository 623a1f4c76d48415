"""Filing a ticket: the facts the priority follows from, and the promise before it is filed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from owj.hub.lapsed import lapsed_warranty, render_lapsed
from owj.packages.desk.entity import Ticket
from owj.packages.desk.queries import desk_status, own_place
from owj.packages.desk.services import check_may_open, open_ticket
from owj.packages.desk.words import Channel
from owj.ui.doors import DoorRequest, hub_page
from owj.ui.draft_trials import may_be_tried
from owj.ui.forms.open_ticket import OpenTicketForm
from owj.ui.records.forms import RecordForm
from owj.ui.standing import chosen_customer
from owj.ui.tickets.filing import file_ticket
from owj.ui.tickets.own_fields import own_form, read_again
from owj.ui.tickets.preview import preview_of
from owj.ui.toasts import add_toast


def further_inputs(request: DoorRequest) -> RecordForm | None:
    """Return the inputs of the organisation's own fields, as the hub's form places them.

    A link is not asked for here: a ticket's form knows no customer to search within.
    """
    return own_form(request, "hub", lambda _field: "")


def render_form(
    request: DoorRequest,
    form: OpenTicketForm,
    own: RecordForm | None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Draw the form with what it holds."""
    context = {
        "nav": "new",
        "form": form,
        "own": own,
        "own_fields_url": reverse("hub:new_ticket_fields"),
        "desk": desk_status(request.ctx),
        "preview": preview_of(request.ctx, request.POST),
    }
    return render(request, "hub/new.html", context, status=status)


@hub_page
@require_http_methods(["GET", "HEAD", "POST"])
@may_be_tried
def new_ticket_view(request: DoorRequest) -> HttpResponse:
    """Show the form, or file what it holds."""
    own = further_inputs(request)
    if request.method != "POST":
        lapsed = lapsed_warranty(request)
        if lapsed is not None:
            return render_lapsed(request, lapsed)
        return render_form(request, OpenTicketForm(initial={"key": uuid4()}), own)
    check_may_open(request.ctx)
    place = own_place(request.ctx, chosen_customer(request))
    form = OpenTicketForm(request.POST, request.FILES)

    def file(given: Mapping[str, Any]) -> Ticket:
        draft = replace(form.draft(Channel.HUB), customer_id=place.customer_id, own=given)
        return open_ticket(request.ctx, draft)

    ticket = file_ticket(request, form, own, file)
    if ticket is None:
        return render_form(request, form, own, status=422)
    add_toast(request, gettext("Your ticket is filed. Its tracking id stands above."))
    # The page of a ticket just filed lets the browser forget the draft.
    return redirect(reverse("hub:ticket", args=[ticket.tracking_id]) + "?filed=1")


@hub_page
@require_POST
@may_be_tried
def new_ticket_fields_view(request: DoorRequest) -> HttpResponse:
    """Give the further inputs anew for what is written so far: their conditions may ask it."""
    return render(
        request, "ui/tickets/own_inputs.html", {"own": read_again(further_inputs(request))}
    )


@hub_page
@require_GET
def preview_view(request: DoorRequest) -> HttpResponse:
    """Tell the promise the ticket would carry if it were filed now."""
    return render(
        request, "ui/tickets/preview.html", {"preview": preview_of(request.ctx, request.GET)}
    )
