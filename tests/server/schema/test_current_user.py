"""Who made a record and who changed it last, and conditions that ask for the person who asks."""

from __future__ import annotations

import pytest
from tests.server.schema.conftest import NOW, Open, actor_of
from tests.server.schema.test_publishing import VEHICLE, do

from owj.server.context import SYSTEM
from owj.server.identity.people import NewUser, create_user
from owj.server.records import generic
from owj.server.records.conditions import ConditionRefused, compile_condition
from owj.server.records.context import Context, open_context
from owj.server.records.refusals import FieldReadOnly
from owj.server.records.rights import Verb
from owj.server.roles.grants import Grant, Scope
from owj.server.roles.services import set_entity_rights


def kept(ctx: Context, text: str) -> list[str]:
    found = compile_condition(text, "x_vehicle", ctx.snapshot, actor=ctx.actor).q
    rows = ctx.records("x_vehicle").filter(found).order_by("id")
    return [str(row) for row in rows]


@pytest.fixture
def two(open_admin: Open, open_agent: Open) -> tuple[Open, Open]:
    """Let an administrator make one vehicle and an agent the other."""
    do(open_admin(), VEHICLE)
    for opened, name in ((open_admin, "admin's"), (open_agent, "agent's")):
        generic.create(opened(), "x_vehicle", {"x_name": name})
    return open_admin, open_agent


def test_an_own_entity_names_who_made_and_who_changed_a_record(two: tuple[Open, Open]) -> None:
    admin, agent = (opened() for opened in two)
    [made] = admin.records("x_vehicle").filter(x_name="agent's")
    assert (made.x_created_by_id, made.x_updated_by_id) == (agent.actor.user_id,) * 2
    generic.update(admin, made, {"x_name": "shared"})
    fresh = admin.records("x_vehicle").get(pk=made.id)
    assert fresh.x_created_by_id == agent.actor.user_id
    assert fresh.x_updated_by_id == made.x_updated_by_id == admin.actor.user_id


def test_nobody_writes_who_made_a_record(two: tuple[Open, Open]) -> None:
    agent = two[1]()
    with pytest.raises(FieldReadOnly):
        generic.create(agent, "x_vehicle", {"x_name": "a", "x_created_by": agent.actor.user_id})


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("x_created_by = current user", ["agent's"]),
        ("سازنده = کاربر جاری", ["agent's"]),
        ("x created by in (current user)", ["agent's"]),
        ("x_created_by != current user", ["admin's"]),
        ("not(x_created_by = current user)", ["admin's"]),
        ("x_created_by.id = current user.id", ["agent's"]),
        ('list contains(current user.roles, "admin")', []),
        ('current user.kind = "staff"', ["admin's", "agent's"]),
    ],
)
def test_the_current_user_is_the_person_who_asks(
    text: str, names: list[str], two: tuple[Open, Open]
) -> None:
    assert kept(two[1](), text) == names


def test_to_the_system_nobody_is_the_current_user(two: tuple[Open, Open]) -> None:
    assert kept(open_context(SYSTEM, NOW), "x_created_by = current user") == []


def test_only_a_field_that_names_a_person_compares_with_the_current_user(
    two: tuple[Open, Open],
) -> None:
    with pytest.raises(ConditionRefused):
        kept(two[1](), "x_name = current user")


def test_a_condition_upon_the_current_user_narrows_a_role_to_its_own_records(
    two: tuple[Open, Open],
) -> None:
    own = Grant(Scope.CONDITION, condition="x_created_by = current user")
    set_entity_rights(two[0](), "agent", "x_vehicle", {Verb.READ: own, Verb.CREATE: Grant()})
    assert [str(row) for row in two[1]().records("x_vehicle")] == ["agent's"]
    third = create_user(NewUser("third", "پویا", "staff", roles=("agent",)))
    assert not open_context(actor_of(third, "agent"), NOW).records("x_vehicle").exists()
