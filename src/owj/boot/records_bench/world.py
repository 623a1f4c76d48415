"""What is measured: an organisation's own contacts, its agents, and the rows."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from owj.server.context import SYSTEM, Actor
from owj.server.identity.models import User
from owj.server.identity.people import NewUser, create_user
from owj.server.records.context import Context, open_context
from owj.server.records.defs import Kind, Label, OptionDef
from owj.server.records.rights import Verb
from owj.server.roles.grants import Grant, Scope
from owj.server.roles.services import set_entity_rights
from owj.server.schema.changes import AddField, Change, CreateEntity
from owj.server.schema.services import add_change, open_draft, publish, review

KEY, TABLE = "x_contact", "e_x_contact"
CITIES = 8
_FAMILIES = "رضایی محمدی احمدی کریمی موسوی حسینی نوری صادقی زارع قاسمی بهرامی جعفری"
_LOAD = """
    INSERT INTO e_x_contact (version, created_at, updated_at, x_name, x_email, x_phone, x_city,
        x_score, x_birth, x_vip, x_note)
    SELECT 1, now(), now(),
        names[1 + (n * 7) %% 12] || ' ' || names[1 + (n / 12) %% 12] || ' ' || n,
        'c' || n || '@example.ir', '+98912' || lpad(n::text, 7, '0'),
        'c' || (hashint8(n) & 2147483647) %% 8, (hashint8(n * 31) & 2147483647) %% 1000000,
        DATE '1960-01-01' + (n %% 18000)::int, n %% 20 = 0, 'یادداشت ' || n
    FROM generate_series(%s, %s) n, (SELECT string_to_array(%s, ' ') AS names) AS given
"""


@dataclass(frozen=True, slots=True)
class World:
    """Who measures: an administrator, and an agent whose role is narrowed by a condition."""

    admin: User
    agent: User

    def as_admin(self) -> Context:
        """Open a unit of work of the administrator."""
        return open_context(actor_of(self.admin, "admin"))

    def as_agent(self) -> Context:
        """Open a unit of work of the agent."""
        return open_context(actor_of(self.agent, "agent"))


def actor_of(user: User, role: str) -> Actor:
    """Return a person as actor."""
    return Actor(int(user.pk), "staff", frozenset({role}), user.full_name)


def make_world() -> World:
    """Draw and publish the entity, and narrow the agents' role."""
    people = [
        create_user(NewUser(f"bench_{role}", role, "staff", roles=(role,)))
        for role in ("admin", "agent")
    ]
    world = World(*people)
    change(world.as_admin(), *_drawn())
    seen = Grant(Scope.CONDITION, condition='x_score >= 0 and x_city != "c7"')
    grants = {Verb.READ: seen, Verb.CREATE: Grant(), Verb.UPDATE: Grant()}
    set_entity_rights(world.as_admin(), "agent", KEY, grants)
    return world


def change(ctx: Context, *changes: Change) -> None:
    """Draft, review and publish some changes."""
    draft = open_draft(ctx)
    for one in changes:
        draft = add_change(ctx, draft, one)
    review(ctx, draft)
    publish(ctx, draft)


def _drawn() -> list[Change]:
    cities = tuple(OptionDef(f"c{n}", Label(f"شهر {n}", f"City {n}")) for n in range(CITIES))
    return [
        CreateEntity(Label("مخاطب", "Contact"), Label("مخاطبان", "Contacts"), key=KEY),
        _field(Kind.EMAIL, "email"),
        _field(Kind.PHONE, "phone"),
        _field(Kind.CHOICE, "city", options=cities, index=True),
        _field(Kind.NUMBER, "score", index=True),
        _field(Kind.DATE, "birth"),
        _field(Kind.YES_NO, "vip"),
        _field(Kind.LONG_TEXT, "note"),
    ]


def _field(kind: Kind, name: str, **settings: object) -> AddField:
    return AddField(KEY, kind, Label(name, name), key=f"x_{name}", settings=settings)


def load_rows(first: int, last: int) -> None:
    """Put rows in by the database itself, and let it count them."""
    with connection.cursor() as cursor:
        cursor.execute(_LOAD, [first, last, _FAMILIES])
        cursor.execute(f"VACUUM ANALYZE {TABLE}")


def as_system() -> Context:
    """Open a unit of work with all rights."""
    return open_context(SYSTEM)
