"""What a page, the importer or a link hands to a verb of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from owj.kernel.sla.events import LogEvent, Priority
from owj.packages.desk.words import Channel, Importance, Status, Then


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """A ticket as its author wrote it.

    customer_id: staff must give it; for a person of the hub it may stay empty, and is then
    the customer this person belongs to. files: ids of stored files of the same author.
    key: the same key of the same author gives the same ticket back, so a form sent twice files one.
    own: values of the fields that the organisation added, by key.
    is_claim: for what was not kept; its subject is the agreement's, and it needs no warranty that
    runs (R25, R47).
    """

    subject: str
    text: str
    is_bug: bool
    blocks_use: bool = False
    importance: Importance = Importance.LOW
    customer_id: int | None = None
    contact_id: int | None = None
    channel: Channel = Channel.HUB
    assignee_id: int | None = None
    files: tuple[UUID, ...] = ()
    key: str = ""
    own: Mapping[str, Any] = field(default_factory=dict)
    is_claim: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """A message to the other side; a second one with the same `key` is not written.

    then, announced_for: what the same save does besides (edge case 13, R11); staff only.
    read_up_to: the last message its writer saw; None makes no difference of it.
    """

    text: str
    files: tuple[UUID, ...] = ()
    key: str = ""
    read_up_to: int | None = None
    then: Then | None = None
    announced_for: datetime | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A message that the customer never sees."""

    text: str
    files: tuple[UUID, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """A telephone call that was made to the customer (R9); at: now when empty."""

    text: str
    at: datetime | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class HistoryMessage:
    """A message of an imported ticket; `event` is the index of its event in the history.

    files: ids of stored files that hang on it.
    """

    event: int
    text: str
    public: bool = True
    files: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryRating:
    """What the customer thought of the work, 1 to 5."""

    rating: int
    at: datetime
    comment: str = ""


@dataclass(frozen=True, slots=True)
class TicketHistory:
    """One ticket of another system with everything that happened to it.

    events: as the kernel replays them, the first one `opened`, numbered by `seq` from 1 on. by:
    for each event the user id or None. data: for each event what a page words it by, or nothing;
    "activity" words an event in the other system's own name. priority: the proposed one; one that
    was confirmed later stands in the events. external_key: what makes a second import find it.
    """

    external_key: str
    subject: str
    customer_id: int
    contract_id: int
    priority: Priority
    status: Status
    events: tuple[LogEvent, ...]
    by: tuple[int | None, ...]
    is_bug: bool = False
    blocks_use: bool = False
    importance: Importance = Importance.LOW
    assignee_id: int | None = None
    contact_id: int | None = None
    channel: Channel = Channel.IMPORT
    data: tuple[Mapping[str, object], ...] = ()
    messages: tuple[HistoryMessage, ...] = ()
    rating: HistoryRating | None = None
