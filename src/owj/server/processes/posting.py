"""Messages that processes threw or that came before anybody waited: handed on by the worker."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError, connection, transaction

from owj.server.processes.calling import do_left
from owj.server.processes.calls_left import BACK, CALL, WITHDRAW
from owj.server.processes.message_rows import ProcessMessage
from owj.server.processes.messages import broadcast_signal, give_to, hand_over
from owj.server.processes.refreshing import refresh_instance
from owj.server.processes.value_texts import feel_of_values
from owj.server.records.context import Context

if TYPE_CHECKING:
    from owj.server.processes.timing import ProcessesReport

log = logging.getLogger(__name__)
State = ProcessMessage.State

CLAIM_SQL = """
    SELECT id FROM server_processmessage
    WHERE state = 'waiting' AND (retry_at IS NULL OR retry_at <= clock_timestamp())
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
"""
# Somebody may come to wait at any moment; opening a subscription makes it be looked at at once.
LATER_SQL = """
    UPDATE server_processmessage SET attempts = attempts + 1,
        retry_at = clock_timestamp() + interval '1 second' * least(60, power(2, least(attempts, 9)))
    WHERE id = %s
"""


def post_waiting(ctx: Context, report: ProcessesReport) -> bool:
    """Hand on the oldest message that waits; returns whether there was one."""
    claimed = 0
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(CLAIM_SQL)
                row = cursor.fetchone()
            if row is None:
                return False
            claimed = int(row[0])
            if _post(ctx, ProcessMessage.objects.get(pk=claimed)):
                report.posted += 1
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        if not claimed:
            raise
        log.exception("message %s was not taken", claimed)
        with connection.cursor() as cursor:
            cursor.execute(LATER_SQL, [claimed])
        report.failed += 1
    return True


def _post(ctx: Context, row: ProcessMessage) -> bool:
    data = feel_of_values(row.data)
    if row.kind == "signal":
        broadcast_signal(ctx, row.name, data, but=row.source or 0)
        got: int | None = row.source
    elif row.kind == "record":
        got = refresh_instance(ctx, row.source or 0, data)
    elif row.kind == "own":
        got = give_to(ctx, row.source or 0, row.name, data)
    elif row.kind in (CALL, BACK, WITHDRAW):
        got = do_left(ctx, row.kind, row.source or 0, int(row.name), data)
    else:
        got = hand_over(ctx, row.name, row.key, data)
    if got is None and row.keep_until > ctx.now:
        with connection.cursor() as cursor:
            cursor.execute(LATER_SQL, [row.pk])
        return False
    row.state = State.EXPIRED if got is None else State.DELIVERED
    row.delivered_to = got
    row.save()
    return got is not None
