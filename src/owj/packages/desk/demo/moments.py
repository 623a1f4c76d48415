"""When the demo's tickets happen: instants that fit the desk's hours, whatever `now` is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from owj.kernel.calendars.business import BusinessCalendar
from owj.kernel.calendars.jalali import jalali_month

# How far the stories reach; holidays of a new year fit in between.
_BACK, _AHEAD = timedelta(days=90), timedelta(days=40)
# Ticket of today came at least so long after opening, else shortly before the last closing.
_SETTLED = timedelta(minutes=10)
_FRESH = timedelta(minutes=12)
MISSES = 5
# No customer writes before this hour.
_MORNING = 7

Day = tuple[datetime, datetime]


class Moments:
    """Turn a story's times into instants.

    Days are numbered: 1 is the last working day before the one of `now`, -1 … in the texts of
    `until` counts the same way, and 1, 2 … there are the coming ones. Minutes are working ones.
    """

    def __init__(self, calendar: BusinessCalendar, now: datetime) -> None:
        self.calendar = calendar
        self.now = now.replace(microsecond=0)
        self._zone = ZoneInfo(calendar.data.zone)
        self._today = calendar.local_date(self.now)
        days = self._days_between(self.now - _BACK, self.now + _AHEAD)
        self._past = [days[day] for day in sorted(days, reverse=True) if day < self._today]
        self._coming = [days[day] for day in sorted(days) if day > self._today]

    def _days_between(self, start: datetime, end: datetime) -> dict[date, Day]:
        """Return each working day's opening and last closing."""
        days: dict[date, Day] = {}
        for opens, closes in self.calendar.intervals(start, end):
            day = self.calendar.local_date(opens)
            days[day] = (days[day][0] if day in days else opens, closes)
        return days

    def opened(self, when: Mapping[str, float]) -> datetime:
        """Return when a ticket came; the kinds of `when` are the methods below."""
        kind = next(iter(when))
        amount = float(when[kind])
        minutes = timedelta(minutes=float(when.get("at", 60)))
        match kind:
            case "day":
                return self.on_day(int(amount), minutes)
            case "evening":
                return self._past[int(amount) - 1][1] + minutes
            case "miss":
                return self.missed_day(int(amount))[0] + timedelta(minutes=45 + 15 * amount)
            case "ago":
                return self.working_ago(timedelta(minutes=amount))
            case "today":
                return self._today_ago(timedelta(minutes=amount))
            case _:
                return self._fresh(amount)

    def until(self, spec: Mapping[str, float]) -> datetime:
        """Return an announced date: {"minutes": from now} or {"days": -2 … 5, "at": 300}."""
        if "minutes" in spec:
            return self.calendar.add(self.now, int(spec["minutes"] * 60))
        days, minutes = int(spec["days"]), timedelta(minutes=float(spec["at"]))
        if days < 0:
            return self.on_day(-days, minutes)
        opens, closes = self._coming[days - 1]
        return min(opens + minutes, closes)

    def on_day(self, number: int, after_opening: timedelta) -> datetime:
        """Return an instant of a past working day, at the latest ten minutes before it closes."""
        opens, closes = self._past[number - 1]
        return min(opens + after_opening, closes - timedelta(minutes=10))

    def missed_day(self, number: int) -> Day:
        """Return one of five days of the latest month that has had enough working days."""
        months: dict[str, list[Day]] = {}
        for opens, closes in self._past:
            month = months.setdefault(jalali_month(self.calendar.local_date(opens)), [])
            month.append((opens, closes))
        days = next(month for month in months.values() if len(month) > MISSES)
        step = max(1, min(3, len(days) // MISSES))
        return days[number * step]

    def working_ago(self, working: timedelta) -> datetime:
        """Return the instant from which on so much working time has passed."""
        left = working
        for opens, closes in reversed(self.calendar.intervals(self.now - _BACK, self.now)):
            if closes - opens >= left:
                return closes - left
            left -= closes - opens
        raise ValueError(f"the desk was not open for {working} in {_BACK}")

    def after(self, at: datetime, working: timedelta) -> datetime:
        """Return the instant after so much working time."""
        return self.calendar.add(at, int(working.total_seconds()))

    def awake(self, at: datetime) -> datetime:
        """Return the instant, put off to seven in the morning when it lies in the night."""
        local = at.astimezone(self._zone)
        return at + timedelta(hours=max(0, _MORNING - local.hour))

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time between two instants."""
        return timedelta(seconds=self.calendar.between(start, end))

    def _today_ago(self, ago: timedelta) -> datetime:
        """Return an instant of today's open hours, or of the end of the last ones.

        What came at that end falls due on the next working day, so it runs over night.
        """
        opens, closes = self.calendar.intervals(self.now - _BACK, self.now)[-1]
        if self.calendar.is_open(self.now) and closes - opens >= _SETTLED:
            return self.now - min(ago, (closes - opens) * 0.8)
        if self.calendar.is_open(self.now):
            closes = self.calendar.intervals(self.now - _BACK, opens)[-1][1]
        return closes - _SETTLED

    def _fresh(self, share: float) -> datetime:
        """Return an instant since the last closing, or, while the desk is open, just now."""
        opens, closes = self.calendar.intervals(self.now - _BACK, self.now)[-1]
        if self.calendar.is_open(self.now):
            return self.now - min(_FRESH, closes - opens) * (1 - share)
        return closes + (self.now - closes) * share
