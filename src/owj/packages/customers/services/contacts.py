"""Adding and changing the people of customers."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from owj.kernel.phones import same_number
from owj.packages.customers.entity import Contact, Customer, Membership
from owj.packages.customers.errors import NotAHubUser
from owj.packages.customers.events import MembershipChanged
from owj.packages.customers.rights import USUAL, Rights
from owj.packages.customers.services.who_may import check_staff
from owj.server.context import SYSTEM
from owj.server.events import publish
from owj.server.identity.models import User
from owj.server.identity.people import activate_user, deactivate_user, move_account
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class NewContact:
    """A person of a customer to be added; with user_id the person may enter the hub."""

    customer_id: int
    name: str
    title: str = ""
    email: str = ""
    phone: str = ""
    user_id: int | None = None
    rights: Rights = USUAL


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """What a form says about a person."""

    name: str
    title: str = ""
    email: str = ""
    phone: str = ""


@transaction.atomic
def add_contact(ctx: Context, draft: NewContact) -> Contact:
    """Add one person to a customer, with rights there.

    Raises: OnlyDeskStaff, NotAHubUser, NotFound.
    """
    check_staff(ctx)
    return write_contact(ctx, draft)


@transaction.atomic
def ensure_contact(ctx: Context, draft: NewContact) -> Contact:
    """Return the customer's person of this name and number, who is added if there is none yet.

    A form that is sent twice adds nobody twice. Raises: as `add_contact`.
    """
    check_staff(ctx)
    ctx.lock(Customer, draft.customer_id)
    there = ctx.rows(Membership).filter(customer_id=draft.customer_id, active=True)
    known = ctx.rows(Contact).filter(
        id__in=list(there.values_list("contact_id", flat=True)),
        name=draft.name.strip(),
        active=True,
    )
    for person in known.order_by("id"):
        if not draft.phone or not person.phone or same_number(person.phone, draft.phone):
            return person
    return add_contact(ctx, draft)


def write_contact(ctx: Context, draft: NewContact) -> Contact:
    """Write a person and the membership, for whoever may. Raises: NotAHubUser, NotFound."""
    customer = ctx.get(Customer, draft.customer_id)
    if draft.user_id is not None:
        hub_users = User.objects.filter(id=draft.user_id, kind=User.Kind.HUB)
        if not hub_users.exists():
            raise NotAHubUser
    # The trace names who did it; a person of the hub writes beyond what they may read.
    writer = ctx.with_full_reach()
    contact = writer.create(
        Contact,
        customer=customer,
        name=draft.name,
        title=draft.title,
        email=draft.email,
        phone=draft.phone,
        user_id=draft.user_id,
    )
    columns = draft.rights.columns
    writer.create(Membership, contact=contact, customer=customer, **columns)
    if draft.user_id is not None:
        publish(MembershipChanged(contact.id, customer.id, draft.user_id))
    return contact


@transaction.atomic
def change_contact(
    ctx: Context, contact_id: int, draft: ContactDraft, *, expected_version: int | None = None
) -> Contact:
    """Write what a form says over a person.

    Raises: OnlyDeskStaff, NotFound, Conflict, PhoneTaken.
    """
    check_staff(ctx)
    contact = ctx.lock(Contact, contact_id)
    contact = ctx.update(
        contact,
        expected_version=expected_version,
        name=draft.name,
        title=draft.title,
        email=draft.email,
        phone=draft.phone,
    )
    if contact.user_id is not None:
        # The number and the address are those to which codes and links go.
        move_account(contact.user_id, name=draft.name, email=draft.email, phone=draft.phone)
    return contact


@transaction.atomic
def set_contact_active(ctx: Context, contact_id: int, *, active: bool) -> Contact:
    """Let a person go, or come back: the account is shut, its sessions end, the history stays.

    Raises: OnlyDeskStaff, NotFound.
    """
    check_staff(ctx)
    contact = ctx.lock(Contact, contact_id)
    contact = ctx.update(contact, active=active)
    _shut_or_open(ctx, contact)
    acting = ctx.as_system().rows(Membership).filter(contact_id=contact_id)
    for membership in acting:
        publish(MembershipChanged(contact.id, membership.customer_id, contact.user_id))
    return contact


def _shut_or_open(ctx: Context, contact: Contact) -> None:
    if contact.user_id is None:
        return
    user = User.objects.get(id=contact.user_id)
    if contact.active:
        activate_user(user, by=SYSTEM)
        return
    others = ctx.as_system().rows(Contact).filter(user_id=user.pk, active=True)
    if not others.exclude(id=contact.id).exists():
        deactivate_user(user, by=SYSTEM)
