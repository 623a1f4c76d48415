"""The customers, contracts and agents of a log: found again, or made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from owj.packages.contracts.services import ensure_implicit_contracts
from owj.packages.customers.queries import customers_by_key
from owj.packages.customers.services import NewCustomer, add_customer
from owj.packages.desk.importer.cases import SOURCE, LogCase, external_key
from owj.packages.desk.importer.mapping import People
from owj.packages.desk.importer.words import shown
from owj.server.identity.models import User
from owj.server.identity.names import username_key
from owj.server.identity.people import NewUser, create_user
from owj.server.records.context import Context


@transaction.atomic
def ensure_people(ctx: Context, cases: Sequence[LogCase]) -> People:
    """Return whom the log speaks of; whoever is missing is made in the same commit.

    A customer gets its one implicit contract (R38). An agent becomes a colleague without a
    password, so nobody can sign in as one.
    """
    customer_ids = _ensure_customers(ctx, dict.fromkeys(case.customer for case in cases))
    contracts = ensure_implicit_contracts(ctx, list(customer_ids.values()))
    agents = _ensure_agents(
        dict.fromkeys(row.resource for case in cases for row in case.rows if row.resource)
    )
    return People(
        customer_ids=customer_ids,
        contract_ids={name: contracts[id_].id for name, id_ in customer_ids.items()},
        agent_ids={name: user.pk for name, user in agents.items()},
        agent_names={user.pk: user.full_name for user in agents.values()},
    )


def _ensure_customers(ctx: Context, names: Iterable[str]) -> dict[str, int]:
    keys = {name: external_key(name) for name in names}
    known = customers_by_key(ctx, list(keys.values()))
    ids: dict[str, int] = {}
    for name, key in keys.items():
        customer = known.get(key) or add_customer(
            ctx, NewCustomer(name=shown("customer", name), external_key=key)
        )
        ids[name] = customer.id
    return ids


def _ensure_agents(names: Iterable[str]) -> dict[str, User]:
    usernames = {name: f"{SOURCE}/{name}" for name in names}
    wanted = [username_key(username) for username in usernames.values()]
    known = {user.username_key: user for user in User.objects.filter(username_key__in=wanted)}
    agents: dict[str, User] = {}
    for name, username in usernames.items():
        key = username_key(username)
        if key not in known:
            known[key] = create_user(
                NewUser(
                    username=username,
                    full_name=shown("resource", name),
                    kind=User.Kind.STAFF,
                    roles=("agent",),
                )
            )
        agents[name] = known[key]
    return agents
