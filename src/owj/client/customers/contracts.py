"""Contracts of a customer: entered and changed by an administrator."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from owj.kernel.errors import Conflict, InvalidInput, NotFound
from owj.packages.contracts.entity import Contract
from owj.packages.contracts.services import (
    NewContract,
    add_contract,
    change_contract,
    check_administrator,
    check_agreement,
)
from owj.packages.customers.entity import Customer
from owj.server.agreements import SHIPPED_KEY
from owj.server.agreements.queries import agreement_names
from owj.ui.dates import day_of, show_date
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.forms.moments import parse_day
from owj.ui.toasts import add_toast


class ContractForm(forms.Form):
    """Reads what is written of a contract."""

    title = forms.CharField(max_length=200, error_messages={"required": _("Write the title.")})
    number = forms.CharField(max_length=60, required=False)
    starts_on = forms.CharField(max_length=40, required=False)
    agreement = forms.CharField(max_length=40, required=False)
    version = forms.IntegerField(required=False)

    def draft(self, customer_id: int, today: date) -> NewContract:
        """Return what the form holds. Raises: MomentUnreadable, MomentImpossible."""
        given = self.cleaned_data
        starts_on = given["starts_on"]
        return NewContract(
            customer_id=customer_id,
            title=given["title"],
            number=given["number"],
            agreement=given["agreement"] or SHIPPED_KEY,
            starts_on=parse_day(starts_on, today=today) if starts_on else None,
        )


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def new_contract_view(request: DoorRequest, customer_id: int) -> HttpResponse:
    """Enter a contract of a customer."""
    check_administrator(request.ctx)
    customer = request.ctx.get(Customer, customer_id)
    return _form_page(request, customer, None)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit_contract_view(request: DoorRequest, customer_id: int, contract_id: int) -> HttpResponse:
    """Change a contract; who was quicker is not overwritten."""
    check_administrator(request.ctx)
    customer = request.ctx.get(Customer, customer_id)
    contract = request.ctx.get(Contract, contract_id)
    if contract.customer_id != customer_id:
        raise NotFound
    return _form_page(request, customer, contract)


def _form_page(request: DoorRequest, customer: Customer, contract: Contract | None) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = ContractForm(posted, initial=_known(contract))
    if posted is not None and form.is_valid():
        try:
            _keep(request, form, customer, contract)
        except (InvalidInput, Conflict, NotFound) as error:
            form.add_error(None, words_of(error))
        else:
            add_toast(request, gettext("The contract is kept."))
            return redirect("client:customer", customer.id)
    context = {
        "nav": "customers",
        "form": form,
        "customer": customer,
        "contract": contract,
        "agreements": agreement_names().items(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "client/customers/contract.html", context, status=status)


def _keep(
    request: DoorRequest, form: ContractForm, customer: Customer, contract: Contract | None
) -> None:
    ctx = request.ctx
    draft = form.draft(customer.id, day_of(ctx.now))
    if contract is None:
        check_agreement(draft.agreement, ctx)
        add_contract(ctx, draft)
    else:
        change_contract(ctx, contract.id, draft, form.cleaned_data["version"])


def _known(contract: Contract | None) -> dict[str, object]:
    if contract is None:
        return {"agreement": SHIPPED_KEY}
    return {
        "title": contract.title,
        "number": contract.number,
        "starts_on": show_date(contract.starts_on) if contract.starts_on else "",
        "agreement": contract.agreement,
        "version": contract.version,
    }
