"""Reading customers and their people."""

from __future__ import annotations

from dataclasses import dataclass

from owj.packages.customers.entity import Contact, Customer
from owj.server.identity.models import User
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person to whom the desk writes. language: of the letter."""

    contact_id: int | None
    name: str
    email: str
    language: str


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
        user = User.objects.filter(id=contact.user_id).only("email", "language").first()
    email = contact.email or (user.email if user else "")
    return Speaker(contact.id, contact.name, email, user.language if user else "fa")


def customers_by_key(ctx: Context, keys: list[str]) -> dict[str, Customer]:
    """Return the customers an import knows by these keys."""
    rows = ctx.rows(Customer).filter(external_key__in=keys)
    return {row.external_key: row for row in rows}
