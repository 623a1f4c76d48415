"""A ticket that staff file for a customer who calls."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from owj.kernel.errors import InvalidInput, NotFound
from owj.packages.desk.drafts import OpenTicket
from owj.packages.desk.queries import (
    assignable_users,
    customer_choices,
    customer_page,
    desk_status,
)
from owj.packages.desk.services import check_may_open, open_ticket
from owj.packages.desk.words import Channel
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.forms.open_ticket import OpenTicketForm
from owj.ui.tickets.preview import preview_of
from owj.ui.toasts import add_toast


class OnBehalfForm(OpenTicketForm):
    """Asks besides for whom the ticket is, and who takes it."""

    customer = forms.IntegerField(error_messages={"required": _("Choose the customer.")})
    contact = forms.IntegerField(required=False)
    assignee = forms.IntegerField(required=False)

    def draft(self) -> OpenTicket:
        """Return what the form holds as the desk takes it."""
        given = self.cleaned_data
        return OpenTicket(
            subject=given["subject"],
            text=given["text"],
            is_bug=self.is_bug,
            blocks_use=self.blocks,
            importance=self.importance_to_customer,
            customer_id=given["customer"],
            contact_id=given["contact"],
            channel=Channel.PHONE,
            assignee_id=given["assignee"],
            files=self.file_ids,
            key=str(given["key"]),
        )


def contacts_of(request: DoorRequest, customer: object) -> dict[str, Any]:
    """Return the people of the chosen customer; none while none is chosen or it is unknown."""
    text = str(customer or "")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        return {"contacts": ()}
    try:
        page = customer_page(request.ctx, int(text))
    except NotFound:
        return {"contacts": ()}
    contacts = [member.contact for member in page.members if member.acts]
    return {"contacts": contacts, "chosen": page.customer}


def render_form(request: DoorRequest, form: OnBehalfForm, *, status: int = 200) -> HttpResponse:
    """Draw the form with what it holds."""
    words = request.POST.get("customer_q", request.GET.get("customer_q", ""))
    context = contacts_of(request, form["customer"].value()) | {
        "nav": "inbox",
        "form": form,
        "customer_q": words,
        "customers": customer_choices(request.ctx, words),
        "people": assignable_users(request.ctx),
        "desk": desk_status(request.ctx),
        "preview": preview_of(request.ctx, request.POST or request.GET),
    }
    return render(request, "client/desk/new_ticket.html", context, status=status)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def new_ticket_view(request: DoorRequest) -> HttpResponse:
    """Show the form, or file what it holds."""
    if request.method != "POST":
        initial = {
            "key": uuid4(),
            "assignee": request.actor.user_id,
            "customer": request.GET.get("customer"),
        }
        return render_form(request, OnBehalfForm(initial=initial))
    check_may_open(request.ctx)
    form = OnBehalfForm(request.POST, request.FILES)
    form.is_valid()
    form.take_files(request.actor)
    if not form.is_valid():
        return render_form(request, form, status=422)
    try:
        ticket = open_ticket(request.ctx, form.draft())
    except InvalidInput as error:
        form.add_error(None, words_of(error))
        return render_form(request, form, status=422)
    except NotFound as error:
        form.add_error("customer", words_of(error))
        return render_form(request, form, status=422)
    add_toast(request, gettext("The ticket is filed."))
    # The page of a ticket just filed lets the browser forget the draft.
    return redirect(reverse("client:ticket", args=[ticket.tracking_id]) + "?filed=1")


@staff_page
@require_GET
def preview_view(request: DoorRequest) -> HttpResponse:
    """Tell the promise the ticket would carry if it were filed now."""
    return render(
        request, "ui/tickets/preview.html", {"preview": preview_of(request.ctx, request.GET)}
    )


@staff_page
@require_GET
def customers_part_view(request: DoorRequest) -> HttpResponse:
    """Give the customers whose name holds the words typed."""
    words = request.GET.get("customer_q", "")
    return render(
        request,
        "client/desk/customer_options.html",
        {"customers": customer_choices(request.ctx, words), "customer_q": words},
    )


@staff_page
@require_GET
def contacts_view(request: DoorRequest) -> HttpResponse:
    """Give the people of the customer just chosen."""
    context = contacts_of(request, request.GET.get("customer"))
    return render(request, "client/desk/contact_options.html", context)
