"""One promise of one cycle while its log is replayed: mutable, and only seen by the replay."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from owj.kernel.calendars.business import Revision
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.aims import (
    Aim,
    FollowupFacts,
    aim_followup,
    aim_minutes,
    is_later,
    latest_aim,
)
from owj.kernel.sla.claim_aims import aim_claim_reply, aim_claim_result
from owj.kernel.sla.clocks import Announcement, Clock, ClockState, PauseSpan, Promise
from owj.kernel.sla.events import EventKind, Priority
from owj.kernel.sla.settings import FollowupKind


@dataclass(slots=True)
class Duty:
    """Hold one promise until it is kept, broken or dropped.

    frozen: the calendar revision in force when the cycle began; later: those declared since.
    paused_at: set while it stands. broken: its deadline passed while it was open. of_claim: its
    deadline is a date by rule, which no announcement and no pause moves.
    """

    promise: Promise
    cycle: int
    agreement: Agreement
    priority: Priority
    arrived_at: datetime
    frozen: Revision
    of_claim: bool = False
    aim: Aim = field(init=False)
    later: list[Revision] = field(default_factory=list)
    announcements: tuple[Announcement, ...] = ()
    pauses: tuple[PauseSpan, ...] = ()
    paused_at: datetime | None = None
    broken: bool = False
    stopped_at: datetime | None = None
    stopped_by: EventKind | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether the duty still waits to be done."""
        return self.stopped_at is None

    @property
    def is_aimed(self) -> bool:
        """Tell whether its deadline may still move by what happens to the ticket."""
        return self.stopped_at is None and not self.broken

    def aim_anew(self, at: datetime) -> None:
        """Find the deadline from all that is known at `at`."""
        self.aim = latest_aim(lambda revision: self._aim_on(revision, at), self.frozen, self.later)

    def reach(self, at: datetime) -> bool:
        """Break the duty if its deadline passed before `at`; tell whether it broke just now."""
        due_at = self.aim.due_at
        if not self.is_aimed or self.paused_at is not None or due_at is None or due_at >= at:
            return False
        self.broken = True
        return True

    def move_later(self, revision: Revision, at: datetime) -> bool:
        """Take a revision declared at `at`; tell whether it moved the deadline. Source: R50."""
        self.later.append(revision)
        found = self._aim_on(revision, at)
        if not is_later(found, self.aim):
            return False
        self.aim, self.broken = found, False
        return True

    def pause(self, at: datetime) -> None:
        """Let the clock stand from `at` on."""
        if self.is_open and self.paused_at is None:
            self.paused_at = at

    def resume(self, at: datetime) -> None:
        """Let the clock go on at `at`; a deadline that is still ahead moves by the pause."""
        if self.is_open and self.paused_at is not None:
            self.pauses = self._pauses_until(at)
            self.paused_at = None
            if self.is_aimed:
                self.aim_anew(at)

    def stop(self, at: datetime, by: EventKind) -> None:
        """End the duty. Only the first end counts."""
        if self.is_open:
            self.resume(at)
            self.stopped_at, self.stopped_by = at, by

    def clock_at(self, as_of: datetime) -> Clock:
        """Return the clock as it stands at `as_of`, up to which the log was replayed."""
        if self.is_aimed and self.paused_at is not None:
            self.aim_anew(as_of)  # as if the pause ended now
        aim, calendar = self.aim, self.aim.revision.calendar
        end_at, pauses = self.stopped_at or as_of, self._pauses_until(as_of)
        due_at, late = aim.due_at, self._is_late()
        counted_until = due_at if due_at is not None and due_at < end_at else end_at
        counted_s = calendar.between(aim.counts_from, counted_until, pauses)
        late_working_s = late_wall_s = 0
        if due_at is not None and late:
            late_working_s = calendar.between(due_at, end_at, pauses)
            late_wall_s = int((end_at - due_at).total_seconds())
        return Clock(
            promise=self.promise,
            cycle=self.cycle,
            kind=aim.kind,
            state=self._state_at(as_of),
            rule=aim.rule,
            arrived_at=aim.counts_from,
            started_at=aim.started_at,
            target_s=aim.target_s,
            due_at=due_at,
            stopped_at=self.stopped_at,
            stopped_by=self.stopped_by,
            pauses=pauses,
            announcements=self.announcements,
            counted_s=counted_s,
            remaining_s=None if aim.target_s is None else aim.target_s - counted_s,
            late_working_s=late_working_s,
            late_wall_s=late_wall_s,
            calendar_revision=aim.revision.number,
        )

    def _aim_on(self, revision: Revision, at: datetime) -> Aim:
        if self.of_claim:
            if self.promise is Promise.FOLLOWUP:
                return aim_claim_result(self.arrived_at, self.agreement, revision)
            return aim_claim_reply(self.arrived_at, revision)
        if self.promise is Promise.FOLLOWUP:
            facts = FollowupFacts(
                self.agreement,
                self.priority,
                self.arrived_at,
                self.announcements,
                self._pauses_until(at),
            )
            return aim_followup(facts, revision)
        if self.promise is Promise.ANNOUNCEMENT:
            minutes = self.agreement.announce_within_minutes or 0
            return aim_minutes(minutes, self.arrived_at, revision, rule="R11")
        minutes = self.agreement.first_response_minutes[self.priority]
        return aim_minutes(minutes, self.arrived_at, revision, rule="R7")

    def _pauses_until(self, at: datetime) -> tuple[PauseSpan, ...]:
        if self.paused_at is None or self.paused_at >= at:
            return self.pauses
        return (*self.pauses, (self.paused_at, at))

    def _is_late(self) -> bool:
        if self.broken:
            return True
        due_at = self.aim.due_at
        return due_at is not None and self.stopped_at is not None and self.stopped_at > due_at

    def _state_at(self, as_of: datetime) -> ClockState:
        if self.stopped_by is EventKind.MERGED_INTO:
            return ClockState.CANCELLED
        if self.stopped_at is not None:
            return self._end_state()
        if self.broken:
            return ClockState.BREACHED
        if self.aim.due_at is None:
            return ClockState.UNTIMED
        if self.paused_at is not None:
            return ClockState.PAUSED
        return ClockState.WAITING if as_of < self.aim.started_at else ClockState.RUNNING

    def _end_state(self) -> ClockState:
        if not self._is_late():
            return ClockState.MET
        # A date told after the old one broke replaces it: the old one was never kept.
        replaced = self.promise is Promise.FOLLOWUP and self.stopped_by is EventKind.DATE_ANNOUNCED
        return ClockState.BREACHED if replaced else ClockState.MET_LATE


def announces(agreement: Agreement, priority: Priority) -> bool:
    """Tell whether follow-up of that priority is to announce a date. Source: R11."""
    return agreement.followup_kinds[priority] is not FollowupKind.SAME_DAY
