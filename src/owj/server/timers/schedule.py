"""Setting and cancelling timers, inside the transaction that decides on them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from owj.server.timers.models import Timer

# When what is looked at once a day is looked at.
MORNING = time(9)
SCHEDULE_SQL = """
    INSERT INTO server_timer AS old (kind, key, due_at, data, state, attempts, generation)
    VALUES (%s, %s, %s, %s, 'waiting', 0, 0)
    ON CONFLICT (kind, key) DO UPDATE SET
        due_at = excluded.due_at, data = excluded.data, state = 'waiting',
        attempts = 0, retry_at = NULL, generation = old.generation + 1
"""


class TimerMoved(Exception):
    """Say that the timer was rescheduled or cancelled while it ran; never leaves this room."""


@dataclass(slots=True)
class RunningTimer:
    """The schedule a run was started for."""

    id: int
    kind: str
    key: str
    generation: int
    settled: bool = False

    def settle(self) -> None:
        """Remove the timer, if it still is the schedule we run. Raises: TimerMoved."""
        if self.settled:
            return
        deleted, _ = Timer.objects.filter(id=self.id, generation=self.generation).delete()
        if not deleted:
            raise TimerMoved
        self.settled = True


running_timer: ContextVar[RunningTimer | None] = ContextVar("running_timer", default=None)


def schedule_timer(
    kind: str, key: str, due_at: datetime, data: Mapping[str, object] | None = None
) -> None:
    """Let the kind run for this key at due_at (domain clock); one timer a key, the last wins."""
    _settle_own(kind, key)
    with connection.cursor() as cursor:
        cursor.execute(SCHEDULE_SQL, [kind, key, due_at, json.dumps(dict(data or {}))])


def cancel_timer(kind: str, key: str) -> bool:
    """Forget the timer; returns whether there was one."""
    own = _settle_own(kind, key)
    deleted, _ = Timer.objects.filter(kind=kind, key=key).delete()
    return bool(deleted) or own


def _settle_own(kind: str, key: str) -> bool:
    """A run that sets its own timer anew removes the one it runs for first."""
    running = running_timer.get()
    if running is None or (running.kind, running.key) != (kind, key):
        return False
    running.settle()
    return True


def next_morning(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the next instant at which daily looks are taken."""
    local = now.astimezone(zone)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, zone).astimezone(now.tzinfo)
