"""Choosing another ticket: to merge into, to link to."""

from __future__ import annotations

from django.db.models import Q

from owj.packages.desk.entity import Ticket
from owj.packages.desk.queries.inbox import check_agent
from owj.packages.desk.queries.results import InboxRow
from owj.packages.desk.queries.rows import list_rows, load_tickets
from owj.packages.desk.queries.search import tracking_ids
from owj.packages.desk.words import OPEN_STATUSES, Status
from owj.server.records.context import Context

SHOWN = 8
WORDS_LIMIT = 200


def ticket_choices(
    ctx: Context, ticket: Ticket, words: str, *, mergeable: bool = False
) -> tuple[InboxRow, ...]:
    """Return tickets whose subject or tracking id the words speak of; without words, those at hand.

    mergeable: only open tickets of the same customer. The customer's own come first.
    Raises: OnlyStaff.
    """
    check_agent(ctx)
    rows = ctx.rows(Ticket).exclude(id=ticket.id).exclude(status=Status.MERGED)
    own = rows.filter(customer_id=ticket.customer_id)
    clean = words[:WORDS_LIMIT].replace("\x00", "").strip()
    if mergeable:
        rows = own = own.filter(status__in=OPEN_STATUSES)
    if clean:
        asked = Q(subject__folded=clean) | Q(tracking_id__in=tracking_ids(ctx, clean))
        rows, own = rows.filter(asked), own.filter(asked)
    first = load_tickets(own.order_by("queue_rank", "queue_at", "id")[:SHOWN])
    rest: list[Ticket] = []
    if clean and not mergeable and len(first) < SHOWN:
        others = rows.exclude(customer_id=ticket.customer_id)
        rest = load_tickets(others.order_by("-opened_at", "-id")[: SHOWN - len(first)])
    return list_rows(ctx, [*first, *rest])
