"""Short words for days and agreements in the tests of what is owed."""

from __future__ import annotations

from datetime import date

from owj.kernel.calendars.business import BusinessCalendar, ticket_calendar
from owj.kernel.calendars.holidays import shipped_holidays
from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.promises.periods import Period

DESK: BusinessCalendar = ticket_calendar(shipped_holidays())


def day(text: str) -> date:
    """Return the Gregorian date of a Jalali one."""
    return JalaliDate.parse(text).to_gregorian()


def jalali(on: date) -> str:
    """Return the Jalali date of a Gregorian one."""
    return JalaliDate.from_gregorian(on).iso


def spans(periods: tuple[Period, ...]) -> list[tuple[str, str]]:
    """Return first and last day of periods in Jalali dates."""
    return [(jalali(one.first_day), jalali(one.last_day)) for one in periods]
