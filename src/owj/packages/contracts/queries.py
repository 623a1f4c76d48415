"""Reading contracts."""

from __future__ import annotations

from django.db.models import F

from owj.packages.contracts.entity import Contract
from owj.server.records.context import Context
from owj.server.workspace.queries import current_workspace

# A contract that does not say when it begins stands behind those that do.
LATEST_FIRST = F("starts_on").desc(nulls_last=True)


def contracts_of(ctx: Context, customer_id: int) -> tuple[Contract, ...]:
    """Return a customer's contracts, the written ones first, the latest first."""
    rows = ctx.rows(Contract).filter(customer_id=customer_id)
    return tuple(rows.order_by("implicit", LATEST_FIRST, "-id"))


def current_contract(ctx: Context, customer_id: int) -> Contract | None:
    """Return the contract under which a new ticket falls: the latest written one that has begun.

    Without one the implicit one; None while that was never needed (R38).
    """
    mine = ctx.rows(Contract).filter(customer_id=customer_id)
    # A contract begins with a civil day of the organisation, not of UTC.
    today = ctx.now.astimezone(current_workspace().tz).date()
    written = mine.filter(implicit=False).exclude(starts_on__gt=today)
    return (
        written.order_by(LATEST_FIRST, "-id").first()
        or mine.filter(implicit=True).order_by("id").first()
    )
