"""Who may see installations: staff all, a hub user the own customer's."""

from __future__ import annotations

from owj.packages.customers.queries import reach_through
from owj.packages.installations.entity import Installation
from owj.server.records import Reach, access_rule
from owj.server.records.context import Context


@access_rule(Installation)
def reach_installations(ctx: Context) -> Reach:
    """Return the installations the actor may see."""
    return reach_through(ctx, "customer_id")
