"""Writing down a call to the customer."""

from __future__ import annotations

from django.db import transaction

from owj.kernel.sla.events import EventKind
from owj.packages.desk.drafts import LoggedCall
from owj.packages.desk.entity import Message
from owj.packages.desk.errors import CallInTheFuture
from owj.packages.desk.events import TicketAnswered
from owj.packages.desk.services.messages import find_message, write_message
from owj.packages.desk.services.work import TicketRef, begin_work, finish_work, told
from owj.packages.desk.words import Channel, MessageKind, Move
from owj.server.events import publish
from owj.server.records.context import Context


@transaction.atomic
def log_call(ctx: Context, ref: TicketRef, call: LoggedCall) -> Message:
    """Log an outbound call; it is an answer at the instant it was made (R9).

    What was said stays among colleagues; that there was a call, the customer sees. A call that is
    logged late takes back a breach that it shows never happened (edge case 16).
    Raises: OnlyStaff, TicketNotFound, TicketRefused's kinds, EmptyText, CallInTheFuture.
    """
    work = begin_work(ctx, ref, Move.LOG_CALL)
    written = find_message(work, call.key)
    if written is not None:
        return written
    at = call.at or ctx.now
    if not work.ticket.opened_at <= at <= ctx.now:
        raise CallInTheFuture
    first = work.ticket.first_response_at is None
    message = write_message(
        work, kind=MessageKind.NOTE, text=call.text, key=call.key, via=Channel.PHONE
    )
    work.happened(EventKind.CALL_LOGGED, at=at, data={"message_id": message.id})
    work.changes["last_staff_at"] = ctx.now
    ticket = finish_work(work)
    publish(TicketAnswered(**told(ticket, ctx), first=first, message_id=None))
    return message
