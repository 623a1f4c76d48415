"""What a calendar revision does to one ticket: what moves, what is taken back. Source: R50."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from owj.kernel.calendars.business import BusinessCalendar
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.clocks import Clock, ClockState, Promise, TicketClocks


@dataclass(frozen=True, slots=True)
class Shift:
    """A running deadline that moves later."""

    promise: Promise
    cycle: int
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class Relief:
    """A breach that counts no more. due_at: until when the promise runs now."""

    promise: Promise
    cycle: int
    deadline: datetime
    due_at: datetime
    p0_stays: bool


@dataclass(frozen=True, slots=True)
class Squeeze:
    """A deadline that stays while working time before it goes: the promise is at risk.

    closed_day: it now lies on a day on which the desk does not open.
    """

    promise: Promise
    cycle: int
    due_at: datetime
    left_before_s: int
    left_after_s: int
    closed_day: bool


def shifts_between(before: TicketClocks, after: TicketClocks) -> Iterator[Shift]:
    """Yield the deadlines that were running and lie later now."""
    for was, now in _pairs(before, after):
        if was.is_pending and was.due_at and now.due_at and now.due_at > was.due_at:
            yield Shift(now.promise, now.cycle, was.due_at, now.due_at)


def reliefs_between(before: TicketClocks, after: TicketClocks) -> Iterator[Relief]:
    """Yield the breaches that stood and are superseded now."""
    standing = {
        (breach.promise, breach.cycle, breach.deadline)
        for breach in before.breaches
        if breach.superseded_by is None
    }
    dues = {(clock.promise, clock.cycle): clock.due_at for clock in after.clocks}
    for breach in after.breaches:
        identity = (breach.promise, breach.cycle, breach.deadline)
        due_at = dues.get((breach.promise, breach.cycle))
        if breach.superseded_by is not None and identity in standing and due_at is not None:
            yield Relief(breach.promise, breach.cycle, breach.deadline, due_at, after.p0_active)


def squeezes_between(
    before: TicketClocks,
    after: TicketClocks,
    calendars: tuple[BusinessCalendar, BusinessCalendar],
    agreement: Agreement,
) -> Iterator[Squeeze]:
    """Yield the running deadlines that stay but come near, or to lie on a closed day.

    An announced date stays where it was told, whatever closes before it (R11).
    calendars: the one in force, and the one that would be.
    """
    old, new = calendars
    for was, now in _pairs(before, after):
        if not was.is_pending or was.due_at is None or now.due_at != was.due_at:
            continue
        left = old.between(before.as_of, was.due_at), new.between(before.as_of, was.due_at)
        if left[1] >= left[0] or was.state is ClockState.PAUSED:
            continue
        day = new.local_date(was.due_at)
        closed = new.day_reason(day).kind == "closure" and old.day_reason(day).kind == "open"
        near_s = _near_s(agreement, was.promise)
        if closed or left[1] <= near_s < left[0]:
            yield Squeeze(was.promise, was.cycle, was.due_at, *left, closed)


def _pairs(before: TicketClocks, after: TicketClocks) -> Iterator[tuple[Clock, Clock]]:
    found = {(clock.promise, clock.cycle): clock for clock in after.clocks}
    for clock in before.clocks:
        now = found.get((clock.promise, clock.cycle))
        if now is not None:
            yield clock, now


def _near_s(agreement: Agreement, promise: Promise) -> int:
    first = promise is Promise.FIRST_RESPONSE
    minutes = agreement.near_response_minutes if first else agreement.near_followup_minutes
    return minutes * 60
