"""The people of customers: who they are, for whom they act, what they may do, how they get in."""

from __future__ import annotations

from dataclasses import replace

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from owj.client.customers.closed import closed_values, fields_of_form
from owj.kernel.errors import Conflict, InvalidInput
from owj.kernel.persian.digits import latin_digits
from owj.packages.customers.entity import Contact, Customer
from owj.packages.customers.queries import USUAL, places_of
from owj.packages.customers.services import (
    ContactDraft,
    NewContact,
    add_contact,
    change_contact,
    end_membership,
    give_portal_access,
    give_rights,
    set_contact_active,
)
from owj.packages.desk.queries import customer_choices
from owj.packages.desk.queries.inbox import check_agent
from owj.server.identity.models import User
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.forms.rights import RIGHT_LINES, rights_in
from owj.ui.toasts import add_toast

OTHERS_OFFERED = 200


_FIELDS = ("name", "title", "email", "phone")


class ContactForm(forms.Form):
    """Reads what is known about a person."""

    name = forms.CharField(max_length=200, error_messages={"required": _("Write the name.")})
    title = forms.CharField(max_length=120, required=False)
    email = forms.EmailField(required=False)
    phone = forms.CharField(max_length=40, required=False)
    version = forms.IntegerField(required=False)

    def particulars(self) -> ContactDraft:
        """Return what is said about the person; digits as they are stored."""
        given = self.cleaned_data
        return ContactDraft(
            given["name"], given["title"], given["email"], latin_digits(given["phone"])
        )


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def new_contact_view(request: DoorRequest, customer_id: int) -> HttpResponse:
    """Add a person to a customer, and send the invitation if it is wished."""
    check_agent(request.ctx)
    customer = request.ctx.get(Customer, customer_id)
    form = ContactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        rights = rights_in(request.POST)
        given = form.particulars()
        draft = NewContact(
            customer_id, given.name, given.title, given.email, given.phone, rights=rights
        )
        try:
            contact = add_contact(request.ctx, draft)
        except InvalidInput as error:
            form.add_error(None, words_of(error))
        else:
            add_toast(request, gettext("The person is entered"))
            return redirect("client:contact", contact.id)
    context = {
        "nav": "customers",
        "customer": customer,
        "form": form,
        "lines": RIGHT_LINES,
        "usual": USUAL,
        **fields_of_form("contact", _FIELDS),
    }
    status = 422 if form.is_bound else 200
    return render(request, "client/customers/new_contact.html", context, status=status)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def contact_view(request: DoorRequest, contact_id: int) -> HttpResponse:
    """Show a person, or keep what is changed."""
    check_agent(request.ctx)
    contact = request.ctx.get(Contact, contact_id)
    if request.method != "POST":
        return _page(request, contact, ContactForm(initial=_known(contact)))
    form = ContactForm(request.POST)
    if form.is_valid():
        version = form.cleaned_data["version"]
        draft = replace(form.particulars(), **closed_values("contact", _FIELDS, contact))
        try:
            change_contact(request.ctx, contact_id, draft, expected_version=version)
        except (InvalidInput, Conflict) as error:
            form.add_error(None, words_of(error))
        else:
            add_toast(request, gettext("The person's particulars are kept"))
            return redirect("client:contact", contact_id)
    return _page(request, contact, form, status=422)


@staff_page
@require_POST
def contact_rights_view(request: DoorRequest, contact_id: int) -> HttpResponse:
    """Let a person act for a customer with the ticked rights, or no longer."""
    check_agent(request.ctx)
    text = request.POST.get("customer", "")
    customer_id = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
    if "end" in request.POST:
        end_membership(request.ctx, contact_id, customer_id)
        add_toast(request, gettext("This person no longer acts for that customer"))
    else:
        give_rights(request.ctx, contact_id, customer_id, rights_in(request.POST))
        add_toast(request, gettext("The rights hold from now on"))
    return redirect("client:contact", contact_id)


@staff_page
@require_POST
def contact_active_view(request: DoorRequest, contact_id: int) -> HttpResponse:
    """Let a person go, or come back."""
    check_agent(request.ctx)
    active = request.POST.get("active") == "yes"
    set_contact_active(request.ctx, contact_id, active=active)
    words = gettext("The person is back") if active else gettext("The person no longer gets in")
    add_toast(request, words)
    return redirect("client:contact", contact_id)


@staff_page
@require_POST
def contact_invite_view(request: DoorRequest, contact_id: int) -> HttpResponse:
    """Open an account for a person and send the link."""
    check_agent(request.ctx)
    address = f"{settings.BASE_URL}{reverse('ui:hub_new_password', args=['x'])}"[:-1]
    try:
        give_portal_access(request.ctx, contact_id, address=address)
    except (InvalidInput, Conflict) as error:
        add_toast(request, words_of(error), tone="danger")
    else:
        add_toast(request, gettext("The invitation is on its way"))
    return redirect("client:contact", contact_id)


def _known(contact: Contact) -> dict[str, object]:
    return {
        "name": contact.name,
        "title": contact.title,
        "email": contact.email,
        "phone": contact.phone,
        "version": contact.version,
    }


def _page(
    request: DoorRequest, contact: Contact, form: ContactForm, *, status: int = 200
) -> HttpResponse:
    memberships = places_of(request.ctx, contact.id)
    taken = {place.customer_id for place, _ in memberships if place.active}
    others = customer_choices(request.ctx, limit=OTHERS_OFFERED)
    user = User.objects.filter(id=contact.user_id).first() if contact.user_id else None
    context = {
        "nav": "customers",
        "contact": contact,
        "customer": request.ctx.get(Customer, contact.customer_id),
        "form": form,
        "memberships": memberships,
        "lines": RIGHT_LINES,
        "usual": USUAL,
        "others": [customer for customer in others if customer.id not in taken],
        "user": user,
        "has_password": user is not None and user.has_usable_password(),
        **fields_of_form("contact", _FIELDS),
    }
    return render(request, "client/customers/contact.html", context, status=status)
