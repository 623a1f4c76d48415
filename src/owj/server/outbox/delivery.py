"""What became of the messages that a provider took: asked later, a few at a time."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now

from owj.kernel.errors import OutsideFailure
from owj.server.outbox.models import OutboxMessage
from owj.server.outbox.sms import DeliveryState, receiving_port

ASKED_AT_ONCE = 20
FIRST_ASKED_AFTER = timedelta(minutes=1)
ASKED_AGAIN_AFTER = timedelta(minutes=10)
ASKED_FOR = timedelta(days=1)


def ask_for_deliveries() -> int:
    """Ask the provider about the SMS it took lately; returns how many it knew the end of."""
    port = receiving_port()
    if port is None:
        return 0
    settled = 0
    for row in _open_ones()[:ASKED_AT_ONCE]:
        try:
            state = port.ask_delivery(row.receipt)
        except OutsideFailure:
            # Nothing is lost: the question is asked again in a while.
            break
        finally:
            OutboxMessage.objects.filter(id=row.pk).update(delivery_asked_at=Now())
        OutboxMessage.objects.filter(id=row.pk).update(delivery=state.value)
        settled += state is not DeliveryState.ON_ITS_WAY
    return settled


def _open_ones() -> list[OutboxMessage]:
    taken = OutboxMessage.objects.filter(
        state=OutboxMessage.State.SENT,
        delivery__in=("", DeliveryState.ON_ITS_WAY),
        sent_at__lt=Now() - FIRST_ASKED_AFTER,
        sent_at__gt=Now() - ASKED_FOR,
    ).exclude(receipt="")
    due = Q(delivery_asked_at=None) | Q(delivery_asked_at__lt=Now() - ASKED_AGAIN_AFTER)
    return list(taken.filter(due).order_by("delivery_asked_at", "id"))
