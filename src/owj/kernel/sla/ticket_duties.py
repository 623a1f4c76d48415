"""The duties of one ticket, moved along its log event by event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from owj.kernel.calendars.business import CalendarHistory, Revision
from owj.kernel.errors import InvalidInput
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.breach import BreachLog
from owj.kernel.sla.clocks import Announcement, Promise
from owj.kernel.sla.duty import Duty, announces
from owj.kernel.sla.events import EventKind, LogEvent, Priority
from owj.kernel.sla.settings import FollowupKind, ReaimFrom, Reannouncement, Retroactivity


class LogRefused(InvalidInput):
    """Say what a ticket's log lacks."""

    code = "sla.log_refused"
    message = "Log of the ticket: expected %(expected)s, got %(got)s."


class TicketDuties:
    """Hold what one ticket owes, and let events and calendar revisions act on it.

    Calls must come in order of time. response, followup: the current ones; duties: all.
    is_claim: the deadlines are those of a claim, which stand whatever is announced (R48, R49).
    """

    def __init__(
        self,
        agreement: Agreement,
        calendars: CalendarHistory,
        start_at: datetime,
        priority: Priority,
        *,
        is_claim: bool = False,
    ) -> None:
        self.agreement = agreement
        self.is_claim = is_claim
        self.calendars = calendars
        self.priority = priority
        self.duties: list[Duty] = []
        self.breaches = BreachLog(agreement)
        self.finished = self.excluded = self.merged = False
        self.response = self._begin(Promise.FIRST_RESPONSE, 1, start_at)
        self.followup = self._begin(Promise.FOLLOWUP, 1, start_at)
        self._require_announcement(start_at)

    def reach(self, at: datetime) -> None:
        """Let everything break whose deadline passed before `at`. Source: R13."""
        broken = [duty for duty in self.duties if duty.reach(at)]
        for duty in sorted(broken, key=lambda duty: duty.aim.due_at or at):
            self.breaches.record(duty)

    def take_event(self, event: LogEvent, at: datetime) -> None:
        """Let what happened at `at` act; nothing acts on a ticket that went into another."""
        if self.merged:
            return
        self.reach(at)
        if self._is_first_response(event):
            self.response.stop(at, event.kind)
        handle = _HANDLERS.get(event.kind)
        if handle is not None:
            handle(self, event, at)

    def take_revision(self, at: datetime, revision: Revision) -> None:
        """Let a calendar revision declared at `at` move deadlines, later only. Source: R50.

        A finished ticket is neither broken nor relieved by it, not even in a promise that was
        never kept: it was resolved without an answer.
        """
        self.reach(at)
        if self.finished or self.agreement.retroactivity is Retroactivity.NONE:
            return
        for duty in self.duties:
            was_broken = duty.broken
            if not duty.is_open or (was_broken and not self.agreement.retroactive_relief):
                continue
            if duty.move_later(revision, at) and was_broken:
                self.breaches.supersede(duty, revision.number)

    def set_priority(self, event: LogEvent, at: datetime) -> None:
        """Aim the running clocks anew; what broke stays broken. Source: R6, R12."""
        if event.priority is None:
            raise LogRefused(expected="a priority with priority_set", got="none")
        self.priority = event.priority
        if not announces(self.agreement, self.priority):
            self.duties = [
                duty
                for duty in self.duties
                if duty.promise is not Promise.ANNOUNCEMENT or not duty.is_aimed
            ]
        for duty in self.duties:
            if duty.is_aimed:
                duty.priority = self.priority
                if self.agreement.reaim_from is ReaimFrom.CHANGE:
                    duty.arrived_at = at
                duty.aim_anew(at)
        self._require_announcement(at)

    def announce_date(self, event: LogEvent, at: datetime) -> None:
        """Take a date told to the customer; after a broken one it is a new promise. Source: R11."""
        if event.until is None:
            raise LogRefused(expected="a date with date_announced", got="none")
        if self.is_claim:
            return
        self._stop_announcement(event, at)
        old = self.followup
        if not old.is_open:
            return
        told = (*old.announcements, Announcement(at, event.until))
        latest = self.agreement.reannouncement is Reannouncement.LATEST
        if old.broken and latest and announces(self.agreement, self.priority):
            stood = old.paused_at is not None
            old.stop(at, event.kind)
            self.followup = self._begin(Promise.FOLLOWUP, old.cycle + 1, at, told)
            if stood:
                self.followup.pause(at)
            return
        old.announcements = told
        if old.is_aimed:
            old.aim_anew(at)

    def wait_for_customer(self, event: LogEvent, at: datetime) -> None:
        """Let follow-up stand, where the agreement lets it. The first response never does."""
        if self.agreement.pause_followup and not self.is_claim:
            self.followup.pause(at)

    def go_on(self, event: LogEvent, at: datetime) -> None:
        """End the wait for the customer."""
        self.followup.resume(at)

    def complete(self, event: LogEvent, at: datetime) -> None:
        """Complete follow-up, if the agreement takes this event for it. Source: R10, R11."""
        if event.kind is EventKind.REJECTED:
            kind = self.agreement.followup_kinds[self.priority]
            done = self.is_claim or kind is FollowupKind.ANNOUNCE_OR_REJECT
        else:
            done = event.kind in self.agreement.followup_done_events
        if done:
            self.followup.stop(at, event.kind)
            self._stop_announcement(event, at)
        # An accepted fix completes the follow-up of a ticket that may stay open.
        if event.kind is not EventKind.FIX_ACCEPTED:
            self.finished = True

    def reopen(self, event: LogEvent, at: datetime) -> None:
        """Begin another follow-up cycle; a met first response stays met. Source: R12."""
        self.finished = False
        if not self.followup.is_open:
            self.followup = self._begin(Promise.FOLLOWUP, self.followup.cycle + 1, at)
            self._require_announcement(at)

    def merge(self, event: LogEvent, at: datetime) -> None:
        """Stop everything: the surviving ticket carries on. Source: R12."""
        for duty in self.duties:
            duty.stop(at, event.kind)
        self.merged = self.finished = True

    def exclude(self, event: LogEvent, at: datetime) -> None:
        """Leave the monthly count, or rejoin it. Source: R38."""
        self.excluded = event.kind is EventKind.EXCLUDED

    def clear_p0(self, event: LogEvent, at: datetime) -> None:
        """End the P0 state by the project manager's word. Source: R14."""
        self.breaches.clear_p0()

    def _begin(
        self,
        promise: Promise,
        cycle: int,
        at: datetime,
        announcements: tuple[Announcement, ...] = (),
    ) -> Duty:
        duty = Duty(
            promise=promise,
            cycle=cycle,
            agreement=self.agreement,
            priority=self.priority,
            arrived_at=at,
            frozen=self.calendars.in_force_at(at),
            of_claim=self.is_claim,
            announcements=announcements,
        )
        duty.aim_anew(at)
        self.duties.append(duty)
        return duty

    def _require_announcement(self, at: datetime) -> None:
        """Begin the duty to announce, where the agreement limits it and nothing was told yet."""
        cycle = self.followup.cycle
        limited = self.agreement.announce_within_minutes is not None
        if self.is_claim or not limited or not announces(self.agreement, self.priority):
            return
        if self.followup.announcements or not self.followup.is_open:
            return
        if self._announcement() is None:
            duty = self._begin(Promise.ANNOUNCEMENT, cycle, self.followup.arrived_at)
            duty.later = list(self.followup.later)
            duty.aim_anew(at)

    def _announcement(self) -> Duty | None:
        for duty in self.duties:
            if duty.promise is Promise.ANNOUNCEMENT and duty.cycle == self.followup.cycle:
                return duty
        return None

    def _stop_announcement(self, event: LogEvent, at: datetime) -> None:
        announcement = self._announcement()
        if announcement is not None:
            announcement.stop(at, event.kind)

    def _is_first_response(self, event: LogEvent) -> bool:
        """Tell whether the event is what the agreement takes for a first response. Source: R9."""
        if event.kind not in self.agreement.first_response_events or not event.by_staff:
            return False
        return event.human or event.kind is EventKind.AUTO_REPLY


_HANDLERS: dict[EventKind, Callable[[TicketDuties, LogEvent, datetime], None]] = {
    EventKind.PRIORITY_SET: TicketDuties.set_priority,
    EventKind.DATE_ANNOUNCED: TicketDuties.announce_date,
    EventKind.WAITING_CUSTOMER: TicketDuties.wait_for_customer,
    EventKind.CUSTOMER_REPLIED: TicketDuties.go_on,
    EventKind.STATUS_CHANGED: TicketDuties.go_on,
    EventKind.RESOLVED: TicketDuties.complete,
    EventKind.FIX_ACCEPTED: TicketDuties.complete,
    EventKind.REJECTED: TicketDuties.complete,
    EventKind.CLOSED: TicketDuties.complete,
    EventKind.CONFIRMED: TicketDuties.complete,
    EventKind.REOPENED: TicketDuties.reopen,
    EventKind.MERGED_INTO: TicketDuties.merge,
    EventKind.EXCLUDED: TicketDuties.exclude,
    EventKind.READMITTED: TicketDuties.exclude,
    EventKind.P0_CLEARED: TicketDuties.clear_p0,
}
