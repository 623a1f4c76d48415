"""Programs with keys, before a small world of entities."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.server.records.conftest import NOW, system, toy_tables, toys
from tests.server.records.toys import Asset, Case, Firm, Note, Person

from owj.api.pace import forget_leases
from owj.server.context import SYSTEM
from owj.server.identity.api_keys import NewKey, make_key
from owj.server.identity.models import User
from owj.server.identity.people import NewUser, create_user
from owj.server.records import Entity, open_to_pages
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef
from owj.server.records.rights import (
    ALL,
    EntityRights,
    FieldAccess,
    Reach,
    Verb,
    _openings,
    register_rights_source,
)

__all__ = ["system", "toy_tables", "toys"]

API = "/api/v1"


@dataclass
class Api:
    """A program with a key."""

    token: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> HttpResponse:
        """Send a request; a text is sent as it is."""
        sent = body if isinstance(body, str | bytes) else json.dumps(body)
        known = {"Authorization": f"Bearer {self.token}", **_named(headers)}
        send: Callable[..., Any] = self.client.generic
        kind = "application/json" if body is not None else ""
        data = sent if body is not None else b""
        answer: HttpResponse = send(method, API + path, data, content_type=kind, headers=known)
        return answer

    def get(self, path: str, **query: object) -> Any:
        """Return the JSON of a good answer."""
        answer = self.client.get(
            API + path, query, headers={"Authorization": f"Bearer {self.token}"}
        )
        assert answer.status_code == 200, answer.content.decode()
        return json.loads(answer.content)

    def refusal(self, path: str, **query: object) -> dict[str, Any]:
        """Return the problem of a refused question."""
        answer = self.client.get(
            API + path, query, headers={"Authorization": f"Bearer {self.token}"}
        )
        return problem_in(answer)


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def problem_in(answer: Any) -> dict[str, Any]:
    """Return the problem of an answer, which must be one."""
    assert answer.status_code >= 400, answer.content.decode()
    assert answer.headers["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = json.loads(answer.content)
    assert found["status"] == answer.status_code
    assert found["type"] == f"urn:owj:error:{found['code']}"
    return found


@dataclass
class Roles:
    """What the roles of the tests allow; a test changes it before it asks."""

    verbs: dict[str, dict[Verb, Reach]]
    fields: dict[str, dict[str, FieldAccess]]

    def __call__(self, ctx: Context, entity: EntityDef) -> EntityRights:
        fields = self.fields.get(entity.key, {})
        by_id = {entity.by_key[key].id: access for key, access in fields.items()}
        return EntityRights(self.verbs.get(entity.key, dict.fromkeys(Verb, ALL)), by_id)


@pytest.fixture(autouse=True)
def fresh_process() -> Iterator[None]:
    """Count every key's requests from none."""
    forget_leases()
    yield
    forget_leases()


@pytest.fixture
def roles(toys: None) -> Iterator[Roles]:
    """Open the toys to the API; a case's size and person are hidden, its body is read only."""
    opened: tuple[type[Entity], ...] = (Firm, Person, Case, Note, Asset)
    for toy in opened:
        open_to_pages(toy)
    made = Roles({}, {Case.key: {"size": "hidden", "person": "hidden", "body": "read"}})
    before = register_rights_source(made)
    yield made
    register_rights_source(before)
    for toy in opened:
        del _openings[toy.key]


@dataclass
class World:
    """Two firms with a case each; the hub user speaks for the first."""

    firm: Firm
    other: Firm
    person: Person
    case: Case
    theirs: Case
    staff: User
    hub_user: User


def make_user(name: str, kind: Any = "staff", *roles: str) -> User:
    """Add somebody."""
    return create_user(NewUser(username=name, full_name=f"{name} نمونه", kind=kind, roles=roles))


@pytest.fixture
def world(roles: Roles, system: Context) -> World:
    staff, hub_user = make_user("sara", "staff", "agent"), make_user("navid", "hub")
    firm, other = system.create(Firm, name="خودی"), system.create(Firm, name="دیگر")
    person = system.create(Person, firm=firm, name="نوید", user=hub_user)
    case = system.create(
        Case,
        subject="mine",
        firm=firm,
        person=person,
        size=42,
        opened_at=NOW,
        body="said",
        assignee=staff,
    )
    theirs = system.create(Case, subject="theirs", firm=other, opened_at=NOW)
    return World(firm, other, person, case, theirs, staff, hub_user)


def key_of(user: User, *scopes: str, expires_at: datetime | None = None) -> Api:
    """Return a program with a key of a person, to write everything unless told else."""
    new = NewKey("test", scopes or ("write",), expires_at)
    return Api(make_key(user, new, by=SYSTEM).token)


@pytest.fixture
def api(world: World) -> Api:
    return key_of(world.staff)


@pytest.fixture
def hub_api(world: World) -> Api:
    return key_of(world.hub_user)


LATER = timedelta(days=1)
