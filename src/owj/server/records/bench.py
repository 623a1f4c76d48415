"""Measures the records core: snapshots, version checks, and writing with validation.

Everything happens in one transaction that is rolled back, beside the data that is there. Rates
presume a quiet machine; the ratio to the bare INSERT of the same rows does not.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from django.db import connection, transaction

from owj.kernel.figures import Figure
from owj.server import clock
from owj.server.context import SYSTEM
from owj.server.records.compiling import compile_packages
from owj.server.records.context import Context, open_context
from owj.server.records.declare import DateTime, Entity, Link, LongText, Number, Text, YesNo
from owj.server.records.defs import Label
from owj.server.records.registry import declared_packages, only_declared
from owj.server.records.snapshot import build_snapshot, current_snapshot
from owj.server.records.sync import sync_packages

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = Label("نام", "Name")
_ROWS = 20_000
_ENTITIES = 6
_FIELDS = 20
_BARE_INSERT = """
    INSERT INTO e_bench_item (version, created_at, updated_at, firm_id, subject, at)
    VALUES (1, %s, %s, %s, %s, %s) RETURNING id
"""


class BenchFirm(Entity):
    """The firm that measured items belong to."""

    key, label = "bench_firm", _NAME
    name = Text(_NAME, required=True)


class BenchItem(Entity):
    """A record of the shape of a message."""

    key, label = "bench_item", _NAME
    firm = Link(BenchFirm, _NAME, required=True)
    subject = Text(_NAME, required=True)
    body = LongText(_NAME)
    size = Number(_NAME)
    urgent = YesNo(_NAME)
    at = DateTime(_NAME, required=True)


def run_bench() -> list[Figure]:
    """Measure on the connected, synced database and return the figures beside their bars."""
    with _bench_entities() as ctx:
        firm = ctx.create(BenchFirm, name="اوج")
        rows = [{"firm": firm, "subject": f"s{n}", "at": ctx.now} for n in range(_ROWS)]
        many_s = _seconds(lambda: ctx.create_many(BenchItem, rows))
        raw_s = _each(2_000, lambda: _insert_barely(firm.id, ctx))
        one_s = _each(2_000, lambda: ctx.create(BenchItem, firm=firm, subject="s", at=ctx.now))
        item = ctx.create(BenchItem, firm=firm, subject="s", at=ctx.now)
        sizes = iter(range(10_000))
        update_s = _each(1_000, lambda: ctx.update(item, size=next(sizes)))
        check_s = _each(1_000, current_snapshot)
        lookup_s = _each(100_000, lambda: ctx.snapshot.model("bench_item"))
    build_s = min(_seconds(_build_six, process_time) for _ in range(5))
    return [
        _at_most("snapshot of 6 entities with 20 fields", build_s * 1e3, "ms", 10),
        _at_most("version check", check_s * 1e3, "ms", 2),
        _at_most("lookup in the snapshot", lookup_s * 1e6, "µs", 5),
        _at_least("create, one by one", 1 / one_s, "records/s", 1_500),
        _at_most("create, one by one", one_s / raw_s, "times a bare INSERT", 2),
        _at_least("create_many", _ROWS / many_s, "records/s", 10_000),
        _at_least("update, one by one", 1 / update_s, "records/s", 1_000),
    ]


@contextmanager
def _bench_entities() -> Iterator[Context]:
    """Give a context over the measured entities, and undo all of it at the end."""
    packages = {**declared_packages(), "bench": (BenchFirm, BenchItem)}
    with transaction.atomic(), only_declared(packages):
        sync_packages(made_by="bench")
        yield open_context(SYSTEM, clock.now())
        transaction.set_rollback(True)


def _build_six() -> None:
    fields = {f"field_{n}": Text(_NAME) for n in range(_FIELDS)}
    entities = [
        type(f"Bench{n}", (Entity,), {"key": f"bench_{n}", "label": _NAME, **fields})
        for n in range(_ENTITIES)
    ]
    build_snapshot(compile_packages([("bench", entities)]))


def _insert_barely(firm_id: int, ctx: Context) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_BARE_INSERT, [ctx.now, ctx.now, firm_id, "s", ctx.now])
        cursor.fetchone()


def _seconds(work: Callable[[], object], watch: Callable[[], float] = perf_counter) -> float:
    began = watch()
    work()
    return watch() - began


def _each(times: int, work: Callable[[], object]) -> float:
    """Return the seconds that one of many runs took."""

    def repeat() -> None:
        for _ in range(times):
            work()

    return _seconds(repeat) / times


def _at_most(name: str, value: float, unit: str, bar: float) -> Figure:
    return Figure(name, round(value, 3), unit, bar, value <= bar)


def _at_least(name: str, value: float, unit: str, bar: float) -> Figure:
    return Figure(name, round(value), unit, bar, value >= bar)
