"""A person of a customer invites a colleague."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from owj.packages.customers.entity import Contact
from owj.packages.customers.errors import NotAmongYourRights
from owj.packages.customers.rights import Rights
from owj.packages.customers.services.contacts import NewContact, write_contact
from owj.packages.customers.services.portal import open_account
from owj.packages.customers.services.who_may import check_manages
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom somebody invites, where the invitation goes, and what the colleague may do."""

    customer_id: int
    name: str
    title: str
    email: str
    phone: str
    rights: Rights


@transaction.atomic
def invite_colleague(ctx: Context, invitation: Invitation, *, address: str) -> Contact:
    """Add a colleague and send the invitation; nobody gives away more than they have.

    address: of the page on which a link is redeemed.
    Raises: OnlyDeskStaff, NotAmongYourRights, NoWayToReach, NotFound, PhoneTaken.
    """
    most = check_manages(ctx, invitation.customer_id)
    if not invitation.rights.within(most):
        raise NotAmongYourRights
    draft = NewContact(
        customer_id=invitation.customer_id,
        name=invitation.name,
        title=invitation.title,
        email=invitation.email,
        phone=invitation.phone,
        rights=invitation.rights,
    )
    contact = write_contact(ctx, draft)
    open_account(ctx, contact, address=address)
    return contact
