"""Whom an agreement concerns."""

from __future__ import annotations

from django.db.models import Q

from owj.packages.contracts.entity import Contract
from owj.packages.contracts.queries import current_contract
from owj.packages.customers.entity import Customer, Membership
from owj.server.agreements import SHIPPED_KEY
from owj.server.agreements.queries import KeptText, agreement_at, agreement_versions, kept_text
from owj.server.records.context import Context


def people_under(ctx: Context, key: str) -> list[int]:
    """Return the users of every customer that stands under an agreement, each once.

    A customer without any contract stands under the one that comes with Owj (R38).
    """
    system = ctx.as_system()
    under = Q(id__in=system.rows(Contract).filter(agreement=key).values("customer_id"))
    if key == SHIPPED_KEY:
        under |= ~Q(id__in=system.rows(Contract).values("customer_id"))
    acting = system.rows(Membership).filter(
        active=True,
        contact__active=True,
        contact__user__isnull=False,
        customer_id__in=system.rows(Customer).filter(under).values("id"),
    )
    return list(acting.order_by().values_list("contact__user_id", flat=True).distinct())


def agreement_key(ctx: Context, customer_id: int) -> str:
    """Return the agreement under which a customer's new tickets fall."""
    contract = current_contract(ctx.as_system(), customer_id)
    return contract.agreement if contract is not None else SHIPPED_KEY


def readable_texts(ctx: Context, key: str) -> tuple[KeptText, ...]:
    """Return every version of an agreement that is published, oldest first."""
    found = (kept_text(key, one.number) for one in agreement_versions(key))
    return tuple(one for one in found if one is not None)


def number_in_force(ctx: Context, key: str) -> int:
    """Return the number of the version in force now."""
    return agreement_at(key, ctx.now).number
