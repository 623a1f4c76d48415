"""What a gateway took in becomes a payment of the invoice; customers hear of invoices and money."""

from __future__ import annotations

from owj.packages.billing.entity import Invoice
from owj.packages.billing.events import InvoiceIssued, PaymentTaken
from owj.packages.billing.letters import INVOICES_PATH, issued_words, received_words
from owj.packages.billing.money import read_money
from owj.packages.billing.services.payments import Payment, take_payment
from owj.packages.billing.services.work import hold_money, money_account
from owj.packages.billing.words import PayMethod
from owj.packages.customers.queries import Rights
from owj.packages.customers.services.telling import CustomerNews, tell_customer_people
from owj.packages.warranty.queries import today_of
from owj.server.context import SYSTEM
from owj.server.events import reacts_to
from owj.server.ledger.entries import entries_of
from owj.server.payments.events import OnlinePaid
from owj.server.records.context import open_context


@reacts_to(OnlinePaid)
def take_online_payment(event: OnlinePaid) -> None:
    """Write the money down; what the invoice needs no more becomes the customer's credit."""
    if event.entity != Invoice.key:
        return
    ctx = open_context(SYSTEM)
    invoice = ctx.get(Invoice, event.record_id)
    payment = Payment(
        event.amount, today_of(ctx), PayMethod.ONLINE, event.reference, event.record_id
    )
    take_payment(hold_money(ctx, invoice.customer_id), payment)


@reacts_to(InvoiceIssued)
def tell_invoice(event: InvoiceIssued) -> None:
    """Tell whoever sees numbers that an invoice was issued, but not who asked for it."""
    ctx = open_context(SYSTEM)
    invoice = ctx.get(Invoice, event.invoice_id)
    news = CustomerNews(
        kind="invoice_issued",
        key=f"invoice:{event.number}",
        url=f"{INVOICES_PATH}/{event.invoice_id}",
        data={"subject": invoice.subject},
        but_not=event.by,
    )
    total, due_on = int(invoice.total or 0), invoice.due_on
    tell_customer_people(
        ctx,
        event.customer_id,
        news,
        lambda: issued_words(event.number, invoice.subject, total, due_on),
        _sees_numbers,
    )


@reacts_to(PaymentTaken)
def tell_payment(event: PaymentTaken) -> None:
    """Tell whoever sees numbers that money has arrived, and what of it is left as credit."""
    entries = entries_of(money_account(event.customer_id))
    paid = next(one for one in entries if one.seq == event.seq)
    credit = read_money(entries).credit
    news = CustomerNews(
        kind="payment_received",
        key=f"payment:{event.customer_id}:{paid.seq}",
        url=INVOICES_PATH,
        data={"subject": str(paid.data.get("reference", ""))},
        but_not=event.by,
    )
    amount = int(paid.data["amount"])
    tell_customer_people(
        open_context(SYSTEM),
        event.customer_id,
        news,
        lambda: received_words(amount, credit),
        _sees_numbers,
    )


def _sees_numbers(rights: Rights) -> bool:
    return rights.numbers
