"""Who may see serials: staff all, a hub user those of the own contracts."""

from __future__ import annotations

from owj.packages.customers.queries import reach_through
from owj.packages.serials.entity import ModuleSerial
from owj.server.records import Reach, access_rule
from owj.server.records.context import Context


@access_rule(ModuleSerial)
def reach_serials(ctx: Context) -> Reach:
    """Return the serials the actor may see."""
    return reach_through(ctx, "contract_module__contract__customer_id")
