"""The customer rates the work."""

from __future__ import annotations

from django.db import transaction

from owj.packages.desk.entity import Ticket
from owj.packages.desk.errors import NotARating, NothingAnsweredYet
from owj.packages.desk.events import TicketRated
from owj.packages.desk.services.texts import optional_text
from owj.packages.desk.services.work import TicketRef, begin_work, told
from owj.packages.desk.words import Move
from owj.server.events import publish
from owj.server.records.context import Context

COMMENT_LIMIT = 2_000


@transaction.atomic
def rate_ticket(ctx: Context, ref: TicketRef, rating: int, comment: str = "") -> Ticket:
    """Keep the customer's rating, 1 to 5, of a ticket that has an answer; the last one stands.

    Raises: OnlyCustomers, TicketNotFound, NotARating, NothingAnsweredYet, TextTooLong,
    TicketMerged.
    """
    if not 1 <= rating <= 5:
        raise NotARating(got=rating)
    text = optional_text(comment, limit=COMMENT_LIMIT)
    work = begin_work(ctx, ref, Move.RATE)
    if work.ticket.first_response_at is None:
        raise NothingAnsweredYet(ticket=work.ticket.tracking_id)
    ticket = ctx.as_system().update(
        work.ticket, rating=rating, rating_comment=text, rated_at=ctx.now
    )
    publish(TicketRated(**told(ticket, ctx), rating=rating))
    return ticket
