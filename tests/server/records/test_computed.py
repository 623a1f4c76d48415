"""Computed fields are worked out with the write, in every row that reads what changed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.server.records.computed_toys import Order, Region, Shop

from owj.server.records.audit import changes_of
from owj.server.records.computed import explain_value, verify
from owj.server.records.computed.bench import run_bench
from owj.server.records.context import Context
from owj.server.records.refusals import FieldIsComputed
from owj.server.records.relations import delete_record
from owj.server.records.returning import bring_back


def test_a_formula_is_worked_out_when_a_record_is_made(ctx: Context) -> None:
    order = ctx.create(Order, size=3, price=5)
    assert order.cost == 15
    assert ctx.get(Order, order.id).cost == 15


def test_a_formula_follows_its_own_fields(ctx: Context) -> None:
    order = ctx.create(Order, size=3, price=5)
    ctx.update(order, price=7)
    assert (order.cost, ctx.get(Order, order.id).cost) == (21, 21)


def test_a_missing_value_gives_none_and_no_exception(ctx: Context) -> None:
    order = ctx.create(Order, size=3)
    assert order.cost is None
    assert order.large is False


def test_nobody_writes_a_computed_field(ctx: Context) -> None:
    with pytest.raises(FieldIsComputed):
        ctx.create(Order, cost=3)
    order = ctx.create(Order, size=3)
    with pytest.raises(FieldIsComputed):
        ctx.update(order, cost=3)


def test_a_lookup_follows_the_link_and_the_linked_record(ctx: Context) -> None:
    north, south = ctx.create(Shop, name="north"), ctx.create(Shop, name="south")
    order = ctx.create(Order, shop=north)
    assert order.region_name == "north"
    ctx.update(north, name="NN")
    assert ctx.get(Order, order.id).region_name == "NN"
    ctx.update(order, shop=south)
    assert order.region_name == "south"
    ctx.update(order, shop=None)
    assert order.region_name == ""


def test_a_formula_reads_over_two_links(ctx: Context) -> None:
    region = ctx.create(Region, rate=10)
    shop = ctx.create(Shop, name="a", region=region)
    order = ctx.create(Order, shop=shop, size=2, price=3)
    assert (order.taxed, order.large) == (60, False)
    ctx.update(region, rate=20)
    again = ctx.get(Order, order.id)
    assert (again.taxed, again.large) == (120, True)
    ctx.update(shop, region=None)
    again = ctx.get(Order, order.id)
    assert (again.taxed, again.large) == (None, False)


def test_rollups_follow_new_changed_moved_and_deleted_rows(ctx: Context) -> None:
    one, two = ctx.create(Shop, name="one"), ctx.create(Shop, name="two")
    assert (one.orders_count, one.total, one.largest) == (0, 0, None)

    def sums(shop: Shop) -> tuple[object, ...]:
        read = ctx.get(Shop, shop.id)
        return read.orders_count, read.total, read.open_total, read.largest

    first = ctx.create(Order, shop=one, size=2, price=10)
    second = ctx.create(Order, shop=one, size=1, price=5)
    assert sums(one) == (2, 25, 25, 20)
    ctx.update(first, price=1)
    assert sums(one) == (2, 7, 7, 5)
    ctx.update(second, closed=True)
    assert sums(one) == (2, 7, 2, 5)
    ctx.update(second, shop=two)
    assert (sums(one), sums(two)) == ((1, 2, 2, 2), (1, 5, 0, 5))
    ctx.delete(second)
    assert sums(two) == (0, 0, 0, None)
    ctx.create_many(Order, [{"shop": two, "size": n, "price": 2} for n in range(5)])
    assert sums(two) == (5, 20, 20, 8)


def test_what_reads_a_rollup_of_its_own_siblings_settles(ctx: Context) -> None:
    shop = ctx.create(Shop, name="a")
    one = ctx.create(Order, shop=shop, size=1, price=30)
    two = ctx.create(Order, shop=shop, size=1, price=10)
    assert two.share == 25
    assert ctx.get(Order, one.id).share == 75
    ctx.update(two, price=30)
    assert two.share == 50
    assert ctx.get(Order, one.id).share == 50
    ctx.delete(two)
    assert ctx.get(Order, one.id).share == 100


def test_a_link_to_the_same_entity_passes_values_on(ctx: Context) -> None:
    root = ctx.create(Shop, name="root")
    leaf = ctx.create(Shop, name="leaf", parent=root)
    assert (root.title, leaf.above) == ("ROOT!", "ROOT!")
    ctx.update(root, name="top")
    assert ctx.get(Shop, leaf.id).above == "TOP!"
    ctx.delete(root)
    assert ctx.get(Shop, leaf.id).above == ""


def test_a_day_is_that_of_the_organisations_zone(ctx: Context) -> None:
    order = ctx.create(Order, at=datetime(2026, 11, 22, 21, 0, tzinfo=UTC))
    assert order.day == date(2026, 11, 23)


def test_a_consequence_moves_no_version_and_is_not_audited(ctx: Context) -> None:
    shop = ctx.create(Shop, name="a")
    mine = ctx.get(Shop, shop.id)
    ctx.at(ctx.now).create(Order, shop=shop, size=2, price=2)
    read = ctx.get(Shop, shop.id)
    assert (read.total, read.version, read.updated_at) == (4, mine.version, mine.updated_at)
    ctx.update(mine, expected_version=mine.version, name="b")
    names = [
        one.field.key for change in changes_of(ctx, mine) for one in change.fields if one.field
    ]
    assert set(names) == {"name"}


def test_many_at_once_compute_as_one_by_one(ctx: Context) -> None:
    region = ctx.create(Region, rate=3)
    shop = ctx.create(Shop, name="a", region=region)
    made = ctx.create_many(Order, [{"shop": shop, "size": n, "price": 2} for n in range(10)])
    assert [one.taxed for one in made] == [6 * n for n in range(10)]
    assert [ctx.get(Order, one.id).region_name for one in made] == ["a"] * 10


def test_a_computed_field_filters_and_sorts(ctx: Context) -> None:
    ctx.create_many(Order, [{"size": n, "price": 2} for n in range(10)])
    found = ctx.rows(Order).filter(cost__gte=10).order_by("-cost")
    assert [one.cost for one in found] == [18, 16, 14, 12, 10]


def test_the_bench_measures_every_size(db: None) -> None:
    found = run_bench(rows=20, updates=3)
    assert {"update with 20, ms", "create under a rollup, ms"} <= found.keys()
    assert all(value > 0 for name, value in found.items() if name.endswith("ms"))


def test_a_row_that_is_brought_back_computes_again(ctx: Context) -> None:
    shop = ctx.create(Shop, name="a")
    order = ctx.create(Order, shop=shop, size=2, price=5)
    gone = delete_record(ctx, order)
    ctx.update(shop, name="b")
    assert ctx.get(Shop, shop.id).total == 0
    bring_back(ctx, gone)
    again = ctx.get(Order, order.id)
    assert (again.cost, again.region_name, ctx.get(Shop, shop.id).total) == (10, "b", 10)
    assert list(verify(ctx, "toy_order")) == list(verify(ctx, "toy_shop")) == []


def test_an_explanation_says_why_there_is_no_value(ctx: Context) -> None:
    order = ctx.create(Order, size=2**62, price=4)
    assert order.cost is None
    found = explain_value(ctx, order, "cost")
    assert found.reason is not None
    order = ctx.create(Order, size=2)
    assert [one.code for one in explain_value(ctx, order, "cost").warnings] == [
        "feel.wrong_operand"
    ]
    ctx.update(order, price=3)
    assert explain_value(ctx, order, "cost").value == 6
