"""Writing customers, their people, and what these may do in the hub."""

from owj.packages.customers.services.contacts import (
    ContactDraft,
    NewContact,
    add_contact,
    change_contact,
    ensure_contact,
    set_contact_active,
)
from owj.packages.customers.services.customers import NewCustomer, add_customer, change_customer
from owj.packages.customers.services.invite_colleague import Invitation, invite_colleague
from owj.packages.customers.services.memberships import (
    end_membership,
    ensure_memberships,
    give_rights,
)
from owj.packages.customers.services.portal import give_portal_access

__all__ = [
    "ContactDraft",
    "Invitation",
    "NewContact",
    "NewCustomer",
    "add_contact",
    "add_customer",
    "change_contact",
    "change_customer",
    "end_membership",
    "ensure_contact",
    "ensure_memberships",
    "give_portal_access",
    "give_rights",
    "invite_colleague",
    "set_contact_active",
]
