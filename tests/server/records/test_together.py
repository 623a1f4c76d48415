"""Many records changed or deleted at once: few questions, and everything as one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.server.records.computed_toys import Order, Region, Shop
from tests.server.records.toys import Case, Firm, Note, Person

from owj.kernel.errors import OwjError
from owj.server.records import generic
from owj.server.records.audit import changes_of
from owj.server.records.changing import change_many, may_go_together
from owj.server.records.computed import verify
from owj.server.records.context import Context
from owj.server.records.declare import Entity
from owj.server.records.deleting import delete_many
from owj.server.records.models import RecordChange
from owj.server.records.reacting import RowsWritten, _reactions, register_write_reaction
from owj.server.records.refusals import FieldReadOnly, RecordInUse, RecordNotFound, VerbRefused
from owj.server.records.returning import bring_back
from owj.server.records.rights import _openings, open_to_pages

MANY = 60
OPENED: tuple[type[Entity], ...] = (Firm, Person, Case, Note, Region, Shop, Order)


@pytest.fixture(autouse=True)
def opened(toys: None) -> Iterator[None]:
    for toy in OPENED:
        open_to_pages(toy)
    yield
    for toy in OPENED:
        del _openings[toy.key]


@pytest.fixture
def heard() -> Iterator[list[tuple[str, str, int]]]:
    """Collect what listeners are told: (entity, deed, id)."""
    told: list[tuple[str, str, int]] = []

    def listen(_ctx: Context, written: RowsWritten) -> None:
        told.extend((written.entity.key, written.deed, row.id) for row in written.rows)

    register_write_reaction(listen)
    yield told
    _reactions.remove(listen)


def asked(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def same(ids: list[int], values: dict[str, Any]) -> dict[int, dict[str, Any]]:
    return dict.fromkeys(ids, values)


def orders(ctx: Context, shop: Shop, count: int, **more: Any) -> list[int]:
    rows = [{"shop": shop, "size": n + 1, "price": 2, **more} for n in range(count)]
    return [one.id for one in ctx.create_many(Order, rows)]


def test_deleting_many_asks_as_much_as_deleting_few(ctx: Context) -> None:
    shop = ctx.create(Shop, name="a")
    few, many = orders(ctx, shop, 5), orders(ctx, shop, MANY)
    ctx.rights("toy_order")
    small = asked(lambda: delete_many(ctx, "toy_order", few))
    large = asked(lambda: delete_many(ctx, "toy_order", many))
    assert small >= large - 2
    assert large < MANY


def test_changing_many_asks_as_much_as_changing_few(ctx: Context) -> None:
    shop = ctx.create(Shop, name="a")
    few, many = orders(ctx, shop, 5), orders(ctx, shop, MANY)
    small = asked(lambda: change_many(ctx, "toy_order", same(few, {"price": 3})))
    large = asked(lambda: change_many(ctx, "toy_order", same(many, {"price": 3})))
    assert small >= large - 2
    assert large < MANY


def test_bringing_many_back_asks_as_much_as_bringing_few(ctx: Context) -> None:
    shop = ctx.create(Shop, name="a")
    few, many = orders(ctx, shop, 5), orders(ctx, shop, MANY)
    went_few, went_many = (delete_many(ctx, "toy_order", ids)[0] for ids in (few, many))
    small = asked(lambda: bring_back(ctx, went_few))
    large = asked(lambda: bring_back(ctx, went_many))
    assert small >= large - 2
    assert large < MANY


def test_sums_memory_and_listeners_follow_many_as_they_follow_one(
    ctx: Context, heard: list[tuple[str, str, int]]
) -> None:
    one, two = ctx.create(Shop, name="one"), ctx.create(Shop, name="two")
    ids = orders(ctx, one, 6)
    heard.clear()
    changed, refused = change_many(ctx, "toy_order", same(ids[:4], {"shop": two.id}))
    assert (list(changed), refused) == (ids[:4], {})
    assert [found.before for found in changed.values()] == [{"shop_id": one.id}] * 4
    assert {found.version for found in changed.values()} == {2}
    assert heard == [("toy_order", "changed", each) for each in ids[:4]]
    assert (ctx.get(Shop, one.id).total, ctx.get(Shop, two.id).total) == (22, 20)
    moved = ctx.get(Order, ids[0])
    assert (moved.version, moved.region_name) == (2, "two")
    told = changes_of(ctx, moved)[0]
    assert [(each.old, each.new) for each in told.fields] == [(one.id, two.id)]
    assert (told.user_name, told.at, told.version) == (ctx.actor.name, ctx.now, 2)
    heard.clear()
    gone, refused = delete_many(ctx, "toy_order", ids)
    assert refused == {}
    assert heard == [("toy_order", "deleted", each) for each in ids]
    assert (ctx.get(Shop, one.id).total, ctx.get(Shop, two.id).total) == (0, 0)
    kept = RecordChange.objects.filter(action="deleted", record_id__in=ids)
    assert sorted(kept.values_list("record_id", flat=True)) == ids
    bring_back(ctx, gone)
    assert (ctx.get(Shop, one.id).total, ctx.get(Shop, two.id).total) == (22, 20)
    assert [ctx.get(Order, each).version for each in ids] == [3, 3, 3, 3, 2, 2]
    for key in ("toy_order", "toy_shop"):
        assert list(verify(ctx, key)) == []


def test_what_changes_nothing_gets_no_version_and_no_memory(ctx: Context) -> None:
    ids = orders(ctx, ctx.create(Shop, name="a"), 3)
    ctx.update(ctx.get(Order, ids[0]), price=9)
    changed, _refused = change_many(ctx, "toy_order", same(ids, {"price": 9}))
    assert [found.version for found in changed.values()] == [2, 2, 2]
    assert RecordChange.objects.filter(action="updated", record_id=ids[0]).count() == 1


def test_each_refuses_for_itself_and_the_others_are_written(ctx: Context) -> None:
    ids = orders(ctx, ctx.create(Shop, name="a"), 5)
    for each in ids[1:3]:
        ctx.update(ctx.get(Order, each), size=0)
    wanted = same([*ids, 10**9], {"closed": True})
    changed, refused = change_many(ctx, "toy_order", wanted)
    assert list(changed) == [ids[0], ids[3], ids[4]]
    codes = {one: error.code for one, error in refused.items()}
    assert codes.pop(10**9) == RecordNotFound.code
    assert set(codes) == {ids[1], ids[2]}
    assert [ctx.get(Order, each).closed for each in ids] == [True, False, False, True, True]


def test_what_is_held_stays_and_what_follows_goes(ctx: Context) -> None:
    firms = [ctx.create(Firm, name=str(n)) for n in range(4)]
    case = ctx.create(Case, subject="s", firm=firms[1], opened_at=ctx.now)
    gone, refused = delete_many(ctx, "toy_firm", [one.id for one in firms])
    assert {one: type(error) for one, error in refused.items()} == {firms[1].id: RecordInUse}
    assert len(gone) == 3
    ctx.create_many(Note, [{"case": case, "text": str(n)} for n in range(3)])
    other = ctx.create(Case, subject="t", firm=firms[1], opened_at=ctx.now)
    gone, refused = delete_many(ctx, "toy_case", [case.id, other.id])
    assert (len(gone), refused) == (5, {})
    bring_back(ctx, gone)
    assert ctx.rows(Note).filter(case_id=case.id).count() == 3


def test_a_tree_and_a_circle_go_and_come_back(ctx: Context) -> None:
    root = ctx.create(Shop, name="root")
    twigs = [ctx.create(Shop, name=f"t{n}", parent=root) for n in range(3)]
    outside = ctx.create(Shop, name="out", parent=twigs[0])
    ctx.update(root, parent=twigs[0])
    chosen = [root.id, *(one.id for one in twigs)]
    gone, refused = delete_many(ctx, "toy_shop", chosen)
    assert refused == {}
    assert list(ctx.rows(Shop).values_list("id", flat=True)) == [outside.id]
    assert ctx.get(Shop, outside.id).parent_id is None
    bring_back(ctx, gone)
    assert ctx.get(Shop, outside.id).parent_id == twigs[0].id
    assert ctx.get(Shop, root.id).parent_id == twigs[0].id
    assert list(verify(ctx, "toy_shop")) == []


def test_rights_hold_for_each_record(hub: Context, ctx: Context, user_id: int) -> None:
    firm = ctx.create(Firm, name="a")
    case = ctx.create(Case, subject="s", firm=firm, opened_at=ctx.now)
    for answer in (
        change_many(hub, "toy_case", {case.id: {"subject": "x"}})[1],
        delete_many(hub, "toy_case", [case.id, case.id + 1])[1],
    ):
        assert all(isinstance(one, RecordNotFound | VerbRefused) for one in answer.values())
        assert case.id in answer
    assert ctx.get(Case, case.id).subject == "s"
    refused = change_many(ctx, "toy_case", {case.id: {"number": "1"}})[1]
    assert [type(one) for one in refused.values()] == [FieldReadOnly]


def test_what_depends_on_the_record_goes_by_itself(ctx: Context) -> None:
    assert not may_go_together(ctx, "toy_case", ["file"])
    assert not may_go_together(ctx, "toy_firm", ["code"])
    assert not may_go_together(ctx, "toy_firm", ["nothing"])
    assert may_go_together(ctx, "toy_case", ["firm", "status", "extra"])


def test_a_listener_that_refuses_one_stops_no_other(ctx: Context) -> None:
    ids = orders(ctx, ctx.create(Shop, name="a"), 5)

    class Kept(OwjError):
        pass

    def listen(_ctx: Context, written: RowsWritten) -> None:
        if any(row.id == ids[2] for row in written.rows):
            raise Kept

    register_write_reaction(listen)
    try:
        _gone, refused = delete_many(ctx, "toy_order", ids)
    finally:
        _reactions.remove(listen)
    assert {one: type(error) for one, error in refused.items()} == {ids[2]: Kept}
    assert list(ctx.rows(Order).values_list("id", flat=True)) == [ids[2]]
    assert ctx.rows(Shop).get().total == 6


def test_many_new_ones_of_which_one_is_taken_are_refused_in_words(ctx: Context) -> None:
    ctx.create(Firm, name="a", code="1")
    rows = [{"name": "b", "code": "2"}, {"name": "c", "code": "1"}]
    with pytest.raises(OwjError) as refused:
        generic.create_many(ctx, "toy_firm", rows)
    assert refused.value.code == "field.value_rejected"
