"""Giving and taking rights; both hold at once, on open pages too."""

from __future__ import annotations

from django.db import transaction

from owj.packages.customers.entity import Contact, Customer, Membership
from owj.packages.customers.errors import NotAmongYourRights
from owj.packages.customers.events import MembershipChanged
from owj.packages.customers.rights import USUAL, Rights, rights_of
from owj.packages.customers.services.who_may import check_manages
from owj.server.events import publish
from owj.server.records.context import Context


@transaction.atomic
def give_rights(ctx: Context, contact_id: int, customer_id: int, rights: Rights) -> Membership:
    """Let a person act for a customer with exactly these rights.

    Staff may bring in a person of another customer; who manages colleagues changes those who
    are there, and neither gives nor takes what they do not hold themselves.
    Raises: OnlyDeskStaff, NotAmongYourRights, NotFound.
    """
    most = check_manages(ctx, customer_id)
    contact = _lock_contact(ctx, contact_id)
    customer = ctx.get(Customer, customer_id)
    found = _membership(ctx, contact_id, customer_id)
    if ctx.actor.is_hub:
        _check_within(ctx, contact, found, rights, most)
    # The trace names who gave the rights.
    writer = ctx.with_full_reach()
    if found is None:
        found = writer.create(Membership, contact=contact, customer=customer, **rights.columns)
    else:
        found = writer.update(found, active=True, **rights.columns)
    publish(MembershipChanged(contact_id, customer_id, contact.user_id))
    return found


@transaction.atomic
def end_membership(ctx: Context, contact_id: int, customer_id: int) -> None:
    """Let a person no longer act for a customer.

    Raises: OnlyDeskStaff, NotAmongYourRights, NotFound.
    """
    most = check_manages(ctx, customer_id)
    contact = _lock_contact(ctx, contact_id)
    found = _membership(ctx, contact_id, customer_id)
    if found is None:
        return
    if ctx.actor.is_hub:
        _check_within(ctx, contact, found, Rights(), most)
    ctx.with_full_reach().update(found, active=False)
    publish(MembershipChanged(contact_id, customer_id, contact.user_id))


@transaction.atomic
def ensure_memberships(ctx: Context) -> int:
    """Give every contact of before memberships existed the usual place; returns how many.

    A membership that ended keeps its row, so nobody comes back by this.
    """
    system = ctx.as_system()
    acting = system.rows(Membership).values_list("contact_id", flat=True)
    rows = system.rows(Contact).exclude(id__in=list(acting))
    placeless = list(rows.values_list("id", "customer_id"))
    system.create_many(
        Membership,
        [
            {"contact_id": contact_id, "customer_id": customer_id, **USUAL.columns}
            for contact_id, customer_id in placeless
        ],
    )
    return len(placeless)


def _lock_contact(ctx: Context, contact_id: int) -> Contact:
    # Narrowed by what the actor may see; the lock keeps two first memberships apart.
    return ctx.lock(Contact, contact_id)


def _membership(ctx: Context, contact_id: int, customer_id: int) -> Membership | None:
    rows = ctx.as_system().rows(Membership)
    return rows.filter(contact_id=contact_id, customer_id=customer_id).first()


def _check_within(
    ctx: Context, contact: Contact, found: Membership | None, rights: Rights, most: Rights
) -> None:
    is_oneself = contact.user_id == ctx.actor.user_id
    before = rights_of(found) if found is not None and found.active else Rights()
    if found is None or is_oneself or not (rights.within(most) and before.within(most)):
        raise NotAmongYourRights
