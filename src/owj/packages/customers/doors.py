"""What pages that serve any entity may do with customers and their people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from owj.packages.customers.entity import Contact, Customer, Membership
from owj.packages.customers.services import (
    ContactDraft,
    NewContact,
    add_contact,
    change_contact,
)
from owj.packages.customers.services.who_may import check_staff
from owj.server.records import Entity
from owj.server.records.context import Context
from owj.server.records.doors import write_by
from owj.server.records.rights import EVERY_VERB, Verb, open_to_pages

_CONTACT = ("name", "title", "email", "phone")


def _make_customer(ctx: Context, values: Mapping[str, Any]) -> Entity:
    check_staff(ctx)
    return ctx.create(Customer, **values)


def _change_customer(
    ctx: Context, record: Customer, values: Mapping[str, Any], expected_version: int | None
) -> Entity:
    check_staff(ctx)
    fresh = ctx.lock(Customer, record.id)
    return ctx.update(fresh, expected_version=expected_version or record.version, **values)


def _make_contact(ctx: Context, values: Mapping[str, Any]) -> Entity:
    """Make a person with a membership; what an organisation added is written behind it."""
    own = {key: value for key, value in values.items() if key not in (*_CONTACT, "customer")}
    name, title, email, phone = (str(values.get(key) or "") for key in _CONTACT)
    draft = NewContact(int(values.get("customer") or 0), name, title, email, phone)
    contact = add_contact(ctx, draft)
    return ctx.update(contact, **own) if own else contact


def _change_contact(
    ctx: Context, record: Contact, values: Mapping[str, Any], expected_version: int | None
) -> Entity:
    """Change a person; name, number and address are also those of the account."""
    seen = expected_version or record.version
    contact = ctx.lock(Contact, record.id)
    own = {key: value for key, value in values.items() if key not in _CONTACT}
    known = {key: values[key] or "" for key in _CONTACT if key in values}
    if own:
        contact = ctx.update(contact, expected_version=seen, **own)
    if not known:
        return contact
    there = {key: str(getattr(contact, key)) for key in _CONTACT}
    # The same fields must not have been changed by others since; the rest follows what is there.
    ctx.update(contact, expected_version=seen, **known)
    return change_contact(ctx, record.id, ContactDraft(**(there | known)))


def _anybody(_ctx: Context) -> None:
    """What an organisation added to a person is written by whoever may write it."""


# A customer is its columns; who imports is staff.
write_by(Customer, make=_make_customer, change=_change_customer, at_once=True, together=check_staff)
write_by(
    Contact,
    make=_make_contact,
    change=_change_contact,
    once=("customer",),
    together=_anybody,
    apart=_CONTACT,
)
open_to_pages(
    Customer,
    EVERY_VERB,
    ("name", "kind", "city", "phone", "national_id", "customer_since", "note"),
)
open_to_pages(Contact, EVERY_VERB - {Verb.DELETE}, ("customer", *_CONTACT))
# Rights at a customer are given on the person's own page.
open_to_pages(Membership, ())
