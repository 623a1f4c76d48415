"""The spans of days a report is asked for, on the calendar of the people who read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from owj.kernel.calendars.business import BusinessCalendar
from owj.kernel.calendars.jalali import JalaliDate

WORKING_DAYS = 30
WEEKS = 12
_DAY = timedelta(days=1)
_WORKED = frozenset({"open", "special"})


class Preset(StrEnum):
    """Name a span that moves with the calendar; weeks begin on Saturday, months are Jalali."""

    THIS_WEEK = "this_week"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    THIS_QUARTER = "this_quarter"
    THIS_YEAR = "this_year"
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    CUSTOM = "custom"


class Step(StrEnum):
    """Name how long one bar of a chart is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both counted."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Return how many days these are."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Span:
        """Return as many days right before these."""
        return Span(self.first - timedelta(days=self.days), self.first - _DAY)

    @property
    def natural_step(self) -> Step:
        """Return the step that gives a readable number of bars."""
        if self.days <= 14:
            return Step.DAY
        return Step.WEEK if self.days <= 7 * 18 else Step.MONTH


def span_of(preset: Preset, today: date, calendar: BusinessCalendar) -> Span:
    """Return the days of a preset. A custom one gives this month."""
    if preset is Preset.WORKING_DAYS:
        return Span(_working_days_back(today, calendar), today)
    week, month = week_start(today), month_start(today)
    jalali = JalaliDate.from_gregorian(today)
    quarter = JalaliDate(jalali.year, (jalali.month - 1) // 3 * 3 + 1, 1)
    spans = {
        Preset.THIS_WEEK: Span(week, week + timedelta(days=6)),
        Preset.WEEKS: Span(week - timedelta(weeks=WEEKS - 1), week + timedelta(days=6)),
        Preset.LAST_MONTH: Span(month_start(month - _DAY), month - _DAY),
        Preset.THIS_QUARTER: _months(quarter, 3),
        Preset.THIS_YEAR: _months(JalaliDate(jalali.year, 1, 1), 12),
    }
    return spans.get(preset) or Span(month, next_month(month) - _DAY)


def step_start(day: date, step: Step) -> date:
    """Return the first day of the week or month that holds a day."""
    if step is Step.DAY:
        return day
    return week_start(day) if step is Step.WEEK else month_start(day)


def steps_of(span: Span, step: Step) -> list[Span]:
    """Return the span cut into weeks or months; the first and the last may be short."""
    cuts: list[Span] = []
    first = span.first
    while first <= span.last:
        last = min(_step_end(first, step), span.last)
        cuts.append(Span(first, last))
        first = last + _DAY
    return cuts


def week_start(day: date) -> date:
    """Return the Saturday of a day's week."""
    return day - timedelta(days=(day.weekday() + 2) % 7)


def month_start(day: date) -> date:
    """Return the first day of a day's Jalali month."""
    return day - timedelta(days=JalaliDate.from_gregorian(day).day - 1)


def next_month(first: date) -> date:
    """Return the first day of the Jalali month after the one that begins on `first`."""
    return JalaliDate.from_gregorian(first).add_months(1).to_gregorian()


def _step_end(day: date, step: Step) -> date:
    if step is Step.DAY:
        return day
    if step is Step.WEEK:
        return week_start(day) + timedelta(days=6)
    return next_month(month_start(day)) - _DAY


def _months(first: JalaliDate, length: int) -> Span:
    return Span(first.to_gregorian(), first.add_months(length).to_gregorian() - _DAY)


def _working_days_back(today: date, calendar: BusinessCalendar) -> date:
    """Return the day from which on, today included, lie so many working days."""
    day, found = today, 0
    # A calendar that hardly ever opens must not be searched for ever.
    for _ in range(10 * WORKING_DAYS):
        found += calendar.day_reason(day).kind in _WORKED
        if found >= WORKING_DAYS:
            break
        day -= _DAY
    return day
