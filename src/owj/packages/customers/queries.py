"""Reading customers and their people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from owj.packages.customers.entity import Contact, Customer
from owj.server.identity.models import User
from owj.server.records import ALL, NONE, Reach, as_queryset
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person to whom the desk writes. language: of the letter; user_id: of who may sign in."""

    contact_id: int | None
    name: str
    email: str
    language: str
    phone: str = ""
    user_id: int | None = None


def own_contact(ctx: Context) -> Contact | None:
    """Return as whom a hub user speaks; of several customers, the first."""
    mine = ctx.as_system().rows(Contact).filter(user_id=ctx.actor.user_id)
    return mine.order_by("id").first()


def contact_of(ctx: Context, customer_id: int) -> Contact | None:
    """Return as whom a hub user speaks for one customer; None when for somebody else's."""
    mine = ctx.as_system().rows(Contact).filter(user_id=ctx.actor.user_id, customer_id=customer_id)
    return mine.order_by("id").first()


def find_speaker(ctx: Context, contact_id: int | None) -> Speaker | None:
    """Return where letters to a contact go; the own address of a hub user comes second."""
    if contact_id is None:
        return None
    contact = ctx.as_system().rows(Contact).filter(id=contact_id).first()
    if contact is None:
        return None
    user = None
    if contact.user_id is not None:
        user = User.objects.filter(id=contact.user_id, is_active=True).first()
    return Speaker(
        contact_id=contact.id,
        name=contact.name,
        email=contact.email or (user.email if user else ""),
        language=user.language if user else "fa",
        phone=contact.phone or (user.phone if user else ""),
        user_id=user.pk if user else None,
    )


def customers_by_key(ctx: Context, keys: list[str]) -> dict[str, Customer]:
    """Return the customers an import knows by these keys."""
    rows = ctx.rows(Customer).filter(external_key__in=keys)
    return {row.external_key: row for row in rows}


def own_customer_ids(ctx: Context) -> QuerySet[Any, Any]:
    """Return, as a subquery, the ids of the customers for whom the actor speaks in the hub."""
    speaks = ctx.as_system().rows(Contact).filter(user_id=ctx.actor.user_id)
    return as_queryset(speaks.values_list("customer_id", flat=True))


def reach_through(ctx: Context, path: str) -> Reach:
    """Return the rows whose customer, found at `path`, is the actor's own; all rows for staff."""
    if ctx.actor.kind == "staff":
        return ALL
    if ctx.actor.kind != "hub" or ctx.actor.user_id is None:
        return NONE
    return Q(**{f"{path}__in": own_customer_ids(ctx)})
