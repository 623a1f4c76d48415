"""Beginning a new ticket from another one."""

from __future__ import annotations

from django.db import transaction

from owj.packages.desk.drafts import OpenTicket
from owj.packages.desk.entity import Ticket, TicketLink
from owj.packages.desk.services.link_tickets import link_tickets
from owj.packages.desk.services.open_ticket import open_ticket
from owj.packages.desk.services.work import TicketRef, find_ticket
from owj.packages.desk.words import LinkKind
from owj.server.records.context import Context


@transaction.atomic
def clone_ticket(ctx: Context, source: TicketRef, draft: OpenTicket) -> Ticket:
    """File a new ticket that was begun from another; its clock starts anew (R55).

    Only the two timelines remember the source: neither answers, nor dates, nor breaches come
    along. Raises: as `open_ticket` and `link_tickets`.
    """
    source_id = find_ticket(ctx, source)
    ticket = open_ticket(ctx, draft)
    known = ctx.as_system().rows(TicketLink).filter(ticket_id=ticket.id, other_id=source_id)
    if not known.exists():
        # The same form sent twice gives the same ticket back, and it is linked by then.
        link_tickets(ctx, ticket.id, source_id, LinkKind.CLONE_OF)
    return ticket
