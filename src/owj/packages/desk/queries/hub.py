"""What a customer sees of the own tickets."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from owj.packages.contracts.queries import contracts_of
from owj.packages.customers.entity import Customer
from owj.packages.customers.queries import Standing, standing_at
from owj.packages.desk.entity import Ticket
from owj.packages.desk.errors import CustomerNotFound, OnlyCustomers
from owj.packages.desk.queries.clock_cards import current_cards
from owj.packages.desk.queries.desk_hours import desk_status
from owj.packages.desk.queries.inbox import ORDERS, page_of
from owj.packages.desk.queries.monthly import monthly_counts
from owj.packages.desk.queries.results import HubHome, InboxRow, Page
from owj.packages.desk.queries.rows import list_rows, tickets_of
from owj.packages.desk.words import OPEN_STATUSES, Sort, Status
from owj.server.records.context import Context

OPEN_SHOWN = 10
DONE_SHOWN = 5


@dataclass(frozen=True, slots=True)
class HubAsk:
    """Which tickets of a customer a person asks for. contact_id: of one colleague."""

    open_only: bool = False
    mine_only: bool = False
    contact_id: int | None = None
    cursor: str | None = None


def hub_home(ctx: Context, customer_id: int | None = None) -> HubHome:
    """Return the open tickets of a customer with their clocks, the last done ones and the desk.

    customer_id: which of the own customers; by default, and after it was left, the first.
    Raises: OnlyCustomers, CustomerNotFound for a hub user who speaks for nobody.
    """
    place = own_place(ctx, customer_id)
    customer = ctx.get(Customer, place.customer_id)
    mine = ctx.rows(Ticket).filter(customer_id=customer.id)
    open_rows = mine.filter(status__in=OPEN_STATUSES)
    counted = open_rows.aggregate(
        many=Count("id"), waiting=Count("id", filter=Q(status=Status.WAITING_CUSTOMER))
    )
    shown = tickets_of(customer, open_rows.order_by("queue_rank", "queue_at", "id")[:OPEN_SHOWN])
    done = mine.filter(status__in=(Status.RESOLVED, Status.CLOSED, Status.REJECTED))
    months = monthly_counts(ctx, customer_id=place.customer_id)
    return HubHome(
        customer=customer,
        open_tickets=list_rows(ctx, shown),
        open_count=counted["many"],
        cards=current_cards(ctx, shown),
        done_tickets=list_rows(
            ctx, tickets_of(customer, done.order_by("queue_at", "id")[:DONE_SHOWN])
        ),
        month=months[0] if months else None,
        desk=desk_status(ctx),
        contracts=contracts_of(ctx, place.customer_id) if place.rights.numbers else (),
        waiting_count=counted["waiting"],
    )


def hub_tickets(
    ctx: Context, customer_id: int | None = None, asked: HubAsk | None = None, limit: int = 50
) -> Page[InboxRow]:
    """Return a customer's tickets, newest first, as far as the own rights reach.

    Raises: OnlyCustomers, CustomerNotFound, BadCursor.
    """
    asked = asked or HubAsk()
    place = own_place(ctx, customer_id)
    mine = ctx.rows(Ticket).filter(customer_id=place.customer_id)
    if asked.open_only:
        mine = mine.filter(status__in=OPEN_STATUSES)
    contact_id = place.contact_id if asked.mine_only else asked.contact_id
    if contact_id is not None:
        mine = mine.filter(contact_id=contact_id)
    page = page_of(ctx, mine, ORDERS[Sort.NEW], asked.cursor, limit)
    return page if asked.cursor else Page(page.rows, page.next_cursor, mine.count())


def own_place(ctx: Context, customer_id: int | None = None) -> Standing:
    """Return for whom a hub user acts now. Raises: OnlyCustomers, CustomerNotFound."""
    if ctx.actor.kind != "hub":
        raise OnlyCustomers
    place = standing_at(ctx, customer_id)
    if place is None:
        raise CustomerNotFound
    return place
