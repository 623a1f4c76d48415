"""The shapes in which the desk's reads answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar
from uuid import UUID

from owj.kernel.persian.marks import Piece
from owj.kernel.sla.clocks import Clock
from owj.kernel.sla.events import Priority
from owj.kernel.sla.explanation import Explanation
from owj.packages.contracts.entity import Contract
from owj.packages.customers.entity import Contact, Customer
from owj.packages.customers.queries import Member
from owj.packages.desk.entity import Ticket
from owj.packages.desk.words import USUAL_COLUMNS, Column, Move, Queue, Rank, Sort, Status
from owj.server.agreements.faces import ClockFace
from owj.server.decisions.queries import DecidedBy

T = TypeVar("T")
# A list of all tickets ever is counted up to here.
COUNT_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """What of the inbox is asked for; every field stands in the page's address.

    q: words of the subject, the customer's name or a message, or a tracking id. assignee: 0
    asks for tickets without one. cursor: `next_cursor` of the page before. own, own_columns: the
    organisation's own fields, by key with what is asked of them, and as further columns.
    """

    queue: Queue = Queue.OPEN
    q: str = ""
    customer: int | None = None
    priority: tuple[Priority, ...] = ()
    status: tuple[Status, ...] = ()
    assignee: int | None = None
    sort: Sort = Sort.DUE
    cursor: str | None = None
    columns: tuple[Column, ...] = USUAL_COLUMNS
    own: tuple[tuple[str, str], ...] = ()
    own_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One ticket in a list. own: what a page draws of the organisation's fields."""

    id: int
    version: int
    tracking_id: str
    subject: str
    status: Status
    priority: Priority
    priority_confirmed: bool
    rank: Rank
    customer_id: int
    customer_name: str
    assignee_id: int | None
    assignee_name: str | None
    opened_at: datetime
    updated_at: datetime
    face: ClockFace
    is_new: bool
    announced: bool
    has_files: bool
    p0: bool
    snippet: Sequence[Piece] = ()
    own: Sequence[object] = ()


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A stretch of a list; total and groups are counted on the first page only.

    total: of the queue of all tickets at most `COUNT_LIMIT`, which reads "that many or more";
    that queue has no groups. nearly: nothing is written as it was asked for; these rows come near.
    """

    rows: tuple[T, ...]
    next_cursor: str | None
    total: int | None = None
    groups: Mapping[Rank, int] = field(default_factory=dict)
    nearly: bool = False


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The tickets before and after one, in the list the reader came from."""

    previous: str | None
    next: str | None
    index: int | None
    total: int


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a timeline or a menu; kind: staff, hub or system."""

    id: int | None
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class FileView:
    """A file at a message; internal: it hangs on a note, the customer may not load it."""

    id: UUID
    name: str
    size: int
    content_type: str
    internal: bool


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened to a ticket, in the order it happened.

    kind: opened, auto_reply, public_reply, customer_reply, internal_note, call_logged, assigned,
    priority_set, date_announced, waiting_customer, resumed, status_changed, resolved, fix_accepted,
    rejected, closed, reopened, confirmed, rated, merged_into, absorbed, excluded, readmitted,
    breach, breach_superseded, deadline_moved, p0_cleared, linked, unlinked, system, undone,
    activity (what an imported ticket's old system called it), fields_changed, and of processes
    process_began, process_done, process_chosen, process_passed, process_stopped, process_over.
    data: what the kind needs to be worded: assigned {to: name or None}, priority_set {priority,
    before, reason}, date_announced {until, before}, status_changed {before, after}, breach
    {promise, cycle, superseded}, breach_superseded and deadline_moved {promise, cycle, due_at,
    revision}, rated {rating, comment}, merged_into and absorbed {ticket, subject}, linked and
    unlinked {ticket, subject, relation}, excluded, readmitted and p0_cleared {reason},
    fields_changed {fields}, process_* {process, step, outcome}. rule: the rule behind it, or empty.
    """

    kind: str
    at: datetime
    actor_name: str
    actor_kind: str
    text: str = ""
    files: tuple[FileView, ...] = ()
    data: Mapping[str, object] = field(default_factory=dict)
    first_response: bool = False
    internal: bool = False
    rule: str = ""


@dataclass(frozen=True, slots=True)
class ClockCard:
    """One promise of one ticket, for the agent and the customer alike."""

    clock: Clock
    face: ClockFace
    explanation: Explanation
    current: bool


@dataclass(frozen=True, slots=True)
class MonthlyCount:
    """Broken promises of one contract in one Jalali month "1405-08" (R37, R38).

    remedy_due: the count has reached the threshold; remedy_since: the deadline of that breach.
    """

    contract_id: int
    contract_title: str
    customer_id: int
    customer_name: str
    month: str
    kept: int
    broken: int
    threshold: int
    remedy_due: bool
    remedy_since: datetime | None


@dataclass(frozen=True, slots=True)
class TicketPage:
    """All that a ticket's page shows; `moves` is what this reader may do now.

    proposed_by: the rules that proposed its priority; None for a customer, or where none is kept.
    last_public: the last message that its customer reads too; 0 for none.
    """

    ticket: Ticket
    row: InboxRow
    customer: Customer
    contact: Contact | None
    contract: Contract
    assignee: Person | None
    face: ClockFace
    clocks: tuple[ClockCard, ...]
    timeline: tuple[TimelineEntry, ...]
    files: tuple[FileView, ...]
    others: tuple[InboxRow, ...]
    others_open: int
    month: MonthlyCount | None
    moves: frozenset[Move]
    agreement_label: str
    proposed_by: DecidedBy | None = None
    last_public: int = 0


@dataclass(frozen=True, slots=True)
class ClockPreview:
    """The promise a ticket would carry if it were filed now."""

    priority: Priority
    starts_at: datetime
    due_at: datetime
    target_s: int
    waiting: bool


@dataclass(frozen=True, slots=True)
class DayHours:
    """The hours of one weekday (Monday is 0) of the week in force; spans: local seconds."""

    weekday: int
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ComingWeek:
    """Weekly hours that begin soon."""

    since: date
    week: tuple[DayHours, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """A coming day on which the desk is closed or has other hours."""

    day: date
    name: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class DeskState:
    """Whether the desk is open, until when or from when, and its week."""

    now: datetime
    is_open: bool
    closes_at: datetime | None
    opens_at: datetime | None
    reason: str
    week: tuple[DayHours, ...]
    closings: tuple[Closing, ...]
    coming_week: ComingWeek | None = None


@dataclass(frozen=True, slots=True)
class HubHome:
    """What a customer sees first. cards: by ticket id, the clock that stands for it."""

    customer: Customer
    open_tickets: tuple[InboxRow, ...]
    open_count: int
    cards: Mapping[int, ClockCard]
    done_tickets: tuple[InboxRow, ...]
    month: MonthlyCount | None
    desk: DeskState
    contracts: tuple[Contract, ...] = ()
    waiting_count: int = 0


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """A customer in the list: under which contract, how many people act, what is open."""

    customer: Customer
    contract: str
    people: int
    open_count: int
    p0_count: int


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """A customer with people, contracts, tickets and the months' counts."""

    customer: Customer
    members: tuple[Member, ...]
    contracts: tuple[Contract, ...]
    tickets: tuple[InboxRow, ...]
    open_count: int
    months: tuple[MonthlyCount, ...] = ()
