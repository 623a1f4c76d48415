"""What a replay gives: the clocks of a ticket, its breaches and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from owj.kernel.sla.events import EventKind, Priority


class Promise(StrEnum):
    """Name what is promised. An announcement is a promise only where the agreement limits it."""

    FIRST_RESPONSE = "first_response"
    FOLLOWUP = "followup"
    ANNOUNCEMENT = "announcement"


class ClockKind(StrEnum):
    """Name how a deadline is found: working minutes (R8), end of the day (R10), a date (R11).

    Of claims: the closing of the next working day (R48), the end of a later civil day (R49).
    """

    MINUTES = "minutes"
    SAME_DAY = "same_day"
    ANNOUNCED = "announced"
    NEXT_DAY = "next_day"
    CIVIL_DAYS = "civil_days"


class ClockState(StrEnum):
    """Name the state of a clock at an instant.

    waiting: the desk has not opened since the start. untimed: no deadline yet. breached: late and
    still open, or replaced after it broke. cancelled: its ticket was merged or withdrawn.
    """

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MET_LATE = "met_late"
    BREACHED = "breached"
    CANCELLED = "cancelled"
    UNTIMED = "untimed"


PENDING_STATES = frozenset({ClockState.WAITING, ClockState.RUNNING, ClockState.PAUSED})

PauseSpan = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Announcement:
    """Hold one date told to the customer: when it was told, and the date."""

    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Clock:
    """Hold one promise of one cycle as it stands at the replay's instant.

    arrived_at: what it counts from; started_at: first open instant from there on. target_s:
    working seconds from start to deadline. While paused, due_at supposes the pause ended now.
    stopped_by: the kind of event that ended it. counted_s + remaining_s == target_s; remaining_s
    is None without a deadline. late_working_s may be 0 for a late clock (R13).
    calendar_revision: the one that gives the deadline and counts the seconds (R50).
    All instants UTC, whole seconds.
    """

    promise: Promise
    cycle: int
    kind: ClockKind
    state: ClockState
    rule: str
    arrived_at: datetime
    started_at: datetime
    target_s: int | None
    due_at: datetime | None
    stopped_at: datetime | None
    stopped_by: EventKind | None
    pauses: tuple[PauseSpan, ...]
    announcements: tuple[Announcement, ...]
    counted_s: int
    remaining_s: int | None
    late_working_s: int
    late_wall_s: int
    calendar_revision: int

    @property
    def is_pending(self) -> bool:
        """Tell whether the deadline still lies ahead of an unfinished duty."""
        return self.due_at is not None and self.state in PENDING_STATES

    @property
    def is_late(self) -> bool:
        """Tell whether the deadline passed before the duty was done."""
        return self.state in {ClockState.BREACHED, ClockState.MET_LATE}


@dataclass(frozen=True, slots=True)
class Breach:
    """Hold one broken promise: an append-only fact with what it was judged by. Source: R13.

    month: the counting month of the deadline, "1405-08" (R37, R40). superseded_by: the calendar
    revision whose later closure relieved it (R50); a superseded breach does not count.
    Identity: (promise, cycle, calendar_revision).
    """

    promise: Promise
    cycle: int
    deadline: datetime
    version_id: str
    calendar_revision: int
    month: str
    superseded_by: int | None = None


@dataclass(frozen=True, slots=True)
class TicketClocks:
    """Hold everything the agreement says about one ticket at `as_of`.

    clocks: first response, then follow-up cycles ascending. breaches: in order of discovery.
    p0_since: the deadline whose breach began the last P0 spell (R14). p0_active: not cleared and
    the ticket not finished. p0_alarm_at: the next P0 alarm after `as_of` (R15).
    counted_breach: the one the monthly count takes (R37); counts_in_month: its month.
    next_clock: the pending one due first. next_evaluation_at: when it would be late.
    """

    as_of: datetime
    arrived_at: datetime
    started_at: datetime
    priority: Priority
    clocks: tuple[Clock, ...]
    breaches: tuple[Breach, ...]
    p0_since: datetime | None
    p0_active: bool
    p0_alarm_at: datetime | None
    counted_breach: Breach | None
    counts_in_month: str | None
    next_clock: Clock | None
    next_evaluation_at: datetime | None
    finished: bool
    excluded: bool
    merged: bool
    version_id: str

    @property
    def state_at_arrival(self) -> Literal["active", "waiting"]:
        """Tell whether the desk was open when the ticket came. Source: R2."""
        return "active" if self.arrived_at == self.started_at else "waiting"

    @property
    def first_response(self) -> Clock:
        """Return the clock of the first response."""
        return self.clocks[0]

    @property
    def followup(self) -> Clock:
        """Return the follow-up clock of the latest cycle."""
        return next(c for c in reversed(self.clocks) if c.promise is Promise.FOLLOWUP)

    def breach_of(self, promise: Promise) -> Breach | None:
        """Return the first standing breach of that promise, if there is one."""
        standing = (b for b in self.breaches if b.promise is promise and b.superseded_by is None)
        return min(standing, key=lambda breach: breach.deadline, default=None)
