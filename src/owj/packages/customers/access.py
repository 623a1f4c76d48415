"""Who may see customers and their people: staff all, a hub user the own customer's."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from owj.packages.customers.entity import Contact, Customer
from owj.server.records import ALL, NONE, Reach, access_rule, as_queryset
from owj.server.records.context import Context


def own_customer_ids(ctx: Context) -> QuerySet[Any, Any]:
    """Return, as a subquery, the ids of the customers for whom the actor speaks in the hub."""
    speaks = ctx.as_system().rows(Contact).filter(user_id=ctx.actor.user_id)
    return as_queryset(speaks.values_list("customer_id", flat=True))


def reach_through(ctx: Context, path: str) -> Reach:
    """Return the rows whose customer, found at `path`, is the actor's own; all rows for staff."""
    if ctx.actor.kind == "staff":
        return ALL
    if ctx.actor.kind != "hub" or ctx.actor.user_id is None:
        return NONE
    return Q(**{f"{path}__in": own_customer_ids(ctx)})


@access_rule(Customer)
def reach_customers(ctx: Context) -> Reach:
    """Return the customers the actor may see."""
    return reach_through(ctx, "id")


@access_rule(Contact)
def reach_contacts(ctx: Context) -> Reach:
    """Return the contacts the actor may see: colleagues of one customer see each other."""
    return reach_through(ctx, "customer_id")
