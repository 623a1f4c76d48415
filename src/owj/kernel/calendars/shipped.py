"""The calendars of the shipped agreement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from owj.kernel.calendars.business_calendar import FIRST_YEAR, BusinessCalendar
from owj.kernel.calendars.definition import CalendarData, Closure, Span, WeeklyHours


def _clock(hour: int, minute: int = 0) -> int:
    return hour * 3600 + minute * 60


_SINCE_EVER = date(FIRST_YEAR, 1, 1)
_MORNING = (Span(_clock(8, 30), _clock(14)),)
_ALL_DAY = (Span(_clock(8, 30), _clock(17)),)
_WITH_BREAK = (*_MORNING, Span(_clock(14, 45), _clock(17)))


def _iranian_week(full_day: tuple[Span, ...], thursday: tuple[Span, ...]) -> WeeklyHours:
    return WeeklyHours(
        _SINCE_EVER, (full_day, full_day, full_day, thursday, (), full_day, full_day)
    )


TICKET_HOURS = _iranian_week(_ALL_DAY, _MORNING)
PHONE_HOURS = _iranian_week(_WITH_BREAK, _MORNING)


def ticket_calendar(closures: Iterable[Closure] | None = None) -> BusinessCalendar:
    """Return the shipped ticket calendar, with the shipped holidays unless given. Source: R1."""
    return _shipped_calendar("ticket") if closures is None else _calendar("ticket", closures)


def phone_calendar(closures: Iterable[Closure] | None = None) -> BusinessCalendar:
    """Return the shipped phone calendar, with the shipped holidays unless given. Source: R16."""
    return _shipped_calendar("phone") if closures is None else _calendar("phone", closures)


@lru_cache(maxsize=2)
def _shipped_calendar(key: str) -> BusinessCalendar:
    from owj.kernel.calendars.holidays import shipped_holidays

    return _calendar(key, shipped_holidays())


def _calendar(key: str, closures: Iterable[Closure]) -> BusinessCalendar:
    name, hours = {"ticket": ("Tickets", TICKET_HOURS), "phone": ("Phone", PHONE_HOURS)}[key]
    return BusinessCalendar(
        CalendarData(key, name, "Asia/Tehran", (hours,), closures=tuple(closures))
    )
