"""One judge for each kind of test vector, through the code that judges real tickets and calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from owj.kernel.calendars.business import (
    BusinessCalendar,
    CalendarHistory,
    Closure,
    ClosureKind,
    Revision,
    phone_calendar,
    ticket_calendar,
)
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT, version_in_force
from owj.kernel.sla.clocks import Clock, ClockState, TicketClocks
from owj.kernel.sla.events import EventKind, LogEvent, Priority
from owj.kernel.sla.monthly import missed_by_month
from owj.kernel.sla.phone import Call, judge_call
from owj.kernel.sla.replay import replay
from owj.kernel.sla.shapes import JsonValue
from owj.kernel.sla.vector_input import Fields

Answer = dict[str, JsonValue]


class Desk:
    """Give the calendars of a case: the holiday table with the case's own changes."""

    def __init__(self, closures: Iterable[Closure]) -> None:
        self._closures = tuple(closures)
        self._calendar = lru_cache(maxsize=None)(self._build)

    def calendar(self, key: str, case: Fields) -> BusinessCalendar:
        """Return the ticket or phone calendar for a case."""
        return self._calendar(key, case.dates("extra_holidays"), case.dates("removed_holidays"))

    def history(self, case: Fields) -> CalendarHistory:
        """Return the ticket calendar as the only revision there is."""
        return CalendarHistory((Revision(1, None, self.calendar("ticket", case)),))

    def _build(
        self, key: str, extra: frozenset[date], removed: frozenset[date]
    ) -> BusinessCalendar:
        kept = [closure for closure in self._closures if closure.day not in removed]
        known = {closure.day for closure in kept}
        kept += [
            Closure(day, ClosureKind.ONEOFF, "extra") for day in sorted(extra) if day not in known
        ]
        return ticket_calendar(kept) if key == "ticket" else phone_calendar(kept)


Judge = Callable[[Fields, Desk], Answer]
TICKET_JUDGES: dict[str, Judge] = {}


def vector_kind(kind: str) -> Callable[[Judge], Judge]:
    """Register the judge of a kind of cases."""

    def register(judge: Judge) -> Judge:
        TICKET_JUDGES[kind] = judge
        return judge

    return register


@vector_kind("ticket")
def judge_ticket(case: Fields, desk: Desk) -> Answer:
    """Answer when a ticket's clocks start and end. Source: R1-R11."""
    clocks = _replay_ticket(case, desk.history(case), case.instant("arrival"))
    show = _shown(desk.calendar("ticket", case))
    return {
        "state_at_arrival": clocks.state_at_arrival,
        "effective_start": show(clocks.started_at),
        "first_response_deadline": show(clocks.first_response.due_at),
        "followup_kind": SHIPPED_AGREEMENT.followup_kinds[clocks.priority].value,
        "followup_deadline": show(clocks.followup.due_at),
    }


@vector_kind("breach")
def judge_breach(case: Fields, desk: Desk) -> Answer:
    """Answer what a ticket broke. Source: R13, R14, R37."""
    clocks = _replay_ticket(case, desk.history(case), case.instant("as_of"))
    show = _shown(desk.calendar("ticket", case))
    return {
        "response_breached": _verdict(clocks.first_response),
        "response_late_working_s": clocks.first_response.late_working_s,
        "followup_breached": _verdict(clocks.followup),
        "followup_late_working_s": clocks.followup.late_working_s,
        "p0_since": show(clocks.p0_since),
        "counts_in_month": clocks.counts_in_month,
    }


@vector_kind("monthly")
def judge_monthly(case: Fields, desk: Desk) -> Answer:
    """Answer the monthly counts of a contract. Source: R37, R38, R40."""
    history, as_of = desk.history(case), case.instant("as_of")
    tickets = [_replay_ticket(ticket, history, as_of) for ticket in case.objects("tickets")]
    counts = missed_by_month(tickets, SHIPPED_AGREEMENT)
    return {
        "missed_by_jalali_month": {count.month: count.missed for count in counts},
        "remedy_months": [count.month for count in counts if count.remedies],
        "remedies_due": sum(count.remedies for count in counts),
    }


@vector_kind("phone")
def judge_phone(case: Fields, desk: Desk) -> Answer:
    """Answer what the line does with a call. Source: R16-R20."""
    calendar = desk.calendar("phone", case)
    show = _shown(calendar)
    key = None if case.members.get("key") is None else case.choice("key", ("*", "#"))
    call = Call(
        at=case.instant("call_at"),
        agent_free_after_s=case.whole_or_none("agent_free_after_s"),
        key=None if key is None else ("*" if key == "*" else "#"),
        key_after_s=case.whole_or_none("key_after_s"),
    )
    result = judge_call(call, SHIPPED_AGREEMENT, calendar)
    return {
        "line": result.line,
        "outcome": result.outcome.value,
        "offer_at": show(result.offer_at),
        "next_open": show(result.next_open),
        "callback_deadline": show(result.callback_due_at),
    }


@dataclass(frozen=True, slots=True)
class _Version:
    id: str
    effective_from: datetime


@vector_kind("version")
def judge_version(case: Fields, desk: Desk) -> Answer:
    """Answer which version is in force. Source: R50."""
    versions = [
        _Version(version.text("id"), version.instant("effective_from"))
        for version in case.objects("versions")
    ]
    chosen = version_in_force(versions, case.instant("at"))
    return {"version": None if chosen is None else chosen.id}


@vector_kind("add")
def judge_add(case: Fields, desk: Desk) -> Answer:
    """Answer when some working seconds have passed. Source: R8."""
    calendar = desk.calendar(case.choice("calendar", ("ticket", "phone")), case)
    result = calendar.add(case.instant("start"), case.whole("seconds"), case.spans("pauses"))
    return {"result": _shown(calendar)(result)}


@vector_kind("between")
def judge_between(case: Fields, desk: Desk) -> Answer:
    """Answer how many working seconds passed. Source: R8."""
    calendar = desk.calendar(case.choice("calendar", ("ticket", "phone")), case)
    seconds = calendar.between(case.instant("start"), case.instant("end"), case.spans("pauses"))
    return {"working_seconds": seconds}


def _replay_ticket(ticket: Fields, history: CalendarHistory, as_of: datetime) -> TicketClocks:
    arrival = ticket.instant("arrival")
    priority = Priority(ticket.choice("priority", tuple(Priority)))
    events = [LogEvent(EventKind.OPENED, arrival, 1, priority)]
    # A case tells the announced date but not when it was told: as early as can be.
    announced_for = ticket.instant_or_none("announced_for")
    if announced_for is not None:
        events.append(LogEvent(EventKind.DATE_ANNOUNCED, arrival, 2, until=announced_for))
    responded_at = ticket.instant_or_none("responded_at")
    if responded_at is not None:
        events.append(LogEvent(EventKind.PUBLIC_REPLY, responded_at, 3))
    followed_up_at = ticket.instant_or_none("followed_up_at")
    if followed_up_at is not None:
        events.append(LogEvent(EventKind.RESOLVED, followed_up_at, 4))
    return replay(events, SHIPPED_AGREEMENT, history, as_of)


def _verdict(clock: Clock) -> bool | None:
    """Return whether a promise was broken; None while that is open, or without a deadline."""
    if clock.is_late:
        return True
    return False if clock.state is ClockState.MET and clock.due_at is not None else None


def _shown(calendar: BusinessCalendar) -> Callable[[datetime | None], str | None]:
    zone = ZoneInfo(calendar.data.zone)

    def show(at: datetime | None) -> str | None:
        return None if at is None else at.astimezone(zone).isoformat()

    return show
