"""The list of invoices."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from owj.kernel.money import Rial
from owj.packages.billing.entity import Invoice, InvoiceState
from owj.packages.billing.services.work import may_keep_books
from owj.packages.customers.services.who_may import check_staff
from owj.server.records.context import Context
from owj.server.records.rowtypes import Rows
from owj.ui.billing.words import invoice_chip
from owj.ui.doors import DoorRequest, staff_page

LISTED = 100
DRAFTS = (InvoiceState.DRAFT, InvoiceState.OFFERED)
TABS = {
    "open": (InvoiceState.OPEN,),
    "drafts": DRAFTS,
    "paid": (InvoiceState.PAID,),
    "all": (),
}


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One invoice of a list, with the chip of its state."""

    invoice: Invoice
    tone: str
    words: str


@staff_page
@require_GET
def invoices_view(request: DoorRequest) -> HttpResponse:
    """Show invoices: unpaid ones first."""
    check_staff(request.ctx)
    tab = request.GET.get("tab", "open")
    tab = tab if tab in TABS else "open"
    q = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    rows = _found(request.ctx, tab, q)
    unpaid = request.ctx.rows(Invoice).filter(state=InvoiceState.OPEN)
    late = unpaid.filter(due_on__lt=request.ctx.now.astimezone(request.ctx.zone).date())
    context = {
        "nav": "invoices",
        "tab": tab,
        "q": q,
        "lines": lines_of(request.ctx, list(rows[: LISTED + 1])[:LISTED]),
        "more": rows.count() > LISTED,
        "listed": LISTED,
        "owed": _sum(unpaid),
        "late": _sum(late),
        "drafted": request.ctx.rows(Invoice).filter(state__in=DRAFTS).count(),
        "keeps": may_keep_books(request.ctx),
    }
    return render(request, "client/billing/list.html", context)


def lines_of(ctx: Context, invoices: list[Invoice]) -> list[InvoiceLine]:
    """Return invoices with their chips."""
    return [InvoiceLine(one, *invoice_chip(ctx, one)) for one in invoices]


def _found(ctx: Context, tab: str, q: str) -> Rows[Invoice]:
    rows = ctx.rows(Invoice).select_related("customer").order_by("-id")
    if TABS[tab]:
        rows = rows.filter(state__in=[one.value for one in TABS[tab]])
    if q:
        named = Q(customer__name__folded=q)
        rows = rows.filter(Q(subject__folded=q) | Q(number__folded=q) | named)
    return rows


def _sum(rows: Rows[Invoice]) -> Rial:
    return Rial(rows.aggregate(sum=Sum("left"))["sum"] or 0)
