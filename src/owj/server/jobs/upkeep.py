"""What the worker does again and again: find what got lost, drop what nobody needs."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from django.db import InterfaceError, OperationalError, connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from owj.server.activity.purging import empty_old_trash
from owj.server.agreements.day_sums import fold_day_sums
from owj.server.drafts.services import drop_old_drafts
from owj.server.files.orphans import drop_orphans, drop_unattached
from owj.server.idempotency.services import drop_old_answers
from owj.server.identity.one_time import drop_old_secrets
from owj.server.identity.rate_limit import drop_old_windows
from owj.server.identity.sessions import drop_expired_sessions
from owj.server.layouts.list_indexes import ask_for_indexes
from owj.server.outbox.recover import recover_messages
from owj.server.outbox.sms import receiving_port
from owj.server.presence.services import drop_absent
from owj.server.processes.removing import drop_old_messages, drop_old_processes
from owj.server.schema.purging import purge_old_trash
from owj.server.webhooks.services import drop_old_deliveries

log = logging.getLogger(__name__)

OFTEN_S = 2.0
MINUTE_S = 60.0
FETCH_SMS_TASK = "owj.sms.fetch"
SELDOM_S = 3600.0
# Finished jobs and their events are history nobody reads; a month of failures is kept.
OLD_JOBS_SQL = """
    DELETE FROM procrastinate_jobs WHERE status IN ('failed', 'cancelled', 'aborted')
    AND NOT EXISTS (SELECT 1 FROM procrastinate_events e
        WHERE e.job_id = procrastinate_jobs.id AND e.at > clock_timestamp() - interval '30 days')
"""


def drop_old_jobs() -> int:
    """Delete jobs that ended badly more than a month ago."""
    with connection.cursor() as cursor:
        cursor.execute(OLD_JOBS_SQL)
        return int(cursor.rowcount)


def ask_for_sms() -> int:
    """Let a job fetch what came in; one at a time, and none where nothing can come."""
    if receiving_port() is None:
        return 0
    with suppress(AlreadyEnqueued):
        app.configure_task(FETCH_SMS_TASK, queueing_lock=FETCH_SMS_TASK).defer()
        return 1
    return 0


OFTEN: tuple[Callable[[], int], ...] = (recover_messages,)
EACH_MINUTE: tuple[Callable[[], int], ...] = (ask_for_sms,)
SELDOM: tuple[Callable[[], int], ...] = (
    fold_day_sums,
    drop_expired_sessions,
    drop_old_secrets,
    drop_old_windows,
    drop_orphans,
    drop_unattached,
    drop_old_jobs,
    drop_old_drafts,
    drop_absent,
    drop_old_answers,
    empty_old_trash,
    drop_old_processes,
    drop_old_messages,
    purge_old_trash,
    ask_for_indexes,
    drop_old_deliveries,
)


@dataclass(slots=True)
class Upkeep:
    """Runs each chore when its time has come again."""

    often_at: float = field(default_factory=time.monotonic)
    minute_at: float = field(default_factory=time.monotonic)
    seldom_at: float = field(default_factory=time.monotonic)

    def run_due(self) -> None:
        """Run the chores whose time has come. Raises what the database raises."""
        at = time.monotonic()
        if at >= self.often_at:
            self.often_at = at + OFTEN_S
            _run(OFTEN)
        if at >= self.minute_at:
            self.minute_at = at + MINUTE_S
            _run(EACH_MINUTE)
        if at >= self.seldom_at:
            self.seldom_at = at + SELDOM_S
            _run(SELDOM)


def _run(chores: tuple[Callable[[], int], ...]) -> None:
    for chore in chores:
        try:
            done = chore()
        except (OperationalError, InterfaceError):
            # The database is away: each of the others would find the same.
            raise
        except Exception:
            # A chore that cannot be done must not keep those behind it from their turn for good.
            log.exception("%s stumbled", chore.__name__)
            continue
        if done:
            log.info("%s: %s", chore.__name__, done)
