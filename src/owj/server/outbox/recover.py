"""Finding the messages whose delivery job is gone."""

from __future__ import annotations

from django.db import connection, transaction

from owj.server.clock import real_now
from owj.server.context import SYSTEM, Actor
from owj.server.incidents.services import resolve_incident_of
from owj.server.outbox.channels import channel_named, channels
from owj.server.outbox.models import OutboxMessage
from owj.server.outbox.services import DELIVER_TASK, defer_delivery

State = OutboxMessage.State
# A fresh row waits for its own job first; only a late one has lost it.
STRAY_SQL = """
    SELECT id, channel FROM server_outboxmessage m
    WHERE ((state = 'sending' AND lease_until <= clock_timestamp())
        OR (state = 'pending' AND next_attempt_at <= clock_timestamp() - interval '5 seconds'))
    AND channel = ANY (%s) AND NOT EXISTS (
        SELECT 1 FROM procrastinate_jobs j
        WHERE j.task_name = %s AND j.status = 'todo' AND (j.args->>'message_id')::bigint = m.id)
    ORDER BY id LIMIT %s
"""


def recover_messages(limit: int = 500) -> int:
    """Give every message that should be on its way, and is not, a new job.

    What was to leave by a channel that is gone waits for it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(STRAY_SQL, [[one.name for one in channels()], DELIVER_TASK, limit])
        stray = cursor.fetchall()
        for message_id, channel in stray:
            defer_delivery(int(message_id), channel_named(channel))
    return len(stray)


def retry_message(message_id: int, *, by: Actor = SYSTEM) -> bool:
    """Send a failed or unknown message again: a person has decided it. Returns whether."""
    with transaction.atomic():
        row = _settled(message_id)
        if row is None:
            return False
        row.maybe_duplicate |= row.state == State.UNKNOWN
        row.state = State.PENDING
        row.next_attempt_at = real_now()
        row.attempts = 0
        row.save()
        resolve_incident_of("outbox", f"{row.channel} {row.pk}", by=by, reason="sent again")
        defer_delivery(message_id, channel_named(row.channel))
    return True


def drop_message(message_id: int, *, by: Actor, reason: str) -> bool:
    """Let a failed or unknown message be, and keep why. Returns whether."""
    with transaction.atomic():
        row = _settled(message_id)
        if row is None:
            return False
        row.state = State.DROPPED
        row.save(update_fields=["state"])
        resolve_incident_of("outbox", f"{row.channel} {row.pk}", by=by, reason=reason)
    return True


def _settled(message_id: int) -> OutboxMessage | None:
    row = OutboxMessage.objects.select_for_update().filter(id=message_id).first()
    return row if row is not None and row.state in {State.FAILED, State.UNKNOWN} else None
