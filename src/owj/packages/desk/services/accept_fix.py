"""Accepting a fix or a work-around as complete follow-up."""

from __future__ import annotations

from django.db import transaction

from owj.kernel.sla.events import EventKind
from owj.packages.desk.entity import Ticket
from owj.packages.desk.events import FixAccepted
from owj.packages.desk.services.messages import write_message
from owj.packages.desk.services.texts import optional_text
from owj.packages.desk.services.work import TicketRef, begin_work, finish_work, told
from owj.packages.desk.words import MessageKind, Move
from owj.server.events import publish
from owj.server.records.context import Context


@transaction.atomic
def accept_fix(ctx: Context, ref: TicketRef, *, text: str = "") -> Ticket:
    """Record that a fix or work-around of an error is accepted: follow-up is complete (R10).

    The ticket stays open until it is resolved. Raises: OnlyStaff, OnlyProjectManager,
    TicketNotFound, TicketRefused's kinds.
    """
    work = begin_work(ctx, ref, Move.ACCEPT_FIX)
    data: dict[str, object] = {}
    if optional_text(text):
        data["message_id"] = write_message(work, kind=MessageKind.NOTE, text=text).id
    work.happened(EventKind.FIX_ACCEPTED, data=data)
    ticket = finish_work(work)
    publish(FixAccepted(**told(ticket, ctx)))
    return ticket
