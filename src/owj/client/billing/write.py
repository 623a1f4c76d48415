"""Writing a draft: what it is for and its lines."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from owj.client.desk.assign import number_of
from owj.kernel.errors import Conflict, DefinitionError, InvalidInput
from owj.kernel.persian.digits import latin_digits
from owj.packages.billing.entity import Invoice
from owj.packages.billing.lines import MOST_LINES, Line, read_lines
from owj.packages.billing.services import InvoiceDraft, change_draft, draft_invoice
from owj.packages.billing.services.work import check_bookkeeper
from owj.packages.customers.entity import Customer
from owj.ui.billing.amounts import read_rial
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of

BLANK_ROWS = 3
CHOICES = 500


@dataclass(frozen=True, slots=True)
class TypedLine:
    """A line as it stands in the form."""

    text: str = ""
    quantity: str = "1"
    price: str = ""
    discount: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.text.strip() or self.price.strip() or self.discount.strip())


@staff_page
@require_http_methods(["GET", "POST"])
def new_invoice_view(request: DoorRequest) -> HttpResponse:
    """Write a new draft."""
    check_bookkeeper(request.ctx)
    if request.method == "POST":
        customer_id = number_of(request.POST.get("customer", "")) or 0
        try:
            lines = read_form(request.POST)
            subject = request.POST.get("subject", "")
            invoice = draft_invoice(request.ctx, InvoiceDraft(customer_id, subject, lines))
        except (InvalidInput, DefinitionError) as error:
            return _form(request, None, typed_lines(request.POST), words_of(error))
        return redirect("client:invoice", invoice.id)
    return _form(request, None, [])


@staff_page
@require_http_methods(["GET", "POST"])
def edit_invoice_view(request: DoorRequest, invoice_id: int) -> HttpResponse:
    """Write a draft anew."""
    check_bookkeeper(request.ctx)
    invoice = request.ctx.get(Invoice, invoice_id)
    if request.method == "POST":
        try:
            lines = read_form(request.POST)
            change_draft(request.ctx, invoice_id, request.POST.get("subject", ""), lines)
        except (InvalidInput, Conflict, DefinitionError) as error:
            return _form(request, invoice, typed_lines(request.POST), words_of(error))
        return redirect("client:invoice", invoice_id)
    kept = [
        TypedLine(one.text, str(one.quantity), str(one.unit_price), str(one.discount or ""))
        for one in read_lines(invoice.lines)
    ]
    return _form(request, invoice, kept)


def _form(
    request: DoorRequest, invoice: Invoice | None, typed: list[TypedLine], words: str = ""
) -> HttpResponse:
    customers = request.ctx.rows(Customer).order_by("name")[:CHOICES]
    chosen = request.POST.get("customer") or request.GET.get("customer", "")
    context = {
        "nav": "invoices",
        "invoice": invoice,
        "customers": [] if invoice else list(customers),
        "chosen": number_of(chosen) or 0,
        "subject": request.POST.get("subject") or (invoice.subject if invoice else ""),
        "rows": [*typed, *[TypedLine()] * BLANK_ROWS],
        "words": words,
    }
    return render(request, "client/billing/write.html", context, status=422 if words else 200)


def typed_lines(given: QueryDict) -> list[TypedLine]:
    """Return the lines of a form that are not blank, as they were typed."""
    columns = (given.getlist(name) for name in ("text", "quantity", "price", "discount"))
    rows = [TypedLine(*cells) for cells in zip(*columns, strict=False)]
    return [one for one in rows if not one.is_blank][:MOST_LINES]


def read_form(given: QueryDict) -> list[Line]:
    """Return the lines of a form. Raises: AmountRefused."""
    return [_read(one) for one in typed_lines(given)]


def _read(typed: TypedLine) -> Line:
    price = read_rial(typed.price)
    quantity = number_of(latin_digits(typed.quantity).strip()) or 1
    return Line(
        " ".join(typed.text.split())[:200],
        price * quantity,
        read_rial(typed.discount) if typed.discount.strip() else 0,
        quantity,
        "item",
        price,
    )
