"""When timers fire: durations, dates and cycles of ISO 8601, or FEEL that gives one."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from owj.kernel.feel import Expression, FeelValue, Months
from owj.kernel.feel.temporal_text import read_datetime

_SPAN = re.compile(
    r"P(?!$)(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,7})W)?(?:(\d{1,8})D)?"
    r"(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,10})M)?(?:(\d{1,11})(?:[.,](\d{1,6}))?S)?)?"
)
_REPEAT = re.compile(r"R(\d{1,9})?/(.+)", re.DOTALL)
LAST_INSTANT = datetime(9999, 12, 31, tzinfo=UTC)


class TimeKind(StrEnum):
    """Name the three ways of saying when, as BPMN's XML does."""

    DURATION = "timeDuration"
    DATE = "timeDate"
    CYCLE = "timeCycle"


EXPECTED = {
    TimeKind.DURATION: "a duration such as PT4H or P1DT2H30M, or = and FEEL",
    TimeKind.DATE: "a date and time such as 2026-03-21T08:00:00+03:30, or = and FEEL",
    TimeKind.CYCLE: "a cycle such as R3/PT1H or R/P1D, or = and FEEL",
}


@dataclass(frozen=True, slots=True)
class Span:
    """Hold a duration whose months have no fixed length."""

    months: int = 0
    rest: timedelta = timedelta(0)

    def after(self, start: datetime, times: int = 1) -> datetime:
        """Return the instant so many spans after a start.

        A day that the month lacks becomes its last one. Source: XML Schema 2, appendix E.
        """
        months = start.year * 12 + start.month - 1 + self.months * times
        year, month = divmod(months, 12)
        if not 1 <= year < LAST_INSTANT.year:
            return LAST_INSTANT
        day = min(start.day, calendar.monthrange(year, month + 1)[1])
        try:
            return start.replace(year=year, month=month + 1, day=day) + self.rest * times
        except OverflowError:
            return LAST_INSTANT

    @property
    def is_empty(self) -> bool:
        """Tell a span without length."""
        return not (self.months or self.rest)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Hold when a timer fires: `turn` spans after `anchor`, so that nothing drifts.

    left: how often it still fires, None for ever. every: None for once.
    """

    due: datetime
    anchor: datetime
    turn: int = 1
    left: int | None = 1
    every: Span | None = None

    def next(self) -> Schedule | None:
        """Return the schedule after one firing, by what was planned; None when it was the last."""
        left = None if self.left is None else self.left - 1
        if self.every is None or left == 0:
            return None
        turn = self.turn + 1
        return Schedule(self.every.after(self.anchor, turn), self.anchor, turn, left, self.every)


@dataclass(frozen=True, slots=True)
class Cycle:
    """Hold a repetition. times: None for ever. start: None for when it is set."""

    times: int | None
    every: Span
    start: datetime | None = None


Moment = Span | datetime | Cycle


@dataclass(frozen=True, slots=True)
class TimeRule:
    """Hold what a timer says: a moment, or an expression that gives one."""

    kind: TimeKind
    moment: Moment | None
    expression: Expression | None = None


def read_span(text: str) -> Span | None:
    """Return the duration that a text spells; None when it spells none."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        return None
    years, months, weeks, days, hours, minutes, seconds = (int(found[i] or 0) for i in range(1, 8))
    micros = int(f"{found[8] or '':0<6}")
    try:
        rest = timedelta(
            days=weeks * 7 + days,
            hours=hours,
            minutes=minutes,
            seconds=seconds,
            microseconds=micros,
        )
    except OverflowError:
        return None
    return Span(years * 12 + months, rest)


def read_instant(text: str, zone: tzinfo = UTC) -> datetime | None:
    """Return the instant that a text spells, in a zone when it names none."""
    found = read_datetime(text.strip())
    if not isinstance(found, datetime):
        return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def read_moment(kind: TimeKind, text: str, zone: tzinfo = UTC) -> Moment | None:
    """Return what a timer's text spells; None when it spells nothing of that kind."""
    if kind is TimeKind.DURATION:
        return read_span(text)
    if kind is TimeKind.DATE:
        return read_instant(text, zone)
    return _read_cycle(text.strip(), zone)


def _read_cycle(text: str, zone: tzinfo) -> Cycle | None:
    found = _REPEAT.fullmatch(text)
    if found is None:
        return None
    times = int(found[1]) if found[1] else None
    first, _, last = found[2].partition("/")
    start = read_instant(first, zone) if last else None
    every = read_span(last or first)
    if every is None or (last and start is None) or times == 0:
        return None
    return None if every.is_empty and times is None else Cycle(times, every, start)


def moment_of(kind: TimeKind, value: FeelValue, zone: tzinfo = UTC) -> Moment | None:
    """Return the moment that FEEL gave for a timer; None for anything else."""
    if isinstance(value, str):
        return read_moment(kind, value, zone)
    if kind is TimeKind.DURATION:
        return _span_of(value)
    if kind is TimeKind.CYCLE:
        every = _span_of(value)
        return None if every is None or every.is_empty else Cycle(None, every)
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
    if isinstance(value, date):
        return datetime.combine(value, time(), zone).astimezone(UTC)
    return None


def _span_of(value: FeelValue) -> Span | None:
    if isinstance(value, Months):
        return Span(max(value.months, 0))
    return Span(rest=max(value, timedelta(0))) if isinstance(value, timedelta) else None


def schedule(moment: Moment, now: datetime) -> Schedule | None:
    """Return when a timer fires that is set now; None for a cycle that is over already.

    A date that has passed is due at once; of a cycle with a start, times that have passed are
    left out.
    """
    if isinstance(moment, datetime):
        return Schedule(moment, moment)
    if isinstance(moment, Span):
        return Schedule(moment.after(now), now)
    if moment.start is None:
        return Schedule(moment.every.after(now), now, 1, moment.times, moment.every)
    turn = _turns_until(moment.start, moment.every, now)
    left = None if moment.times is None else moment.times - turn
    if left is not None and left <= 0:
        return None
    due = moment.every.after(moment.start, turn)
    return Schedule(due, moment.start, turn, left, moment.every)


def _turns_until(start: datetime, every: Span, now: datetime) -> int:
    """Return how many spans after the start the first instant lies that has not passed."""
    if start >= now or every.is_empty:
        return 0
    if not every.months:
        return -((start - now) // every.rest)
    turn = max(0, (now.year - start.year) * 12 // every.months - 2)
    while every.after(start, turn) < now:
        turn += 1
    return turn
