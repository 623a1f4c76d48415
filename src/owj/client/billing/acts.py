"""The buttons of an invoice and of a statement; a refused form keeps what it held."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from owj.client.billing.page import find_note, render_invoice
from owj.client.billing.statement import render_statement
from owj.client.page_forms import REFUSALS, Verb, answer_form, form_name, verb_of
from owj.kernel.money import Rial, show_rial
from owj.packages.billing.entity import Invoice
from owj.packages.billing.prints import ask_for_credit_note, ask_for_invoice
from owj.packages.billing.queries import invoice_view
from owj.packages.billing.seller import save_buyer
from owj.packages.billing.services import (
    Payment,
    collect_work,
    credit_invoice,
    draft_renewal,
    drop_draft,
    issue_invoice,
    offer_draft,
    record_payment,
    refund_credit,
    take_back_payment,
    use_credit,
)
from owj.packages.billing.services.work import check_bookkeeper
from owj.packages.billing.words import PayMethod
from owj.packages.customers.services.who_may import check_staff
from owj.packages.warranty.queries import today_of
from owj.ui.billing.amounts import read_rial
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.forms.moments import parse_day
from owj.ui.reading import language
from owj.ui.toasts import add_toast


@staff_page
@require_POST
def invoice_act_view(request: DoorRequest, invoice_id: int, act: str) -> HttpResponse:
    """Do what one of an invoice's forms asks for."""
    check_staff(request.ctx)
    do = verb_of(INVOICE_ACTS, act)
    if act != "draw":
        check_bookkeeper(request.ctx)
    return answer_form(
        request,
        lambda: do(request, invoice_id),
        act,
        done=lambda: redirect("client:invoice", invoice_id),
        again=lambda no: render_invoice(
            request, invoice_id, wrong=no.wrong, words=no.words, status=no.status
        ),
    )


@staff_page
@require_POST
def statement_act_view(request: DoorRequest, customer_id: int, act: str) -> HttpResponse:
    """Do what one of a statement's forms asks for."""
    check_staff(request.ctx)
    do = verb_of(STATEMENT_ACTS, act)
    check_bookkeeper(request.ctx)
    return answer_form(
        request,
        lambda: do(request, customer_id),
        form_name(request, act, "seq"),
        done=lambda: redirect("client:statement", customer_id),
        again=lambda no: render_statement(
            request, customer_id, wrong=no.wrong, words=no.words, status=no.status
        ),
    )


@staff_page
@require_POST
def collect_view(request: DoorRequest, customer_id: int) -> HttpResponse:
    """Draft an invoice of the billable time that waits."""
    check_bookkeeper(request.ctx)
    made: list[Invoice] = []

    def collect() -> str:
        made.append(collect_work(request.ctx, customer_id))
        return ""

    return answer_form(
        request,
        collect,
        "collect",
        done=lambda: redirect("client:invoice", made[0].id),
        again=lambda no: render_statement(
            request, customer_id, wrong=no.wrong, words=no.words, status=no.status
        ),
    )


@staff_page
@require_POST
def draft_renewal_view(request: DoorRequest, contract_id: int) -> HttpResponse:
    """Draft the invoice of a contract's next year."""
    check_staff(request.ctx)
    try:
        invoice = draft_renewal(request.ctx, contract_id)
    except tuple(REFUSALS) as error:
        add_toast(request, words_of(error), tone="danger")
        return redirect("client:contract", contract_id)
    return redirect("client:invoice", invoice.id)


def _issue(request: DoorRequest, invoice_id: int) -> str:
    number = issue_invoice(request.ctx, invoice_id).number
    ask_for_invoice(request.ctx, invoice_view(request.ctx, invoice_id))
    return gettext("Invoice %(number)s is issued.") % {"number": number}


def _offer(request: DoorRequest, invoice_id: int) -> str:
    offer_draft(request.ctx, invoice_id)
    return gettext("The customer sees the pre-invoice now.")


def _drop(request: DoorRequest, invoice_id: int) -> str:
    drop_draft(request.ctx, invoice_id)
    return gettext("The draft is put aside.")


def _pay(request: DoorRequest, invoice_id: int) -> str:
    invoice = request.ctx.get(Invoice, invoice_id)
    record_payment(request.ctx, invoice.customer_id, _payment(request, invoice_id))
    return gettext("The payment is written down.")


def _credit(request: DoorRequest, invoice_id: int) -> str:
    wish = request.POST.get("amount", "").strip()
    amount = read_rial(wish) if wish else None
    note = credit_invoice(request.ctx, invoice_id, request.POST.get("reason", ""), amount)
    ask_for_credit_note(request.ctx, invoice_view(request.ctx, invoice_id), note)
    return gettext("Credit note %(number)s is issued.") % {"number": note.number}


def _use_credit(request: DoorRequest, invoice_id: int) -> str:
    used = use_credit(request.ctx, invoice_id)
    return gettext("%(amount)s of the credit is used.") % {
        "amount": show_rial(Rial(used), language())
    }


def _draw(request: DoorRequest, invoice_id: int) -> str:
    view = invoice_view(request.ctx, invoice_id)
    number = request.POST.get("note", "")
    if number:
        ask_for_credit_note(request.ctx, view, find_note(view, number))
    else:
        ask_for_invoice(request.ctx, view)
    return gettext("The PDF is being drawn.")


def _pay_in(request: DoorRequest, customer_id: int) -> str:
    record_payment(request.ctx, customer_id, _payment(request, None))
    return gettext("The payment is written down.")


def _refund(request: DoorRequest, customer_id: int) -> str:
    amount = read_rial(request.POST.get("amount", ""))
    refund_credit(request.ctx, customer_id, amount, request.POST.get("reference", ""))
    return gettext("What was paid back is written down.")


def _take_back(request: DoorRequest, customer_id: int) -> str:
    text = request.POST.get("seq", "")
    seq = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    take_back_payment(request.ctx, customer_id, seq, request.POST.get("reason", ""))
    return gettext("The entry is taken back.")


def _payment(request: DoorRequest, invoice_id: int | None) -> Payment:
    given = request.POST
    wish = given.get("method", "")
    return Payment(
        amount=read_rial(given.get("amount", "")),
        day=parse_day(given.get("day", "").strip(), today=today_of(request.ctx)),
        method=next((one for one in PayMethod if one.value == wish), PayMethod.TRANSFER),
        reference=given.get("reference", ""),
        invoice_id=invoice_id,
    )


INVOICE_ACTS: Mapping[str, Verb] = {
    "issue": _issue,
    "offer": _offer,
    "drop": _drop,
    "pay": _pay,
    "credit": _credit,
    "use-credit": _use_credit,
    "draw": _draw,
}


def _buyer(request: DoorRequest, customer_id: int) -> str:
    save_buyer(request.ctx, customer_id, request.POST)
    return gettext("The details stand on the next invoice; issued ones keep theirs.")


STATEMENT_ACTS: Mapping[str, Verb] = {
    "buyer": _buyer,
    "pay": _pay_in,
    "refund": _refund,
    "take-back": _take_back,
}
