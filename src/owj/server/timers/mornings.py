"""Looking each morning at many records, a stretch of them in a transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from owj.server.context import SYSTEM
from owj.server.records.context import Context, open_context
from owj.server.timers.models import Timer
from owj.server.timers.registry import TimerRow
from owj.server.timers.schedule import next_morning, schedule_timer

# The key of the one timer of a kind.
ALL = "all"
# Looks at the records after an id; returns the last one looked at, None: all done.
Look = Callable[[Context, int], int | None]


def ensure_mornings(ctx: Context, kind: str) -> None:
    """Let the timer look next morning, unless it is set already."""
    if not Timer.objects.filter(kind=kind, key=ALL).exists():
        schedule_timer(kind, ALL, next_morning(ctx.now, ctx.zone))


def look_on(timer: TimerRow, now: datetime, look: Look) -> None:
    """Look at the next records, or wait for the next morning once all were looked at."""
    ctx = open_context(SYSTEM, now=now)
    last_id = look(ctx, int(timer.data.get("after_id", 0)))
    if last_id is None:
        schedule_timer(timer.kind, timer.key, next_morning(now, ctx.zone))
    else:
        schedule_timer(timer.kind, timer.key, now, {"after_id": last_id})
