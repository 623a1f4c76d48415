"""Links to many: kept in one column, held while they are written, left when their target goes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from tests.server.schema.conftest import Open
from tests.server.schema.test_publishing import VEHICLE, do, make

from owj.server.records import Label, generic
from owj.server.records.audit import changes_of
from owj.server.records.conditions import ConditionRefused, compile_condition
from owj.server.records.context import Context
from owj.server.records.defs import Kind
from owj.server.records.refusals import FieldValueRejected, PathOutOfReach, RecordInUse
from owj.server.records.relations import delete_record
from owj.server.records.returning import bring_back
from owj.server.records.rights import Verb
from owj.server.roles.grants import Grant, Scope
from owj.server.roles.services import set_entity_rights
from owj.server.schema.changes import AddField, CreateEntity, RemoveField, RestoreField
from owj.server.schema.errors import SchemaChangeRefused
from owj.server.schema.services import add_change, open_draft, review, roll_back

DRIVER = CreateEntity(Label("راننده", "Driver"), Label("رانندگان", "Drivers"))
DRIVERS = AddField(
    "x_vehicle", Kind.LINKS, Label("رانندگان", "Drivers"), settings={"target": "x_driver"}
)


@pytest.fixture
def world(open_admin: Open) -> Context:
    """Two drivers, Ali (first) and Sara, and no vehicle yet."""
    do(open_admin(), VEHICLE, DRIVER, DRIVERS)
    for name in ("Ali", "Sara"):
        make(open_admin(), "x_driver", x_name=name)
    return open_admin()


def drivers(ctx: Context) -> list[Any]:
    return list(ctx.records("x_driver").order_by("id"))


def van(ctx: Context, *linked: Any) -> Any:
    return generic.create(ctx, "x_vehicle", {"x_name": "van", "x_drivers": linked})


def listed(ctx: Context) -> list[tuple[int, ...]]:
    return [row.x_drivers for row in ctx.records("x_vehicle").order_by("id")]


def test_a_record_leads_to_many_each_once_in_their_order(world: Context) -> None:
    ali, sara = drivers(world)
    assert van(world, sara, ali.id, sara.id).x_drivers == (sara.id, ali.id)
    assert listed(world) == [(sara.id, ali.id)]
    made = generic.create_many(world, "x_vehicle", [{"x_name": "a", "x_drivers": [ali.id]}])
    assert made[0].x_drivers == (ali.id,)
    assert generic.create(world, "x_vehicle", {"x_name": "empty"}).x_drivers == ()
    found = world.records("x_vehicle").filter(x_drivers__contains=[ali.id]).count()
    assert found == 2


def test_the_memory_keeps_what_a_list_led_to(world: Context) -> None:
    ali, sara = drivers(world)
    vehicle = van(world, ali)
    generic.update(world, vehicle, {"x_drivers": [ali.id, sara.id]})
    [change] = changes_of(world, vehicle)[:1]
    assert [(one.old, one.new) for one in change.fields] == [([ali.id], [ali.id, sara.id])]


@pytest.mark.parametrize("value", [[999_999], ["1"], "12", [0], [True], 7, [None], [2**70]])
def test_what_is_no_list_of_existing_records_is_refused(value: Any, world: Context) -> None:
    with pytest.raises(FieldValueRejected):
        generic.create(world, "x_vehicle", {"x_name": "van", "x_drivers": value})
    assert listed(world) == []


def test_a_record_that_goes_leaves_the_lists_and_comes_back_into_them(world: Context) -> None:
    ali, sara = drivers(world)
    van(world, ali, sara)
    gone = delete_record(world, ali)
    assert listed(world) == [(sara.id,)]
    bring_back(world, gone)
    assert listed(world) == [(sara.id, ali.id)]


def test_a_list_may_refuse_that_its_records_go(open_admin: Open) -> None:
    settings = {"target": "x_driver", "on_delete": "restrict"}
    keeping = AddField("x_vehicle", Kind.LINKS, Label("رانندگان", "Drivers"), settings=settings)
    do(open_admin(), VEHICLE, DRIVER, keeping)
    ctx = open_admin()
    ali = generic.create(ctx, "x_driver", {"x_name": "Ali"})
    van(ctx, ali)
    with pytest.raises(RecordInUse):
        delete_record(ctx, ali)
    assert [str(one) for one in drivers(ctx)] == ["Ali"]


def test_a_deleted_record_comes_back_without_those_who_went_meanwhile(world: Context) -> None:
    ali, sara = drivers(world)
    gone = delete_record(world, van(world, ali, sara))
    delete_record(world, sara)
    bring_back(world, gone)
    assert listed(world) == [(ali.id,)]


def test_whoever_deletes_waits_for_whoever_links(world: Context) -> None:
    ali, _ = drivers(world)
    with transaction.atomic():
        van(world, ali)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE relation = 'e_x_driver'::regclass"
                " AND mode = 'RowShareLock'"
            )
            assert cursor.fetchone()[0] >= 1


def test_who_sees_only_some_neither_links_to_others_nor_drops_them(
    world: Context, open_admin: Open, open_agent: Open
) -> None:
    ali, sara = drivers(world)
    vehicle = van(world, ali, sara)
    only_sara = Grant(Scope.CONDITION, condition='x_name = "Sara"')
    set_entity_rights(world, "agent", "x_driver", {Verb.READ: only_sara})
    agent = open_agent()
    with pytest.raises(FieldValueRejected):
        generic.create(agent, "x_vehicle", {"x_name": "mine", "x_drivers": [ali.id]})
    theirs = agent.records("x_vehicle").get(pk=vehicle.id)
    generic.update(agent, theirs, {"x_drivers": []})
    assert listed(open_admin()) == [(ali.id,)]


def test_a_link_to_many_needs_a_target_that_exists(open_admin: Open) -> None:
    ctx = open_admin()
    do(ctx, VEHICLE)
    for settings in ({}, {"target": "x_nothing"}):
        wanted = AddField("x_vehicle", Kind.LINKS, Label("الف", "A"), settings=settings)
        with pytest.raises(SchemaChangeRefused):
            add_change(open_admin(), open_draft(open_admin()), wanted)


CASCADE = {"target": "x_vehicle", "required": True, "on_delete": "cascade"}


def test_links_that_delete_each_other_in_a_circle_are_refused_at_review(open_admin: Open) -> None:
    draft = open_draft(open_admin())
    for change in (
        VEHICLE,
        DRIVER,
        AddField("x_driver", Kind.LINK, Label("خودرو", "Vehicle"), settings=CASCADE),
        AddField(
            "x_vehicle",
            Kind.LINK,
            Label("راننده", "Driver"),
            settings={**CASCADE, "target": "x_driver"},
        ),
    ):
        draft = add_change(open_admin(), draft, change)
    [problem] = review(open_admin(), draft).problems
    assert "Driver ← Vehicle ← Driver" in str(problem.text)


def test_a_circle_that_may_be_broken_and_a_long_chain_are_deleted(open_admin: Open) -> None:
    settings = {"target": "x_vehicle", "on_delete": "cascade"}
    do(
        open_admin(),
        VEHICLE,
        AddField("x_vehicle", Kind.LINK, Label("پدر", "Parent"), settings=settings),
    )
    ctx = open_admin().as_system()
    model = ctx.snapshot.model("x_vehicle")
    first = ctx.create(model, x_name="0")
    second = ctx.create(model, x_name="1", x_parent=first)
    ctx.update(first, x_parent=second)
    gone = delete_record(ctx, first)
    assert not ctx.records("x_vehicle").exists()
    bring_back(ctx, gone)
    back = ctx.records("x_vehicle").order_by("id")
    assert [row.x_parent_id for row in back] == [second.id, first.id]
    parent: Any = None
    for place in range(1_200):
        parent = ctx.create(model, x_name=str(place), x_parent=parent)
    root = ctx.records("x_vehicle").get(x_name="0", x_parent=None)
    assert sum(not one.attname for one in delete_record(ctx, root)) == 1_200


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('some one in x_drivers satisfies one.x_name = "Ali"', ["both", "ali"]),
        ('not(some d in x_drivers satisfies d.x_name = "Ali")', ["sara", "none"]),
        ('every d in رانندگان satisfies d.x_name = "Ali"', ["ali", "none"]),
        ('some d in x_drivers satisfies d.x_name in ("Sara", "Zohreh")', ["both", "sara"]),
        ("count(x_drivers) >= 2", ["both"]),
        ("count(x_drivers) = 0", ["none"]),
        ("count(x drivers) < 2 and x_name != null", ["ali", "sara", "none"]),
        ("some d in x_drivers satisfies d.x_created_by = current user", ["both", "ali", "sara"]),
    ],
)
def test_conditions_ask_what_a_list_leads_to(text: str, names: list[str], world: Context) -> None:
    assert kept(four(world), text) == names


def four(ctx: Context) -> Context:
    ali, sara = drivers(ctx)
    for name, linked in (("both", [ali, sara]), ("ali", [ali]), ("sara", [sara]), ("none", [])):
        generic.create(ctx, "x_vehicle", {"x_name": name, "x_drivers": linked})
    return ctx


def kept(ctx: Context, text: str) -> list[str]:
    found = compile_condition(text, "x_vehicle", ctx.snapshot, actor=ctx.actor).q
    return [str(row) for row in ctx.records("x_vehicle").filter(found).order_by("id")]


def test_a_condition_upon_a_list_sees_what_the_actor_sees(world: Context, open_agent: Open) -> None:
    four(world)
    only_sara = Grant(Scope.CONDITION, condition='x_name = "Sara"')
    set_entity_rights(world, "agent", "x_driver", {Verb.READ: only_sara})
    agent = open_agent()
    assert kept(agent, 'some d in x_drivers satisfies d.x_name != "x"') == ["both", "sara"]
    with pytest.raises(PathOutOfReach):
        kept(agent, "count(x_drivers) = 1")


def test_a_role_may_be_narrowed_by_what_a_list_leads_to(world: Context, open_agent: Open) -> None:
    four(world)
    has_ali = Grant(Scope.CONDITION, condition='some d in x_drivers satisfies d.x_name = "Ali"')
    set_entity_rights(world, "agent", "x_vehicle", {Verb.READ: has_ali})
    rows = open_agent().records("x_vehicle").order_by("id")
    assert [str(row) for row in rows] == ["both", "ali"]


@pytest.mark.parametrize(
    "text",
    [
        'x_drivers.x_name = "Ali"',
        "some d in x_drivers satisfies d = 1",
        "some d in x_drivers satisfies x_name = d.x_name",
        "some d in x_name satisfies d.id = 1",
        "some d in x_drivers, e in x_drivers satisfies d.id = e.id",
        "count(x_name) = 1",
    ],
)
def test_what_cannot_be_asked_of_a_list_is_refused(text: str, world: Context) -> None:
    with pytest.raises(ConditionRefused):
        kept(world, text)


def own_link(key: str, on_delete: str, target: str = "x_vehicle") -> AddField:
    settings = {"target": target, "on_delete": on_delete}
    return AddField("x_vehicle", Kind.LINK, Label(key, key), key=key, settings=settings)


def test_a_record_that_two_cascades_reach_goes_once_and_comes_back(open_admin: Open) -> None:
    do(open_admin(), VEHICLE, own_link("x_root", "cascade"), own_link("x_parent", "cascade"))
    ctx = open_admin()
    root = make(ctx, "x_vehicle", x_name="root")
    child = make(ctx, "x_vehicle", x_name="child", x_root=root, x_parent=root)
    make(ctx, "x_vehicle", x_name="grandchild", x_root=root, x_parent=child)
    gone = delete_record(ctx, root)
    assert ctx.records("x_vehicle").count() == 0
    bring_back(ctx, gone)
    found = ctx.records("x_vehicle").order_by("id").values_list("x_parent_id", "x_root_id")
    assert list(found) == [(None, None), (root.id, root.id), (child.id, root.id)]


def test_a_link_that_a_deletion_emptied_first_is_not_kept_twice(open_admin: Open) -> None:
    with_driver = own_link("x_driver", "cascade", "x_driver")
    do(open_admin(), DRIVER, VEHICLE, with_driver, own_link("x_parent", "set_null"))
    ctx = open_admin()
    ali = make(ctx, "x_driver", x_name="Ali")
    first = make(ctx, "x_vehicle", x_name="a", x_driver=ali)
    make(ctx, "x_vehicle", x_name="b", x_driver=ali, x_parent=first)
    bring_back(ctx, delete_record(ctx, ali))
    found = ctx.records("x_vehicle").order_by("id").values_list("x_parent_id", "x_driver_id")
    assert list(found) == [(None, ali.id), (first.id, ali.id)]


@pytest.mark.parametrize("kind", [Kind.LINK, Kind.LINKS])
def test_a_link_in_the_trash_keeps_no_record_from_going(open_admin: Open, kind: Kind) -> None:
    settings = {"target": "x_driver", "on_delete": "restrict"}
    link = AddField("x_vehicle", kind, Label("راننده", "Driver"), key="x_by", settings=settings)
    do(open_admin(), DRIVER, VEHICLE, link)
    ctx = open_admin()
    ali = make(ctx, "x_driver", x_name="Ali")
    make(ctx, "x_vehicle", x_name="a", x_by=ali if kind is Kind.LINK else [ali])
    made = ctx.records("x_vehicle").get()["x_by"]
    do(open_admin(), RemoveField("x_vehicle", "x_by"))
    ctx = open_admin()
    gone = delete_record(ctx, ctx.records("x_driver").get())
    bring_back(ctx, gone)
    do(open_admin(), RestoreField("x_vehicle", "x_by"))
    assert open_admin().records("x_vehicle").get()["x_by"] == made


def test_an_entity_in_the_trash_is_named_when_it_keeps_a_record(open_admin: Open) -> None:
    before = do(open_admin(), DRIVER).number
    settings = {"target": "x_driver", "required": True}
    link = AddField(
        "x_vehicle", Kind.LINK, Label("راننده", "Driver"), key="x_by", settings=settings
    )
    do(open_admin(), VEHICLE, link)
    ali = make(open_admin(), "x_driver", x_name="Ali")
    make(open_admin(), "x_vehicle", x_name="a", x_by=ali)
    roll_back(open_admin(), before)
    ctx = open_admin()
    with pytest.raises(RecordInUse) as refused:
        delete_record(ctx, ctx.records("x_driver").get())
    assert str(refused.value.data["users"]) == "Vehicles"
