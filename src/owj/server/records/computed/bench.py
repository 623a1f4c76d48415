"""Measures what computed fields cost: an update with none, five and twenty, and filling a table.

Everything happens in one transaction that is rolled back, as in `owj.server.records.bench`.
"""

from __future__ import annotations

from time import perf_counter

from django.db import transaction

from owj.server import clock
from owj.server.context import SYSTEM
from owj.server.records.computed.backfill import recompute
from owj.server.records.context import Context, open_context
from owj.server.records.declare import Entity, Link, Number, Text
from owj.server.records.declare_kinds import Formula, Rollup
from owj.server.records.defs import Kind, Label
from owj.server.records.registry import declared_packages, only_declared
from owj.server.records.sync import sync_packages

_NAME = Label("نام", "Name")


class BenchShop(Entity):
    """What sums the measured orders up."""

    key, label = "bench_shop", _NAME
    name = Text(_NAME)
    total = Rollup(_NAME, via="bench_sum.shop", aggregate="sum", source="size", result=Kind.NUMBER)


class BenchSum(Entity):
    """One of a few orders of a shop."""

    key, label = "bench_sum", _NAME
    shop = Link(BenchShop, _NAME, required=True)
    size = Number(_NAME)


def run_bench(rows: int = 10_000, updates: int = 500) -> dict[str, float]:
    """Return milliseconds an update, and rows a second for many new rows and for filling."""
    made = [_entity(count) for count in (0, 5, 20)]
    packages: dict[str, tuple[type[Entity], ...]] = {**declared_packages()}
    packages["bench"] = (BenchShop, BenchSum, *made)
    with transaction.atomic(), only_declared(packages):
        sync_packages(made_by="bench")
        ctx = open_context(SYSTEM, clock.now())
        found: dict[str, float] = {}
        for count, entity in zip((0, 5, 20), made, strict=True):
            found |= _measured(ctx, entity, count, (rows, updates))
        shops = ctx.create_many(BenchShop, [{} for _ in range(100)])
        began = perf_counter()
        for number in range(updates):
            ctx.create(BenchSum, shop=shops[number % 100], size=number)
        found["create under a rollup, ms"] = (perf_counter() - began) / updates * 1e3
        transaction.set_rollback(True)
    return {name: round(value, 2) for name, value in found.items()}


def _entity(count: int) -> type[Entity]:
    fields: dict[str, object] = {"a": Number(_NAME), "b": Number(_NAME)}
    for number in range(count):
        text = f"if a > {number} then a * b + {number} else b - a"
        fields[f"f{number}"] = Formula(_NAME, formula=text, result=Kind.NUMBER)
    return type(f"Bench{count}", (Entity,), {"key": f"bench_f{count}", "label": _NAME, **fields})


def _measured(
    ctx: Context, entity: type[Entity], count: int, sizes: tuple[int, int]
) -> dict[str, float]:
    many, updates = sizes
    began = perf_counter()
    rows = ctx.create_many(entity, [{"a": n % 7, "b": n} for n in range(many)])
    many_s = perf_counter() - began
    began = perf_counter()
    for number in range(updates):
        ctx.update(rows[0], a=number)
    update_s = perf_counter() - began
    began = perf_counter()
    for _ in recompute(ctx, entity.key):
        pass
    filled_s = perf_counter() - began
    return {
        f"update with {count}, ms": update_s / updates * 1e3,
        f"create_many with {count}, rows/s": many / many_s,
        f"filling {many:,} rows with {count}, s": filled_s,
    }
