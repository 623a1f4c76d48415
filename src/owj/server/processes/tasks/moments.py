"""When a task is due: an instant, a day, a length of time, or working time of the organisation."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from owj.kernel.calendars.business import BusinessCalendar
from owj.kernel.feel import FeelValue
from owj.server.agreements import SHIPPED_KEY
from owj.server.agreements.queries import agreement_at, calendar_at
from owj.server.records.context import Context

# "4 working hours", "30 working minutes", "2 working days".
_WORKING = re.compile(r"(\d{1,4}) working (minute|hour|day)s?")
_SECONDS = {"minute": 60, "hour": 3_600}


def instant_of(ctx: Context, value: FeelValue) -> datetime | None:
    """Return the instant that FEEL gave; None for nothing and for what is no time.

    A date without a time is due when that day ends, in the organisation's zone.
    """
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=ctx.zone)).astimezone(UTC)
    if isinstance(value, date):
        last = datetime.combine(value + timedelta(days=1), time(), ctx.zone)
        return last.astimezone(UTC) - timedelta(seconds=1)
    if isinstance(value, timedelta):
        return ctx.now + value
    if isinstance(value, str) and (found := _WORKING.fullmatch(value.strip())):
        return working_instant(organisation_calendar(ctx), ctx.now, int(found[1]), found[2])
    return None


def is_working_time(text: str) -> bool:
    """Tell whether a text is a length of working time."""
    return _WORKING.fullmatch(text.strip()) is not None


def organisation_calendar(ctx: Context) -> BusinessCalendar:
    """Return the calendar by which the organisation works."""
    key = agreement_at(SHIPPED_KEY, ctx.now).agreement.ticket_calendar
    return calendar_at(key, ctx.now)


def working_instant(calendar: BusinessCalendar, at: datetime, count: int, unit: str) -> datetime:
    """Return the instant at which so much working time is over.

    A number of days ends with the last of so many working days after today.
    """
    if unit != "day":
        return calendar.add(at, count * _SECONDS[unit])
    for _day in range(count):
        at = calendar.closing_after(calendar.civil_day_end(calendar.local_date(at)))
    return at
