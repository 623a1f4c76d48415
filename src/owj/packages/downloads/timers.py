"""The timer of the mornings on which releases are announced (R26)."""

from __future__ import annotations

from datetime import datetime

from owj.packages.downloads.notices import RELEASES_TIMER, announce_stretch
from owj.server.context import SYSTEM
from owj.server.records.context import open_context
from owj.server.timers.registry import TimerRow, timer_kind
from owj.server.timers.schedule import next_morning, schedule_timer


@timer_kind(RELEASES_TIMER)
def ring_releases(timer: TimerRow, now: datetime) -> None:
    """Look at the next contracts, or wait for the next morning once all were looked at."""
    ctx = open_context(SYSTEM, now=now)
    last_id = announce_stretch(ctx, int(timer.data.get("after_id", 0)))
    if last_id is None:
        schedule_timer(RELEASES_TIMER, timer.key, next_morning(now, ctx.zone))
    else:
        schedule_timer(RELEASES_TIMER, timer.key, now, {"after_id": last_id})
