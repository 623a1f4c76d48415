"""A fleet: cars of two customers, visits of the cars, shared with the hub."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from owj.server.identity.api_keys import NewKey, make_key
from owj.server.identity.models import User
from owj.server.records import generic
from owj.server.records.context import Context
from owj.server.records.defs import Kind, Label
from owj.server.records.registry import declared_packages, only_declared
from owj.server.records.rights import Verb
from owj.server.roles import source
from owj.server.roles.sharing import ShareWish, share_with_hub
from owj.server.schema.changes import AddField, CreateEntity
from owj.server.schema.models import SchemaDraft
from owj.server.schema.services import add_change, open_draft, publish, review
from tests.doors import set_page_clock
from tests.packages.conftest import Desk, make_desk
from tests.server.records.schema_state import ToyTables, kept_schema

CAR, VISIT = "x_car", "x_visit"
# Words of the second customer's records, and of a field that is not for everybody.
THEIRS, SECRET = "خودروی-دیگران", "رازنگفته"


@dataclass
class Fleet:
    """The desk, and ids of records by "mine" and "theirs". Mina is a person of the first one."""

    desk: Desk
    cars: dict[str, int] = field(default_factory=dict)
    visits: dict[str, int] = field(default_factory=dict)

    @property
    def admin(self) -> Context:
        return self.desk.ctx(self.desk.admin)

    @property
    def mina(self) -> Context:
        return self.desk.ctx(self.desk.hub_user)

    def share(self, key: str, *way: str, **more: Any) -> None:
        """Show an entity on the hub, all of it but the secret."""
        fields = self.admin.snapshot.entity(key).by_key
        shown: dict[str, Any] = {one: "write" for one in fields if one != "x_secret"}
        wish = {"may": frozenset({Verb.CREATE, Verb.UPDATE}), "fields": shown} | more
        share_with_hub(self.admin, key, ShareWish(way=way, **wish))

    def key_of(self, user: User) -> str:
        """Return a token with which a program acts as this person."""
        made = make_key(user, NewKey("k", ["read", "write"], None), by=self.desk.admin.actor)
        return made.token


@pytest.fixture
def fleet(transactional_db: None) -> Iterator[Fleet]:
    """Give the fleet, published and committed; it is forgotten afterwards."""
    ToyTables.drop()
    source._Kept.last = (-1, source._Kept.last[1])
    with kept_schema(), only_declared(declared_packages()):
        desk = make_desk()
        set_page_clock(desk)
        made = Fleet(desk)
        _publish(made.admin)
        _fill(made)
        made.share(CAR, "x_owner")
        made.share(VISIT, "x_of_car", "x_owner")
        yield made
        SchemaDraft.objects.all().delete()
    source._Kept.last = (-1, source._Kept.last[1])


def _publish(ctx: Context) -> None:
    draft = open_draft(ctx)
    label = Label("خودرو", "Car")
    for change in (
        CreateEntity(label, Label("خودروها", "Cars"), key=CAR),
        AddField(CAR, Kind.LINK, Label("مشتری", "Owner"), "x_owner", {"target": "customer"}),
        AddField(CAR, Kind.TEXT, Label("راز", "Secret"), "x_secret", {"search": True}),
        AddField(CAR, Kind.FILE, Label("برگه", "Paper"), "x_paper"),
        CreateEntity(Label("مراجعه", "Visit"), Label("مراجعه‌ها", "Visits"), key=VISIT),
        AddField(VISIT, Kind.LINK, Label("خودرو", "Car"), "x_of_car", {"target": CAR}),
        AddField("ticket", Kind.TEXT, Label("شماره دستگاه", "Device"), "x_device"),
    ):
        draft = add_change(ctx, draft, change)
    assert review(ctx, draft).problems == ()
    publish(ctx, draft, note="fleet")


def _fill(made: Fleet) -> None:
    desk, admin = made.desk, made.admin
    owners = {"mine": desk.customer.id, "theirs": desk.other_customer.id}
    title = str(admin.snapshot.entity(CAR).title)
    visit_title = str(admin.snapshot.entity(VISIT).title)
    for whose, owner in owners.items():
        name = THEIRS if whose == "theirs" else "خودروی-خودم"
        values = {title: name, "x_owner": owner, "x_secret": f"{SECRET}-{whose}"}
        car = generic.create(admin, CAR, values)
        made.cars[whose] = car.id
        visit = generic.create(admin, VISIT, {visit_title: f"سرویس {name}", "x_of_car": car.id})
        made.visits[whose] = visit.id
