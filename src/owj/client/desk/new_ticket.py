"""A ticket that staff file for a customer: who calls, or whose request begins anew from another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django import forms
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from owj.client.records.choices import choices_address
from owj.kernel.errors import NotFound
from owj.kernel.whole import whole
from owj.packages.customers.services import NewContact, ensure_contact
from owj.packages.desk.drafts import OpenTicket
from owj.packages.desk.entity import Ticket
from owj.packages.desk.queries import (
    TicketPage,
    assignable_users,
    customer_choices,
    customer_page,
    desk_status,
    first_text,
    similar_tickets,
    ticket_page,
)
from owj.packages.desk.services import clone_ticket, open_ticket
from owj.packages.desk.words import Channel
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.draft_trials import may_be_tried
from owj.ui.forms.open_ticket import OpenTicketForm
from owj.ui.records.forms import RecordForm
from owj.ui.tickets.filing import file_ticket
from owj.ui.tickets.own_fields import own_form, read_again
from owj.ui.tickets.preview import preview_of
from owj.ui.toasts import add_toast

# A caller who is no contact yet, in the list of those who are.
NEW_CONTACT = "new"
TICKET_ID = re.compile("[0-9]{1,18}")
# How a ticket reaches staff; what comes through the hub or by import is not filed here.
CHANNELS = {
    Channel.PHONE: _("by telephone"),
    Channel.DESK: _("in person or otherwise"),
    Channel.EMAIL: _("by e-mail"),
}


class OnBehalfForm(OpenTicketForm):
    """Asks besides for whom the ticket is, who spoke and how, and who takes it."""

    customer = forms.IntegerField(error_messages={"required": _("Choose the customer.")})
    contact = forms.CharField(required=False, max_length=20)
    contact_name = forms.CharField(required=False, max_length=200)
    contact_title = forms.CharField(required=False, max_length=120)
    contact_phone = forms.CharField(required=False, max_length=40)
    channel = forms.ChoiceField(
        choices=[(one.value, one.value) for one in CHANNELS], required=False
    )
    assignee = forms.IntegerField(required=False)
    source = forms.CharField(required=False, max_length=40)

    def clean(self) -> dict[str, Any]:
        """Ask for the name of a contact that is to be added."""
        given = super().clean()
        contact = given.get("contact") or ""
        if contact == NEW_CONTACT and not given.get("contact_name"):
            self.add_error("contact_name", _("Write the caller's name."))
        if contact not in {"", NEW_CONTACT} and whole(contact) is None:
            self.add_error("contact", _("Choose one of the list."))
        return given

    def new_contact(self) -> NewContact | None:
        """Return the contact that is to be added, if one is."""
        given = self.cleaned_data
        if given["contact"] != NEW_CONTACT:
            return None
        return NewContact(
            given["customer"],
            name=given["contact_name"],
            title=given["contact_title"],
            phone=given["contact_phone"],
        )

    def draft_for(self, contact_id: int | None) -> OpenTicket:
        """Return what the form holds as the desk takes it."""
        given = self.cleaned_data
        return replace(
            self.draft(Channel(given["channel"] or Channel.PHONE)),
            customer_id=given["customer"],
            contact_id=contact_id,
            assignee_id=given["assignee"],
        )


@transaction.atomic
def file_for_customer(request: DoorRequest, form: OnBehalfForm, own: Mapping[str, Any]) -> Ticket:
    """Add the contact that is new, and file the ticket, alone or as the clone of another."""
    given = form.cleaned_data
    draft = form.new_contact()
    if draft is not None:
        contact_id: int | None = ensure_contact(request.ctx, draft).id
    else:
        contact_id = int(given["contact"]) if given["contact"] else None
    filed = replace(form.draft_for(contact_id), own=own)
    if given["source"]:
        return clone_ticket(request.ctx, given["source"], filed)
    return open_ticket(request.ctx, filed)


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
    return {"contacts": contacts, "chosen": page.customer, "others": page.tickets[:5]}


def source_of(request: DoorRequest, tracking_id: str) -> TicketPage | None:
    """Return the ticket that a new one is begun from. Raises: TicketNotFound."""
    return ticket_page(request.ctx, tracking_id) if tracking_id else None


def initial_of(request: DoorRequest, source: TicketPage | None) -> dict[str, object]:
    """Return what an empty form holds: of a clone what the source says, but none of its past."""
    initial: dict[str, object] = {
        "key": uuid4(),
        "assignee": request.actor.user_id,
        "customer": request.GET.get("customer"),
        "channel": Channel.PHONE.value,
    }
    if source is None:
        return initial
    ticket = source.ticket
    first = next((entry.text for entry in source.timeline if entry.kind == "opened"), "")
    return initial | {
        "source": ticket.tracking_id,
        "customer": ticket.customer_id,
        "contact": ticket.contact_id or "",
        "assignee": ticket.assignee_id or request.actor.user_id,
        "channel": Channel.DESK.value,
        "subject": ticket.subject,
        "text": first,
        "kind": "bug" if ticket.is_bug else "request",
        "blocks_use": "yes" if ticket.blocks_use else "no",
        "importance": ticket.importance.value,
    }


def further_inputs(request: DoorRequest) -> RecordForm | None:
    """Return the inputs of the organisation's own fields, as the form of new tickets has them."""
    return own_form(request, "create", partial(choices_address, request.ctx))


def render_form(
    request: DoorRequest,
    form: OnBehalfForm,
    own: RecordForm | None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Draw the form with what it holds."""
    words = request.POST.get("customer_q", request.GET.get("customer_q", ""))
    subject = str(form["subject"].value() or "")
    source = source_of(request, str(form["source"].value() or ""))
    facts = {name: form[name].value() or "" for name in ("kind", "blocks_use", "importance")}
    context = contacts_of(request, form["customer"].value()) | {
        "nav": "inbox",
        "form": form,
        "own": own,
        "own_fields_url": reverse("client:new_ticket_fields"),
        "source": source,
        "channels": CHANNELS.items(),
        "customer_q": words,
        "customers": customer_choices(request.ctx, words),
        "people": assignable_users(request.ctx),
        "desk": desk_status(request.ctx),
        "preview": preview_of(request.ctx, QueryDict(urlencode(facts))),
        "similar": similar_tickets(
            request.ctx, subject, besides=source.ticket.id if source else None
        ),
    }
    return render(request, "client/desk/new_ticket.html", context, status=status)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
@may_be_tried
def new_ticket_view(request: DoorRequest) -> HttpResponse:
    """Show the form, or file what it holds."""
    own = further_inputs(request)
    if request.method != "POST":
        source = source_of(request, request.GET.get("from", ""))
        return render_form(request, OnBehalfForm(initial=initial_of(request, source)), own)
    form = OnBehalfForm(request.POST, request.FILES)
    ticket = file_ticket(request, form, own, partial(file_for_customer, request, form))
    if ticket is None:
        return render_form(request, form, own, status=422)
    add_toast(request, gettext("The ticket is filed."))
    # The page of a ticket just filed lets the browser forget the draft.
    return redirect(reverse("client:ticket", args=[ticket.tracking_id]) + "?filed=1")


@staff_page
@require_POST
@may_be_tried
def new_ticket_fields_view(request: DoorRequest) -> HttpResponse:
    """Give the further inputs anew for what is written so far: their conditions may ask it."""
    return render(
        request, "ui/tickets/own_inputs.html", {"own": read_again(further_inputs(request))}
    )


@staff_page
@require_GET
def preview_view(request: DoorRequest) -> HttpResponse:
    """Tell the promise the ticket would carry if it were filed now."""
    return render(
        request, "ui/tickets/preview.html", {"preview": preview_of(request.ctx, request.GET)}
    )


@staff_page
@require_GET
def similar_view(request: DoorRequest) -> HttpResponse:
    """Give the tickets that read like a ticket, or like the one that is being typed."""
    given, ctx = request.GET, request.ctx
    typed = given.get("besides", "")
    besides = int(typed) if TICKET_ID.fullmatch(typed) else None
    body = given.get("text", "") if besides is None else first_text(ctx, besides)
    found = similar_tickets(ctx, given.get("subject", ""), body=body, besides=besides)
    return render(request, "client/desk/similar.html", {"similar": found})


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
