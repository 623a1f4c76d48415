"""Who may see money: staff all; a hub user the own customer's, with the right to its numbers."""

from __future__ import annotations

from django.db.models import Q

from owj.packages.billing.entity import BuyerCard, Invoice, InvoiceState, SellerCard, WorkEntry
from owj.packages.customers.queries import standings
from owj.server.records import ALL, NONE, Reach, access_rule
from owj.server.records.context import Context

# A customer sees what was offered or issued, not what a colleague still writes.
UNSEEN = (InvoiceState.DRAFT, InvoiceState.DROPPED)


@access_rule(Invoice)
def reach_invoices(ctx: Context) -> Reach:
    """Return the invoices the actor may see."""
    if ctx.actor.kind == "staff":
        return ALL
    ids = [one.customer_id for one in standings(ctx) if one.rights.numbers]
    return Q(customer_id__in=ids) & ~Q(state__in=UNSEEN) if ids else NONE


def _staff_only(ctx: Context) -> Reach:
    return ALL if ctx.actor.kind == "staff" else NONE


access_rule(BuyerCard)(_staff_only)
access_rule(SellerCard)(_staff_only)
access_rule(WorkEntry)(_staff_only)
