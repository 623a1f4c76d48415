"""A customer's statement: every movement with the balance after it, and the time that waits."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from owj.client.billing.lists import lines_of
from owj.client.billing.time import time_choices
from owj.packages.billing.queries import Statement, invoices_of, statement_of
from owj.packages.billing.seller import BUYER_FIELDS, buyer_row
from owj.packages.billing.services.time import waiting_work
from owj.packages.billing.services.work import may_keep_books
from owj.packages.billing.words import MoneyKind, PayMethod
from owj.packages.customers.services.who_may import check_staff
from owj.ui.billing.words import METHOD_WORDS, MOVE_WORDS, REASON_WORDS, move_words
from owj.ui.doors import DoorRequest, staff_page

TAKEN_BACK = (MoneyKind.PAID, MoneyKind.REFUNDED, MoneyKind.CREDIT_USED)


@staff_page
@require_GET
def statement_view(request: DoorRequest, customer_id: int) -> HttpResponse:
    """Show a customer's statement."""
    check_staff(request.ctx)
    return render_statement(request, customer_id)


def render_statement(
    request: DoorRequest, customer_id: int, *, wrong: str = "", words: str = "", status: int = 200
) -> HttpResponse:
    """Draw a statement. wrong, words: the form that was refused and keeps what it held, and why."""
    statement = statement_of(request.ctx, customer_id)
    waiting = waiting_work(request.ctx, customer_id)
    buyer, kept = buyer_row(request.ctx, customer_id), request.POST if wrong == "buyer" else {}
    context = {
        "nav": "invoices",
        "buyer": [
            (name, label, kept.get(name) or (getattr(buyer, name) if buyer else ""))
            for name, label in BUYER_FIELDS
        ],
        "customer": statement.customer,
        "account": statement.account,
        "lines": statement_lines(statement),
        "invoices": lines_of(request.ctx, list(invoices_of(request.ctx, customer_id)[:50])),
        "waiting": [(one, gettext(REASON_WORDS.get(one.reason, ""))) for one in waiting],
        "minutes": sum(one.minutes for one in waiting),
        "keeps": may_keep_books(request.ctx),
        "methods": [(one.value, gettext(METHOD_WORDS[one])) for one in PayMethod],
        **time_choices(),
        "wrong": wrong,
        "words": words,
        "given": request.POST,
    }
    return render(request, "client/billing/statement.html", context, status=status)


def statement_lines(statement: Statement) -> list[dict[str, Any]]:
    """Return the movements as a page lists them, the latest first."""
    return [
        {
            "line": one,
            "name": gettext(MOVE_WORDS[one.kind]),
            "words": move_words(one.kind, one.data),
            "seq_text": str(one.seq),
            "invoice_id": one.data.get("invoice"),
            "may_go": one.kind in TAKEN_BACK and not one.gone,
        }
        for one in reversed(statement.lines)
        if one.kind in MOVE_WORDS
    ]
