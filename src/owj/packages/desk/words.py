"""The desk's closed sets of words: states, kinds, queues."""

from __future__ import annotations

from enum import StrEnum

from owj.server.records import Label, Options


class Status(Options):
    """Where a ticket stands. Being out of hours is derived, never a status (R2)."""

    OPEN = "open", Label("باز", "Open")
    WAITING_CUSTOMER = "waiting_customer", Label("منتظر مشتری", "Waits for the customer")
    RESOLVED = "resolved", Label("حل‌شده", "Resolved")
    CLOSED = "closed", Label("بسته", "Closed")
    REJECTED = "rejected", Label("ردشده", "Rejected")
    MERGED = "merged", Label("ادغام‌شده", "Merged")


OPEN_STATUSES = (Status.OPEN, Status.WAITING_CUSTOMER)


class Importance(Options):
    """How much a request that is no error matters to the customer (R5)."""

    HIGH = "high", Label("مهم", "High")
    LOW = "low", Label("معمولی", "Low")


class Channel(Options):
    """How a ticket or a message came in."""

    HUB = "hub", Label("هاب", "Hub")
    DESK = "desk", Label("میز خدمت", "Desk")
    PHONE = "phone", Label("تلفن", "Telephone")
    EMAIL = "email", Label("رایانامه", "E-mail")
    IMPORT = "import", Label("درون‌ریزی", "Import")


class MessageKind(Options):
    """Who may read a message: everybody of the ticket, or only the staff."""

    PUBLIC = "public", Label("پاسخ", "Reply")
    NOTE = "note", Label("یادداشت داخلی", "Internal note")
    SYSTEM = "system", Label("پیام سامانه", "System message")


class LinkKind(Options):
    """How one ticket belongs to another. clone_of: it was begun from the other's text."""

    RELATED = "related", Label("مرتبط با", "Related to")
    DUPLICATE_OF = "duplicate_of", Label("تکرارِ", "Duplicate of")
    CAUSED_BY = "caused_by", Label("ناشی از", "Caused by")
    CLONE_OF = "clone_of", Label("برگرفته از", "Taken from")


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


class Column(StrEnum):
    """What a list shows beside number, subject and clock."""

    CUSTOMER = "customer"
    PRIORITY = "priority"
    ASSIGNEE = "assignee"
    STATUS = "status"
    OPENED = "opened"


USUAL_COLUMNS = (Column.CUSTOMER, Column.PRIORITY, Column.ASSIGNEE)


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
    LINK = "link"
    EXCLUDE = "exclude"
    READMIT = "readmit"
    CLEAR_P0 = "clear_p0"
    CUSTOMER_REPLY = "customer_reply"
    CONFIRM = "confirm"
    RATE = "rate"
