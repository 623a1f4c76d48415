"""Issuing an invoice: its price of today, its number, a sealed paper, an entry in the account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from owj.kernel.promises.prices import TaxRate
from owj.packages.billing.entity import BuyerCard, Invoice, InvoiceKind, InvoiceState, SellerCard
from owj.packages.billing.events import InvoiceIssued
from owj.packages.billing.lines import Line, read_lines
from owj.packages.billing.services.drafts import (
    hold_draft,
    line_values,
    renewal_lines,
    write_renewal,
)
from owj.packages.billing.services.work import MoneyWork, follow_account, hold_money
from owj.packages.billing.words import INVOICE_SERIES, NUMBERS, MoneyKind
from owj.packages.contracts.entity import Contract
from owj.packages.customers.entity import Customer
from owj.packages.customers.queries import check_judges
from owj.packages.pricing.queries import tax_rates
from owj.packages.warranty.queries import today_of
from owj.packages.warranty.services.renew import keep_for_invoice, quote_now
from owj.packages.warranty.services.work import AccountWork, hold
from owj.server.events import publish
from owj.server.ledger.papers import Paper, PaperDraft, seal_paper
from owj.server.records.context import Context

USUAL_DUE_DAYS = 14


@transaction.atomic
def issue_invoice(ctx: Context, invoice_id: int) -> Paper:
    """Issue a draft; from then on nothing on it changes.

    Raises: OnlyBookkeepers, NotFound, NotADraft, TaxMissing, and for a renewal what `quote_now`
    raises.
    """
    money = hold_money(ctx, ctx.get(Invoice, invoice_id).customer_id)
    return _issue(ctx, money, hold_draft(ctx, invoice_id), by=ctx.actor.user_id)


@transaction.atomic
def invoice_renewal(ctx: Context, contract_id: int) -> Invoice:
    """Return the invoice of a contract's next year, issued now unless one waits already.

    For a person of the customer who speaks the last word there, and for whoever keeps the books.
    Raises: NotFound, NotAmongYourRights, NotDelivered, ValueMissing.
    """
    contract = ctx.get(Contract, contract_id)
    check_judges(ctx, contract.customer_id)
    system = ctx.as_system()
    money = hold_money(system, contract.customer_id)
    waiting = hold(system, contract_id).account.invoiced
    if waiting is not None:
        return system.rows(Invoice).get(number=waiting.data["invoice"])
    invoice = write_renewal(system, contract_id)
    _issue(system, money, system.lock(Invoice, invoice.id), by=ctx.actor.user_id)
    return system.get(Invoice, invoice.id)


def _issue(ctx: Context, money: MoneyWork, invoice: Invoice, *, by: int | None) -> Paper:
    held: AccountWork | None = None
    basis: list[dict[str, Any]] = []
    lines: tuple[Line, ...] = read_lines(invoice.lines)
    if invoice.kind is InvoiceKind.RENEWAL and invoice.contract_id is not None:
        held = hold(ctx, invoice.contract_id)
        quote = quote_now(held, today_of(ctx))
        lines, basis = renewal_lines(ctx, held.contract.title, quote)
    values = line_values(ctx, lines)
    due_on = today_of(ctx) + timedelta(days=_due_days(ctx))
    content = _content(ctx, invoice, values) | {"basis": basis, "due_on": due_on.isoformat()}
    pattern = NUMBERS[INVOICE_SERIES]
    paper = seal_paper(ctx, PaperDraft(INVOICE_SERIES, pattern, "invoice", invoice.id, content))
    if held is not None:
        keep_for_invoice(held, quote, paper.number)
    ctx.as_system().update(
        invoice,
        number=paper.number,
        state=InvoiceState.OPEN,
        issued_on=paper.day,
        due_on=due_on,
        **values,
    )
    data = {"invoice": invoice.id, "number": paper.number, "amount": int(values["total"])}
    follow_account(money.write(MoneyKind.INVOICED, data))
    publish(InvoiceIssued(invoice.id, invoice.customer_id, paper.number, by))
    return paper


def _content(ctx: Context, invoice: Invoice, values: dict[str, Any]) -> dict[str, Any]:
    """Return everything that stands on the paper, as it is today."""
    system = ctx.as_system()
    contract = system.get(Contract, invoice.contract_id) if invoice.contract_id else None
    return {
        "subject": invoice.subject,
        "kind": invoice.kind.value,
        "language": ctx.workspace.language,
        "seller": seller_facts(ctx),
        "buyer": buyer_facts(ctx, invoice.customer_id),
        "contract": {"title": contract.title, "number": contract.number} if contract else {},
        "issued_on": today_of(ctx).isoformat(),
        "tax_percent": percent_on(ctx),
        **{name: values[name] for name in ("lines", "net", "tax", "total")},
    }


def seller_facts(ctx: Context) -> dict[str, Any]:
    """Return the seller as it stands on papers; the organisation's name before it is entered."""
    row = ctx.as_system().rows(SellerCard).order_by("id").first()
    if row is None:
        return {"name": ctx.workspace.name(ctx.workspace.language)}
    names = (
        "name",
        "national_id",
        "economic_code",
        "registration",
        "postal_code",
        "address",
        "phone",
        "memory_id",
        "service_code",
        "account",
    )
    return {name: getattr(row, name) for name in names}


def buyer_facts(ctx: Context, customer_id: int) -> dict[str, Any]:
    """Return a customer as a buyer on papers."""
    system = ctx.as_system()
    customer = system.get(Customer, customer_id)
    card = system.rows(BuyerCard).filter(customer_id=customer_id).first()
    return {
        "name": customer.name,
        "kind": customer.kind.value,
        "national_id": customer.national_id,
        "city": customer.city,
        "phone": customer.phone,
        "economic_code": card.economic_code if card else "",
        "postal_code": card.postal_code if card else "",
        "address": card.address if card else "",
    }


def percent_on(ctx: Context) -> int:
    """Return the rate of value added tax of today, 0 where none is known."""
    today = today_of(ctx)
    begun: list[TaxRate] = [one for one in tax_rates(ctx) if one.first_day <= today]
    return begun[-1].percent if begun else 0


def _due_days(ctx: Context) -> int:
    row = ctx.as_system().rows(SellerCard).order_by("id").first()
    return row.due_days if row and row.due_days is not None else USUAL_DUE_DAYS
