"""The words of a ticket's log: what happened, when, and what a clock must know about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Priority(StrEnum):
    """Name the class of a ticket, most urgent first. Source: R5."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class EventKind(StrEnum):
    """Name what happened to a ticket.

    Effects on the clocks; every other kind is history only:

    opened              both clocks start; carries the proposed priority, and whether it is a claim
    priority_set        running clocks are aimed anew (R12)
    public_reply, call_logged   first response when by staff and human (R9)
    date_announced      `until` becomes the follow-up deadline of medium and low (R11)
    waiting_customer    follow-up pauses, where the agreement lets it (R12)
    customer_replied    ends the pause
    status_changed      ends the pause: the status moved to one with no kind of its own here
    resolved, fix_accepted, closed, confirmed   follow-up is complete (R10)
    rejected            follow-up is complete where rejecting is allowed (low, R11)
    reopened            a new follow-up cycle (R12)
    merged_into         this ticket went into another: its clocks end, it is not counted
    absorbed            another ticket came in: the earlier start of both holds (`other_start`)
    excluded, readmitted   leaves and rejoins the monthly count (R37, R38)
    p0_cleared          the project manager ends the P0 state (R14, R50)
    undone              the event that `undoes` names was taken back: it acts no more from here on
    """

    OPENED = "opened"
    PRIORITY_SET = "priority_set"
    PUBLIC_REPLY = "public_reply"
    CALL_LOGGED = "call_logged"
    AUTO_REPLY = "auto_reply"
    INTERNAL_NOTE = "internal_note"
    STATUS_CHANGED = "status_changed"
    ASSIGNED = "assigned"
    DATE_ANNOUNCED = "date_announced"
    WAITING_CUSTOMER = "waiting_customer"
    CUSTOMER_REPLIED = "customer_replied"
    RESOLVED = "resolved"
    FIX_ACCEPTED = "fix_accepted"
    REJECTED = "rejected"
    CLOSED = "closed"
    REOPENED = "reopened"
    CONFIRMED = "confirmed"
    MERGED_INTO = "merged_into"
    ABSORBED = "absorbed"
    EXCLUDED = "excluded"
    READMITTED = "readmitted"
    P0_CLEARED = "p0_cleared"
    LINKED = "linked"
    UNLINKED = "unlinked"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class LogEvent:
    """Hold one entry of a ticket's append-only log.

    at: aware, when it happened, which may lie before it was recorded. seq: order of recording,
    unique in the log; decides between equal instants. priority: of opened and priority_set.
    until: of date_announced. human, by_staff: of replies. other_start: of absorbed. undoes: of
    undone, the `seq` of what was taken back. is_claim: of opened, its deadlines are those of R48
    and R49.
    """

    kind: EventKind
    at: datetime
    seq: int = 0
    priority: Priority | None = None
    until: datetime | None = None
    human: bool = True
    by_staff: bool = True
    other_start: datetime | None = None
    undoes: int | None = None
    is_claim: bool = False
