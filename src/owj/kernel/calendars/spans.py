"""Spans of days that move with the day they are asked on: this month, the last 30 days. Jalali."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from owj.kernel.calendars.jalali import JalaliDate, month_length

Days = tuple[date, date]


Works = Callable[[date], bool]
# A calendar that hardly ever opens must not be searched for ever.
_SEARCHED = 10


def not_friday(day: date) -> bool:
    """Tell the working days of who has no calendar."""
    return day.weekday() != 4


def span_of(name: str, today: date, works: Works = not_friday) -> Days | None:
    """Return the first and the last day of a span by its name; None for an unknown name.

    works: which days are working days, for the spans that count those; today counts if it is one.
    """
    if name in WORKING_SPANS:
        return _working(today, WORKING_SPANS[name], works)
    found = SPANS.get(name)
    return None if found is None else found(today)


def _working(today: date, count: int, works: Works) -> Days:
    step = timedelta(days=1 if count > 0 else -1)
    day, found = today, int(works(today))
    for _ in range(_SEARCHED * abs(count)):
        if found >= abs(count):
            break
        day += step
        found += works(day)
    return min(day, today), max(day, today)


def _days(first: int, last: int) -> Callable[[date], Days]:
    return lambda today: (today + timedelta(days=first), today + timedelta(days=last))


def _week(ahead: int) -> Callable[[date], Days]:
    def days(today: date) -> Days:
        # A week begins on Saturday, weekday 5 of Python's.
        first = today - timedelta(days=(today.weekday() - 5) % 7) + timedelta(weeks=ahead)
        return first, first + timedelta(days=6)

    return days


def _months(count: int, ahead: int) -> Callable[[date], Days]:
    """Return stretches of so many months, counted from Farvardin: 3 is a season, 12 a year."""

    def days(today: date) -> Days:
        here = JalaliDate.from_gregorian(today)
        first_month = (here.month - 1) // count * count + 1
        first = JalaliDate(here.year, first_month, 1).add_months(ahead * count)
        last = first.add_months(count - 1)
        end = JalaliDate(last.year, last.month, month_length(last.year, last.month))
        return first.to_gregorian(), end.to_gregorian()

    return days


SPANS: Mapping[str, Callable[[date], Days]] = {
    "today": _days(0, 0),
    "yesterday": _days(-1, -1),
    "tomorrow": _days(1, 1),
    "this_week": _week(0),
    "last_week": _week(-1),
    "next_week": _week(1),
    "this_month": _months(1, 0),
    "last_month": _months(1, -1),
    "next_month": _months(1, 1),
    "this_quarter": _months(3, 0),
    "last_quarter": _months(3, -1),
    "next_quarter": _months(3, 1),
    "this_year": _months(12, 0),
    "last_year": _months(12, -1),
    "last_7_days": _days(-6, 0),
    "last_30_days": _days(-29, 0),
    "last_90_days": _days(-89, 0),
    "next_7_days": _days(0, 6),
    "next_30_days": _days(0, 29),
}
# Counted in working days; below zero: back from today.
WORKING_SPANS: Mapping[str, int] = {
    "last_5_working_days": -5,
    "last_10_working_days": -10,
    "last_30_working_days": -30,
    "next_5_working_days": 5,
    "next_10_working_days": 10,
}
