"""What a clock came to: kept, broken, or neither yet. Reports count these, one a clock."""

from __future__ import annotations

from enum import StrEnum

from owj.kernel.sla.clocks import Clock, ClockState, TicketClocks
from owj.kernel.sla.events import EventKind

# A follow-up ended so was not done: it went into another ticket, or another date took its place.
_NOT_DONE = frozenset({EventKind.MERGED_INTO, EventKind.DATE_ANNOUNCED})


class Outcome(StrEnum):
    """Name what a clock came to.

    open: the deadline lies ahead. paused: it stands. undated: it has, or had, no deadline (R11).
    excluded: broken, but taken out of the count (R38). void: its ticket went into another (R12).
    """

    OPEN = "open"
    PAUSED = "paused"
    KEPT = "kept"
    BROKEN = "broken"
    EXCLUDED = "excluded"
    UNDATED = "undated"
    VOID = "void"


def outcome_of(clock: Clock, clocks: TicketClocks) -> Outcome:
    """Return what a clock of a ticket came to. A breach that was relieved (R50) is none."""
    if clocks.merged or clock.state is ClockState.CANCELLED:
        return Outcome.VOID
    if clock.due_at is None:
        return Outcome.UNDATED
    if clock.is_late:
        return Outcome.EXCLUDED if clocks.excluded else Outcome.BROKEN
    if clock.state is ClockState.MET:
        return Outcome.KEPT
    return Outcome.PAUSED if clock.state is ClockState.PAUSED else Outcome.OPEN


def is_done(clock: Clock) -> bool:
    """Tell whether what was promised was done, in time or late."""
    return clock.stopped_at is not None and clock.stopped_by not in _NOT_DONE


def taken_s(clock: Clock) -> int | None:
    """Return the working seconds from the clock's start until it was done; None if it was not."""
    return clock.counted_s + clock.late_working_s if is_done(clock) else None
