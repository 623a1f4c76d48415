"""Who may see modules and prices: staff all, a hub user the modules of the own contracts."""

from __future__ import annotations

from owj.packages.customers.queries import reach_through
from owj.packages.warranty.entity import ContractModule, Module, ModulePrice
from owj.server.records import ALL, NONE, Reach, access_rule
from owj.server.records.context import Context


@access_rule(Module)
def reach_modules(ctx: Context) -> Reach:
    """Return the modules the actor may see."""
    return ALL if ctx.actor.kind == "staff" else NONE


@access_rule(ModulePrice)
def reach_prices(ctx: Context) -> Reach:
    """Return the prices the actor may see; a customer sees them on the own quote only."""
    return ALL if ctx.actor.kind == "staff" else NONE


@access_rule(ContractModule)
def reach_contract_modules(ctx: Context) -> Reach:
    """Return the modules of those contracts that the actor may see."""
    return reach_through(ctx, "contract__customer_id")
