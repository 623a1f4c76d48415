"""Giving a ticket to one colleague."""

from __future__ import annotations

from django.db import transaction

from owj.kernel.sla.events import EventKind
from owj.packages.desk.entity import Ticket
from owj.packages.desk.events import TicketAssigned
from owj.packages.desk.services.assignees import check_assignee
from owj.packages.desk.services.work import TicketRef, begin_work, finish_work, told
from owj.packages.desk.words import Move
from owj.server.events import publish
from owj.server.records.context import Context


@transaction.atomic
def assign_ticket(
    ctx: Context, ref: TicketRef, to: int | None, *, expected_version: int | None = None
) -> Ticket:
    """Give the ticket to a colleague, or to nobody; it is no answer to the customer (R9).

    Raises: OnlyStaff, TicketNotFound, TicketChanged, TicketRefused's kinds, NotAnAgent.
    """
    work = begin_work(ctx, ref, Move.ASSIGN, expected_version=expected_version)
    if work.ticket.assignee_id == to:
        return work.ticket
    colleague = None if to is None else check_assignee(to)
    work.changes["assignee_id"] = to
    work.happened(
        EventKind.ASSIGNED,
        data={
            "to": to,
            "to_name": colleague.full_name if colleague else "",
            "before": work.ticket.assignee_id,
        },
    )
    ticket = finish_work(work)
    publish(TicketAssigned(**told(ticket, ctx), to=to))
    return ticket
