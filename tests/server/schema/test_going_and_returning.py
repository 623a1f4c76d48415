"""What deletions and merges do to a tangle of links, and that taking them back leaves no trace."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from tests.server.schema.conftest import Open
from tests.server.schema.test_publishing import PRICE, VEHICLE, do, make

from owj.server.activity.merges import merge_records, undo_merge
from owj.server.layouts.deeds import change_records, delete_records, undo_deed
from owj.server.records import Label
from owj.server.records.computed import verify
from owj.server.records.context import Context
from owj.server.records.defs import Kind
from owj.server.schema.changes import AddField, CreateEntity

DRIVER = CreateEntity(Label("راننده", "Driver"), Label("رانندگان", "Drivers"))
KEYS = ("x_vehicle", "x_driver")
# Among them those that failed once.
SEEDS = (4, 5, 6, 15, 16, 60, 101, 102, 103, 104)


def field(entity: str, kind: Kind, key: str, **settings: Any) -> AddField:
    return AddField(entity, kind, Label(key, key), key=key, settings=settings)


def link(entity: str, key: str, target: str, on_delete: str) -> AddField:
    return field(entity, Kind.LINK, key, target=target, on_delete=on_delete, reverse=f"{key}_of")


TANGLE = (
    link("x_vehicle", "x_a", "x_driver", "cascade"),
    link("x_vehicle", "x_b", "x_driver", "set_null"),
    link("x_vehicle", "x_p", "x_vehicle", "cascade"),
    link("x_vehicle", "x_q", "x_vehicle", "set_null"),
    field("x_vehicle", Kind.LINKS, "x_l", target="x_vehicle"),
    field("x_vehicle", Kind.LINKS, "x_d", target="x_driver"),
    link("x_driver", "x_best", "x_vehicle", "set_null"),
    field(
        *("x_driver", Kind.ROLLUP, "x_sum"),
        via="x_a_of",
        aggregate="sum",
        source="x_price",
        result="money",
    ),
    field("x_vehicle", Kind.FORMULA, "x_f", formula="x_price + x_a.x_sum", result="money"),
    field("x_vehicle", Kind.LOOKUP, "x_up", via="x_p", source="x_f", result="money"),
    field(
        *("x_driver", Kind.ROLLUP, "x_most"),
        via="x_b_of",
        aggregate="max",
        source="x_up",
        result="money",
    ),
)


def state(ctx: Context) -> dict[tuple[str, int], dict[str, Any]]:
    """Return every value of every record; the order of a list may change."""
    found = {}
    for key in KEYS:
        names = [
            one.attname for one in ctx.snapshot.writer(key).fields if one.definition.names is None
        ]
        for record in ctx.records(key):
            values = {name: getattr(record, name) for name in names}
            found[key, record.id] = {
                name: sorted(value) if isinstance(value, tuple) else value
                for name, value in values.items()
            }
    return found


def tangled(ctx: Context, rnd: random.Random) -> tuple[list[Any], list[Any]]:
    def some(pool: Sequence[Any]) -> Any:
        return rnd.choice(pool) if pool and rnd.random() < 0.5 else None

    def several(pool: Sequence[Any]) -> list[int]:
        return [one.id for one in pool if rnd.random() < 0.3]

    drivers = [make(ctx, "x_driver", x_name=f"d{place}") for place in range(3)]
    vehicles: list[Any] = []
    for place in range(5):
        links = {"x_a": some(drivers), "x_b": some(drivers)}
        own = {"x_p": some(vehicles), "x_q": some(vehicles), "x_l": several(vehicles)}
        facts = {"x_name": f"v{place}", "x_price": rnd.randint(0, 9), "x_d": several(drivers)}
        vehicles.append(make(ctx, "x_vehicle", **facts, **links, **own))
    for one in drivers:
        ctx.update(ctx.records("x_driver").get(pk=one.id), x_best=some(vehicles))
    for one in vehicles:
        own = {"x_p": some(vehicles), "x_q": some(vehicles), "x_l": several(vehicles)}
        ctx.update(ctx.records("x_vehicle").get(pk=one.id), **own)
    return vehicles, drivers


def act_and_return(open_admin: Open, rnd: random.Random, pools: Sequence[list[Any]]) -> None:
    place = rnd.randrange(2)
    key, ids = KEYS[place], [one.id for one in rnd.sample(pools[place], rnd.randint(2, 3))]
    what = rnd.choice(["delete", "merge", "change"])
    if what == "merge":
        merge = merge_records(open_admin(), key, ids)
        assert differences(open_admin()) == []
        undo_merge(open_admin(), merge.pk)
        return
    if what == "delete":
        done = delete_records(open_admin(), key, ids)
    else:
        driver = pools[1][0].id
        done = change_records(
            open_admin(), "x_vehicle", [one.id for one in pools[0]], {"x_a": driver, "x_b": driver}
        )
    assert done.refused == []
    assert differences(open_admin()) == []
    assert undo_deed(open_admin(), done.deed_id or 0).refused == []


def differences(ctx: Context) -> list[Any]:
    return [one for key in KEYS for one in verify(ctx, key)]


def test_what_goes_comes_back_as_it_was(open_admin: Open) -> None:
    do(open_admin(), DRIVER, VEHICLE, PRICE, *TANGLE)
    for seed in SEEDS:
        rnd = random.Random(seed)
        with transaction.atomic():
            pools = tangled(open_admin(), rnd)
            before = state(open_admin())
            act_and_return(open_admin, rnd, pools)
            assert differences(open_admin()) == [], seed
            assert state(open_admin()) == before, seed
            transaction.set_rollback(True)
