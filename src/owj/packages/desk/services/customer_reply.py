"""The customer writes again."""

from __future__ import annotations

from django.db import transaction

from owj.kernel.sla.events import EventKind
from owj.packages.desk.drafts import Reply
from owj.packages.desk.entity import Message
from owj.packages.desk.events import CustomerReplied
from owj.packages.desk.services.change_status import move_status, tell_moved
from owj.packages.desk.services.covering import check_reopening
from owj.packages.desk.services.messages import find_message, write_message
from owj.packages.desk.services.work import TicketRef, begin_work, finish_work, told
from owj.packages.desk.words import MessageKind, Move, Status
from owj.server.events import publish
from owj.server.records.context import Context


@transaction.atomic
def customer_reply(ctx: Context, ref: TicketRef, reply: Reply) -> Message:
    """Let the customer write again: a pause ends, and a resolved ticket opens again (R12).

    Raises: OnlyCustomers, TicketNotFound, TicketRefused's kinds, EmptyText, UnknownFile,
    WarrantyLapsed where it would open a ticket again that was done (R25).
    """
    work = begin_work(ctx, ref, Move.CUSTOMER_REPLY)
    written = find_message(work, reply.key)
    if written is not None:
        return written
    before = work.ticket.status
    if before is Status.RESOLVED:
        check_reopening(work)
    message = write_message(
        work, kind=MessageKind.PUBLIC, text=reply.text, files=reply.files, key=reply.key
    )
    work.happened(EventKind.CUSTOMER_REPLIED, data={"message_id": message.id})
    if before is Status.WAITING_CUSTOMER:
        work.changes["status"] = Status.OPEN
    elif before is Status.RESOLVED:
        move_status(work, Move.REOPEN, Status.OPEN, EventKind.REOPENED)
    ticket = finish_work(work)
    publish(CustomerReplied(**told(ticket, ctx), message_id=message.id))
    tell_moved(ctx, ticket, before)
    return message
