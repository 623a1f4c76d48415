"""Money that came in, goes back, or is set against an invoice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from owj.packages.billing.entity import Invoice, InvoiceKind
from owj.packages.billing.errors import (
    NotIssued,
    PaymentNotFound,
    ReasonWanted,
    RenewalStands,
)
from owj.packages.billing.events import PaymentTaken
from owj.packages.billing.services.work import (
    MoneyWork,
    check_amount,
    check_bookkeeper,
    follow_account,
    hold_money,
)
from owj.packages.billing.words import MoneyKind, PayMethod
from owj.packages.warranty.services.renew import is_posted
from owj.packages.warranty.services.work import check_day, hold
from owj.server.events import publish
from owj.server.ledger.entries import REVOKED, standing
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came in. invoice_id: what it is for; None: the oldest unpaid invoices."""

    amount: int
    day: date
    method: PayMethod
    reference: str = ""
    invoice_id: int | None = None


@transaction.atomic
def record_payment(ctx: Context, customer_id: int, payment: Payment) -> None:
    """Write money down that came in; what no invoice needs is the customer's credit.

    Raises: OnlyBookkeepers, NotFound, AmountRefused, DayAhead, NotIssued.
    """
    check_bookkeeper(ctx)
    check_day(ctx, payment.day)
    take_payment(hold_money(ctx, customer_id), payment)


def take_payment(work: MoneyWork, payment: Payment) -> MoneyWork:
    """Write money down for whoever was found to be allowed to; the account is held."""
    check_amount(payment.amount)
    if payment.invoice_id is not None and payment.invoice_id not in work.account.invoices:
        raise NotIssued
    data = {
        "amount": payment.amount,
        "method": payment.method.value,
        "reference": payment.reference.strip()[:60],
        "invoice": payment.invoice_id,
    }
    work = work.write(MoneyKind.PAID, data, payment.day)
    seq = work.entries[-1].seq
    if payment.invoice_id is None:
        work = _use_on_oldest(work, payment.amount, payment.day)
    follow_account(work)
    publish(PaymentTaken(work.customer_id, seq, work.ctx.actor.user_id))
    return work


@transaction.atomic
def use_credit(ctx: Context, invoice_id: int) -> int:
    """Set a customer's credit against an invoice; returns how much was used.

    Raises: OnlyBookkeepers, NotFound, NotIssued, AmountRefused where there is nothing to use.
    """
    check_bookkeeper(ctx)
    work = hold_money(ctx, ctx.get(Invoice, invoice_id).customer_id)
    invoice = work.account.invoices.get(invoice_id)
    if invoice is None:
        raise NotIssued
    amount = check_amount(min(invoice.open, work.account.credit))
    data = {"invoice": invoice_id, "amount": amount}
    follow_account(work.write(MoneyKind.CREDIT_USED, data))
    return amount


@transaction.atomic
def refund_credit(ctx: Context, customer_id: int, amount: int, reference: str) -> None:
    """Write down that a customer's credit was paid back.

    Raises: OnlyBookkeepers, NotFound, AmountRefused, MoneySpent.
    """
    check_bookkeeper(ctx)
    work = hold_money(ctx, customer_id)
    data = {"amount": check_amount(amount), "reference": reference.strip()[:60]}
    work.write(MoneyKind.REFUNDED, data)


@transaction.atomic
def take_back_payment(ctx: Context, customer_id: int, seq: int, reason: str) -> None:
    """Take a payment back that did not come: a returned cheque, a slip of the pen.

    Raises: OnlyBookkeepers, NotFound, PaymentNotFound, ReasonWanted, RenewalStands, MoneySpent
    when its credit was used already.
    """
    check_bookkeeper(ctx)
    if not reason.strip():
        raise ReasonWanted
    work = hold_money(ctx, customer_id)
    kinds = (MoneyKind.PAID, MoneyKind.REFUNDED, MoneyKind.CREDIT_USED)
    entry = next((one for one in standing(work.entries) if one.seq == seq), None)
    if entry is None or entry.kind not in kinds:
        raise PaymentNotFound
    after = work.write(REVOKED, {"seq": seq, "reason": reason.strip()[:300]})
    _refuse_standing_years(work, after)
    follow_account(after)


def _use_on_oldest(work: MoneyWork, amount: int, day: date) -> MoneyWork:
    for invoice in sorted(work.account.invoices.values(), key=lambda one: (one.day, one.number)):
        part = min(amount, invoice.open)
        if part:
            data = {"invoice": invoice.invoice_id, "amount": part}
            work, amount = work.write(MoneyKind.CREDIT_USED, data, day), amount - part
    return work


def _refuse_standing_years(before: MoneyWork, after: MoneyWork) -> None:
    """Refuse to reopen an invoice whose year of warranty stands. Raises: RenewalStands."""
    reopened = [
        one
        for one in after.account.invoices.values()
        if one.open and not before.account.invoices[one.invoice_id].open
    ]
    system = after.ctx.as_system()
    for money in reopened:
        invoice = system.get(Invoice, money.invoice_id)
        renews = invoice.contract_id if invoice.kind is InvoiceKind.RENEWAL else None
        if renews is not None and is_posted(hold(system, renews), money.number):
            raise RenewalStands
