"""Reopening a ticket."""

from __future__ import annotations

from django.db import transaction

from owj.kernel.sla.events import EventKind
from owj.packages.desk.entity import Ticket
from owj.packages.desk.services.change_status import move_status, tell_moved
from owj.packages.desk.services.covering import check_reopening
from owj.packages.desk.services.work import TicketRef, begin_work, finish_work
from owj.packages.desk.words import Move, Status
from owj.server.records.context import Context


@transaction.atomic
def reopen_ticket(
    ctx: Context, ref: TicketRef, *, text: str = "", expected_version: int | None = None
) -> Ticket:
    """Open a ticket that was done again; its follow-up begins a new cycle (R12).

    text: why, as a note of staff, or the customer's message.
    Raises: OnlyStaff, TicketNotFound, TicketChanged, TicketRefused's kinds, WarrantyLapsed for a
    customer whose warranty has ended (R25).
    """
    work = begin_work(ctx, ref, Move.REOPEN, expected_version=expected_version)
    before = work.ticket.status
    check_reopening(work)
    move_status(work, Move.REOPEN, Status.OPEN, EventKind.REOPENED, text)
    ticket = finish_work(work)
    tell_moved(ctx, ticket, before)
    return ticket
