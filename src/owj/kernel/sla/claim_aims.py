"""The two deadlines of a claim: dates, whatever the priority of its ticket. Source: R48, R49."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from owj.kernel.calendars.business import BusinessCalendar, Revision
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.aims import Aim
from owj.kernel.sla.clocks import ClockKind


def first_reply_due_at(received_on: date, calendar: BusinessCalendar) -> datetime:
    """Return the closing of the first working day after the day of receipt. Source: R48."""
    next_day = calendar.civil_day_end(received_on) + timedelta(seconds=1)
    return calendar.closing_after(calendar.next_open(next_day))


def result_due_at(received_on: date, agreement: Agreement, calendar: BusinessCalendar) -> datetime:
    """Return the last second of the day until which the result is told. Source: R49."""
    return calendar.civil_day_end(received_on + timedelta(days=agreement.claim_result_days))


def aim_claim_reply(arrived_at: datetime, revision: Revision) -> Aim:
    """Aim at the first reply to a claim received at `arrived_at`."""
    calendar = revision.calendar
    due_at = first_reply_due_at(calendar.local_date(arrived_at), calendar)
    return _aim(ClockKind.NEXT_DAY, "R48", arrived_at, due_at, revision)


def aim_claim_result(arrived_at: datetime, agreement: Agreement, revision: Revision) -> Aim:
    """Aim at the result of a claim received at `arrived_at`."""
    calendar = revision.calendar
    due_at = result_due_at(calendar.local_date(arrived_at), agreement, calendar)
    return _aim(ClockKind.CIVIL_DAYS, "R49", arrived_at, due_at, revision)


def _aim(
    kind: ClockKind, rule: str, arrived_at: datetime, due_at: datetime, revision: Revision
) -> Aim:
    return Aim(
        kind=kind,
        rule=rule,
        counts_from=arrived_at,
        started_at=revision.calendar.next_open(arrived_at),
        target_s=revision.calendar.between(arrived_at, due_at),
        due_at=due_at,
        revision=revision,
    )
