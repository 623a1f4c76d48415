"""Rejecting a request."""

from __future__ import annotations

from django.db import transaction

from owj.kernel.sla.events import EventKind
from owj.kernel.sla.settings import FollowupKind
from owj.packages.desk.entity import Ticket
from owj.packages.desk.errors import NotRejectable
from owj.packages.desk.events import TicketAnswered
from owj.packages.desk.services.change_status import move_status, tell_moved
from owj.packages.desk.services.messages import write_message
from owj.packages.desk.services.work import TicketRef, begin_work, finish_work, told
from owj.packages.desk.words import MessageKind, Move, Status
from owj.server.events import publish
from owj.server.records.context import Context


@transaction.atomic
def reject_request(
    ctx: Context, ref: TicketRef, *, reason: str, expected_version: int | None = None
) -> Ticket:
    """Reject a request with a reason that the customer reads, which is an answer too (R9, R11).

    Raises: OnlyStaff, TicketNotFound, TicketChanged, TicketRefused's kinds, EmptyText,
    NotRejectable where the agreement does not let this priority be rejected.
    """
    work = begin_work(ctx, ref, Move.REJECT, expected_version=expected_version)
    kinds = work.version.agreement.followup_kinds
    if kinds[work.ticket.priority] is not FollowupKind.ANNOUNCE_OR_REJECT:
        raise NotRejectable(ticket=work.ticket.tracking_id)
    before = work.ticket.status
    first = work.ticket.first_response_at is None
    message = write_message(work, kind=MessageKind.PUBLIC, text=reason)
    work.happened(EventKind.PUBLIC_REPLY, data={"message_id": message.id})
    move_status(work, Move.REJECT, Status.REJECTED, EventKind.REJECTED)
    ticket = finish_work(work)
    publish(TicketAnswered(**told(ticket, ctx), first=first, message_id=message.id))
    tell_moved(ctx, ticket, before)
    return ticket
