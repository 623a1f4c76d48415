"""Keep a long explanation readable: what is told in detail, and what in sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from owj.kernel.calendars.business import BusinessCalendar
from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.sla.explanation import Period

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_SATURDAY = 5
# Two rows a day make some 40 rows; pauses cut days into more.
_DETAILED_DAYS, _MOST_PAUSES = 18, 8
_DETAILED_AT_EDGES = timedelta(days=3)
_MOST_GROUPS = 14
_PERIOD_DAYS = {Period.WEEK: 7, Period.MONTH: 30, Period.YEAR: 365}


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold a part [start, end) of a span. period: of which it is a sum; None: in detail."""

    start: datetime
    end: datetime
    period: Period | None


class LongSpan:
    """Decide which parts of [start, end) are told in detail: all if it is short.

    Otherwise the first days, those around each turn (the deadline, the present) and the last ones
    are; the rest is summed up by the shortest of week (from Saturday), Jalali month and year of
    which there are few.
    """

    def __init__(
        self,
        start: datetime,
        end: datetime,
        *,
        turns: Sequence[datetime],
        pauses: int,
        calendar: BusinessCalendar,
    ) -> None:
        self._calendar = calendar
        self._period = self._period_for((end - start).days)
        short = (end - start).days <= _DETAILED_DAYS and pauses <= _MOST_PAUSES
        self._detailed = [(start, end)] if short else self._windows(start, end, turns)

    def pieces(self, start: datetime, end: datetime) -> Iterator[Piece]:
        """Yield the pieces of a part of the span, ascending and end to end."""
        cuts = {start, end}
        for window in self._detailed:
            cuts.update(at for at in window if start < at < end)
        for since, until in pairwise(sorted(cuts)):
            if any(first <= since and until <= last for first, last in self._detailed):
                yield Piece(since, until, None)
            else:
                yield from self._periods(since, until)

    def _periods(self, start: datetime, end: datetime) -> Iterator[Piece]:
        at = start
        while at < end:
            until = min(end, self._period_end(at))
            yield Piece(at, until, self._period)
            at = until

    def _period_end(self, at: datetime) -> datetime:
        day = self._calendar.local_date(at)
        match self._period:
            case Period.WEEK:
                return self._first_second(day + ((_SATURDAY - day.weekday() - 1) % 7 + 1) * _DAY)
            case Period.MONTH:
                first = _first_of_month(day)
                return self._first_second(first.add_months(1).to_gregorian())
            case Period.YEAR:
                first = _first_of_month(day)
                return self._first_second(JalaliDate(first.year + 1, 1, 1).to_gregorian())
            case Period.ALL:
                return datetime.max.replace(tzinfo=at.tzinfo)

    def _windows(
        self, start: datetime, end: datetime, turns: Sequence[datetime]
    ) -> list[tuple[datetime, datetime]]:
        """Return whole days to tell in detail, ascending and apart."""
        wanted = [(start, start + _DETAILED_AT_EDGES), (end - _DETAILED_AT_EDGES, end)]
        for turn in turns:
            # A turn soon after the start: the way there belongs to the story.
            soon = turn - start <= timedelta(days=_DETAILED_DAYS)
            wanted.append((start if soon else turn - _DAY, turn + _DAY))
        joined: list[tuple[datetime, datetime]] = []
        for first, last in sorted(wanted):
            since, until = self._midnight(first), self._midnight(last + _DAY)
            if joined and since <= joined[-1][1]:
                joined[-1] = joined[-1][0], max(joined[-1][1], until)
            else:
                joined.append((since, until))
        return joined

    @staticmethod
    def _period_for(days: int) -> Period:
        return next(
            (period for period, length in _PERIOD_DAYS.items() if days < length * _MOST_GROUPS),
            Period.ALL,
        )

    def _midnight(self, at: datetime) -> datetime:
        return self._first_second(self._calendar.local_date(at))

    def _first_second(self, day: date) -> datetime:
        return self._calendar.civil_day_end(day - _DAY) + _SECOND


def _first_of_month(day: date) -> JalaliDate:
    jalali = JalaliDate.from_gregorian(day)
    return JalaliDate(jalali.year, jalali.month, 1)
