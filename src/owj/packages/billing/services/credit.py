"""Credit notes: what takes an issued invoice back, whole or in part, and leaves it standing."""

from __future__ import annotations

from fractions import Fraction

from django.db import transaction

from owj.kernel.promises.rounding import whole_rial
from owj.packages.billing.entity import Invoice, InvoiceKind
from owj.packages.billing.errors import NotIssued, ReasonWanted
from owj.packages.billing.money import MoneySpent
from owj.packages.billing.services.issue import buyer_facts, seller_facts
from owj.packages.billing.services.time import release_work
from owj.packages.billing.services.work import (
    check_amount,
    check_bookkeeper,
    follow_account,
    hold_money,
)
from owj.packages.billing.words import CREDIT_SERIES, NUMBERS, MoneyKind
from owj.packages.warranty.queries import today_of
from owj.packages.warranty.services.renew import release_renewal
from owj.packages.warranty.services.work import hold
from owj.server.ledger.papers import Paper, PaperDraft, seal_paper
from owj.server.records.context import Context


@transaction.atomic
def credit_invoice(ctx: Context, invoice_id: int, reason: str, amount: int | None = None) -> Paper:
    """Issue a credit note for an invoice. amount: with tax; None: all of it that stands.

    A renewal credited whole lets its discounts go and takes its year back; worked time waits for
    another invoice. What was paid already is the customer's credit.
    Raises: OnlyBookkeepers, NotFound, NotIssued, ReasonWanted, AmountRefused, MoneySpent,
    EntryNeeded when something of that year was used.
    """
    check_bookkeeper(ctx)
    why = reason.strip()[:300]
    if not why:
        raise ReasonWanted
    work = hold_money(ctx, ctx.get(Invoice, invoice_id).customer_id)
    invoice = ctx.as_system().lock(Invoice, invoice_id)
    money = work.account.invoices.get(invoice_id)
    if money is None:
        raise NotIssued
    left = money.total - money.credited
    wanted = check_amount(left if amount is None else amount)
    if wanted > left:
        raise MoneySpent(left=left, wanted=wanted)
    content = {
        "invoice": money.number,
        "subject": invoice.subject,
        "reason": why,
        "language": ctx.workspace.language,
        "seller": seller_facts(ctx),
        "buyer": buyer_facts(ctx, invoice.customer_id),
        "issued_on": today_of(ctx).isoformat(),
        "total": wanted,
        "tax": _tax_until(invoice, money.credited + wanted) - _tax_until(invoice, money.credited),
        "whole": wanted == money.total,
    }
    draft = PaperDraft(CREDIT_SERIES, NUMBERS[CREDIT_SERIES], "invoice", invoice_id, content)
    paper = seal_paper(ctx, draft)
    data = {"invoice": invoice_id, "number": paper.number, "amount": wanted, "reason": why}
    after = work.write(MoneyKind.CREDITED, data)
    if after.account.invoices[invoice_id].is_credited:
        _let_go(ctx, invoice, money.number, why)
    follow_account(after)
    return paper


def _tax_until(invoice: Invoice, amount: int) -> int:
    """Return the tax in the first rials of an invoice: so the parts of it come to the whole."""
    return int(whole_rial(Fraction(invoice.tax * amount, invoice.total)))


def _let_go(ctx: Context, invoice: Invoice, number: str, why: str) -> None:
    """Give back what a credited invoice had taken."""
    release_work(ctx, invoice.id)
    if invoice.kind is InvoiceKind.RENEWAL and invoice.contract_id is not None:
        release_renewal(hold(ctx.as_system(), invoice.contract_id), number, why)
