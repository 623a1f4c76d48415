"""The order of the measurements: few rows first, then all, then what changes them."""

from __future__ import annotations

from collections.abc import Iterator

from owj.boot.records_bench.changing import measure_changes
from owj.boot.records_bench.reads import list_time, measure_reads
from owj.boot.records_bench.timing import at_most
from owj.boot.records_bench.world import load_rows, make_world
from owj.boot.records_bench.writes import measure_writes
from owj.kernel.figures import Figure

ROWS = 1_000_000


def run_bench(rows: int = ROWS) -> Iterator[Figure]:
    """Measure on a database of its own and yield the figures beside their bars, as they come."""
    world = make_world()
    load_rows(1, rows // 10)
    few = list_time(world)
    load_rows(rows // 10 + 1, rows)
    yield at_most("list, ten times the rows", list_time(world) / few, "times", 1.5)
    yield from measure_reads(world)
    yield from measure_writes(world)
    yield from measure_changes(world, rows)
