"""The customer's invoices: what is owed, each invoice as it was issued, and paying it."""

from __future__ import annotations

import uuid
from contextlib import suppress
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from owj.kernel.errors import Conflict, DefinitionError, InvalidInput, NotFound
from owj.packages.billing.entity import Invoice
from owj.packages.billing.prints import ask_for_invoice, invoice_data, invoice_key
from owj.packages.billing.queries import InvoiceView, invoice_view, invoices_of, statement_of
from owj.packages.billing.services import invoice_renewal
from owj.packages.contracts.entity import Contract
from owj.packages.customers.errors import NotAmongYourRights
from owj.packages.customers.queries import Standing
from owj.packages.desk.queries import own_place
from owj.server.documents.services import document_of, open_document
from owj.server.files.serving import file_response
from owj.server.payments.gateways import Door, PaymentUnclear, current_gateway
from owj.server.payments.models import OnlinePayment
from owj.server.payments.sandbox import APPROVED, REFUSED, answer_of
from owj.server.payments.services import begin_payment, payment_of, settle_or_ask_again
from owj.ui.billing.words import BANK_WORDS, MOVE_WORDS, invoice_chip, move_words
from owj.ui.doors import DoorRequest, hub_page
from owj.ui.failures import words_of
from owj.ui.middleware import CSP
from owj.ui.standing import chosen_customer
from owj.ui.toasts import add_toast


@hub_page
@require_GET
def invoices_view(request: DoorRequest) -> HttpResponse:
    """Show every invoice of the customer, and the statement below."""
    place = _place(request)
    statement = statement_of(request.ctx, place.customer_id)
    invoices = invoices_of(request.ctx, place.customer_id)
    context = {
        "nav": "invoices",
        "place": place,
        "account": statement.account,
        "lines": [(one, *invoice_chip(request.ctx, one)) for one in invoices],
        "moves": [
            {
                "line": one,
                "name": gettext(MOVE_WORDS[one.kind]),
                "words": move_words(one.kind, one.data),
            }
            for one in reversed(statement.lines)
            if one.kind in MOVE_WORDS and not one.gone
        ],
    }
    return render(request, "hub/invoices.html", context)


@hub_page
@require_GET
def invoice_page_view(request: DoorRequest, invoice_id: int) -> HttpResponse:
    """Show one invoice as it was issued."""
    view = _invoice(request, invoice_id)
    paper = invoice_data(request.ctx, view)
    gateway = current_gateway()
    context = {
        "nav": "invoices",
        "view": view,
        "invoice": view.invoice,
        "chip": invoice_chip(request.ctx, view.invoice),
        "paper": paper,
        "parties": [paper["seller"], paper["buyer"]],
        "basis_title": paper["basis-title"],
        "document": document_of(invoice_key(view)),
        "payable": gateway is not None and bool(view.open),
        "trial": gateway is not None and gateway.is_trial,
    }
    return render(request, "hub/invoice.html", context)


@hub_page
@require_http_methods(["GET", "POST"])
def invoice_pdf_view(request: DoorRequest, invoice_id: int) -> HttpResponseBase:
    """Give the PDF of an invoice, or let it be drawn."""
    view = _invoice(request, invoice_id)
    if request.method == "POST":
        ask_for_invoice(request.ctx, view)
        add_toast(request, gettext("The PDF is being drawn."))
        return redirect("hub:invoice", invoice_id)
    return file_response(open_document(invoice_key(view)), in_place=True)


@hub_page
@require_POST
def renew_view(request: DoorRequest, contract_id: int) -> HttpResponse:
    """Issue the invoice of the next year, or lead to the one that waits."""
    place = _place(request)
    if request.ctx.get(Contract, contract_id).customer_id != place.customer_id:
        raise NotFound
    try:
        invoice = invoice_renewal(request.ctx, contract_id)
    except (Conflict, DefinitionError) as error:
        add_toast(request, words_of(error), tone="danger")
        return redirect("hub:contracts")
    return redirect("hub:invoice", invoice.id)


@hub_page
@require_POST
def pay_view(request: DoorRequest, invoice_id: int) -> HttpResponse:
    """Begin a payment of what is left, and lead to the gateway."""
    view = _invoice(request, invoice_id)
    if not view.open:
        add_toast(request, gettext("Nothing is left to pay."))
        return redirect("hub:invoice", invoice_id)
    try:
        _id, door = begin_payment(request.ctx, Invoice.key, invoice_id, view.open)
    except Conflict as error:
        add_toast(request, words_of(error), tone="danger")
        return redirect("hub:invoice", invoice_id)
    if door.url.startswith("/"):
        return redirect(door.url)
    return _to_bank(request, view, door)


def _to_bank(request: DoorRequest, view: InvoiceView, door: Door) -> HttpResponse:
    """Draw the last page of ours before the bank's: browsers follow no form to another site."""
    posts = door.method == "POST"
    context = {
        "nav": "invoices",
        "invoice": view.invoice,
        "amount": view.open,
        "bank": gettext(BANK_WORDS.get(settings.PAYMENTS, settings.PAYMENTS)),
        "url": door.url if posts or not door.fields else f"{door.url}?{urlencode(door.fields)}",
        "fields": door.fields if posts else None,
    }
    response = render(request, "hub/to_bank.html", context)
    # Some gateways let in only who comes from the address that they know; it tells no more.
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    if posts:
        bank = urlsplit(door.url)
        form_of_bank = f"form-action 'self' {bank.scheme}://{bank.netloc};"
        policy = CSP.replace("form-action 'self';", form_of_bank)
        response.headers["Content-Security-Policy"] = policy
    return response


@hub_page
@require_http_methods(["GET", "POST"])
def sandbox_view(request: DoorRequest, payment_id: uuid.UUID) -> HttpResponse:
    """Stand in for a bank: approve or refuse, and send the signed answer back."""
    payment = payment_of(request.ctx, payment_id)
    if payment.gateway != "sandbox" or payment.state != OnlinePayment.State.STARTED:
        raise NotFound
    if request.method == "POST":
        outcome = APPROVED if request.POST.get("outcome") == APPROVED else REFUSED
        answer = urlencode(answer_of(payment, outcome))
        return redirect(f"{reverse('hub:payment_answer', args=[payment.id])}?{answer}")
    return render(request, "hub/sandbox.html", {"nav": "invoices", "payment": payment})


@hub_page
@require_GET
def answer_view(request: DoorRequest, payment_id: uuid.UUID) -> HttpResponse:
    """Take a gateway's answer; coming again shows the same end."""
    try:
        if request.GET:
            settle_or_ask_again(payment_id, request.GET.dict())
    except (InvalidInput, Conflict) as error:
        add_toast(request, words_of(error), tone="danger")
        return redirect("hub:invoices")
    payment = payment_of(request.ctx, payment_id)
    if payment.state == OnlinePayment.State.PAID:
        add_toast(request, gettext("The payment has arrived. Thank you."))
    elif payment.state == OnlinePayment.State.REFUSED:
        add_toast(request, gettext("The payment was refused; nothing was taken."), tone="danger")
    else:
        add_toast(request, gettext(PaymentUnclear.message), tone="danger")
    return redirect("hub:invoice", payment.record_id)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def bank_answer_view(request: HttpRequest, payment_id: uuid.UUID) -> HttpResponse:
    """Take what a bank sends the browser back with, and lead to the page that tells of it.

    Open to all: a browser that comes by another site's form brings no session. The gateway itself
    is asked before anything is written down.
    """
    given = request.GET.dict() | request.POST.dict()
    # What became of it is read behind the door.
    with suppress(InvalidInput, Conflict):
        settle_or_ask_again(payment_id, given)
    return redirect("hub:payment_answer", payment_id)


def _place(request: DoorRequest) -> Standing:
    """Return where the person stands. Raises: NotAmongYourRights without the right to numbers."""
    place = own_place(request.ctx, chosen_customer(request))
    if not place.rights.numbers:
        raise NotAmongYourRights
    return place


def _invoice(request: DoorRequest, invoice_id: int) -> InvoiceView:
    """Return an invoice of the customer that the person acts for. Raises: NotFound."""
    place = _place(request)
    view = invoice_view(request.ctx, invoice_id)
    if view.invoice.customer_id != place.customer_id:
        raise NotFound
    return view
