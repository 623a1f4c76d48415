"""One invoice: the sheet as the customer gets it, what was paid, and what may be done."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from owj.packages.billing.entity import InvoiceKind, InvoiceState
from owj.packages.billing.moadian import moadian_invoice
from owj.packages.billing.prints import credit_key, invoice_data, invoice_key
from owj.packages.billing.queries import InvoiceView, invoice_view
from owj.packages.billing.services.work import may_keep_books
from owj.packages.billing.words import PayMethod
from owj.packages.customers.entity import Customer
from owj.packages.customers.services.who_may import check_staff
from owj.server.documents.services import document_of, open_document
from owj.server.files.services import OpenedFile
from owj.server.files.serving import file_response
from owj.server.ledger.papers import Paper
from owj.ui.billing.words import METHOD_WORDS, MOVE_WORDS, invoice_chip, move_words
from owj.ui.doors import DoorRequest, staff_page


@staff_page
@require_GET
def invoice_page_view(request: DoorRequest, invoice_id: int) -> HttpResponse:
    """Show one invoice."""
    check_staff(request.ctx)
    return render_invoice(request, invoice_id)


def render_invoice(
    request: DoorRequest, invoice_id: int, *, wrong: str = "", words: str = "", status: int = 200
) -> HttpResponse:
    """Draw an invoice. wrong, words: the form that was refused and keeps what it held, and why."""
    view = invoice_view(request.ctx, invoice_id)
    paper = invoice_data(request.ctx, view)
    context = {
        "nav": "invoices",
        "view": view,
        "invoice": view.invoice,
        "customer": request.ctx.get(Customer, view.invoice.customer_id),
        "chip": invoice_chip(request.ctx, view.invoice),
        "paper": paper,
        "parties": [paper["seller"], paper["buyer"]],
        "basis_title": paper["basis-title"],
        "moves": _moves(view),
        "notes": [(one, document_of(credit_key(one))) for one in view.notes],
        "document": document_of(invoice_key(view)),
        "is_draft": view.invoice.state in {InvoiceState.DRAFT, InvoiceState.OFFERED},
        "may_edit": view.invoice.kind is InvoiceKind.OTHER,
        "keeps": may_keep_books(request.ctx),
        "methods": [(one.value, gettext(METHOD_WORDS[one])) for one in PayMethod],
        "wrong": wrong,
        "words": words,
        "given": request.POST,
    }
    return render(request, "client/billing/page.html", context, status=status)


@staff_page
@require_GET
def invoice_pdf_view(request: DoorRequest, invoice_id: int) -> HttpResponseBase:
    """Give the drawn PDF of an invoice, as it stands now."""
    check_staff(request.ctx)
    view = invoice_view(request.ctx, invoice_id)
    return file_response(open_document(invoice_key(view)), in_place=True)


@staff_page
@require_GET
def credit_pdf_view(request: DoorRequest, invoice_id: int, number: str) -> HttpResponseBase:
    """Give the drawn PDF of a credit note."""
    check_staff(request.ctx)
    note = find_note(invoice_view(request.ctx, invoice_id), number)
    return file_response(open_document(credit_key(note)), in_place=True)


@staff_page
@require_GET
def moadian_view(request: DoorRequest, invoice_id: int) -> FileResponse:
    """Give an issued invoice in the format of the tax organisation."""
    check_staff(request.ctx)
    view = invoice_view(request.ctx, invoice_id)
    if view.paper is None:
        raise Http404
    told = json.dumps(moadian_invoice(view.paper, request.ctx.zone), ensure_ascii=False, indent=2)
    content = told.encode()
    name, kind = f"{view.paper.number}.json", "application/json; charset=utf-8"
    return file_response(OpenedFile(BytesIO(content), name, kind, len(content)))


def find_note(view: InvoiceView, number: str) -> Paper:
    """Return a credit note of an invoice. Raises: Http404."""
    found = next((one for one in view.notes if one.number == number), None)
    if found is None:
        raise Http404
    return found


def _moves(view: InvoiceView) -> list[dict[str, Any]]:
    return [
        {
            "name": gettext(MOVE_WORDS[one.kind]),
            "words": move_words(one.kind, one.data),
            "amount": int(one.data["amount"]),
            "day": one.day,
            "by": one.by_name,
        }
        for one in reversed(view.entries)
        if one.kind in MOVE_WORDS
    ]
