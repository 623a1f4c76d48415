"""Where a promise aims: from a start and a calendar to a deadline."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from owj.kernel.calendars.business import BusinessCalendar, Revision
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.clocks import Announcement, ClockKind, PauseSpan
from owj.kernel.sla.events import Priority
from owj.kernel.sla.settings import FollowupKind, Reannouncement, SameDayAnchor


@dataclass(frozen=True, slots=True)
class Aim:
    """Hold what a clock counts towards, on one calendar revision.

    counts_from: where counting begins; started_at: the first open instant from there, or the same
    for an announced date. target_s, due_at: None while no date is announced.
    """

    kind: ClockKind
    rule: str
    counts_from: datetime
    started_at: datetime
    target_s: int | None
    due_at: datetime | None
    revision: Revision


def aim_minutes(minutes: int, arrived_at: datetime, revision: Revision, *, rule: str) -> Aim:
    """Aim at the instant at which the working minutes since arrival have passed. Source: R8."""
    calendar, target_s = revision.calendar, minutes * 60
    return Aim(
        kind=ClockKind.MINUTES,
        rule=rule,
        counts_from=arrived_at,
        started_at=calendar.next_open(arrived_at),
        target_s=target_s,
        due_at=calendar.add(arrived_at, target_s),
        revision=revision,
    )


@dataclass(frozen=True, slots=True)
class FollowupFacts:
    """Hold what the follow-up deadline of a cycle depends on, calendar apart."""

    agreement: Agreement
    priority: Priority
    arrived_at: datetime
    announcements: tuple[Announcement, ...]
    pauses: tuple[PauseSpan, ...]


def aim_followup(facts: FollowupFacts, revision: Revision) -> Aim:
    """Aim a follow-up cycle by the kind its priority has. Source: R10, R11."""
    if facts.agreement.followup_kinds[facts.priority] is FollowupKind.SAME_DAY:
        return _aim_same_day(facts, revision)
    if facts.announcements:
        return _aim_announced(facts, revision)
    return Aim(
        kind=ClockKind.ANNOUNCED,
        rule="R11",
        counts_from=facts.arrived_at,
        started_at=revision.calendar.next_open(facts.arrived_at),
        target_s=None,
        due_at=None,
        revision=revision,
    )


def _aim_same_day(facts: FollowupFacts, revision: Revision) -> Aim:
    calendar, arrived_at = revision.calendar, facts.arrived_at
    due_at = calendar.closing_after(_anchor(facts, calendar))
    target_s = calendar.between(arrived_at, due_at)
    if facts.pauses:
        due_at = calendar.add(arrived_at, target_s, facts.pauses)
    return Aim(
        kind=ClockKind.SAME_DAY,
        rule="R10",
        counts_from=arrived_at,
        started_at=calendar.next_open(arrived_at),
        target_s=target_s,
        due_at=due_at,
        revision=revision,
    )


def _anchor(facts: FollowupFacts, calendar: BusinessCalendar) -> datetime:
    match facts.agreement.same_day_anchor:
        case SameDayAnchor.RESPONSE_DUE:
            response_s = facts.agreement.first_response_minutes[facts.priority] * 60
            return calendar.add(facts.arrived_at, response_s)
        case SameDayAnchor.EFFECTIVE_START:
            return calendar.next_open(facts.arrived_at)
        case SameDayAnchor.ARRIVAL:
            return facts.arrived_at


def _aim_announced(facts: FollowupFacts, revision: Revision) -> Aim:
    """Aim at the announced date itself, open or closed; only a pause after it was told moves it."""
    first = facts.agreement.reannouncement is Reannouncement.FIRST
    told = facts.announcements[0 if first else -1]
    calendar, due_at = revision.calendar, told.until
    target_s = calendar.between(told.at, due_at)
    if calendar.between(told.at, due_at, facts.pauses) != target_s:
        due_at = calendar.add(told.at, target_s, facts.pauses)
    return Aim(
        kind=ClockKind.ANNOUNCED,
        rule="R11",
        counts_from=told.at,
        started_at=told.at,
        target_s=target_s,
        due_at=due_at,
        revision=revision,
    )


def latest_aim(aim: Callable[[Revision], Aim], frozen: Revision, later: Iterable[Revision]) -> Aim:
    """Return the aim with the latest deadline; of equal ones, that of the earliest revision.

    frozen: the revision in force at the start. later: those declared since, which may only move a
    deadline later. Source: R50.
    """
    chosen = aim(frozen)
    for revision in later:
        found = aim(revision)
        if is_later(found, chosen):
            chosen = found
    return chosen


def is_later(found: Aim, chosen: Aim) -> bool:
    """Tell whether the deadline of `found` lies after that of `chosen`."""
    if found.due_at is None or chosen.due_at is None:
        return False
    return found.due_at > chosen.due_at
