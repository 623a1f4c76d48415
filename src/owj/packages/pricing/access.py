"""Who may see prices: staff; customers meet them in the lines of their own invoices."""

from __future__ import annotations

from owj.packages.pricing.entity import TaxRate, WorkPrice
from owj.server.records import ALL, NONE, Reach, access_rule
from owj.server.records.context import Context


@access_rule(WorkPrice)
def reach_prices(ctx: Context) -> Reach:
    """Return the prices that the actor may see."""
    return ALL if ctx.actor.kind == "staff" else NONE


@access_rule(TaxRate)
def reach_rates(ctx: Context) -> Reach:
    """Return the rates that the actor may see."""
    return ALL if ctx.actor.kind == "staff" else NONE
