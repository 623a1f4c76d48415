"""Why a desk was closed: the reasons behind a gap between two openings. Source: R1, R2, R4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from owj.kernel.calendars.business import CalendarHistory
from owj.kernel.sla.explanation import ExplainRow, Reason, RowKind

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _ShutDay:
    """Hold why a whole local day is closed."""

    reason: Reason
    name: str = ""
    closure_kind: str | None = None
    calendar_revision: int | None = None


class ClosedTime:
    """Explain the gaps of one calendar revision."""

    def __init__(self, calendars: CalendarHistory, revision: int, started_at: datetime) -> None:
        self._known = [known for known in calendars.revisions if known.number <= revision]
        self._calendar = self._known[-1].calendar
        self._started_at = started_at
        data = self._calendar.data
        self._closure_kinds = {closure.day: closure.kind.value for closure in data.closures}
        self._special = {entry.day: entry for entry in data.special}

    def rows(self, start: datetime, end: datetime) -> Iterator[ExplainRow]:
        """Yield the rows of a gap [start, end) in which the desk does not open.

        A gap without a whole closed day is one row. Otherwise there is a row for each run of days
        closed for one reason; the nights around go with the first and the last.
        """
        shut = [
            (day, found)
            for day in self._days(start, end)
            if (found := self._shut_day(day)) is not None
        ]
        if not shut:
            reason = Reason.BREAK if self._is_break(start) else Reason.NIGHT
            yield self._row(start, end, _ShutDay(reason), ())
            return
        runs = [
            (found, [day for day, _ in days]) for found, days in groupby(shut, lambda pair: pair[1])
        ]
        cuts = [start, *(self._midnight(days[0]) for _, days in runs[1:]), end]
        for (found, days), since, until in zip(runs, cuts, cuts[1:], strict=False):
            yield self._row(since, until, found, days)

    def days(self, start: datetime, end: datetime, openings: Iterable[datetime]) -> int:
        """Return how many whole closed days [start, end) touches, given when the desk opens."""
        open_days = {self._calendar.local_date(opening) for opening in openings}
        return sum(
            day not in open_days and self._shut_day(day) is not None
            for day in self._days(start, end)
        )

    def _row(
        self, start: datetime, end: datetime, why: _ShutDay, days: Sequence[date]
    ) -> ExplainRow:
        ordinary = why.reason in {Reason.NIGHT, Reason.BREAK, Reason.WEEKLY_CLOSED}
        rule = "R1" if ordinary else "R4"
        return ExplainRow(
            kind=RowKind.CLOSED if ordinary else RowKind.CLOSURE,
            start=start,
            end=end,
            counted_s=0,
            reason=why.reason,
            rule="R2" if end <= self._started_at else rule,
            name=why.name,
            closure_kind=why.closure_kind,
            calendar_revision=why.calendar_revision,
            stretches=0,
            closed_days=len(days),
            first_day=days[0] if days else None,
            last_day=days[-1] if days else None,
        )

    def _days(self, start: datetime, end: datetime) -> Iterator[date]:
        day, last = self._calendar.local_date(start), self._calendar.local_date(end - _SECOND)
        while day <= last:
            yield day
            day += _DAY

    def _shut_day(self, day: date) -> _ShutDay | None:
        reason = self._calendar.day_reason(day)
        match reason.kind:
            case "open":
                return None
            case "weekly_closed":
                return _ShutDay(Reason.WEEKLY_CLOSED)
            case "closure":
                kind = self._closure_kinds[day]
                revision = self._first_closing(day)
                return _ShutDay(Reason.CLOSURE, reason.name, kind, revision)
            case "special":
                if self._special[day].spans:
                    return None
                revision = self._first_closing(day)
                return _ShutDay(Reason.SPECIAL_HOURS, reason.name, None, revision)

    def _first_closing(self, day: date) -> int:
        """Return the first revision that says the same of the day as the one in use."""
        reason = self._calendar.day_reason(day)
        return next(
            known.number for known in self._known if known.calendar.day_reason(day) == reason
        )

    def _is_break(self, start: datetime) -> bool:
        """Tell whether the desk opened earlier on the day of `start` and opens again on it."""
        calendar = self._calendar
        day = calendar.local_date(start)
        if day != calendar.local_date(calendar.next_open(start)):
            return False
        return bool(calendar.intervals(self._midnight(day), start))

    def _midnight(self, day: date) -> datetime:
        return self._calendar.civil_day_end(day - _DAY) + _SECOND
