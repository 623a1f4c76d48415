"""What a customer sees of the own tickets."""

from __future__ import annotations

from owj.packages.customers.entity import Customer
from owj.packages.customers.queries import own_contact
from owj.packages.desk.entity import Ticket
from owj.packages.desk.errors import CustomerNotFound, OnlyCustomers
from owj.packages.desk.queries.clock_cards import current_cards
from owj.packages.desk.queries.desk_hours import desk_status
from owj.packages.desk.queries.inbox import ORDERS, page_of
from owj.packages.desk.queries.monthly import monthly_counts
from owj.packages.desk.queries.results import HubHome, InboxRow, Page
from owj.packages.desk.queries.rows import list_rows, load_tickets
from owj.packages.desk.words import OPEN_STATUSES, Sort, Status
from owj.server.records.context import Context

OPEN_SHOWN = 10
DONE_SHOWN = 5


def hub_home(ctx: Context) -> HubHome:
    """Return the customer's open tickets with their clocks, the last done ones and the desk.

    Raises: OnlyCustomers, CustomerNotFound for a hub user who speaks for nobody.
    """
    customer = _own_customer(ctx)
    mine = ctx.rows(Ticket).filter(customer_id=customer.id)
    open_rows = mine.filter(status__in=OPEN_STATUSES)
    shown = load_tickets(open_rows.order_by("queue_rank", "queue_at", "id")[:OPEN_SHOWN])
    done = mine.filter(status__in=(Status.RESOLVED, Status.CLOSED, Status.REJECTED))
    months = monthly_counts(ctx, customer_id=customer.id)
    return HubHome(
        customer=customer,
        open_tickets=list_rows(ctx, shown),
        open_count=open_rows.count(),
        cards=current_cards(ctx, shown),
        done_tickets=list_rows(ctx, load_tickets(done.order_by("queue_at", "id")[:DONE_SHOWN])),
        month=months[0] if months else None,
        desk=desk_status(ctx),
    )


def hub_tickets(
    ctx: Context, *, open_only: bool = False, cursor: str | None = None, limit: int = 50
) -> Page[InboxRow]:
    """Return the customer's tickets, newest first. Raises: OnlyCustomers, BadCursor."""
    customer = _own_customer(ctx)
    mine = ctx.rows(Ticket).filter(customer_id=customer.id)
    if open_only:
        mine = mine.filter(status__in=OPEN_STATUSES)
    page = page_of(ctx, mine, ORDERS[Sort.NEW], cursor, limit)
    return page if cursor else Page(page.rows, page.next_cursor, mine.count())


def _own_customer(ctx: Context) -> Customer:
    if ctx.actor.kind != "hub":
        raise OnlyCustomers
    contact = own_contact(ctx)
    if contact is None:
        raise CustomerNotFound
    return ctx.get(Customer, contact.customer_id)
