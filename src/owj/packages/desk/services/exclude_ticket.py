"""Taking a ticket out of the monthly count, and back into it."""

from __future__ import annotations

from django.db import transaction

from owj.kernel.sla.events import EventKind
from owj.packages.desk.entity import Ticket
from owj.packages.desk.errors import NoBrokenPromise
from owj.packages.desk.events import TicketRecounted
from owj.packages.desk.services.texts import checked_text
from owj.packages.desk.services.work import TicketRef, begin_work, finish_work, told
from owj.packages.desk.words import Move
from owj.server.events import publish
from owj.server.records.context import Context


@transaction.atomic
def exclude_ticket(ctx: Context, ref: TicketRef, *, reason: str) -> Ticket:
    """Take the ticket's broken promise out of the month's count, with a reason (R38).

    Raises: OnlyStaff, OnlyProjectManager, TicketNotFound, EmptyText, NoBrokenPromise.
    """
    return _recount(ctx, ref, Move.EXCLUDE, reason)


@transaction.atomic
def readmit_ticket(ctx: Context, ref: TicketRef, *, reason: str) -> Ticket:
    """Count the ticket's broken promise again. Raises: as `exclude_ticket`."""
    return _recount(ctx, ref, Move.READMIT, reason)


def _recount(ctx: Context, ref: TicketRef, move: Move, reason: str) -> Ticket:
    work = begin_work(ctx, ref, move)
    excluding = move is Move.EXCLUDE
    counted = bool(work.ticket.breached_month)
    if counted is not excluding:
        raise NoBrokenPromise(ticket=work.ticket.tracking_id)
    kind = EventKind.EXCLUDED if excluding else EventKind.READMITTED
    work.happened(kind, data={"reason": checked_text(reason)})
    ticket = finish_work(work)
    publish(TicketRecounted(**told(ticket, ctx), month=ticket.breached_month))
    return ticket
