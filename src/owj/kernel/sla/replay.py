"""The clocks of one ticket, from its log alone: replay gives what live gave. Source: D8, R1-R15."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from owj.kernel.calendars.business import CalendarHistory, Revision, whole_second
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.clocks import PENDING_STATES, Clock, ClockState, Promise, TicketClocks
from owj.kernel.sla.events import EventKind, LogEvent, Priority
from owj.kernel.sla.ticket_duties import LogRefused, TicketDuties

__all__ = ["LogRefused", "replay", "ticket_start", "undone_seqs"]

_SECOND = timedelta(seconds=1)
_RANK = {promise: place for place, promise in enumerate(Promise)}


def ticket_start(events: Iterable[LogEvent], as_of: datetime | None = None) -> datetime:
    """Return the instant the ticket counts from: the earliest of all tickets that went into it.

    It decides which agreement version judges the ticket. as_of: leaves out what came later.
    Raises: LogRefused for a log without an opened event. Source: R12, R50.
    """
    return _opening(_known(events, as_of)).start_at


def replay(
    events: Iterable[LogEvent],
    agreement: Agreement,
    calendars: CalendarHistory,
    as_of: datetime,
) -> TicketClocks:
    """Return the clocks of a ticket at `as_of` under the agreement version of its start.

    events: in any order; those after `as_of` are not known yet. Before the ticket was opened its
    clocks stand as at the opening. Raises: LogRefused, NoWorkingTime.
    """
    known = _known(events, as_of)
    opening = _opening(known)
    start_at = opening.start_at
    ticket = TicketDuties(
        agreement, calendars, start_at, opening.priority, is_claim=opening.is_claim
    )
    until = max(whole_second(as_of), start_at)
    declared = _declared_within(calendars, start_at, until)
    for event in known:
        at = whole_second(event.at)
        while declared and declared[-1][0] <= at:
            ticket.take_revision(*declared.pop())
        ticket.take_event(event, at)
    while declared:
        ticket.take_revision(*declared.pop())
    return _clocks_of(ticket, start_at, until)


def _known(events: Iterable[LogEvent], as_of: datetime | None) -> list[LogEvent]:
    """Return the events known at `as_of`, or at the opening if that is later.

    In order of happening, then of recording; without what was taken back by then.
    """
    known = sorted(events, key=lambda event: (event.at, event.seq))
    if as_of is not None and known and known[-1].at > as_of:
        opened_at = next((event.at for event in known if event.kind is EventKind.OPENED), as_of)
        until = max(as_of, opened_at)
        known = [event for event in known if event.at <= until]
    undone = undone_seqs(known)
    return [event for event in known if event.seq not in undone] if undone else known


def undone_seqs(events: Iterable[LogEvent]) -> frozenset[int]:
    """Return the places in the log of what was taken back."""
    return frozenset(event.undoes for event in events if event.undoes is not None)


@dataclass(frozen=True, slots=True)
class _Opening:
    """What a log says about the ticket's beginning. priority: the proposed one."""

    start_at: datetime
    priority: Priority
    is_claim: bool


def _opening(known: Sequence[LogEvent]) -> _Opening:
    opened = next((event for event in known if event.kind is EventKind.OPENED), None)
    if opened is None:
        raise LogRefused(expected="an opened event", got=f"{len(known)} others")
    if opened.priority is None:
        raise LogRefused(expected="a priority with opened", got="none")
    start_at = opened.at
    for event in known:
        if event.kind is EventKind.MERGED_INTO:
            break
        if event.kind is EventKind.ABSORBED:
            if event.other_start is None:
                raise LogRefused(expected="the other ticket's start with absorbed", got="none")
            start_at = min(start_at, event.other_start)
    return _Opening(whole_second(start_at), opened.priority, opened.is_claim)


def _declared_within(
    calendars: CalendarHistory, after: datetime, until: datetime
) -> list[tuple[datetime, Revision]]:
    """Return the revisions declared in (after, until], the last first.

    `until` is a whole second: what was declared within that second is declared by then.
    """
    return [
        (whole_second(revision.declared_at), revision)
        for revision in reversed(calendars.revisions)
        if revision.declared_at is not None
        and after < revision.declared_at
        and whole_second(revision.declared_at) <= until
    ]


def _clocks_of(ticket: TicketDuties, start_at: datetime, as_of: datetime) -> TicketClocks:
    """Return everything as it stands at `as_of`, up to which the ticket was moved."""
    ticket.reach(as_of)
    clocks = tuple(
        duty.clock_at(as_of)
        for duty in sorted(ticket.duties, key=lambda duty: (_RANK[duty.promise], duty.cycle))
    )
    breaches = ticket.breaches
    counted = None if ticket.merged or ticket.excluded else breaches.counted()
    p0_active = breaches.p0_on and not ticket.finished
    moving = _due_first(clocks, PENDING_STATES - {ClockState.PAUSED})
    late_from = None if moving is None else moving.due_at
    return TicketClocks(
        as_of=as_of,
        arrived_at=start_at,
        started_at=clocks[0].started_at,
        priority=ticket.priority,
        clocks=clocks,
        breaches=tuple(breaches.found),
        p0_since=breaches.p0_since,
        p0_active=p0_active,
        p0_alarm_at=_alarm_after(as_of, ticket) if p0_active else None,
        counted_breach=counted,
        counts_in_month=None if counted is None else counted.month,
        next_clock=_due_first(clocks, PENDING_STATES),
        next_evaluation_at=None if late_from is None else late_from + _SECOND,
        finished=ticket.finished,
        excluded=ticket.excluded,
        merged=ticket.merged,
        version_id=ticket.agreement.id,
    )


def _due_first(clocks: Sequence[Clock], states: Collection[ClockState]) -> Clock | None:
    pending = [clock for clock in clocks if clock.due_at is not None and clock.state in states]
    return min(pending, key=lambda clock: clock.due_at or clock.started_at, default=None)


def _alarm_after(as_of: datetime, ticket: TicketDuties) -> datetime | None:
    """Return the next alarm of a P0 ticket; one that does not repeat rings once. Source: R15."""
    since, period_s = ticket.breaches.p0_since, ticket.agreement.p0_minutes * 60
    if since is None:
        return None
    calendar = ticket.followup.aim.revision.calendar
    rung = calendar.between(since, as_of) // period_s
    if rung and not ticket.agreement.p0_repeat_alarm:
        return None
    return calendar.add(since, (rung + 1) * period_s)
