"""Taking a ticket out of P0."""

from __future__ import annotations

from django.db import transaction

from owj.kernel.sla.events import EventKind
from owj.packages.desk.entity import Ticket
from owj.packages.desk.errors import NotInP0
from owj.packages.desk.events import P0Cleared
from owj.packages.desk.services.texts import optional_text
from owj.packages.desk.services.work import TicketRef, begin_work, finish_work, told
from owj.packages.desk.words import Move
from owj.server.events import publish
from owj.server.records.context import Context


@transaction.atomic
def clear_p0(ctx: Context, ref: TicketRef, *, reason: str = "") -> Ticket:
    """End a ticket's P0 state; what was broken stays recorded (R14, R50).

    Raises: OnlyStaff, OnlyProjectManager, TicketNotFound, NotInP0, TicketMerged.
    """
    work = begin_work(ctx, ref, Move.CLEAR_P0)
    if not work.ticket.p0_active:
        raise NotInP0(ticket=work.ticket.tracking_id)
    work.happened(EventKind.P0_CLEARED, data={"reason": optional_text(reason)})
    ticket = finish_work(work)
    publish(P0Cleared(**told(ticket, ctx)))
    return ticket
