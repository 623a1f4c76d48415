"""Who may see customers and their people: staff all, a hub user the own customer's."""

from __future__ import annotations

from owj.packages.customers.entity import Contact, Customer
from owj.packages.customers.queries import reach_through
from owj.server.records import Reach, access_rule
from owj.server.records.context import Context


@access_rule(Customer)
def reach_customers(ctx: Context) -> Reach:
    """Return the customers the actor may see."""
    return reach_through(ctx, "id")


@access_rule(Contact)
def reach_contacts(ctx: Context) -> Reach:
    """Return the contacts the actor may see: colleagues of one customer see each other."""
    return reach_through(ctx, "customer_id")
