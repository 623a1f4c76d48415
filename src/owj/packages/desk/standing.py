"""How a ticket stands: what its replayed clocks put into the columns that lists read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from owj.kernel.sla.breach import counting_month
from owj.kernel.sla.clocks import Clock, ClockKind, ClockState, Promise, TicketClocks
from owj.packages.desk.entity import Ticket
from owj.packages.desk.words import OPEN_STATUSES, RANKS, Rank, Status
from owj.server.agreements.evaluation import Evaluation
from owj.server.agreements.faces import StoredClock, store_clock

# Where a ticket without a deadline stands in its group: behind those that have one.
FAR = datetime(9000, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def columns_of(evaluation: Evaluation, status: Status) -> dict[str, Any]:
    """Return the values of every derived column of a ticket in this status."""
    clocks = evaluation.clocks
    stored = store_clock(settled(shown_clock(clocks), evaluation))
    rank = _rank(clocks, status)
    counted = clocks.counted_breach
    calendar = evaluation.calendars.revisions[-1].calendar
    return {
        "opened_month": counting_month(clocks.arrived_at, evaluation.version.agreement, calendar),
        "priority": clocks.priority,
        "agreement_version": evaluation.version.id,
        "calendar_revision": clocks.first_response.calendar_revision,
        "clock_promise": stored.promise.value,
        "clock_state": stored.state.value,
        "clock_kind": stored.kind.value,
        "clock_starts_at": stored.starts_at,
        "clock_due_at": stored.due_at,
        "clock_stopped_at": stored.stopped_at,
        "clock_taken_s": stored.taken_s,
        "clock_late_working_s": stored.late_working_s,
        "clock_late_wall_s": stored.late_wall_s,
        "first_due_at": clocks.first_response.due_at,
        "first_response_at": answered_at(clocks),
        "announced_for": announced_for(clocks),
        "p0_since": clocks.p0_since,
        "p0_active": clocks.p0_active,
        "breached_month": clocks.counts_in_month or "",
        "breached_at": counted.deadline if counted else None,
        "queue_rank": RANKS.index(rank),
        "queue_at": _place(rank, clocks, stored),
    }


def shown_clock(clocks: TicketClocks) -> Clock:
    """Return the one clock that stands for the ticket in a list.

    First what is late and still open, then what falls due next, then what has no date yet; of a
    ticket that is done, its late clock if there was one, else its last.
    """
    still_late = [
        clock
        for clock in clocks.clocks
        if clock.state is ClockState.BREACHED and clock.stopped_at is None and clock.due_at
    ]
    if still_late:
        return min(still_late, key=lambda clock: clock.due_at or FAR)
    if clocks.next_clock is not None:
        return clocks.next_clock
    followup = clocks.followup
    if followup.state in {ClockState.UNTIMED, ClockState.PAUSED}:
        return followup
    late = [clock for clock in clocks.clocks if clock.is_late]
    if late:
        return late[-1]
    return followup if followup.state is ClockState.MET else clocks.first_response


def settled(clock: Clock, found: Evaluation) -> Clock:
    """Return a clock that ended with its ticket: a promise never kept is late up to the end only.

    Of a ticket that goes on, and of a promise that was kept, the clock as it is.
    """
    ended = found.clocks.followup.stopped_at
    open_still = clock.stopped_at is None and clock.due_at is not None and clock.is_late
    if not found.clocks.finished or ended is None or not open_still or clock.due_at is None:
        return clock
    ended = max(ended, clock.due_at)
    revision = next(
        one for one in found.calendars.revisions if one.number == clock.calendar_revision
    )
    return replace(
        clock,
        stopped_at=ended,
        late_working_s=revision.calendar.between(clock.due_at, ended),
        late_wall_s=int((ended - clock.due_at).total_seconds()),
    )


def stored_clock(ticket: Ticket) -> StoredClock | None:
    """Return the shown clock as the ticket's columns keep it."""
    if not ticket.clock_promise or ticket.clock_starts_at is None:
        return None
    return StoredClock(
        state=ClockState(ticket.clock_state),
        promise=Promise(ticket.clock_promise),
        kind=ClockKind(ticket.clock_kind),
        starts_at=ticket.clock_starts_at,
        due_at=ticket.clock_due_at,
        stopped_at=ticket.clock_stopped_at,
        taken_s=ticket.clock_taken_s,
        late_working_s=ticket.clock_late_working_s or 0,
        late_wall_s=ticket.clock_late_wall_s or 0,
    )


def answered_at(clocks: TicketClocks) -> datetime | None:
    """Return when the first response was given, None while it is owed."""
    clock = clocks.first_response
    done = clock.state in {ClockState.MET, ClockState.MET_LATE}
    return clock.stopped_at if done else None


def announced_for(clocks: TicketClocks) -> datetime | None:
    """Return the date last announced in the current cycle (R11)."""
    announcements = clocks.followup.announcements
    return announcements[-1].until if announcements else None


def rings_for_p0(clocks: TicketClocks, answered: datetime | None) -> bool:
    """Tell whether the P0 alarm goes on: nobody has answered the customer since P0 began (R15)."""
    if not clocks.p0_active or clocks.p0_since is None:
        return False
    return answered is None or answered < clocks.p0_since


def _rank(clocks: TicketClocks, status: Status) -> Rank:
    if status not in OPEN_STATUSES:
        return Rank.DONE
    if clocks.p0_active:
        return Rank.P0
    return Rank.FOLLOWUP if answered_at(clocks) else Rank.RESPONSE


def _place(rank: Rank, clocks: TicketClocks, shown: StoredClock) -> datetime:
    if rank is Rank.DONE:
        # Mirrored, so that one ascending order shows what was done last first.
        ended = shown.stopped_at or clocks.as_of
        return _EPOCH + (FAR - ended)
    if rank is Rank.P0:
        return clocks.p0_since or FAR
    return shown.due_at or FAR
