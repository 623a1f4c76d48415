"""Which days the organisation works: those on which its ticket calendar opens."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from owj.kernel.calendars.spans import Works, not_friday
from owj.server.agreements import SHIPPED_KEY
from owj.server.agreements.errors import UnknownAgreement, UnknownCalendar
from owj.server.agreements.queries import agreement_at, calendar_at

if TYPE_CHECKING:
    from owj.server.records.context import Context

_WORKED = frozenset({"open", "special"})


def working_days(ctx: Context) -> Works:
    """Return what tells working days; the calendar is read when it is first asked."""

    def works(day: date) -> bool:
        return ctx.once("working days", _read)(day)

    return works


def _read(ctx: Context) -> Works:
    try:
        agreement = agreement_at(SHIPPED_KEY, ctx.now).agreement
        calendar = calendar_at(agreement.ticket_calendar, ctx.now)
    except (UnknownAgreement, UnknownCalendar):
        return not_friday
    return lambda day: calendar.day_reason(day).kind in _WORKED
