"""Quiet hours: the part of the day in which no SMS wakes a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

NIGHT = (time(22), time(7))


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From when until when, wall time; equal ends: never."""

    starts: time = NIGHT[0]
    ends: time = NIGHT[1]

    def wait_at(self, now: datetime, zone: ZoneInfo) -> timedelta | None:
        """Return how long news of this instant has to wait; None: it may go."""
        local = now.astimezone(zone)
        clock = local.time()
        if self.starts == self.ends:
            return None
        if self.starts < self.ends:
            quiet = self.starts <= clock < self.ends
        else:
            quiet = clock >= self.starts or clock < self.ends
        if not quiet:
            return None
        day = local.date() + timedelta(days=1 if clock >= self.ends else 0)
        return datetime.combine(day, self.ends, zone).astimezone(now.tzinfo) - now
