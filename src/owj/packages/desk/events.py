"""What the desk tells the other rooms, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TicketEvent:
    """Something happened to a ticket; contact_id: whose it is; by: the user, None: the system."""

    ticket_id: int
    tracking_id: str
    customer_id: int
    contact_id: int | None
    at: datetime
    by: int | None


@dataclass(frozen=True, slots=True)
class InsideEvent(TicketEvent):
    """Something happened behind the counter: no news for the customer's open pages."""


@dataclass(frozen=True, slots=True)
class TicketOpened(TicketEvent):
    """A ticket was filed."""


@dataclass(frozen=True, slots=True)
class TicketAnswered(TicketEvent):
    """The customer got a public reply of a person, or a call."""

    first: bool
    message_id: int | None


@dataclass(frozen=True, slots=True)
class TicketNoted(InsideEvent):
    """A colleague left an internal note. mentioned: the users it names."""

    message_id: int
    mentioned: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerReplied(TicketEvent):
    """The customer wrote again."""

    message_id: int


@dataclass(frozen=True, slots=True)
class TicketAssigned(TicketEvent):
    """The ticket has another holder, or none."""

    to: int | None


@dataclass(frozen=True, slots=True)
class DeedUndone(TicketEvent):
    """What somebody had just done to the ticket was taken back."""


@dataclass(frozen=True, slots=True)
class PrioritySet(TicketEvent):
    """The project manager confirmed or changed the priority (R6)."""

    priority: str


@dataclass(frozen=True, slots=True)
class DateAnnounced(TicketEvent):
    """A date was announced to the customer; it is the follow-up's deadline now (R11)."""

    until: datetime


@dataclass(frozen=True, slots=True)
class TicketMoved(TicketEvent):
    """The status changed."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FixAccepted(TicketEvent):
    """A fix or work-around was accepted as complete follow-up (R10)."""


@dataclass(frozen=True, slots=True)
class TicketAbsorbed(TicketEvent):
    """Another ticket was merged into this one; other: its id (R12)."""

    other: int


@dataclass(frozen=True, slots=True)
class TicketRated(TicketEvent):
    """The customer rated the work, 1 to 5."""

    rating: int


@dataclass(frozen=True, slots=True)
class PromiseBroken(TicketEvent):
    """A deadline passed unkept; `at` is the deadline, not the moment it was noticed (R13)."""

    promise: str
    cycle: int


@dataclass(frozen=True, slots=True)
class BreachSuperseded(TicketEvent):
    """A calendar revision closed the day of a broken deadline: the breach counts no more (R50).

    deadline: the one that was broken; due_at: the one that holds now.
    """

    promise: str
    deadline: datetime
    due_at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class DeadlineMoved(TicketEvent):
    """A calendar revision moved a running deadline later (R50).

    tell_customer: whoever revised the calendar wishes it.
    """

    promise: str
    before: datetime
    after: datetime
    revision: int
    tell_customer: bool


@dataclass(frozen=True, slots=True)
class RevisionApplied:
    """Every open ticket has been brought to a calendar's last revision; by: who declared it."""

    key: str
    moved: int
    relieved: int
    by: int | None


@dataclass(frozen=True, slots=True)
class P0Cleared(TicketEvent):
    """The project manager took the ticket out of P0."""


@dataclass(frozen=True, slots=True)
class TicketRecounted(TicketEvent):
    """A broken promise left the month's count or came back; month: in which it counts now."""

    month: str


@dataclass(frozen=True, slots=True)
class P0Alarmed(InsideEvent):
    """A ticket in P0 is still unanswered after another stretch of working time (R15)."""


@dataclass(frozen=True, slots=True)
class PromiseNear(InsideEvent):
    """A promise has little working time left; told once for each clock, cycle and deadline."""

    promise: str
    cycle: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class TicketLinked(InsideEvent):
    """The ticket now belongs to another one, or does not any more; other: its id."""

    other: int
    kind: str
    linked: bool
