"""Beginning an attempt to pay, and settling it once when the gateway answers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.db import transaction

from owj.kernel.errors import NotFound
from owj.server.context import SYSTEM
from owj.server.events import publish
from owj.server.payments.events import OnlinePaid
from owj.server.payments.gateways import (
    PaymentAnswerRefused,
    PaymentsClosed,
    current_gateway,
    gateway_of,
)
from owj.server.payments.models import OnlinePayment
from owj.server.records.context import Context, open_context

State = OnlinePayment.State


def begin_payment(ctx: Context, entity: str, record_id: int, amount: int) -> tuple[uuid.UUID, str]:
    """Write an attempt down; returns its id and where the browser goes.

    Whoever calls has asked whether the actor may pay for the record. Raises: PaymentsClosed.
    """
    gateway = current_gateway()
    if gateway is None:
        raise PaymentsClosed
    payment = OnlinePayment.objects.create(
        gateway=gateway.key,
        entity=entity,
        record_id=record_id,
        amount=amount,
        by_id=ctx.actor.user_id,
        started_at=ctx.now,
    )
    return payment.id, gateway.address(payment)


@transaction.atomic
def settle_payment(payment_id: uuid.UUID, given: Mapping[str, str]) -> OnlinePayment:
    """Read a gateway's answer and write it down, once; the same answer again changes nothing.

    Raises: NotFound, PaymentsClosed, PaymentAnswerRefused for a foreign signature or amount.
    """
    payment = OnlinePayment.objects.select_for_update().filter(id=payment_id).first()
    if payment is None:
        raise NotFound
    answer = gateway_of(payment).read_answer(payment, given)
    if payment.state != State.STARTED:
        return payment
    if answer.amount != payment.amount:
        raise PaymentAnswerRefused
    payment.state = State.PAID if answer.paid else State.REFUSED
    payment.reference = answer.reference[:60] if answer.paid else ""
    payment.settled_at = open_context(SYSTEM).now
    payment.save(update_fields=["state", "reference", "settled_at"])
    if answer.paid:
        publish(
            OnlinePaid(
                str(payment.id),
                payment.entity,
                payment.record_id,
                payment.amount,
                payment.reference,
            )
        )
    return payment


def payment_of(ctx: Context, payment_id: uuid.UUID) -> OnlinePayment:
    """Return an attempt that the actor began. Raises: NotFound."""
    payment = OnlinePayment.objects.filter(id=payment_id, by_id=ctx.actor.user_id or 0).first()
    if payment is None:
        raise NotFound
    return payment
