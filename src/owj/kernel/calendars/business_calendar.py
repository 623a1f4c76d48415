"""Business calendars: when a desk is open, and arithmetic in working seconds.

Instants come in as aware datetimes of any zone, are cut to whole seconds (R3) and go out in UTC.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from owj.kernel.calendars.day_rules import DayReason, DayRules
from owj.kernel.calendars.definition import CalendarData
from owj.kernel.calendars.opening_table import (
    EMPTY_TABLE,
    EPOCH,
    OpeningTable,
    day_start,
    instant,
    offset_pieces,
    widen_table,
)
from owj.kernel.errors import DefinitionError, InvalidInput

# Searches for the next opening end here, so that a calendar that closes for good is an error.
FIRST_YEAR, LAST_YEAR = 1900, 2300
_DAY_S = 86_400

Pauses = Sequence[tuple[datetime, datetime]]


class NoWorkingTime(DefinitionError):
    """Say that the calendar does not open (long enough) after an instant."""

    code = "calendar.no_working_time"
    message = "Calendar %(calendar)s does not open long enough after %(after)s."


class InstantOutOfRange(InvalidInput):
    """Say that an instant cannot be placed on a calendar."""

    code = "calendar.instant_out_of_range"
    message = "Expected an instant with time zone from %(first)s to %(last)s, got %(got)s."


def whole_second(at: datetime) -> datetime:
    """Return the instant in UTC, cut to the whole second. Source: R3."""
    return instant(_epoch(at))


class BusinessCalendar:
    """Answer questions of working time for one calendar definition."""

    __slots__ = ("_rules", "_table", "_zone", "data")

    def __init__(self, data: CalendarData) -> None:
        self.data = data
        self._zone = ZoneInfo(data.zone)
        self._rules = DayRules(data)
        self._table: OpeningTable = EMPTY_TABLE

    def __repr__(self) -> str:
        return f"BusinessCalendar({self.data.key!r})"

    def is_open(self, at: datetime) -> bool:
        """Return whether the desk is open; at the closing second it is not. Source: R1."""
        at_s = _epoch(at)
        table = self._covering(at_s, at_s)
        index = bisect_right(table.opens, at_s) - 1
        return at_s < table.closes[index]

    def next_open(self, at: datetime) -> datetime:
        """Return the first open instant from `at` on; `at` itself if open. Source: R2.

        Raises: NoWorkingTime.
        """
        at_s = _epoch(at)
        table = self._covering(at_s, at_s)
        index = bisect_right(table.closes, at_s, 1)
        while index == len(table.closes):
            table = self._grown(table, at_s)
            index = bisect_right(table.closes, at_s, 1)
        return instant(max(at_s, table.opens[index]))

    def add(self, start: datetime, seconds: int, pauses: Pauses = ()) -> datetime:
        """Return the earliest instant at which `seconds` working seconds have passed since `start`.

        Working time inside a pause does not count. An amount that exactly fills the day ends at
        closing. Raises: NoWorkingTime, InvalidInput for a negative amount. Source: R8.
        """
        start_s = _epoch(start)
        if seconds <= 0:
            return _unmoved(start_s, seconds)
        table = self._table
        if not table.starts_s <= start_s < table.ends_s:
            table = self._covering(start_s, start_s)
        if pauses:
            return instant(self._add_paused(start_s, seconds, _merged(pauses)))
        index = bisect_right(table.opens, start_s) - 1
        worked_s = start_s + table.shift[index]
        after_s = table.after[index]
        if worked_s > after_s:
            worked_s = after_s
        elif worked_s + seconds <= after_s:
            return EPOCH + timedelta(0, start_s + seconds)
        return EPOCH + timedelta(0, self._reach(table, worked_s + seconds, start_s))

    def between(self, start: datetime, end: datetime, pauses: Pauses = ()) -> int:
        """Return the working seconds in [start, end) outside of pauses; 0 if end <= start."""
        start_s, end_s = _epoch(start), _epoch(end)
        if end_s <= start_s:
            return 0
        table = self._table
        if start_s < table.starts_s or end_s >= table.ends_s:
            table = self._covering(start_s, end_s)
        counted_s = _worked(table, end_s) - _worked(table, start_s)
        if pauses:
            for paused_s, resumed_s in _merged(pauses):
                first_s, last_s = max(paused_s, start_s), min(resumed_s, end_s)
                if first_s < last_s:
                    counted_s -= _worked(table, last_s) - _worked(table, first_s)
        return counted_s

    def closing_after(self, at: datetime) -> datetime:
        """Return the last closing of the working day of `at`, or of the next working day.

        The closing second still belongs to its day, since a deadline may fall on it (R8, R10).
        Raises: NoWorkingTime.
        """
        at_s = _epoch(at)
        table = self._covering(at_s, at_s)
        index = bisect_left(table.closes, at_s, 1)
        while index == len(table.closes):
            table = self._grown(table, at_s)
            index = bisect_left(table.closes, at_s, 1)
        day = table.days[index]
        while index + 1 < len(table.days) and table.days[index + 1] == day:
            index += 1
        return instant(table.closes[index])

    def intervals(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """Return the open stretches in [start, end), ascending, one or more a day."""
        start_s, end_s = _epoch(start), _epoch(end)
        if end_s <= start_s:
            return []
        table = self._covering(start_s, end_s)
        first = bisect_right(table.closes, start_s, 1)
        last = bisect_left(table.opens, end_s, 1)
        return [
            (instant(max(opens_s, start_s)), instant(min(closes_s, end_s)))
            for opens_s, closes_s in zip(
                table.opens[first:last], table.closes[first:last], strict=True
            )
        ]

    def day_reason(self, day: date) -> DayReason:
        """Return why that local day is open or closed."""
        return self._rules.reason_on(day)

    def spans_on(self, day: date) -> tuple[tuple[int, int], ...]:
        """Return the open spans of that local day, in seconds since its midnight."""
        return self._rules.spans_on(day.toordinal())

    def civil_day_end(self, day: date) -> datetime:
        """Return the last second of the local civil day, the second 23:59:59 if it comes twice.

        Source: R47, R49.
        """
        noon_s = _epoch(datetime(day.year, day.month, day.day, 12, tzinfo=self._zone))
        pieces = offset_pieces(self._zone, noon_s - _DAY_S, noon_s + 2 * _DAY_S)
        return instant(day_start(pieces, day.toordinal() + 1) - 1)

    def local_date(self, at: datetime) -> date:
        """Return the date on the wall of the calendar's zone."""
        return at.astimezone(self._zone).date()

    def local_hour(self, at: datetime) -> int:
        """Return the hour, 0 to 23, on the wall of the calendar's zone."""
        return at.astimezone(self._zone).hour

    def _add_paused(self, start_s: int, seconds: int, pauses: Iterable[tuple[int, int]]) -> int:
        at_s, left_s = start_s, seconds
        for paused_s, resumed_s in pauses:
            if resumed_s <= at_s:
                continue
            if paused_s > at_s:
                table = self._covering(at_s, paused_s)
                free_s = _worked(table, paused_s) - _worked(table, at_s)
                if free_s >= left_s:
                    break
                left_s -= free_s
            at_s = resumed_s
        table = self._covering(at_s, at_s)
        return self._reach(table, _worked(table, at_s) + left_s, at_s)

    def _reach(self, table: OpeningTable, target_s: int, start_s: int) -> int:
        """Return the earliest instant at which the table has worked `target_s`."""
        if target_s > table.after[-1]:
            missing_s = target_s - table.after[-1]
            worked_s = target_s - _worked(table, start_s)
            while missing_s > 0:
                if missing_s > _last_instant() - table.ends_s:
                    raise self._never_reached(start_s)
                table = self._grown(table, start_s)
                target_s = _worked(table, start_s) + worked_s
                missing_s = target_s - table.after[-1]
        index = bisect_left(table.after, target_s)
        return target_s - table.shift[index]

    def _covering(self, first_s: int, last_s: int) -> OpeningTable:
        """Return a table that covers both instants."""
        table = self._table
        if table.starts_s <= first_s and last_s < table.ends_s:
            return table
        # A day on each side, since the local year may begin up to a day off the UTC year.
        first_year, last_year = _year_of(first_s - _DAY_S), _year_of(last_s + _DAY_S)
        if first_year < FIRST_YEAR or last_year > LAST_YEAR:
            raise _out_of_range(first_s if first_year < FIRST_YEAR else last_s)
        self._table = table = widen_table(table, self._rules, self._zone, first_year, last_year)
        return table

    def _grown(self, table: OpeningTable, start_s: int) -> OpeningTable:
        """Return a table of later years too, each time twice as many."""
        if table.last_year >= LAST_YEAR:
            raise self._never_reached(start_s)
        years = table.last_year - table.first_year + 1
        last_year = min(LAST_YEAR, table.last_year + years)
        table = widen_table(table, self._rules, self._zone, table.first_year, last_year)
        self._table = table
        return table

    def _never_reached(self, start_s: int) -> NoWorkingTime:
        return NoWorkingTime(calendar=self.data.key, after=instant(start_s).isoformat())


def _epoch(at: datetime) -> int:
    try:
        since = at - EPOCH
    except TypeError:
        raise InstantOutOfRange(
            first=FIRST_YEAR, last=LAST_YEAR, got=f"{at.isoformat()} without time zone"
        ) from None
    return since.days * 86_400 + since.seconds


def _worked(table: OpeningTable, at_s: int) -> int:
    """Return the working seconds from the table's beginning to `at_s`."""
    index = bisect_right(table.opens, at_s) - 1
    worked_s = at_s + table.shift[index]
    after_s = table.after[index]
    return min(worked_s, after_s)


def _unmoved(start_s: int, seconds: int) -> datetime:
    if seconds < 0:
        raise InvalidInput(field="seconds", expected="0 or more", got=seconds)
    return instant(start_s)


def _merged(pauses: Pauses) -> list[tuple[int, int]]:
    """Return the pauses in order, overlapping and touching ones joined, empty ones left out."""
    merged: list[tuple[int, int]] = []
    for paused_s, resumed_s in sorted((_epoch(start), _epoch(end)) for start, end in pauses):
        if resumed_s < paused_s:
            raise InvalidInput(
                field="pause",
                expected=f"an end at or after {instant(paused_s).isoformat()}",
                got=instant(resumed_s).isoformat(),
            )
        if merged and paused_s <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], resumed_s))
        elif paused_s < resumed_s:
            merged.append((paused_s, resumed_s))
    return merged


def _year_of(epoch_s: int) -> int:
    try:
        return instant(epoch_s).year
    except OverflowError:
        return 0 if epoch_s < 0 else LAST_YEAR + 1


def _last_instant() -> int:
    return _epoch(datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC))


def _out_of_range(epoch_s: int) -> InstantOutOfRange:
    return InstantOutOfRange(first=FIRST_YEAR, last=LAST_YEAR, got=instant(epoch_s).isoformat())
