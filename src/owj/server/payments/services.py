"""Beginning an attempt to pay, and settling it once when the gateway answers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from owj.kernel.errors import NotFound
from owj.server.context import SYSTEM
from owj.server.events import publish
from owj.server.incidents.services import open_incident
from owj.server.payments.events import OnlinePaid
from owj.server.payments.gateways import (
    Door,
    GatewayAnswer,
    PaymentAnswerRefused,
    PaymentsClosed,
    PaymentUnclear,
    current_gateway,
    gateway_of,
)
from owj.server.payments.models import OnlinePayment
from owj.server.records.context import Context, open_context

State = OnlinePayment.State


# How long after an unclear answer the gateway is asked again: a minute, doubled, at most an hour.
FIRST_REST_S, MOST_REST_S, MOST_ASKED = 60, 3600, 30
SETTLE_TASK = "server.payments.settle"


@transaction.atomic
def begin_payment(ctx: Context, entity: str, record_id: int, amount: int) -> tuple[uuid.UUID, Door]:
    """Write an attempt down; returns its id and where the browser goes.

    Whoever calls has asked whether the actor may pay for the record. Raises: PaymentsClosed,
    GatewayShut.
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
    return payment.id, gateway.open_door(payment)


def settle_payment(payment_id: uuid.UUID, given: Mapping[str, str]) -> OnlinePayment:
    """Read a gateway's answer and write it down, once; the same answer again changes nothing.

    The gateway is asked outside of a transaction: what it said stays known though we fail later.
    Raises: NotFound, PaymentsClosed, PaymentAnswerRefused for a foreign signature or amount,
    PaymentUnclear when the gateway did not say.
    """
    payment = OnlinePayment.objects.filter(id=payment_id).first()
    if payment is None:
        raise NotFound
    gateway = gateway_of(payment)
    if payment.state != State.STARTED:
        return payment
    with _alone(payment_id):
        answer = gateway.read_answer(payment, given)
    if answer.amount != payment.amount:
        raise PaymentAnswerRefused
    return _write_down(payment_id, answer)


@contextmanager
def _alone(payment_id: uuid.UUID) -> Iterator[None]:
    """Let nobody else ask the gateway about the same attempt meanwhile."""
    name = [f"payment:{payment_id}"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", name)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", name)


@transaction.atomic
def _write_down(payment_id: uuid.UUID, answer: GatewayAnswer) -> OnlinePayment:
    payment = OnlinePayment.objects.select_for_update().get(id=payment_id)
    if payment.state != State.STARTED:
        return payment
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


def settle_or_ask_again(payment_id: uuid.UUID, given: Mapping[str, str], asked: int = 0) -> None:
    """Settle an attempt; while the gateway does not say, let the worker ask it again later.

    Raises: NotFound, PaymentsClosed, PaymentAnswerRefused, PaymentUnclear the first time.
    """
    try:
        settle_payment(payment_id, given)
    except PaymentUnclear:
        if asked < MOST_ASKED:
            _ask_again(payment_id, given, asked)
        else:
            why = "The gateway never said whether this payment arrived: ask the bank."
            open_incident("payment", str(payment_id), why)
        if not asked:
            raise


def _ask_again(payment_id: uuid.UUID, given: Mapping[str, str], asked: int) -> None:
    rest = min(FIRST_REST_S * 2**asked, MOST_REST_S)
    lock = f"{SETTLE_TASK}:{payment_id}"
    task = app.configure_task(SETTLE_TASK, schedule_in={"seconds": rest}, queueing_lock=lock)
    # It waits already when the browser came twice.
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.defer(payment_id=str(payment_id), given=dict(given), asked=asked + 1)


def payment_of(ctx: Context, payment_id: uuid.UUID) -> OnlinePayment:
    """Return an attempt that the actor began. Raises: NotFound."""
    payment = OnlinePayment.objects.filter(id=payment_id, by_id=ctx.actor.user_id or 0).first()
    if payment is None:
        raise NotFound
    return payment
