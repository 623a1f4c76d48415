"""What a gateway took in becomes a payment of the invoice, in the same transaction."""

from __future__ import annotations

from owj.packages.billing.entity import Invoice
from owj.packages.billing.services.payments import Payment, take_payment
from owj.packages.billing.services.work import hold_money
from owj.packages.billing.words import PayMethod
from owj.packages.warranty.queries import today_of
from owj.server.context import SYSTEM
from owj.server.events import reacts_to
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
