"""Writing: one record after the other, and a file of many."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from time import perf_counter

from owj.boot.records_bench.timing import at_least, seconds
from owj.boot.records_bench.world import KEY, World
from owj.kernel.figures import Figure
from owj.server.imports.meaning import meaning_of
from owj.server.imports.models import ImportRun
from owj.server.imports.runs import begin_import, begin_run, say_meaning, work_on_run
from owj.server.records.doors import make_through_door

SINGLE, IMPORTED = 600, 50_000
_COLUMNS = ("x_name", "x_email", "x_phone", "x_city", "x_score", "x_birth", "x_vip", "x_note")


def measure_writes(world: World) -> Iterator[Figure]:
    """Yield the figures of writing."""
    run = _tried_import(world, _file(IMPORTED))
    taken = seconds(lambda: work_on_run(run))
    done = ImportRun.objects.get(pk=run)
    if done.state != ImportRun.State.DONE:
        raise RuntimeError(f"the import is {done.state}")
    yield at_least("import of a CSV, committed", IMPORTED / taken, "rows/s", 10_000)
    yield at_least("create, one by one", _single(world), "records/s", 300)


def _tried_import(world: World, text: str) -> int:
    """Bring a file in up to where it may be carried out; returns the import."""
    ctx = world.as_admin()
    entity = ctx.snapshot.entity(KEY)
    run = begin_import(ctx, entity, io.BytesIO(text.encode()), "contacts.csv")
    meaning = meaning_of(entity, run.form)
    say_meaning(ctx, entity, run.pk, meaning, work=False)
    work_on_run(run.pk)
    begin_run(ctx, entity, run.pk, work=False)
    return int(run.pk)


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


def _single(world: World) -> float:
    ctx = world.as_agent()
    began = perf_counter()
    for n in range(SINGLE):
        values = {"x_name": f"تازه {n}", "x_phone": f"0936{n:07d}", "x_city": "c2", "x_score": n}
        make_through_door(ctx, KEY, values)
    return SINGLE / (perf_counter() - began)
