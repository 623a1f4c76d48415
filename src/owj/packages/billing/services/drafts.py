"""Writing invoices before they are issued: of a renewal, or of lines that somebody typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext, override

from owj.kernel.calendars.jalali import JalaliDate, format_month
from owj.kernel.errors import InvalidInput
from owj.kernel.persian.digits import persian_digits
from owj.packages.billing.entity import Invoice, InvoiceKind, InvoiceState
from owj.packages.billing.errors import NotADraft
from owj.packages.billing.lines import Line, check_lines, plain_lines, taxed, totals_of
from owj.packages.billing.services.work import check_bookkeeper
from owj.packages.contracts.entity import Contract
from owj.packages.customers.entity import Customer
from owj.packages.pricing.queries import tax_rates
from owj.packages.warranty.queries import today_of
from owj.packages.warranty.services import RenewalQuote
from owj.packages.warranty.services.renew import quote_now
from owj.packages.warranty.services.work import hold
from owj.server.records.context import Context

DRAFTS = (InvoiceState.DRAFT, InvoiceState.OFFERED)


class SubjectWanted(InvalidInput):
    """Say that an invoice tells what it is for."""

    code = "billing.subject_wanted"
    message = "Write what the invoice is for."


@dataclass(frozen=True, slots=True)
class InvoiceDraft:
    """An invoice to be written. contract_id: of the same customer, or None."""

    customer_id: int
    subject: str
    lines: Sequence[Line]
    contract_id: int | None = None
    kind: InvoiceKind = InvoiceKind.OTHER


@transaction.atomic
def draft_invoice(ctx: Context, draft: InvoiceDraft) -> Invoice:
    """Write an invoice that is not issued yet.

    Raises: OnlyBookkeepers, NotFound, SubjectWanted, NoLines, LineRefused, TaxMissing.
    """
    check_bookkeeper(ctx)
    return write_draft(ctx, draft)


def write_draft(ctx: Context, draft: InvoiceDraft) -> Invoice:
    """Write a draft for whoever was found to be allowed to."""
    subject = " ".join(draft.subject.split())[:200]
    if not subject:
        raise SubjectWanted
    customer = ctx.get(Customer, draft.customer_id)
    contract = ctx.get(Contract, draft.contract_id) if draft.contract_id else None
    if contract is not None and contract.customer_id != customer.id:
        contract = None
    return ctx.as_system().create(
        Invoice,
        subject=subject,
        customer=customer,
        contract=contract,
        kind=draft.kind,
        state=InvoiceState.DRAFT,
        **line_values(ctx, draft.lines),
    )


@transaction.atomic
def change_draft(ctx: Context, invoice_id: int, subject: str, lines: Sequence[Line]) -> Invoice:
    """Write a draft's words and lines anew.

    Raises: OnlyBookkeepers, NotFound, NotADraft, SubjectWanted, NoLines, LineRefused.
    """
    invoice = hold_draft(ctx, invoice_id)
    words = " ".join(subject.split())[:200]
    if not words:
        raise SubjectWanted
    values = line_values(ctx, lines) if invoice.kind is InvoiceKind.OTHER else {}
    return ctx.as_system().update(invoice, subject=words, **values)


@transaction.atomic
def offer_draft(ctx: Context, invoice_id: int) -> Invoice:
    """Show a draft to the customer as a pre-invoice. Raises: OnlyBookkeepers, NotADraft."""
    return ctx.as_system().update(hold_draft(ctx, invoice_id), state=InvoiceState.OFFERED)


@transaction.atomic
def drop_draft(ctx: Context, invoice_id: int) -> Invoice:
    """Put a draft aside; the worked time on it waits for another one.

    Raises: OnlyBookkeepers, NotADraft.
    """
    from owj.packages.billing.services.time import release_work

    invoice = hold_draft(ctx, invoice_id)
    release_work(ctx, invoice.id)
    return ctx.as_system().update(invoice, state=InvoiceState.DROPPED)


@transaction.atomic
def draft_renewal(ctx: Context, contract_id: int) -> Invoice:
    """Write the draft of a contract's next year; its price is that of the day it is issued.

    Raises: OnlyBookkeepers, NotFound, NotDelivered, RenewalInvoiced, ValueMissing.
    """
    check_bookkeeper(ctx)
    return write_renewal(ctx, contract_id)


def write_renewal(ctx: Context, contract_id: int) -> Invoice:
    """Write the draft of a renewal for whoever was found to be allowed to; one is enough."""
    work = hold(ctx, contract_id)
    quote = quote_now(work, today_of(ctx))
    system = ctx.as_system()
    drafts = system.rows(Invoice).filter(contract_id=contract_id, kind=InvoiceKind.RENEWAL)
    known = drafts.filter(state__in=DRAFTS).order_by("id").first()
    lines, _ = renewal_lines(ctx, work.contract.title, quote)
    if known is not None:
        return system.update(known, **line_values(ctx, lines))
    year = JalaliDate.from_gregorian(today_of(ctx)).year
    with override(ctx.workspace.language):
        words = gettext("Renewal of the warranty, %(year)s") % {"year": in_letters(ctx, year)}
    draft = InvoiceDraft(work.contract.customer_id, words, lines, contract_id, InvoiceKind.RENEWAL)
    return write_draft(ctx, draft)


def renewal_lines(
    ctx: Context, title: str, quote: RenewalQuote
) -> tuple[tuple[Line, ...], list[dict[str, Any]]]:
    """Return the line of a renewal, and what its amount was made of: (text, amount)."""
    with override(ctx.workspace.language):
        share = {"percent": in_letters(ctx, quote.percent), "year": in_letters(ctx, quote.year)}
        note = gettext("%(percent)s%% of the value in the list of %(year)s") % share
        text = gettext("A year of warranty for “%(title)s”") % {"title": title}
        basis = [{"text": one.name, "amount": int(one.value or 0)} for one in quote.modules]
        for one in quote.discounts:
            percent = in_letters(ctx, one.discount.percent)
            words = gettext("Remedy, %(percent)s%% off") % {"percent": percent}
            month = format_month(one.source, ctx.workspace.language) if one.source else ""
            basis.append({"text": f"{words} ({month})" if month else words, "discount": True})
    gross, off = int(quote.fee.gross), -int(quote.fee.discount)
    line = Line(text, gross, off, 1, "year", gross, note=note)
    return (line,), basis


def line_values(ctx: Context, lines: Sequence[Line]) -> dict[str, Any]:
    """Return what an invoice's row says of its lines, with the tax of today."""
    check_lines(lines)
    with_tax = taxed(lines, today_of(ctx), tax_rates(ctx))
    totals = totals_of(with_tax)
    return {
        "lines": plain_lines(with_tax),
        "net": totals.net,
        "tax": totals.tax,
        "total": totals.total,
        "left": totals.total,
    }


def hold_draft(ctx: Context, invoice_id: int) -> Invoice:
    """Hold a draft of which the books are kept. Raises: OnlyBookkeepers, NotFound, NotADraft."""
    check_bookkeeper(ctx)
    ctx.get(Invoice, invoice_id)
    invoice = ctx.as_system().lock(Invoice, invoice_id)
    if invoice.state not in DRAFTS:
        raise NotADraft
    return invoice


def in_letters(ctx: Context, number: int) -> str:
    """Return a number with the digits of the organisation's language."""
    return persian_digits(number) if ctx.workspace.language == "fa" else str(number)
