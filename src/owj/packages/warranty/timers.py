"""The timer of the mornings on which renewals are recalled (R22)."""

from __future__ import annotations

from datetime import datetime

from owj.packages.warranty.reminders import REMINDERS_TIMER, remind_stretch
from owj.server.context import SYSTEM
from owj.server.records.context import open_context
from owj.server.timers.registry import TimerRow, timer_kind
from owj.server.timers.schedule import next_morning, schedule_timer


@timer_kind(REMINDERS_TIMER)
def ring_reminders(timer: TimerRow, now: datetime) -> None:
    """Look at the next contracts, or wait for the next morning once all were looked at."""
    ctx = open_context(SYSTEM, now=now)
    last_id = remind_stretch(ctx, int(timer.data.get("after_id", 0)))
    if last_id is None:
        schedule_timer(REMINDERS_TIMER, timer.key, next_morning(now, ctx.zone))
    else:
        schedule_timer(REMINDERS_TIMER, timer.key, now, {"after_id": last_id})
