"""People and customers as the desk's pages offer them."""

from __future__ import annotations

from django.db.models import Count, Q

from owj.packages.contracts.entity import Contract
from owj.packages.contracts.queries import contracts_of
from owj.packages.customers.entity import Customer, Membership
from owj.packages.customers.queries import people_of
from owj.packages.desk.entity import Ticket
from owj.packages.desk.moves import STAFF_ROLES
from owj.packages.desk.queries.inbox import check_agent
from owj.packages.desk.queries.monthly import monthly_counts
from owj.packages.desk.queries.results import CustomerLine, CustomerPage, Person
from owj.packages.desk.queries.rows import list_rows, load_tickets
from owj.packages.desk.words import OPEN_STATUSES
from owj.server.identity.models import User
from owj.server.records.context import Context
from owj.server.records.lookups import PersianKey

TICKETS_SHOWN = 20


def assignable_users(ctx: Context) -> tuple[Person, ...]:
    """Return the colleagues who may hold a ticket, by name. Raises: OnlyStaff."""
    check_agent(ctx)
    users = User.objects.filter(
        kind=User.Kind.STAFF, is_active=True, roles__overlap=sorted(STAFF_ROLES)
    )
    rows = users.order_by(PersianKey("full_name"), "id").values_list("id", "full_name", "kind")
    return tuple(Person(id_, name, kind) for id_, name, kind in rows)


def customer_choices(ctx: Context, q: str = "", limit: int = 20) -> tuple[Customer, ...]:
    """Return the customers whose name holds the words, by name. Raises: OnlyStaff."""
    check_agent(ctx)
    rows = ctx.rows(Customer)
    if q.strip():
        rows = rows.filter(name__folded=q.replace("\x00", ""))
    return tuple(rows.order_by(PersianKey("name"), "id")[:limit])


def customer_lines(ctx: Context, q: str = "", limit: int = 100) -> tuple[CustomerLine, ...]:
    """Return the customers whose name holds the words, with what is open. Raises: OnlyStaff."""
    customers = customer_choices(ctx, q, limit)
    ids = [customer.id for customer in customers]
    open_rows = ctx.rows(Ticket).filter(customer_id__in=ids, status__in=OPEN_STATUSES)
    counted = open_rows.values("customer_id").annotate(
        many=Count("id"), p0=Count("id", filter=Q(p0_active=True))
    )
    tickets = {row["customer_id"]: row for row in counted.order_by()}
    acting = ctx.rows(Membership).filter(customer_id__in=ids, active=True, contact__active=True)
    people = acting.values("customer_id").annotate(many=Count("id")).order_by()
    members = {row["customer_id"]: int(row["many"]) for row in people}
    written = ctx.rows(Contract).filter(customer_id__in=ids, implicit=False)
    titles = {one.customer_id: one.title for one in written.order_by("starts_on", "id")}
    return tuple(
        CustomerLine(
            customer=customer,
            contract=titles.get(customer.id, ""),
            people=members.get(customer.id, 0),
            open_count=int(tickets[customer.id]["many"]) if customer.id in tickets else 0,
            p0_count=int(tickets[customer.id]["p0"]) if customer.id in tickets else 0,
        )
        for customer in customers
    )


def customer_page(ctx: Context, customer_id: int) -> CustomerPage:
    """Return a customer with people, contracts, tickets and counts. Raises: OnlyStaff, NotFound."""
    check_agent(ctx)
    customer = ctx.get(Customer, customer_id)
    mine = ctx.rows(Ticket).filter(customer_id=customer_id)
    shown = load_tickets(mine.order_by("queue_rank", "queue_at", "id")[:TICKETS_SHOWN])
    return CustomerPage(
        customer=customer,
        members=people_of(ctx, customer_id),
        contracts=contracts_of(ctx, customer_id),
        tickets=list_rows(ctx, shown),
        open_count=mine.filter(status__in=OPEN_STATUSES).count(),
        months=monthly_counts(ctx, customer_id=customer_id),
    )
