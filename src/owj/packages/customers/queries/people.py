"""Reading customers and their people."""

from __future__ import annotations

from dataclasses import dataclass

from owj.kernel.persian.ordering import persian_key
from owj.packages.customers.entity import Contact, Customer, Membership
from owj.packages.customers.queries.standing import standing_at, standings
from owj.packages.customers.rights import Rights, rights_of
from owj.server.identity.models import User
from owj.server.records.context import Context
from owj.server.records.lookups import PersianKey


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person to whom the desk writes. language: of the letter; user_id: of who may sign in."""

    contact_id: int | None
    name: str
    email: str
    language: str
    phone: str = ""
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A person of a customer, with the membership, its rights, and the account if there is one."""

    contact: Contact
    membership: Membership
    rights: Rights
    user: User | None

    @property
    def acts(self) -> bool:
        """Return whether the person acts for the customer now."""
        return self.membership.active and self.contact.active

    @property
    def may_sign_in(self) -> bool:
        """Return whether the person gets into the hub."""
        return self.acts and self.user is not None and self.user.is_active


def own_contact(ctx: Context) -> Contact | None:
    """Return as whom a hub user speaks; of several customers, the first."""
    place = standing_at(ctx, None)
    return ctx.as_system().get(Contact, place.contact_id) if place else None


def contact_of(ctx: Context, customer_id: int) -> Contact | None:
    """Return as whom a hub user speaks for one customer; None when for somebody else's."""
    places = standings(ctx)
    place = next((one for one in places if one.customer_id == customer_id), None)
    return ctx.as_system().get(Contact, place.contact_id) if place else None


def acts_for(ctx: Context, contact_id: int, customer_id: int) -> bool:
    """Return whether a person acts for a customer now."""
    rows = ctx.rows(Membership).filter(contact_id=contact_id, customer_id=customer_id, active=True)
    return rows.filter(contact__active=True).exists()


def find_speaker(ctx: Context, contact_id: int | None) -> Speaker | None:
    """Return where letters to a contact go; the own address of a hub user comes second."""
    if contact_id is None:
        return None
    contact = ctx.as_system().rows(Contact).filter(id=contact_id, active=True).first()
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


def people_of(ctx: Context, customer_id: int) -> tuple[Member, ...]:
    """Return who acts or acted for a customer, by name, with their rights and account."""
    acting = ctx.rows(Membership).filter(customer_id=customer_id).select_related("contact")
    found = [one for one in acting.order_by("id") if one.contact is not None]
    users = User.objects.in_bulk([one.contact.user_id for one in found if one.contact.user_id])
    members = [
        Member(one.contact, one, rights_of(one), users.get(one.contact.user_id or 0))
        for one in found
    ]
    return tuple(sorted(members, key=lambda one: (not one.acts, persian_key(one.contact.name))))


def places_of(ctx: Context, contact_id: int) -> tuple[tuple[Membership, Rights], ...]:
    """Return for whom a person acts or acted, with the rights, what is in force first."""
    rows = ctx.rows(Membership).filter(contact_id=contact_id).select_related("customer")
    return tuple((one, rights_of(one)) for one in rows.order_by("-active", "id"))


def colleagues_of(ctx: Context, customer_id: int) -> tuple[Contact, ...]:
    """Return the people of a customer whose tickets the actor may see, by name."""
    ids = ctx.as_system().rows(Membership).filter(customer_id=customer_id)
    rows = ctx.rows(Contact).filter(id__in=list(ids.values_list("contact_id", flat=True)))
    return tuple(rows.order_by(PersianKey("name"), "id"))
