"""Leaving an internal note."""

from __future__ import annotations

from django.db import transaction

from owj.kernel.mentions import mentioned_ids
from owj.kernel.sla.events import EventKind
from owj.packages.desk.drafts import Note
from owj.packages.desk.entity import Message
from owj.packages.desk.events import TicketNoted
from owj.packages.desk.services.assignees import names_of_agents
from owj.packages.desk.services.follow_ticket import add_followers
from owj.packages.desk.services.messages import find_message, write_message
from owj.packages.desk.services.work import TicketRef, begin_work, finish_work, told
from owj.packages.desk.words import MessageKind, Move
from owj.server.events import publish
from owj.server.records.context import Context


@transaction.atomic
def add_note(ctx: Context, ref: TicketRef, note: Note) -> Message:
    """Write what only colleagues read; it moves no clock (R9).

    Whoever is named in it («@سینا کاظمی») follows the ticket from now on and is told.
    Raises: OnlyStaff, TicketNotFound, EmptyText, UnknownFile.
    """
    work = begin_work(ctx, ref, Move.NOTE)
    written = find_message(work, note.key)
    if written is not None:
        return written
    message = write_message(
        work, kind=MessageKind.NOTE, text=note.text, files=note.files, key=note.key
    )
    work.happened(EventKind.INTERNAL_NOTE, data={"message_id": message.id})
    mentioned = mentioned_ids(message.body, names_of_agents())
    add_followers(ctx, work.ticket.id, mentioned)
    ticket = finish_work(work)
    publish(TicketNoted(**told(ticket, ctx), message_id=message.id, mentioned=mentioned))
    return message
