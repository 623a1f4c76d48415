"""Writing a customer down, and changing what is written."""

from __future__ import annotations

from dataclasses import replace

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from owj.client.customers.closed import closed_values, fields_of_form
from owj.kernel.errors import Conflict, InvalidInput
from owj.kernel.persian.digits import latin_digits
from owj.packages.customers.entity import Customer, CustomerKind
from owj.packages.customers.services import NewCustomer, add_customer, change_customer
from owj.packages.customers.services.who_may import check_staff
from owj.packages.desk.queries.inbox import check_agent
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.toasts import add_toast

_FIELDS = ("name", "kind", "city", "phone", "national_id", "customer_since", "note")


class CustomerForm(forms.Form):
    """Reads what is known about a customer."""

    name = forms.CharField(max_length=200, error_messages={"required": _("Write the name.")})
    kind = forms.ChoiceField(
        choices=[(kind.value, kind.value) for kind in CustomerKind], required=False
    )
    city = forms.CharField(max_length=80, required=False)
    phone = forms.CharField(max_length=40, required=False)
    national_id = forms.CharField(max_length=20, required=False)
    customer_since = forms.CharField(max_length=4, required=False)
    note = forms.CharField(max_length=10_000, required=False)
    version = forms.IntegerField(required=False)

    def clean_customer_since(self) -> int | None:
        """Read a Jalali year in any digits."""
        text = latin_digits(self.cleaned_data["customer_since"])
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and 1300 <= int(text) <= 1500):
            raise forms.ValidationError(gettext("Write a year such as 1402."))
        return int(text)

    def draft(self) -> NewCustomer:
        """Return what the form holds."""
        given = self.cleaned_data
        return NewCustomer(
            name=given["name"],
            kind=CustomerKind(given["kind"] or CustomerKind.LEGAL),
            city=given["city"],
            phone=latin_digits(given["phone"]),
            national_id=latin_digits(given["national_id"]),
            customer_since=given["customer_since"],
            note=given["note"],
        )


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def new_customer_view(request: DoorRequest) -> HttpResponse:
    """Add a customer."""
    check_staff(request.ctx)
    form = CustomerForm(
        request.POST if request.method == "POST" else None, initial={"kind": CustomerKind.LEGAL}
    )
    if request.method == "POST" and form.is_valid():
        try:
            customer = add_customer(request.ctx, form.draft())
        except InvalidInput as error:
            form.add_error(None, words_of(error))
        else:
            add_toast(request, gettext("The customer is entered"))
            return redirect("client:customer", customer.id)
    return _page(request, form, None)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit_customer_view(request: DoorRequest, customer_id: int) -> HttpResponse:
    """Change a customer; who was quicker is not overwritten."""
    check_agent(request.ctx)
    customer = request.ctx.get(Customer, customer_id)
    form = CustomerForm(
        request.POST if request.method == "POST" else None, initial=_known(customer)
    )
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            draft = replace(form.draft(), **closed_values("customer", _FIELDS, customer))
            change_customer(request.ctx, customer_id, draft, expected_version=version)
        except (InvalidInput, Conflict) as error:
            form.add_error(None, words_of(error))
        else:
            add_toast(request, gettext("The customer's particulars are kept"))
            return redirect("client:customer", customer_id)
    return _page(request, form, customer)


def _known(customer: Customer) -> dict[str, object]:
    return {
        "name": customer.name,
        "kind": customer.kind,
        "city": customer.city,
        "phone": customer.phone,
        "national_id": customer.national_id,
        "customer_since": customer.customer_since or "",
        "note": customer.note,
        "version": customer.version,
    }


def _page(request: DoorRequest, form: CustomerForm, customer: Customer | None) -> HttpResponse:
    context = {"nav": "customers", "form": form, "customer": customer}
    context |= fields_of_form("customer", _FIELDS)
    status = 422 if form.is_bound else 200
    return render(request, "client/customers/edit.html", context, status=status)
