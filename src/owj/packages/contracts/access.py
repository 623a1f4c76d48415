"""Who may see contracts: staff all, a hub user the own customer's."""

from __future__ import annotations

from owj.packages.contracts.entity import Contract
from owj.packages.customers.queries import reach_through
from owj.server.records import Reach, access_rule
from owj.server.records.context import Context


@access_rule(Contract)
def reach_contracts(ctx: Context) -> Reach:
    """Return the contracts the actor may see."""
    return reach_through(ctx, "customer_id")
