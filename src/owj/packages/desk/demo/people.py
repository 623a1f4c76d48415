"""Who plays in the demo: staff, customers, their contracts and their people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from owj.kernel.calendars.jalali import JalaliDate
from owj.packages.contracts.services import NewContract, add_contract, contract_for
from owj.packages.customers.entity import CustomerKind
from owj.packages.customers.queries import USUAL, Rights
from owj.packages.customers.services import (
    NewContact,
    NewCustomer,
    add_contact,
    add_customer,
    give_rights,
)
from owj.server.context import SYSTEM
from owj.server.identity.models import User
from owj.server.identity.people import NewUser, create_user, reset_password
from owj.server.records.context import Context

VENDOR_DOMAIN = "azarinrud.example"


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person of a customer: the contact and the hub user."""

    contact_id: int
    user: User


@dataclass(frozen=True, slots=True)
class Client:
    """A customer with its contract and its people."""

    customer_id: int
    contract_id: int
    people: tuple[Speaker, ...]


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, by the names that the stories use."""

    staff: Mapping[str, User]
    clients: Mapping[str, Client]


def add_cast(ctx: Context, organisation: Mapping[str, Any], password: str) -> Cast:
    """Make the demo's staff and customers; every person has the same password."""
    staff = {
        person["user"]: create_user(
            NewUser(
                username=person["user"],
                full_name=person["name"],
                kind=User.Kind.STAFF,
                password=password,
                roles=tuple(person["roles"]),
                email=f"{person['user']}@{VENDOR_DOMAIN}",
                phone=person["phone"],
            )
        )
        for person in organisation["staff"]
    }
    clients = {
        customer["key"]: _add_client(ctx, customer, password)
        for customer in organisation["customers"]
    }
    _let_act_for_others(ctx, organisation, clients)
    return Cast(staff, clients)


def _let_act_for_others(
    ctx: Context, organisation: Mapping[str, Any], clients: Mapping[str, Client]
) -> None:
    """Let some people act for a second customer too."""
    for customer in organisation["customers"]:
        speakers = clients[customer["key"]].people
        for person, speaker in zip(customer["people"], speakers, strict=True):
            for other in person.get("also", ()):
                give_rights(ctx, speaker.contact_id, clients[other].customer_id, Rights(judge=True))


def _rights(person: Mapping[str, Any]) -> Rights:
    if "rights" not in person:
        return USUAL
    return Rights(**dict.fromkeys(person["rights"], True))


def give_password(organisation: Mapping[str, Any], password: str) -> None:
    """Give everybody of the demo another password."""
    names = list(_usernames(organisation))
    for user in User.objects.filter(username_key__in=names):
        reset_password(user, password, by=SYSTEM)


def _usernames(organisation: Mapping[str, Any]) -> Iterator[str]:
    for person in organisation["staff"]:
        yield person["user"]
    for customer in organisation["customers"]:
        for person in customer["people"]:
            yield person["user"]


def _add_client(ctx: Context, customer: Mapping[str, Any], password: str) -> Client:
    added = add_customer(
        ctx,
        NewCustomer(
            name=customer["name"],
            kind=CustomerKind.NATURAL if customer.get("natural") else CustomerKind.LEGAL,
            city=customer["city"],
            phone=customer["phone"],
            customer_since=customer["since"],
            external_key=f"demo:{customer['key']}",
        ),
    )
    if "contract" in customer:
        add_contract(
            ctx,
            NewContract(
                customer_id=added.id,
                title=customer["contract"],
                number=customer["number"],
                starts_on=JalaliDate(customer["since"], 1, 15).to_gregorian(),
            ),
        )
    speakers = tuple(
        _add_speaker(ctx, added.id, f"{customer['key']}.example", person, password)
        for person in customer["people"]
    )
    return Client(added.id, contract_for(ctx, added.id).id, speakers)


def _add_speaker(
    ctx: Context, customer_id: int, domain: str, person: Mapping[str, Any], password: str
) -> Speaker:
    email = f"{person['user']}@{domain}"
    user = create_user(
        NewUser(
            username=person["user"],
            full_name=person["name"],
            kind=User.Kind.HUB,
            password=password,
            email=email,
            phone=person["phone"],
        )
    )
    draft = NewContact(
        customer_id=customer_id,
        name=person["name"],
        title=person["title"],
        email=email,
        phone=person["phone"],
        user_id=user.pk,
        rights=_rights(person),
    )
    return Speaker(add_contact(ctx, draft).id, user)
