"""When the desk is open: now, this week, and in the days to come."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from owj.kernel.calendars.business import BusinessCalendar, Span
from owj.kernel.sla.agreement import Agreement
from owj.packages.desk.queries.results import Closing, ComingWeek, DayHours, DeskState
from owj.server.agreements import SHIPPED_KEY
from owj.server.agreements.queries import agreement_at, calendar_at
from owj.server.records.context import Context

CLOSINGS_WITHIN_DAYS = 30


def agreement_in_force(ctx: Context) -> Agreement:
    """Return the agreement that judges a ticket filed now without a written contract."""
    return agreement_at(SHIPPED_KEY, ctx.now).agreement


def desk_calendar(ctx: Context) -> BusinessCalendar:
    """Return the calendar on which tickets are promised now. Two small queries."""
    return calendar_at(agreement_in_force(ctx).ticket_calendar, ctx.now)


def desk_status(ctx: Context) -> DeskState:
    """Return whether the desk is open and until when, its week, and the closings to come."""
    return status_of(desk_calendar(ctx), ctx)


def status_of(calendar: BusinessCalendar, ctx: Context) -> DeskState:
    """Return the same of a calendar at hand."""
    now = ctx.now
    is_open = calendar.is_open(now)
    today = calendar.local_date(now)
    reason = "" if is_open else calendar.day_reason(today).name
    return DeskState(
        now=now,
        is_open=is_open,
        closes_at=_closes_at(calendar, now) if is_open else None,
        opens_at=None if is_open else calendar.next_open(now),
        reason=reason,
        week=_week(calendar, today),
        closings=_closings(calendar, today),
        coming_week=_coming_week(calendar, today),
    )


def desk_hours(ctx: Context, days: int = 14) -> list[list[str]]:
    """Return the open stretches from today on, [[opens, closes], …], for the page's ticker."""
    calendar = desk_calendar(ctx)
    start = ctx.now - timedelta(days=1)
    return [
        [opens.isoformat(), closes.isoformat()]
        for opens, closes in calendar.intervals(start, ctx.now + timedelta(days=days))
    ]


def _closes_at(calendar: BusinessCalendar, now: datetime) -> datetime:
    """Return the end of the open stretch that contains `now`: a break closes the desk too."""
    day_ends = calendar.closing_after(now)
    return calendar.intervals(now, day_ends)[0][1]


def _week(calendar: BusinessCalendar, today: date) -> tuple[DayHours, ...]:
    """Return the week in force: the last hours whose first day has come."""
    begun = [hours for hours in calendar.data.hours if hours.valid_from <= today]
    hours = (begun or list(calendar.data.hours))[-1]
    return tuple(DayHours(weekday, _plain(spans)) for weekday, spans in enumerate(hours.days))


def _coming_week(calendar: BusinessCalendar, today: date) -> ComingWeek | None:
    """Return the next weekly hours, if they begin soon: "closed on Thursdays from 1 Dey"."""
    last = today + timedelta(days=CLOSINGS_WITHIN_DAYS)
    for hours in calendar.data.hours:
        if today < hours.valid_from <= last:
            days = enumerate(hours.days)
            week = tuple(DayHours(weekday, _plain(spans)) for weekday, spans in days)
            return ComingWeek(hours.valid_from, week)
    return None


def _closings(calendar: BusinessCalendar, today: date) -> tuple[Closing, ...]:
    last = today + timedelta(days=CLOSINGS_WITHIN_DAYS)
    special = {
        one.day: Closing(one.day, one.name, _plain(one.spans)) for one in calendar.data.special
    }
    closed = {one.day: Closing(one.day, one.name, ()) for one in calendar.data.closures}
    coming = closed | special
    return tuple(coming[day] for day in sorted(coming) if today <= day <= last)


def _plain(spans: tuple[Span, ...]) -> tuple[tuple[int, int], ...]:
    return tuple((span.opens_s, span.closes_s) for span in spans)
