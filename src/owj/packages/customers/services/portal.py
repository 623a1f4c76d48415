"""Letting a person into the hub: an account, and a link of one use to choose a password."""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction

from owj.kernel.phones import mobile_e164
from owj.packages.customers.entity import Contact
from owj.packages.customers.errors import AlreadyInvited, NoWayToReach
from owj.packages.customers.events import MembershipChanged
from owj.packages.customers.services.who_may import check_staff
from owj.server.context import SYSTEM
from owj.server.events import publish
from owj.server.identity.access_letters import send_invitation
from owj.server.identity.models import User
from owj.server.identity.names import username_key
from owj.server.identity.people import NewUser, activate_user, create_user
from owj.server.records.context import Context


@transaction.atomic
def give_portal_access(ctx: Context, contact_id: int, *, address: str) -> User:
    """Make the person's account unless there is one, and send the invitation.

    address: of the page on which a link is redeemed. The invitation goes to the e-mail address,
    else to the mobile. Raises: OnlyDeskStaff, NotFound, NoWayToReach, AlreadyInvited, PhoneTaken.
    """
    check_staff(ctx)
    return open_account(ctx, ctx.lock(Contact, contact_id), address=address)


def open_account(ctx: Context, contact: Contact, *, address: str) -> User:
    """Make the account of a person and invite them, for whoever may.

    Raises: NoWayToReach, AlreadyInvited, PhoneTaken.
    """
    mobile = mobile_e164(contact.phone) or ""
    if not (contact.email or mobile):
        raise NoWayToReach
    user = User.objects.filter(id=contact.user_id).first() if contact.user_id else None
    if user is not None and user.password_changed_at is not None and user.is_active:
        raise AlreadyInvited
    system = ctx.as_system()
    if user is None:
        user = create_user(
            NewUser(
                username=_free_username(contact, mobile),
                full_name=contact.name,
                kind=User.Kind.HUB,
                email=contact.email,
                phone=mobile,
            )
        )
        contact = system.update(contact, user_id=user.pk, active=True)
        publish(MembershipChanged(contact.id, contact.customer_id, user.pk))
    elif not user.is_active:
        activate_user(user, by=SYSTEM)
    send_invitation(user, address=address)
    return user


def _free_username(contact: Contact, mobile: str) -> str:
    """Return the e-mail address, else the number; else something that nobody has."""
    for name in (contact.email, mobile):
        if name and not User.objects.filter(username_key=username_key(name)).exists():
            return name
    return f"{contact.email or mobile}-{uuid4().hex[:6]}"
