"""Answering the customer."""

from __future__ import annotations

from django.db import transaction

from owj.kernel.sla.events import EventKind
from owj.packages.desk.drafts import Reply
from owj.packages.desk.entity import Message
from owj.packages.desk.errors import AnsweredMeanwhile
from owj.packages.desk.events import TicketAnswered
from owj.packages.desk.services.announce_date import announce_in
from owj.packages.desk.services.change_status import move_status, tell_moved
from owj.packages.desk.services.messages import find_message, said_since, write_message
from owj.packages.desk.services.work import TicketRef, TicketWork, begin_work, finish_work, told
from owj.packages.desk.words import MessageKind, Move, Status, Then
from owj.server.events import publish
from owj.server.records.context import Context

_AFTER = {
    Then.WAIT: (Move.WAIT, Status.WAITING_CUSTOMER, EventKind.WAITING_CUSTOMER),
    Then.RESOLVE: (Move.RESOLVE, Status.RESOLVED, EventKind.RESOLVED),
}


@transaction.atomic
def reply_publicly(ctx: Context, ref: TicketRef, reply: Reply) -> Message:
    """Write to the customer; the first such reply ends the first-response clock (R9).

    The reply is recorded before what `reply.then` does, so one save may answer and pause (edge
    case 13). The same key twice writes one message.
    Raises: OnlyStaff, TicketNotFound, TicketRefused's kinds, EmptyText, UnknownFile, DateInThePast,
    AnsweredMeanwhile when others wrote after what this writer had read.
    """
    work = begin_work(ctx, ref, Move.REPLY)
    written = find_message(work, reply.key)
    if written is not None:
        return written
    _check_read(work, reply.read_up_to)
    first = work.ticket.first_response_at is None
    before = work.ticket.status
    message = write_message(
        work, kind=MessageKind.PUBLIC, text=reply.text, files=reply.files, key=reply.key
    )
    work.happened(EventKind.PUBLIC_REPLY, data={"message_id": message.id})
    if reply.announced_for is not None:
        announce_in(work, reply.announced_for)
    if reply.then is not None:
        move, status, kind = _AFTER[reply.then]
        if status is not before:
            move_status(work, move, status, kind)
    ticket = finish_work(work)
    publish(TicketAnswered(**told(ticket, ctx), first=first, message_id=message.id))
    tell_moved(ctx, ticket, before)
    return message


def _check_read(work: TicketWork, read_up_to: int | None) -> None:
    if read_up_to is None:
        return
    unread = said_since(work.ctx, work.ticket.id, read_up_to).last()
    if unread is not None:
        name = unread.author.full_name if unread.author else ""
        raise AnsweredMeanwhile(name=name, ticket=work.ticket.tracking_id)
