"""Writing a message into the outbox, in the commit that causes it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from django.db import connection, transaction
from procrastinate.contrib.django import app

from owj.server import clock
from owj.server.outbox.channels import Channel, channel_named

DELIVER_TASK = "owj.outbox.deliver"
WRITE_SQL = """
    INSERT INTO server_outboxmessage (channel, recipient, payload, policy, idempotency_key,
        created_at, next_attempt_at, state, attempts, maybe_duplicate, last_error,
        receipt, delivery)
    VALUES (%s, %s, %s, %s, %s, %s,
        clock_timestamp() + make_interval(secs => %s), 'pending', 0, false, '', '', '')
    ON CONFLICT (channel, idempotency_key) DO NOTHING RETURNING id
"""


def enqueue_message(
    *, channel: str, to: str, key: str, after: timedelta | None = None, **payload: object
) -> int | None:
    """Send a message once this transaction commits; returns its id, None if the key is known.

    key: names the reason, unique in the channel ("ticket:12:p0:manager:7"): the same news
    written twice is sent once. after: how long it waits, real time. payload: what the channel
    needs (e-mail: subject, body; SMS: text), JSON.
    Raises: ChannelUnknown.
    """
    chosen = channel_named(channel)
    with transaction.atomic(), connection.cursor() as cursor:
        text = json.dumps(payload)
        wait_s = after.total_seconds() if after else 0.0
        cursor.execute(WRITE_SQL, [channel, to, text, str(chosen.policy), key, clock.now(), wait_s])
        row = cursor.fetchone()
        if row is None:
            return None
        defer_delivery(int(row[0]), chosen, after=after)
        return int(row[0])


def defer_delivery(message_id: int, by: Channel, *, after: timedelta | None = None) -> None:
    """Let the worker deliver this row; after: real time from now."""
    at: datetime | None = clock.real_now() + after if after else None
    app.configure_task(DELIVER_TASK, queue=by.queue, schedule_at=at).defer(message_id=message_id)
