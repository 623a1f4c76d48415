"""What the worker does for processes: due timers, starts that are due, messages on their way.

A timer is claimed by locking its process with SKIP LOCKED and fired in the same transaction:
nothing to lease, nothing to expire, and two workers share what is due without meeting. The
process is locked first here as in every step, so no two orders of locks can meet either.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connection, transaction

from owj.kernel.bpmn.happenings import FireTimer, StartProcess
from owj.kernel.bpmn.times import Schedule, Span
from owj.server.context import SYSTEM
from owj.server.failpoints import failpoint
from owj.server.incidents.services import open_incident
from owj.server.processes.drawings import drawing_of
from owj.server.processes.live import tell_live
from owj.server.processes.loading import load_due
from owj.server.processes.message_rows import ProcessStart
from owj.server.processes.posting import post_waiting
from owj.server.processes.starting import start_drawing
from owj.server.processes.state_rows import ProcessTimer
from owj.server.processes.stepping import go
from owj.server.records.context import Context, open_context

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
AT_ONCE = 100
# So many timers share one commit.
TOGETHER = 20
NOTE_FAILURE_SQL = """
    UPDATE server_processtimer SET attempts = attempts + 1, quarantined = attempts + 1 >= %s,
        retry_at = clock_timestamp() + interval '1 second' * power(2, attempts)
    WHERE instance_id = %s AND number = %s RETURNING quarantined
"""
NOTE_START_FAILURE_SQL = """
    UPDATE server_processstart SET attempts = attempts + 1,
        retry_at = clock_timestamp() + interval '1 second' * power(2, least(attempts, 12))
    WHERE id = %s
"""
CLAIM_START_SQL = """
    SELECT id FROM server_processstart
    WHERE due <= %s AND (retry_at IS NULL OR retry_at <= clock_timestamp())
    ORDER BY due LIMIT 1 FOR UPDATE SKIP LOCKED
"""


@dataclass(slots=True)
class ProcessesReport:
    """What one pass did."""

    fired: int = 0
    started: int = 0
    posted: int = 0
    failed: int = 0

    @property
    def worked(self) -> bool:
        """Return whether there was anything to do."""
        return bool(self.fired or self.started or self.posted)


def run_due_processes(
    limit: int = AT_ONCE, *, stopping: Callable[[], bool] = lambda: False
) -> ProcessesReport:
    """Do what is due, at most `limit` of each kind. Call it outside a transaction."""
    report = ProcessesReport()
    ctx = open_context(SYSTEM)
    for run_one in (fire_due_timer, start_due, post_waiting):
        for _ in range(limit):
            if stopping() or not run_one(ctx, report):
                break
    return report


def fire_due_timer(ctx: Context, report: ProcessesReport) -> bool:
    """Fire the timers that are due longest; returns whether there was one.

    Several share a commit, which is most of what one costs. When one of them fails, all are
    undone, and each is tried alone: so the others never wait for it.
    """
    try:
        with transaction.atomic():
            fired = seen = 0
            while seen < TOGETHER and (one := _fire_one(ctx)) is not None:
                fired, seen = fired + one, seen + 1
            failpoint("processes.timer_before_commit")
    except Exception:
        if _is_lost():
            raise
        return _fire_each_alone(ctx, report)
    report.fired += fired
    return bool(seen)


def _fire_one(ctx: Context) -> int | None:
    """Return how many timers fired: none when another worker was faster; None: none is due."""
    claimed = load_due(ctx.now)
    if claimed is None:
        return None
    number, loaded = claimed
    failpoint("processes.timer_claimed")
    if number not in loaded.state.timers:
        return 0
    try:
        go(ctx, loaded, FireTimer(number))
        tell_live(loaded.id, loaded.entity, loaded.record_id)
    except Exception as error:
        raise TimerFailed(loaded.id, number, error) from error
    return 1


def _fire_each_alone(ctx: Context, report: ProcessesReport) -> bool:
    for tried in range(TOGETHER):
        try:
            with transaction.atomic():
                fired = _fire_one(ctx)
            if fired is None:
                return tried > 0
            report.fired += fired
        except TimerFailed as failed:
            if _is_lost():
                raise
            if isinstance(failed.cause, OperationalError | InterfaceError):
                # Two steps wanted one row: nothing is wrong with the timer, no attempt is burnt.
                log.warning("the timer %s of process %s waits", failed.number, failed.instance_id)
                return False
            log.exception("the timer %s of process %s failed", failed.number, failed.instance_id)
            _note_failure(failed.instance_id, failed.number)
            report.failed += 1
    return True


class TimerFailed(Exception):
    """Say which timer could not fire; never leaves this room unless the database is away."""

    def __init__(self, instance_id: int, number: int, cause: Exception) -> None:
        super().__init__(instance_id, number, cause)
        self.instance_id = instance_id
        self.number = number
        self.cause = cause


def _is_lost() -> bool:
    return connection.connection is None or bool(connection.connection.closed)


def _note_failure(instance_id: int, number: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(NOTE_FAILURE_SQL, [MOST_ATTEMPTS, instance_id, number])
        row = cursor.fetchone()
        if row is not None and row[0]:
            open_incident("process", _subject(instance_id, number), "it cannot fire")


def release_timer(subject: str) -> bool:
    """Let the timer in quarantine that an incident is about be tried again. Returns whether."""
    for held in ProcessTimer.objects.filter(quarantined=True):
        if _subject(held.instance_id, held.number) == subject:
            row = ProcessTimer.objects.filter(pk=held.pk, quarantined=True)
            return bool(row.update(quarantined=False, attempts=0, retry_at=None))
    return False


def _subject(instance_id: int, number: int) -> str:
    return f"timer {number} of process {instance_id}"


def start_due(ctx: Context, report: ProcessesReport) -> bool:
    """Start the process whose start event is due longest; returns whether there was one."""
    claimed = 0
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(CLAIM_START_SQL, [ctx.now])
                row = cursor.fetchone()
            if row is None:
                return False
            claimed = int(row[0])
            start = ProcessStart.objects.get(pk=claimed)
            drawing = drawing_of(start.version_id)
            start_drawing(ctx, drawing, StartProcess(at=start.node))
            _advance(start)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        if not claimed:
            raise
        log.exception("the timed start %s failed", claimed)
        with connection.cursor() as cursor:
            cursor.execute(NOTE_START_FAILURE_SQL, [claimed])
        open_incident("process", f"timed start {claimed}", "it cannot start")
        report.failed += 1
        return True
    report.started += 1
    return True


def _advance(start: ProcessStart) -> None:
    """Set a start event for its next time, by what was planned."""
    if start.due is None or start.anchor is None:
        return
    every = None
    if start.every_months is not None:
        every = Span(start.every_months, timedelta(microseconds=start.every_micros or 0))
    after = Schedule(start.due, start.anchor, start.turn, start.left, every).next()
    start.due = None if after is None else after.due
    start.turn = start.turn if after is None else after.turn
    start.left = 0 if after is None else after.left
    start.attempts, start.retry_at = 0, None
    start.save()
