"""Writing: one record after the other, and a file of many."""

from __future__ import annotations

import csv
import io
from time import perf_counter
from typing import Any

from django.db import transaction

from owj.boot.records_bench.timing import at_least, seconds
from owj.boot.records_bench.world import KEY, World
from owj.kernel.figures import Figure
from owj.server.records import generic
from owj.server.records.doors import make_through_door
from owj.server.records.texts import from_text

SINGLE, IMPORTED, AT_ONCE = 600, 50_000, 5_000
_COLUMNS = ("x_name", "x_email", "x_phone", "x_city", "x_score", "x_birth", "x_vip", "x_note")


def measure_writes(world: World) -> list[Figure]:
    """Return the figures of writing."""
    text = _file(IMPORTED)
    taken = seconds(lambda: _import(world, text))
    return [
        at_least("import of a CSV, committed", IMPORTED / taken, "rows/s", 10_000),
        at_least("create, one by one", _single(world), "records/s", 300),
    ]


def _file(rows: int) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for n in range(rows):
        phone = f"۰۹۳۵{n:07d}"
        born = f"13{40 + n % 50}/05/{1 + n % 28:02d}"
        row = (f"واردشده {n}", f"i{n}@example.ir", phone, f"c{n % 7}", n % 90_000, born, "بله", "")
        writer.writerow(row)
    return out.getvalue()


def _import(world: World, text: str) -> None:
    """Read, check and write a file, every batch committed: the way of an importer."""
    ctx = world.as_admin()
    fields = ctx.snapshot.entity(KEY).by_key
    zone = ctx.zone
    batch: list[dict[str, Any]] = []
    for row in csv.DictReader(io.StringIO(text)):
        batch.append({key: from_text(fields[key], cell, zone) for key, cell in row.items()})
        if len(batch) == AT_ONCE:
            _commit(world, batch)
            batch = []
    _commit(world, batch)


def _commit(world: World, batch: list[dict[str, Any]]) -> None:
    if batch:
        with transaction.atomic():
            generic.create_many(world.as_admin(), KEY, batch)


def _single(world: World) -> float:
    ctx = world.as_agent()
    began = perf_counter()
    for n in range(SINGLE):
        values = {"x_name": f"تازه {n}", "x_phone": f"0936{n:07d}", "x_city": "c2", "x_score": n}
        make_through_door(ctx, KEY, values)
    return SINGLE / (perf_counter() - began)
