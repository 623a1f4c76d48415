"""Writing customers and their people."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from owj.packages.customers.entity import Contact, Customer, CustomerKind
from owj.packages.customers.errors import NotAHubUser, OnlyDeskStaff
from owj.server.identity.models import User
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A customer to be added. external_key: what an import knows it by."""

    name: str
    kind: CustomerKind = CustomerKind.LEGAL
    city: str = ""
    phone: str = ""
    national_id: str = ""
    customer_since: int | None = None
    external_key: str = ""


@dataclass(frozen=True, slots=True)
class NewContact:
    """A person of a customer to be added; with user_id the person may enter the hub."""

    customer_id: int
    name: str
    title: str = ""
    email: str = ""
    phone: str = ""
    user_id: int | None = None


@transaction.atomic
def add_customer(ctx: Context, draft: NewCustomer) -> Customer:
    """Add one customer. Raises: OnlyDeskStaff, InvalidInput."""
    _check_staff(ctx)
    return ctx.create(
        Customer,
        name=draft.name,
        kind=draft.kind,
        city=draft.city,
        phone=draft.phone,
        national_id=draft.national_id,
        customer_since=draft.customer_since,
        external_key=draft.external_key,
    )


@transaction.atomic
def add_contact(ctx: Context, draft: NewContact) -> Contact:
    """Add one person to a customer. Raises: OnlyDeskStaff, NotAHubUser, NotFound."""
    _check_staff(ctx)
    customer = ctx.get(Customer, draft.customer_id)
    if draft.user_id is not None:
        hub_users = User.objects.filter(id=draft.user_id, kind=User.Kind.HUB)
        if not hub_users.exists():
            raise NotAHubUser
    return ctx.create(
        Contact,
        customer=customer,
        name=draft.name,
        title=draft.title,
        email=draft.email,
        phone=draft.phone,
        user_id=draft.user_id,
    )


def _check_staff(ctx: Context) -> None:
    if ctx.actor.kind not in {"staff", "system"}:
        raise OnlyDeskStaff
