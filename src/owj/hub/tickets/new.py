"""Filing a ticket: the facts the priority follows from, and the promise before it is filed."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from owj.kernel.errors import InvalidInput
from owj.packages.desk.drafts import OpenTicket
from owj.packages.desk.queries import desk_status, own_place
from owj.packages.desk.services import check_may_open, open_ticket
from owj.packages.desk.words import Channel
from owj.ui.doors import DoorRequest, hub_page
from owj.ui.failures import words_of
from owj.ui.forms.open_ticket import OpenTicketForm
from owj.ui.standing import chosen_customer
from owj.ui.tickets.preview import preview_of
from owj.ui.toasts import add_toast


def draft_of(form: OpenTicketForm, customer_id: int) -> OpenTicket:
    """Return what the form holds as the desk takes it, for the customer one acts for now."""
    given = form.cleaned_data
    return OpenTicket(
        subject=given["subject"],
        text=given["text"],
        is_bug=form.is_bug,
        blocks_use=form.blocks,
        importance=form.importance_to_customer,
        channel=Channel.HUB,
        customer_id=customer_id,
        files=form.file_ids,
        key=str(given["key"]),
    )


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
    form.is_valid()
    form.take_files(request.actor)
    if not form.is_valid():
        return render_form(request, form, status=422)
    try:
        ticket = open_ticket(request.ctx, draft_of(form, place.customer_id))
    except InvalidInput as error:
        form.add_error(None, words_of(error))
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
