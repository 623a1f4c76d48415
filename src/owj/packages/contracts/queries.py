"""Reading contracts."""

from __future__ import annotations

from owj.packages.contracts.entity import Contract
from owj.server.records.context import Context


def contracts_of(ctx: Context, customer_id: int) -> tuple[Contract, ...]:
    """Return a customer's contracts, the written ones first, the latest first."""
    rows = ctx.rows(Contract).filter(customer_id=customer_id)
    return tuple(rows.order_by("implicit", "-starts_on", "-id"))
