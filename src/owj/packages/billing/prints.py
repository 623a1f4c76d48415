"""Invoices and credit notes as PDF: what stands on the sealed paper, in words and figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, override

from owj.kernel.money import Rial, show_rial
from owj.kernel.persian.digits import group_digits
from owj.packages.billing.documents import TEMPLATE
from owj.packages.billing.lines import Line, read_lines, totals_of
from owj.packages.billing.queries import InvoiceView
from owj.packages.billing.services.issue import buyer_facts, percent_on, seller_facts
from owj.packages.billing.services.paper_words import (
    day_words,
    in_digits,
    party_pairs,
    sum_in_words,
)
from owj.packages.billing.words import CREDIT_SERIES
from owj.packages.warranty.queries import today_of
from owj.server.documents.models import Document
from owj.server.documents.services import DocumentWish, ask_for_document
from owj.server.ledger.papers import Paper
from owj.server.records.context import Context

Pairs = list[list[str]]


def invoice_key(view: InvoiceView) -> str:
    """Return the key of an invoice's document; a draft has another one after each change."""
    if view.paper is not None:
        return f"invoice:{view.paper.number}"
    return f"pre-invoice:{view.invoice.id}:{view.invoice.version}"


def credit_key(note: Paper) -> str:
    """Return the key of a credit note's document."""
    return f"{CREDIT_SERIES}:{note.number}"


def ask_for_invoice(ctx: Context, view: InvoiceView) -> Document:
    """Let the worker draw an invoice or a pre-invoice that the actor sees."""
    data = invoice_data(ctx, view)
    number = view.paper.number if view.paper else view.invoice.subject
    return _ask(ctx, view.invoice.id, invoice_key(view), f"{data['title']} {number}", data)


def ask_for_credit_note(ctx: Context, view: InvoiceView, note: Paper) -> Document:
    """Let the worker draw a credit note of an invoice that the actor sees."""
    data = credit_data(note)
    return _ask(ctx, view.invoice.id, credit_key(note), f"{data['title']} {note.number}", data)


def _ask(ctx: Context, invoice_id: int, key: str, name: str, data: Mapping[str, Any]) -> Document:
    wish = DocumentWish(key, TEMPLATE, name, "invoice", invoice_id, data)
    return ask_for_document(ctx, wish)


def invoice_data(ctx: Context, view: InvoiceView) -> dict[str, Any]:
    """Return what the template shows of an invoice."""
    paper = view.paper
    content: Mapping[str, Any] = (
        paper.content
        if paper
        else {
            "language": ctx.workspace.language,
            "seller": seller_facts(ctx),
            "buyer": buyer_facts(ctx, view.invoice.customer_id),
            "issued_on": today_of(ctx).isoformat(),
            "tax_percent": percent_on(ctx),
            "lines": view.invoice.lines,
        }
    )
    lang, lines = str(content["language"]), read_lines(content["lines"])
    with override(lang):
        facts = [[gettext("Date"), day_words(content["issued_on"], lang), False]]
        if paper:
            facts.insert(0, [gettext("Number"), paper.number, True])
            facts.append([gettext("Due"), day_words(content["due_on"], lang), False])
        tax = gettext("Value added tax, %(percent)s%%") % {
            "percent": in_digits(content["tax_percent"], lang)
        }
        totals = totals_of(lines)
        sums = [[gettext("Sum"), group_digits(totals.amount, lang)]]
        if totals.discount:
            sums.append([gettext("Discount"), group_digits(-totals.discount, lang)])
        sums += [
            [tax, group_digits(totals.tax, lang)],
            [gettext("To pay"), show_rial(totals.total, lang)],
        ]
        return _frame(content, lang) | {
            "title": gettext("Invoice") if paper else gettext("Pre-invoice"),
            "number": paper.number if paper else "",
            "banner": "" if paper else gettext("This is a pre-invoice and no demand for payment."),
            "facts": facts,
            "lines": _lines(lines, lang),
            "basis-title": gettext("What the amount is made of"),
            "basis": _basis(view.basis, lang),
            "words": sum_in_words(totals.total, lang),
            "sums": sums,
        }


def credit_data(note: Paper) -> dict[str, Any]:
    """Return what the template shows of a credit note."""
    content = note.content
    lang, total, tax = str(content["language"]), int(content["total"]), int(content["tax"])
    line = Line(str(content["subject"]), total - tax, tax=tax, note=str(content["reason"]))
    with override(lang):
        return _frame(content, lang) | {
            "title": gettext("Credit note"),
            "number": note.number,
            "banner": "",
            "facts": [
                [gettext("Number"), note.number, True],
                [gettext("Date"), day_words(content["issued_on"], lang), False],
                [gettext("For invoice"), content["invoice"], True],
            ],
            "lines": _lines((line,), lang),
            "basis-title": "",
            "basis": [],
            "account": "",
            "words": sum_in_words(Rial(total), lang),
            "sums": [[gettext("Credited"), show_rial(Rial(total), lang)]],
        }


def _frame(content: Mapping[str, Any], lang: str) -> dict[str, Any]:
    seller, buyer = content["seller"], content["buyer"]
    return {
        "lang": lang,
        "org": seller["name"],
        "seller": [gettext("Seller"), party_pairs(seller, lang)],
        "buyer": [gettext("Buyer"), party_pairs(buyer, lang)],
        "account": seller.get("account", ""),
        "heads": [
            gettext("No."),
            gettext("Description"),
            gettext("Quantity"),
            gettext("Price (rial)"),
            gettext("Discount"),
            gettext("Tax"),
            gettext("Total (rial)"),
        ],
        "signatures": [
            gettext("Seal and signature of the seller"),
            gettext("Seal and signature of the buyer"),
        ],
    }


def _lines(lines: Sequence[Line], lang: str) -> list[dict[str, str]]:
    return [
        {
            "number": in_digits(number, lang),
            "text": one.text,
            "note": one.note,
            "quantity": quantity_words(one, lang),
            "price": group_digits(one.unit_price or one.amount, lang),
            "discount": group_digits(one.discount, lang),
            "tax": group_digits(one.tax, lang),
            "total": group_digits(one.total, lang),
        }
        for number, one in enumerate(lines, start=1)
    ]


def quantity_words(line: Line, lang: str) -> str:
    """Return how much a line is of: "1:30 hours", "2"."""
    if line.unit != "hour":
        return in_digits(line.quantity, lang)
    hours, minutes = divmod(line.quantity, 60)
    return gettext("%(time)s h") % {"time": in_digits(f"{hours}:{minutes:02d}", lang)}


def _basis(basis: Sequence[Mapping[str, Any]], lang: str) -> Pairs:
    return [
        [str(one["text"]), group_digits(int(one["amount"]), lang) if "amount" in one else ""]
        for one in basis
    ]
