"""Reading contracts."""

from __future__ import annotations

from django.db.models import F

from owj.packages.contracts.entity import Contract
from owj.server.records.context import Context

# A contract that does not say when it begins stands behind those that do.
LATEST_FIRST = F("starts_on").desc(nulls_last=True)


def contracts_of(ctx: Context, customer_id: int) -> tuple[Contract, ...]:
    """Return a customer's contracts, the written ones first, the latest first."""
    rows = ctx.rows(Contract).filter(customer_id=customer_id)
    return tuple(rows.order_by("implicit", LATEST_FIRST, "-id"))
