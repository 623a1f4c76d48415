"""Who may see leads: staff, as far as their roles reach; nobody at the hub."""

from __future__ import annotations

from owj.packages.leads.entity import Lead
from owj.server.records import ALL, NONE, Reach, access_rule
from owj.server.records.context import Context


@access_rule(Lead)
def reach_leads(ctx: Context) -> Reach:
    """Return the leads that the actor may see."""
    return ALL if ctx.actor.kind == "staff" else NONE
