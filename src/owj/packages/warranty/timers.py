"""The timer of the mornings on which renewals are recalled (R22)."""

from __future__ import annotations

from datetime import datetime

from owj.packages.warranty.reminders import REMINDERS_TIMER, remind_stretch
from owj.server.timers.mornings import look_on
from owj.server.timers.registry import TimerRow, timer_kind


@timer_kind(REMINDERS_TIMER)
def ring_reminders(timer: TimerRow, now: datetime) -> None:
    """Recall renewals to the next contracts."""
    look_on(timer, now, remind_stretch)
