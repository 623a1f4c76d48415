"""The desk's closed sets of words: states, kinds, queues."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Where a ticket stands. Being out of hours is derived, never a status (R2)."""

    OPEN = "open"
    WAITING_CUSTOMER = "waiting_customer"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REJECTED = "rejected"
    MERGED = "merged"


OPEN_STATUSES = (Status.OPEN, Status.WAITING_CUSTOMER)


class Importance(StrEnum):
    """How much a request that is no error matters to the customer (R5)."""

    HIGH = "high"
    LOW = "low"


class Channel(StrEnum):
    """How a ticket came in."""

    HUB = "hub"
    PHONE = "phone"
    EMAIL = "email"
    IMPORT = "import"


class MessageKind(StrEnum):
    """Who may read a message: everybody of the ticket, or only the staff."""

    PUBLIC = "public"
    NOTE = "note"
    SYSTEM = "system"


class Queue(StrEnum):
    """A named part of the inbox.

    waiting: came out of hours, its clock has not begun (R2). paused: waits for the customer.
    """

    P0 = "p0"
    OPEN = "open"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    NEAR = "near"
    PAUSED = "paused"
    WAITING = "waiting"
    ALL = "all"


class Sort(StrEnum):
    """The order of a list of tickets."""

    DUE = "due"
    NEW = "new"
    OLD = "old"
    CUSTOMER = "customer"


class Then(StrEnum):
    """What a reply does to the ticket in the same save (edge case 13)."""

    WAIT = "wait"
    RESOLVE = "resolve"


class Rank(StrEnum):
    """The groups of the inbox, in the order in which they are worked."""

    P0 = "p0"
    RESPONSE = "response"
    FOLLOWUP = "followup"
    DONE = "done"


RANKS: tuple[Rank, ...] = (Rank.P0, Rank.RESPONSE, Rank.FOLLOWUP, Rank.DONE)


class Move(StrEnum):
    """What a person may do to a ticket; the table of moves says from which status."""

    REPLY = "reply"
    NOTE = "note"
    LOG_CALL = "log_call"
    ASSIGN = "assign"
    SET_PRIORITY = "set_priority"
    ANNOUNCE = "announce"
    WAIT = "wait"
    RESUME = "resume"
    RESOLVE = "resolve"
    ACCEPT_FIX = "accept_fix"
    REJECT = "reject"
    CLOSE = "close"
    REOPEN = "reopen"
    MERGE = "merge"
    EXCLUDE = "exclude"
    CLEAR_P0 = "clear_p0"
    CUSTOMER_REPLY = "customer_reply"
    CONFIRM = "confirm"
    RATE = "rate"
