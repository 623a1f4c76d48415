"""Delivering one outbox row.

The attempt is committed before the send, and the outcome after it, in two transactions: a worker
that dies between them leaves a row in `sending` whose lease runs out, and the policy of the
channel decides what that means.
"""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from owj.kernel.errors import OutsideFailure
from owj.server.clock import real_now
from owj.server.failpoints import failpoint
from owj.server.incidents.services import open_incident
from owj.server.outbox.channels import Channel, Outgoing, channel_named
from owj.server.outbox.models import OutboxMessage
from owj.server.outbox.services import defer_delivery

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
FIRST_BACKOFF_S = 5.0
BACKOFF_GROWS = 4
State = OutboxMessage.State
Policy = OutboxMessage.Policy


def deliver_message(message_id: int) -> None:
    """Try to send one message, if it is its time and nobody else does."""
    claimed = _claim(message_id)
    if claimed is None:
        return
    channel, outgoing = claimed
    failpoint("outbox.claimed")
    try:
        receipt = channel.deliver(outgoing) or ""
    except OutsideFailure as failure:
        _note_refused(outgoing, failure)
    except Exception as error:
        log.exception("outbox %s: the send ended unclearly", outgoing.id)
        _note_unclear(outgoing, channel.policy, repr(error))
    else:
        failpoint("outbox.sent_before_commit")
        _note_sent(outgoing, receipt)


def backoff_after(attempt: int) -> timedelta:
    """Return how long to wait after a failed attempt: 5, 20, 80, 320 s, give or take a half."""
    # Spread, so that a thousand messages do not come back to a recovering provider at once.
    spread = random.uniform(0.5, 1.5)  # noqa: S311 -- no secret
    return timedelta(seconds=FIRST_BACKOFF_S * BACKOFF_GROWS ** (attempt - 1) * spread)


@transaction.atomic
def _claim(message_id: int) -> tuple[Channel, Outgoing] | None:
    row = OutboxMessage.objects.select_for_update(skip_locked=True).filter(id=message_id).first()
    now = real_now()
    if row is None or not _may_try(row, now):
        return None
    channel = channel_named(row.channel)
    if row.state == State.SENDING and not _take_over(row):
        return None
    row.state = State.SENDING
    row.attempts += 1
    row.lease_until = now + channel.lease
    row.save()
    return channel, Outgoing(
        id=row.pk,
        recipient=row.recipient,
        payload=row.payload,
        key=f"{row.channel}:{row.idempotency_key}",
        attempt=row.attempts,
        maybe_duplicate=row.maybe_duplicate,
    )


def _may_try(row: OutboxMessage, now: datetime) -> bool:
    if row.state == State.PENDING:
        return row.next_attempt_at <= now
    return row.state == State.SENDING and row.lease_until is not None and row.lease_until <= now


def _take_over(row: OutboxMessage) -> bool:
    """Decide about a row whose worker died while it sent; returns whether to send again."""
    if row.policy == Policy.AT_MOST_ONCE:
        _give_up(row, State.UNKNOWN, "the worker died while it sent")
        return False
    if row.attempts >= MOST_ATTEMPTS:
        _give_up(row, State.FAILED, "every attempt ended with the worker's death")
        return False
    row.maybe_duplicate = True
    return True


def _note_sent(outgoing: Outgoing, receipt: str) -> None:
    sent = _row_of(outgoing).update(
        state=State.SENT,
        sent_at=real_now(),
        lease_until=None,
        last_error="",
        receipt=receipt[:120],
    )
    if not sent:
        log.warning("outbox %s: the send outlasted its lease", outgoing.id)


@transaction.atomic
def _note_refused(outgoing: Outgoing, failure: OutsideFailure) -> None:
    row = _row_of(outgoing).select_for_update().first()
    if row is None:
        return
    if failure.permanent or row.attempts >= MOST_ATTEMPTS:
        _give_up(row, State.FAILED, str(failure))
    else:
        _try_later(row, str(failure))


@transaction.atomic
def _note_unclear(outgoing: Outgoing, policy: Policy, error: str) -> None:
    row = _row_of(outgoing).select_for_update().first()
    if row is None:
        return
    row.maybe_duplicate = True
    if policy == Policy.AT_MOST_ONCE:
        _give_up(row, State.UNKNOWN, error)
    elif row.attempts >= MOST_ATTEMPTS:
        _give_up(row, State.FAILED, error)
    else:
        _try_later(row, error)


def _try_later(row: OutboxMessage, why: str) -> None:
    wait = backoff_after(row.attempts)
    row.state = State.PENDING
    row.next_attempt_at = real_now() + wait
    row.lease_until = None
    row.last_error = why
    row.save()
    defer_delivery(row.pk, channel_named(row.channel), after=wait)


def _give_up(row: OutboxMessage, state: OutboxMessage.State, why: str) -> None:
    row.state = state
    row.lease_until = None
    row.last_error = why
    row.save()
    open_incident("outbox", f"{row.channel} {row.pk}", why)


def _row_of(outgoing: Outgoing) -> QuerySet[OutboxMessage]:
    # Only while the attempt still is ours: a lease that ran out may have passed it on.
    return OutboxMessage.objects.filter(
        id=outgoing.id, state=State.SENDING, attempts=outgoing.attempt
    )
