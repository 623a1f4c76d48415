"""The door of business calendars: definitions, arithmetic, revisions and the shipped ones."""

from __future__ import annotations

from owj.kernel.calendars.business_calendar import (
    BusinessCalendar,
    InstantOutOfRange,
    NoWorkingTime,
    Pauses,
    whole_second,
)
from owj.kernel.calendars.day_rules import DayReason
from owj.kernel.calendars.definition import (
    CalendarData,
    CalendarRejected,
    Closure,
    ClosureKind,
    Span,
    SpecialHours,
    WeeklyHours,
)
from owj.kernel.calendars.revisions import CalendarHistory, Revision
from owj.kernel.calendars.shipped import (
    PHONE_HOURS,
    TICKET_HOURS,
    phone_calendar,
    ticket_calendar,
)

__all__ = [
    "PHONE_HOURS",
    "TICKET_HOURS",
    "BusinessCalendar",
    "CalendarData",
    "CalendarHistory",
    "CalendarRejected",
    "Closure",
    "ClosureKind",
    "DayReason",
    "InstantOutOfRange",
    "NoWorkingTime",
    "Pauses",
    "Revision",
    "Span",
    "SpecialHours",
    "WeeklyHours",
    "phone_calendar",
    "ticket_calendar",
    "whole_second",
]
