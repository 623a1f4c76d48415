"""Taking back what was just done to a ticket, as long as nothing has come after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from owj.kernel.sla.events import EventKind
from owj.packages.desk.entity import Ticket
from owj.packages.desk.errors import TicketChanged
from owj.packages.desk.events import DeedUndone
from owj.packages.desk.moves import check_decider, check_may
from owj.packages.desk.services.work import (
    TicketWork,
    finish_work,
    lock_ticket,
    told,
    version_of,
)
from owj.packages.desk.words import Move, Status
from owj.server.agreements.log import Subject, events_of
from owj.server.events import publish
from owj.server.records.context import Context

# What a deed may have written beside the log; what the clocks write they compute anew.
_WRITTEN = (
    "assignee_id",
    "status",
    "resolved_at",
    "closed_at",
    "priority_confirmed_by_id",
    "priority_confirmed_at",
)
_INSTANTS = frozenset({"resolved_at", "closed_at", "priority_confirmed_at"})


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done to one ticket, and how it stood before: all that taking it back needs.

    version: of the ticket after the deed. seq: the deed's own place in the log.
    """

    ticket_id: int
    version: int
    seq: int
    before: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return plain data for storing."""
        return {
            "id": self.ticket_id,
            "version": self.version,
            "seq": self.seq,
            "before": dict(self.before),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Deed:
        """Read what `to_json` wrote."""
        return cls(data["id"], data["version"], data["seq"], data["before"])


def standing_before(ticket: Ticket) -> dict[str, Any]:
    """Return, as plain data, what a deed may overwrite."""
    return {name: _plain(getattr(ticket, name)) for name in _WRITTEN}


def last_seq(ticket: Ticket) -> int:
    """Return the place of the last entry in the ticket's log."""
    return events_of(Subject(Ticket.key, ticket.id))[-1].event.seq


@transaction.atomic
def undo_deed(ctx: Context, deed: Deed, move: Move) -> Ticket:
    """Take a deed back: the log says so, the clocks run as if it had not been, the fields return.

    What others were told stays told, and a promise that broke meanwhile is broken.
    Raises: OnlyStaff, OnlyProjectManager, TicketNotFound, TicketChanged.
    """
    check_may(ctx.actor, move)
    ticket = lock_ticket(ctx, deed.ticket_id)
    version = version_of(ticket)
    check_decider(ctx.actor, move, version.agreement.priority_decided_by.value)
    if ticket.version != deed.version:
        raise TicketChanged(ticket=ticket.tracking_id, version=ticket.version)
    work = TicketWork(ctx, ticket, version, events_of(Subject(Ticket.key, ticket.id)))
    work.happened(EventKind.UNDONE, undoes=deed.seq)
    work.changes.update({name: _value(name, deed.before[name]) for name in _WRITTEN})
    fresh = finish_work(work)
    publish(DeedUndone(**told(fresh, ctx)))
    return fresh


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _value(name: str, kept: Any) -> Any:
    if kept is None:
        return None
    if name in _INSTANTS:
        return datetime.fromisoformat(kept)
    return Status(kept) if name == "status" else kept
