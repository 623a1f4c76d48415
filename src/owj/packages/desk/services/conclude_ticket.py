"""Telling a result in a ticket from another room."""

from __future__ import annotations

from django.db import transaction

from owj.packages.desk.drafts import Reply
from owj.packages.desk.entity import Ticket
from owj.packages.desk.services.reply_publicly import reply_publicly
from owj.packages.desk.words import OPEN_STATUSES, Then
from owj.server.records.context import Context


@transaction.atomic
def conclude_ticket(ctx: Context, tracking_id: str, text: str, *, key: str) -> bool:
    """Answer a ticket and resolve it; returns False for one that has ended, which stays as it is.

    key: the same twice writes one message. Raises: OnlyStaff.
    """
    ticket = ctx.as_system().rows(Ticket).filter(tracking_id=tracking_id).first()
    if ticket is None or ticket.status not in OPEN_STATUSES:
        return False
    reply_publicly(ctx, ticket.id, Reply(text, then=Then.RESOLVE, key=key))
    return True
