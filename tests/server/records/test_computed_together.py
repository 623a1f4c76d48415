"""Two connections write at once: rollups and copies come out as if one had followed the other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from tests.server.records.computed_toys import SUMS, Order, Region, Shop

from owj.server.context import SYSTEM
from owj.server.records.computed import recompute, verify
from owj.server.records.context import Context, open_context
from owj.server.records.registry import declared_packages, only_declared
from owj.server.records.sync import sync_packages

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


@pytest.fixture
def apart(committed: None) -> Iterator[None]:
    with only_declared({**declared_packages(), "sums": SUMS}):
        sync_packages()
        yield


def unit() -> Context:
    return open_context(SYSTEM, NOW)


def at_once(*works: Callable[[], None]) -> None:
    def run(work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(run, work) for work in works]:
            done.result(60)


def differences() -> list[object]:
    return [one for key in ("toy_shop", "toy_order") for one in verify(unit(), key)]


def test_children_added_at_once_leave_the_right_sum(apart: None) -> None:
    shop = unit().create(Shop, name="a")
    both_inside = threading.Barrier(2)

    def add() -> None:
        both_inside.wait(10)
        for price in range(1, 6):
            with transaction.atomic():
                unit().create(Order, shop_id=shop.id, size=1, price=price)

    at_once(add, add)
    read = unit().get(Shop, shop.id)
    assert (read.total, read.orders_count) == (30, 10)
    assert differences() == []


def test_a_new_child_waits_for_whoever_changes_what_it_reads(apart: None) -> None:
    region = unit().create(Region, name="aa", rate=2)
    shop = unit().create(Shop, name="a", region=region)
    changed, made = threading.Event(), threading.Event()

    def change() -> None:
        with transaction.atomic():
            ctx = unit()
            ctx.update(ctx.get(Region, region.id), rate=5)
            changed.set()
            # The other comes to this row now; it cannot have passed it.
            assert not made.wait(0.5)

    def make() -> None:
        assert changed.wait(10)
        unit().create(Order, shop_id=shop.id, size=1, price=10)
        made.set()

    at_once(change, make)
    order = unit().rows(Order).get()
    assert order.taxed == 50
    assert differences() == []


def test_a_change_waits_for_the_new_child_that_reads_it(apart: None) -> None:
    region = unit().create(Region, name="aa", rate=2)
    shop = unit().create(Shop, name="a", region=region)
    made, changed = threading.Event(), threading.Event()

    def make() -> None:
        with transaction.atomic():
            unit().create(Order, shop_id=shop.id, size=1, price=10)
            made.set()
            assert not changed.wait(0.5)

    def change() -> None:
        assert made.wait(10)
        ctx = unit()
        ctx.update(ctx.get(Region, region.id), rate=5)
        changed.set()

    at_once(make, change)
    assert unit().rows(Order).get().taxed == 50
    assert differences() == []


def test_moves_in_both_directions_leave_the_right_sums(apart: None) -> None:
    one, two = unit().create(Shop, name="one"), unit().create(Shop, name="two")
    orders = unit().create_many(
        Order, [{"shop": one if n % 2 else two, "size": 1, "price": n} for n in range(8)]
    )
    ids = [order.id for order in orders]

    def move(mine: list[int], places: list[Shop]) -> Callable[[], None]:
        def work() -> None:
            for turn in range(4):
                for order_id in mine:
                    ctx = unit()
                    ctx.update(ctx.get(Order, order_id), shop_id=places[turn % 2].id)

        return work

    at_once(move(ids[:4], [one, two]), move(ids[4:], [two, one]))
    assert differences() == []


def test_filling_passes_over_rows_that_are_held_and_comes_back(apart: None) -> None:
    orders = unit().create_many(Order, [{"size": 1, "price": n} for n in range(25)])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE e_toy_order SET cost = NULL, large = true")
    assert len(list(verify(unit(), "toy_order"))) == 50
    held, passed = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            ctx = unit()
            ctx.lock(Order, orders[3].id)
            held.set()
            passed.wait(10)

    def fill() -> None:
        assert held.wait(10)
        for progress in recompute(unit(), "toy_order", batch=10):
            if progress.last_id >= orders[-1].id:
                # Every other row is done while one is held.
                passed.set()

    at_once(hold, fill)
    assert passed.is_set()
    assert differences() == []


def test_filling_goes_on_where_it_was_broken_off(apart: None) -> None:
    unit().create_many(Order, [{"size": 1, "price": n} for n in range(25)])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE e_toy_order SET cost = NULL")
    filling = recompute(unit(), "toy_order", ["cost"], batch=10)
    first = next(filling)
    filling.close()
    assert (first.done, first.whole) == (10, False)
    assert len(list(verify(unit(), "toy_order", ["cost"]))) == 15
    last = list(recompute(unit(), "toy_order", ["cost"], batch=10, after_id=first.last_id))[-1]
    assert (last.done, last.whole) == (15, True)
    assert differences() == []
