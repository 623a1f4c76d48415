"""Running what is due.

The attempt is committed first, alone; then the run and the removal of the timer share one
transaction. The timer's row is locked last, after whatever the run locked: services lock their
record first and the timer second, and the same order here keeps the two from deadlocking
(docs/decisions). An advisory lock, gone with the process that held it, keeps two workers from
running one timer at a time; that a timer runs once does not depend on it.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, connection, transaction

from owj.server import clock
from owj.server.context import SYSTEM, Actor
from owj.server.failpoints import failpoint
from owj.server.incidents.services import open_incident, resolve_incident_of
from owj.server.timers.models import Timer
from owj.server.timers.registry import TimerRow, run_of_kind
from owj.server.timers.schedule import RunningTimer, TimerMoved, running_timer

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
LOCK_SPACE = 0x0771
DUE_SQL = f"""
    SELECT id FROM server_timer
    WHERE state = 'waiting' AND due_at <= ({clock.NOW_SQL})
        AND (retry_at IS NULL OR retry_at <= clock_timestamp())
    ORDER BY due_at, id LIMIT %s
"""  # noqa: S608 -- constants only
# Its commit must survive the worker's death, not the database's: it need not wait for the disk.
CLAIM_SQL = f"""
    WITH unhurried AS (SELECT set_config('synchronous_commit', 'off', true))
    UPDATE server_timer SET attempts = attempts + 1,
        retry_at = clock_timestamp() + interval '1 second' * power(2, attempts)
    FROM unhurried
    WHERE id = (
        SELECT id FROM server_timer
        WHERE id = %s AND state = 'waiting' AND due_at <= ({clock.NOW_SQL})
            AND (retry_at IS NULL OR retry_at <= clock_timestamp())
        FOR UPDATE SKIP LOCKED)
    RETURNING kind, key, due_at, data, attempts, generation
"""  # noqa: S608 -- constants only


@dataclass(slots=True)
class TimersReport:
    """What one pass did."""

    ran: int = 0
    failed: int = 0
    quarantined: int = 0

    @property
    def worked(self) -> bool:
        """Return whether there was anything to do."""
        return bool(self.ran or self.failed or self.quarantined)


def run_due_timers(
    limit: int = 100, *, stopping: Callable[[], bool] = lambda: False
) -> TimersReport:
    """Run at most `limit` due timers, the longest due first. Call it outside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(DUE_SQL, [limit])
        due = [int(row[0]) for row in cursor.fetchall()]
    report = TimersReport()
    for timer_id in due:
        if stopping():
            break
        run_timer(timer_id, report)
    return report


def run_timer(timer_id: int, report: TimersReport) -> None:
    """Run one timer if it still is due and nobody else runs it."""
    with _alone(timer_id) as alone:
        claimed = _claim(timer_id) if alone else None
        if claimed is None:
            return
        row, running = claimed
        if row.attempt > MOST_ATTEMPTS:
            # Each of its runs ended with the process: nothing is left to catch.
            _quarantine(running, row, "every run ended with the worker's death")
            report.quarantined += 1
            return
        failpoint("timers.claimed")
        try:
            _run_and_settle(row, running)
        except TimerMoved:
            log.info("timer %s %s moved while it ran", row.kind, row.key)
        except (OperationalError, InterfaceError):
            if _connection_lost():
                raise
            _note_failure(running, row, report)
        except Exception:  # noqa: BLE001 -- a poison timer must not stop the others
            _note_failure(running, row, report)
        else:
            report.ran += 1


def _run_and_settle(row: TimerRow, running: RunningTimer) -> None:
    token = running_timer.set(running)
    try:
        with transaction.atomic():
            run_of_kind(row.kind)(row, clock.now())
            running.settle()
            failpoint("timers.ran_before_commit")
    finally:
        running_timer.reset(token)


def _claim(timer_id: int) -> tuple[TimerRow, RunningTimer] | None:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM_SQL, [timer_id])
        found = cursor.fetchone()
    if found is None:
        return None
    kind, key, due_at, data, attempt, generation = found
    row = TimerRow(kind, key, due_at, json.loads(data), attempt)
    return row, RunningTimer(timer_id, kind, key, generation)


def _note_failure(running: RunningTimer, row: TimerRow, report: TimersReport) -> None:
    log.exception("timer %s %s failed, attempt %s", row.kind, row.key, row.attempt)
    report.failed += 1
    if row.attempt >= MOST_ATTEMPTS:
        _quarantine(running, row, repr(sys.exc_info()[1]))
        report.quarantined += 1


def _quarantine(running: RunningTimer, row: TimerRow, why: str) -> None:
    with transaction.atomic():
        moved_aside = Timer.objects.filter(id=running.id, generation=running.generation).update(
            state=Timer.State.QUARANTINED
        )
        if moved_aside:
            open_incident("timer", f"{row.kind} {row.key}", why)


def _connection_lost() -> bool:
    return connection.connection is None or connection.connection.closed


@contextmanager
def _alone(timer_id: int) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, timer_id % 2**31])
        (alone,) = cursor.fetchone() or (False,)
    try:
        yield bool(alone)
    finally:
        if alone and not _connection_lost():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, timer_id % 2**31])


def release_quarantined(timer_id: int, *, by: Actor = SYSTEM) -> bool:
    """Let a quarantined timer be tried again, from attempt one. Returns whether."""
    with transaction.atomic():
        row = _quarantined(timer_id)
        if row is None:
            return False
        row.state = Timer.State.WAITING
        row.attempts = 0
        row.retry_at = None
        row.save(update_fields=["state", "attempts", "retry_at"])
        resolve_incident_of("timer", f"{row.kind} {row.key}", by=by, reason="tried again")
    return True


def drop_quarantined(timer_id: int, *, by: Actor, reason: str) -> bool:
    """Give a quarantined timer up, and keep why. Returns whether."""
    with transaction.atomic():
        row = _quarantined(timer_id)
        if row is None:
            return False
        resolve_incident_of("timer", f"{row.kind} {row.key}", by=by, reason=reason)
        row.delete()
    return True


def _quarantined(timer_id: int) -> Timer | None:
    quarantined = Timer.objects.filter(id=timer_id, state=Timer.State.QUARANTINED)
    return quarantined.select_for_update().first()
