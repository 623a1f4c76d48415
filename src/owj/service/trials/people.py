"""The people of a trial: agents, and customers with their hub users, made in one go."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from owj.packages.contracts.services import NewContract, add_contract
from owj.packages.customers.services import NewContact, NewCustomer, add_contact, add_customer
from owj.server.clock import now
from owj.server.context import SYSTEM
from owj.server.identity.models import User
from owj.server.identity.people import NewUser, create_user
from owj.server.records.context import open_context

PEOPLE_PER_CUSTOMER = 10


@dataclass(frozen=True, slots=True)
class People:
    """Who signs in, by user name; all have one password."""

    agents: tuple[str, ...]
    hub_users: tuple[str, ...]
    password: str


@transaction.atomic
def add_people(agents: int, hub_users: int) -> People:
    """Make the people of a trial. Django must be set up."""
    password = secrets.token_urlsafe(12)
    run = secrets.token_hex(3)
    ctx = open_context(SYSTEM)
    agent_names = tuple(f"agent-{run}-{number}" for number in range(agents))
    for name in agent_names:
        create_user(NewUser(name, f"کارشناس {name}", User.Kind.STAFF, roles=("agent",)))
    hub_names = tuple(f"hub-{run}-{number}" for number in range(hub_users))
    customer_id = 0
    for number, name in enumerate(hub_names):
        if number % PEOPLE_PER_CUSTOMER == 0:
            customer_id = add_customer(ctx, NewCustomer(name=f"شرکت {run} {number}")).id
            add_contract(
                ctx,
                NewContract(
                    customer_id=customer_id,
                    title="پشتیبانی",
                    number=f"{run}-{number}",
                    starts_on=now().date(),
                ),
            )
        user = create_user(NewUser(name, f"مشتری {name}", User.Kind.HUB))
        add_contact(ctx, NewContact(customer_id=customer_id, name=user.full_name, user_id=user.pk))
    # One hash for all: five hundred of them would take longer than the trial's first minute.
    User.objects.filter(username__in=[*agent_names, *hub_names]).update(
        password=make_password(password)
    )
    return People(agent_names, hub_names, password)
