"""Changing the schema of a full table while fifty people write to it, and a thousand times over."""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from owj.boot.records_bench.timing import at_most, share
from owj.boot.records_bench.world import KEY, World, change, load_rows, make_world
from owj.kernel.figures import Figure
from owj.server.records.apply import apply_schema, stored_schema
from owj.server.records.defs import EntityDef, Kind, Label, SchemaDef
from owj.server.records.defs_json import entity_from_json, entity_to_json
from owj.server.records.layers import current_layer
from owj.server.records.snapshot import current_snapshot
from owj.server.schema.changes import AddField, ChangeField

QUIET_S, HEAD_S, MANY, KNOWN = 40.0, 3.0, 1_000, 200


def run_bench(rows: int) -> Iterator[Figure]:
    """Measure changing alone, on a table of so many rows."""
    world = make_world()
    load_rows(1, rows)
    yield from measure_filling(world, rows)
    yield from measure_changes(world, rows)


def measure_filling(world: World, rows: int) -> Iterator[Figure]:
    """Yield how long it takes to give a default to a field that nobody has filled in yet."""
    change(world.as_admin(), AddField(KEY, Kind.NUMBER, Label("وزن", "Weight"), key="x_weight"))
    began = time.perf_counter()
    change(world.as_admin(), ChangeField(KEY, "x_weight", {"default": 7}))
    took = time.perf_counter() - began
    yield at_most("a default for rows that are there", took / rows * 1e5, "ms a 100 rows", 5)


def measure_changes(world: World, last_id: int) -> Iterator[Figure]:
    """Yield the figures of changing."""
    quiet = _latencies(last_id, QUIET_S, lambda: None)
    loud = _latencies(last_id, 2 * QUIET_S, lambda: _change(world))
    excess = share(loud, 0.999) - share(quiet, 0.999)
    yield at_most("writes while the schema changes, p99.9", excess * 1e3, "ms more", 250)
    yield at_most("memory after 1,000 changes", _growth(), "times that after 200", 1.1)


def _change(world: World) -> None:
    """Add a field, fill it, index it, ask for it, and write another anew as text."""
    ctx = world.as_admin()
    stage = AddField(KEY, Kind.NUMBER, Label("مرحله", "Stage"), key="x_stage")
    change(ctx, stage)
    for settings in ({"default": 7}, {"index": True}, {"required": True}):
        change(world.as_admin(), ChangeField(KEY, "x_stage", settings))


def _latencies(last_id: int, duration: float, work: Callable[[], None]) -> list[float]:
    """Return how long the writes of other processes took while some work was done, sorted."""
    command = [sys.executable, "-m", "owj.boot.records_bench.writers", str(duration), str(last_id)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        time.sleep(HEAD_S)
        began = time.time()
        work()
        done = time.time()
        out, _ = process.communicate()
    writes: list[tuple[float, float]] = json.loads(out)
    until = max(done, began + QUIET_S)
    return sorted(took for at, took in writes if began - 1 <= at <= until)


def _growth() -> float:
    """Return how much the process has grown between some and many publications."""
    held = 0
    for number in range(MANY):
        _rename(number)
        current_snapshot()
        if number == KNOWN:
            gc.collect()
            held = _resident()
    gc.collect()
    return _resident() / held


def _rename(number: int) -> None:
    schema, layer = stored_schema(), current_layer()
    renamed = SchemaDef(tuple(_called(one, number) for one in schema.entities))
    apply_schema(renamed, made_by="bench", layer=layer)


def _called(entity: EntityDef, number: int) -> EntityDef:
    if entity.key != KEY:
        return entity
    label = {"fa": f"مخاطب {number}", "en": f"Contact {number}"}
    return entity_from_json({**entity_to_json(entity), "label": label})


def _resident() -> int:
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
