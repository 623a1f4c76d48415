"""The words of an explanation: rows and reason codes. Pages put them into language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from owj.kernel.sla.clocks import ClockKind, Promise


class RowKind(StrEnum):
    """Name what a stretch did to the clock.

    counted: working time that counted. running: the counted stretch that contains the present.
    late: working time after the deadline. paused: the clock stood. closed: out of hours.
    closure: days closed out of the ordinary, with the nights beside them. remaining: working time
    between the present and the deadline; closed rows between such rows lie ahead too.
    """

    COUNTED = "counted"
    RUNNING = "running"
    LATE = "late"
    PAUSED = "paused"
    CLOSED = "closed"
    CLOSURE = "closure"
    REMAINING = "remaining"


class Reason(StrEnum):
    """Give the reason code of a row, with the rule it comes from.

    Closed time before the desk first opens carries R2 instead: the clock waits.

    open            the desk is open (R8; R10 and R11 for follow-up clocks; R13 when late)
    night           between the closing of one day and the opening of the next (R1)
    break           between two openings of one day (R1)
    weekly_closed   a weekday without hours, such as Friday (R1)
    closure         a closed day of the holiday table: `name`, `closure_kind` (R4)
    special_hours   a day that special hours close: `name` (R4)
    until_due       working time still to come (R8, R10, R11)
    waiting_customer   paused until the customer answers (R12)
    grouped         several stretches in one row: see `stretches`, `closed_days`, `period`
    """

    OPEN = "open"
    NIGHT = "night"
    BREAK = "break"
    WEEKLY_CLOSED = "weekly_closed"
    CLOSURE = "closure"
    SPECIAL_HOURS = "special_hours"
    UNTIL_DUE = "until_due"
    WAITING_CUSTOMER = "waiting_customer"
    GROUPED = "grouped"


class Period(StrEnum):
    """Name the span that one grouped row sums up."""

    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ExplainRow:
    """Hold one stretch [start, end) and what it counted.

    counted_s: working seconds that count; of a remaining row, those still to come. name,
    closure_kind: of closures and special days; calendar_revision: the first that closes the day.
    first_day, last_day: the local days closed for the reason, where the stretch takes in the
    nights beside them; closed_days: how many. rule: "R8". stretches, period: how many open
    stretches a grouped row sums up, and over which span.
    """

    kind: RowKind
    start: datetime
    end: datetime
    counted_s: int
    reason: Reason
    rule: str
    name: str = ""
    closure_kind: str | None = None
    calendar_revision: int | None = None
    stretches: int = 1
    closed_days: int = 0
    first_day: date | None = None
    last_day: date | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Hold why a clock reads what it reads.

    The rows lie end to end from `arrived_at`. The counted_s of the rows counted and running sum to
    `counted_s`, of the rows late to `late_s`, of the rows remaining (unless the clock ended) to
    `remaining_s`. With a deadline, counted_s + remaining_s == target_s. due_rule: the rule the
    deadline comes from. calendar_revision: the one used; moved_at: when it was declared, if that
    was after the start and so moved the deadline; relieved: the deadlines before that were broken
    and count no more (R50).
    """

    promise: Promise
    cycle: int
    kind: ClockKind
    due_rule: str
    arrived_at: datetime
    started_at: datetime
    as_of: datetime
    target_s: int | None
    due_at: datetime | None
    counted_s: int
    remaining_s: int | None
    late_s: int
    calendar_revision: int
    rows: tuple[ExplainRow, ...]
    moved_at: datetime | None = None
    relieved: tuple[datetime, ...] = ()
