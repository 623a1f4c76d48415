"""The timer of the mornings on which releases are announced (R26)."""

from __future__ import annotations

from datetime import datetime

from owj.packages.downloads.notices import RELEASES_TIMER, announce_stretch
from owj.server.timers.mornings import look_on
from owj.server.timers.registry import TimerRow, timer_kind


@timer_kind(RELEASES_TIMER)
def ring_releases(timer: TimerRow, now: datetime) -> None:
    """Announce releases to the next contracts."""
    look_on(timer, now, announce_stretch)
