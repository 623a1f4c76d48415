"""Why a promise was broken: one cause for each late clock, found from its ticket's log alone.

The causes exclude each other: the first rule that applies names the cause, so their counts add up
to the broken promises. docs/subsystems/figures.md says each rule in words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from owj.kernel.calendars.business_calendar import BusinessCalendar
from owj.kernel.sla.clocks import Clock, ClockKind, ClockState, Promise, TicketClocks
from owj.kernel.sla.events import EventKind, LogEvent


class Cause(StrEnum):
    """Name why a promise was broken.

    unassigned: nobody held the ticket at the deadline. assigned_late: it was given to somebody
    after half of the working time had gone. reopened: a follow-up that began by reopening.
    date_missed: an announced date passed. not_announced: no date was announced in time.
    waited_customer: the ticket waited for the customer at the deadline. response_late: the first
    response was late already. no_reply: nobody has answered. out_of_hours: it came while the desk
    was closed. near_closing: it came so near to closing that the deadline fell on another day.
    answered_late, finished_late: none of these; who held it was late.
    """

    UNASSIGNED = "unassigned"
    ASSIGNED_LATE = "assigned_late"
    REOPENED = "reopened"
    DATE_MISSED = "date_missed"
    NOT_ANNOUNCED = "not_announced"
    WAITED_CUSTOMER = "waited_customer"
    RESPONSE_LATE = "response_late"
    NO_REPLY = "no_reply"
    OUT_OF_HOURS = "out_of_hours"
    NEAR_CLOSING = "near_closing"
    ANSWERED_LATE = "answered_late"
    FINISHED_LATE = "finished_late"


@dataclass(frozen=True, slots=True)
class Holding:
    """Since when somebody holds the ticket, or, held false, nobody."""

    at: datetime
    held: bool


@dataclass(frozen=True, slots=True)
class CauseFound:
    """A cause and the instant that shows it, None where nothing happened."""

    cause: Cause
    at: datetime | None


@dataclass(frozen=True, slots=True)
class LateClock:
    """A clock that is late, with what is known about its ticket.

    due_at: the clock's deadline. events: in any order. holdings: ascending.
    """

    clock: Clock
    due_at: datetime
    clocks: TicketClocks
    events: Sequence[LogEvent]
    holdings: Sequence[Holding]
    calendar: BusinessCalendar

    @property
    def is_held(self) -> bool:
        """Tell whether somebody held the ticket at the deadline."""
        held = [one.held for one in self.holdings if one.at <= self.due_at]
        return bool(held) and held[-1]

    def first_held_at(self) -> datetime | None:
        """Return when somebody first held the ticket."""
        return next((one.at for one in self.holdings if one.held), None)


Rule = Callable[[LateClock], CauseFound | None]


def find_cause(late: LateClock) -> CauseFound:
    """Return why a late clock is late."""
    rules, otherwise = _RULES[late.clock.promise]
    for rule in rules:
        found = rule(late)
        if found is not None:
            return found
    return CauseFound(otherwise, late.clock.stopped_at)


def _unassigned(late: LateClock) -> CauseFound | None:
    if late.is_held:
        return None
    return CauseFound(
        Cause.UNASSIGNED,
        next((one.at for one in late.holdings if one.held and one.at > late.due_at), None),
    )


def _assigned_late(late: LateClock) -> CauseFound | None:
    target_s, held_at = late.clock.target_s, late.first_held_at()
    if not target_s or held_at is None or held_at > late.due_at:
        return None
    gone_s = late.calendar.between(late.clock.started_at, max(held_at, late.clock.started_at))
    return CauseFound(Cause.ASSIGNED_LATE, held_at) if 2 * gone_s > target_s else None


def _no_reply(late: LateClock) -> CauseFound | None:
    return CauseFound(Cause.NO_REPLY, None) if late.clock.stopped_at is None else None


def _out_of_hours(late: LateClock) -> CauseFound | None:
    clock = late.clock
    came_closed = clock.arrived_at < clock.started_at
    return CauseFound(Cause.OUT_OF_HOURS, clock.arrived_at) if came_closed else None


def _near_closing(late: LateClock) -> CauseFound | None:
    came = late.clock.arrived_at
    same_day = late.calendar.local_date(came) == late.calendar.local_date(late.due_at)
    return None if same_day else CauseFound(Cause.NEAR_CLOSING, came)


def _reopened(late: LateClock) -> CauseFound | None:
    if late.clock.cycle == 1 or late.clock.kind is ClockKind.ANNOUNCED:
        return None
    return CauseFound(Cause.REOPENED, late.clock.arrived_at)


def _date_missed(late: LateClock) -> CauseFound | None:
    if late.clock.kind is not ClockKind.ANNOUNCED:
        return None
    told = late.clock.announcements
    return CauseFound(Cause.DATE_MISSED, told[-1].at if told else None)


def _waited_customer(late: LateClock) -> CauseFound | None:
    turns = [
        event
        for event in sorted(late.events, key=lambda event: (event.at, event.seq))
        if event.at <= late.due_at and (event.kind is EventKind.WAITING_CUSTOMER or _goes_on(event))
    ]
    if turns and turns[-1].kind is EventKind.WAITING_CUSTOMER:
        return CauseFound(Cause.WAITED_CUSTOMER, turns[-1].at)
    return None


def _goes_on(event: LogEvent) -> bool:
    return event.kind in {
        EventKind.CUSTOMER_REPLIED,
        EventKind.STATUS_CHANGED,
        EventKind.REOPENED,
    }


def _response_late(late: LateClock) -> CauseFound | None:
    first = late.clocks.first_response
    if late.clock.cycle > 1 or first.state not in {ClockState.BREACHED, ClockState.MET_LATE}:
        return None
    return CauseFound(Cause.RESPONSE_LATE, first.stopped_at)


_RULES: dict[Promise, tuple[tuple[Rule, ...], Cause]] = {
    Promise.FIRST_RESPONSE: (
        (_unassigned, _assigned_late, _no_reply, _out_of_hours, _near_closing),
        Cause.ANSWERED_LATE,
    ),
    Promise.FOLLOWUP: (
        (
            _date_missed,
            _reopened,
            _unassigned,
            _assigned_late,
            _waited_customer,
            _response_late,
            _near_closing,
        ),
        Cause.FINISHED_LATE,
    ),
    Promise.ANNOUNCEMENT: ((_unassigned, _assigned_late), Cause.NOT_ANNOUNCED),
}
