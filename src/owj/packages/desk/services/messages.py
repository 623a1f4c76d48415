"""Writing a message into a ticket in hand."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from owj.packages.desk.entity import Message
from owj.packages.desk.services.texts import attach_files, checked_text
from owj.packages.desk.services.work import TicketWork
from owj.packages.desk.words import Channel, MessageKind
from owj.server.records.context import Context
from owj.server.records.rowtypes import Rows


def find_message(work: TicketWork, key: str) -> Message | None:
    """Return the message the actor already wrote with this key, if the form came twice."""
    if not key:
        return None
    mine = work.ctx.as_system().rows(Message)
    return mine.filter(
        ticket_id=work.ticket.id, author_id=work.ctx.actor.user_id, request_key=key
    ).first()


def said_since(ctx: Context, ticket_id: int, message_id: int) -> Rows[Message]:
    """Return what others said to and by the customer after a message, in order."""
    public = ctx.rows(Message).filter(ticket_id=ticket_id, id__gt=message_id)
    said = public.filter(kind=MessageKind.PUBLIC).exclude(author_id=ctx.actor.user_id)
    return said.select_related("author").order_by("id")


def write_message(
    work: TicketWork,
    *,
    kind: MessageKind,
    text: str,
    files: Sequence[UUID] = (),
    key: str = "",
    via: Channel | None = None,
    customers_word: bool = False,
) -> Message:
    """Write one message of the actor and hang its files on it.

    customers_word: the actor writes down what the customer said. Raises: EmptyText, UnknownFile.
    """
    ctx = work.ctx
    from_customer = customers_word or ctx.actor.kind == "hub"
    message = ctx.as_system().create(
        Message,
        ticket_id=work.ticket.id,
        kind=kind,
        from_customer=from_customer,
        author_id=ctx.actor.user_id,
        body=checked_text(text),
        at=ctx.now,
        via=via or (Channel.HUB if ctx.actor.kind == "hub" else Channel.DESK),
        request_key=key,
    )
    if attach_files(ctx, work.ticket, message, files):
        work.changes["has_files"] = True
    if from_customer:
        work.changes["last_customer_at"] = ctx.now
    elif kind is MessageKind.PUBLIC:
        work.changes["last_staff_at"] = ctx.now
    return message
