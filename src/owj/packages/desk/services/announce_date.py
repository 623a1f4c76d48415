"""Announcing a date to the customer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from owj.kernel.sla.events import EventKind
from owj.kernel.sla.settings import FollowupKind
from owj.packages.desk.entity import Message, Ticket
from owj.packages.desk.errors import DateInThePast, SameDayPromise
from owj.packages.desk.events import DateAnnounced
from owj.packages.desk.services.messages import write_message
from owj.packages.desk.services.texts import optional_text
from owj.packages.desk.services.work import (
    TicketRef,
    TicketWork,
    begin_work,
    finish_work,
    told,
)
from owj.packages.desk.words import MessageKind, Move
from owj.server.events import publish
from owj.server.records.context import Context


@transaction.atomic
def announce_date(
    ctx: Context,
    ref: TicketRef,
    until: datetime,
    *,
    text: str = "",
    expected_version: int | None = None,
) -> Ticket:
    """Announce a date; it is the follow-up's deadline now, and earlier dates stay history (R11).

    text: a note of why. Raises: OnlyStaff, TicketNotFound, TicketChanged, TicketRefused's kinds,
    DateInThePast, SameDayPromise for a priority that is due the same day.
    """
    work = begin_work(ctx, ref, Move.ANNOUNCE, expected_version=expected_version)
    note = write_message(work, kind=MessageKind.NOTE, text=text) if optional_text(text) else None
    announce_in(work, until, note)
    ticket = finish_work(work)
    publish(DateAnnounced(**told(ticket, ctx), until=until))
    return ticket


def announce_in(work: TicketWork, until: datetime, note: Message | None = None) -> None:
    """Log the announcement in a ticket in hand. Raises: DateInThePast, SameDayPromise."""
    ticket = work.ticket
    if until <= work.ctx.now:
        raise DateInThePast(until=until.isoformat())
    if work.version.agreement.followup_kinds[ticket.priority] is FollowupKind.SAME_DAY:
        raise SameDayPromise(ticket=ticket.tracking_id)
    before = ticket.announced_for
    work.happened(
        EventKind.DATE_ANNOUNCED,
        until=until,
        data={
            "before": before.isoformat() if before else None,
            "message_id": note.id if note else None,
        },
    )
