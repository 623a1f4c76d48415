"""Measure processes with rows: completions beside bare commits, another engine, many that wait.

Run on a durable database of its own; every ratio compares two things of the same run.
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

from django.db import connection, transaction

from owj.kernel.figures import Figure
from owj.server import clock
from owj.server.context import SYSTEM
from owj.server.processes.bench_drawings import approval, loop, waiting
from owj.server.processes.bench_spiff import spiff_cpu_s
from owj.server.processes.completing import complete_task
from owj.server.processes.definitions import deploy, save_draft
from owj.server.processes.loading import load_due
from owj.server.processes.models import ProcessInstance, ProcessTimer, UserTask
from owj.server.processes.starting import start
from owj.server.processes.timing import ProcessesReport, fire_due_timer
from owj.server.records.context import Context, open_context

COMPLETIONS, WAITING, DUE, CLIENTS = 600, 100_000, 1_000, 4
# A case is asked so often until it ends.
ANSWERS = 10
RATIO_BAR, TRIPS_BAR, CPU_BAR, TURN_BAR = 0.3, 3.0, 4.0, 1.2
CLAIM_BAR_MS, DUE_BAR_S, START_BAR_MS = 20.0, 10.0, 15.0
_COMMIT = "UPDATE server_processdefinition SET name = name WHERE key = 'loop'"


def run_bench() -> list[Figure]:
    """Return all figures of processes with rows."""
    ctx = open_context(SYSTEM, clock.now())
    for key, xml in (
        ("loop", loop()),
        ("approval", approval("ok = true", "1")),
        ("waits", waiting()),
    ):
        save_draft(ctx, key, xml)
        deploy(ctx, key)
    return [
        *_completions(ctx),
        *_four_clients(ctx),
        *_against_spiff(ctx),
        _turns(ctx),
        _starts(ctx),
        *_many_waiting(ctx),
    ]


def _completions(ctx: Context) -> list[Figure]:
    """Measure one client: loop turns beside one-row commits on the same connection."""
    bare = _per_second(COMPLETIONS, _write_one_row)
    _each_turn(ctx, 50)
    commits, turns = [], []
    for _ in range(3):
        commits.append(_per_second(COMPLETIONS, _commit_one_row))
        turns.append(_each_turn(ctx, COMPLETIONS // 3))
    ratio = median(turn / commit for turn, commit in zip(turns, commits, strict=True))
    return [
        _at_least("one-row commits", median(commits), "a second", 0),
        _at_least("one-row autocommits", bare, "a second", 0),
        _at_least("task completions", median(turns), "a second, 1 client", 0),
        _at_least("completions / commits", ratio, "times", RATIO_BAR),
        _at_most("round trips", _round_trips(ctx), "a completion", TRIPS_BAR),
    ]


def _commit_one_row() -> None:
    """Commit as every service does: a transaction with one statement."""
    with transaction.atomic():
        _write_one_row()


def _write_one_row() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_COMMIT)


def _each_turn(ctx: Context, turns: int) -> float:
    """Return how many tasks of one running process are completed in a second."""
    running = start(ctx, "loop", {"n": Decimal(0)})
    took = 0.0
    for _ in range(turns):
        task = _open_task(running.pk)
        began = perf_counter()
        complete_task(ctx, task, {"ok": False})
        took += perf_counter() - began
    return turns / took


def _open_task(instance_id: int) -> int:
    open_one = UserTask.objects.filter(instance_id=instance_id, status="open")
    return open_one.values_list("pk", flat=True).get()


def _round_trips(ctx: Context) -> float:
    """Count how often the server said it was ready during completions."""
    running = start(ctx, "loop", {"n": Decimal(0)})
    counts: list[int] = []
    for _ in range(20):
        task = _open_task(running.pk)
        with _traced(counts):
            complete_task(ctx, task, {"ok": False})
    return sum(counts) / len(counts)


@contextmanager
def _traced(counts: list[int]) -> Iterator[None]:
    """Let libpq write down what goes over the line, and count the server's "ready"."""
    raw: Any = connection.connection
    with tempfile.TemporaryFile() as kept:
        raw.pgconn.trace(kept.fileno())
        try:
            yield
        finally:
            raw.pgconn.untrace()
            kept.seek(0)
            counts.append(kept.read().count(b"ReadyForQuery"))


def _four_clients(ctx: Context) -> list[Figure]:
    """Measure four processes at once, each with its own connection and its own instance."""
    ids = [start(ctx, "loop", {"n": Decimal(0)}).pk for _ in range(CLIENTS)]
    connection.close()
    forked = multiprocessing.get_context("fork")
    with forked.Pool(CLIENTS) as pool:
        began = perf_counter()
        pool.map(_complete_alone, ids)
        took = perf_counter() - began
    rate = CLIENTS * (COMPLETIONS // CLIENTS) / took
    cores = os.cpu_count() or 1
    return [_at_least("task completions", rate, f"a second, 4 clients on {cores} cores", 0)]


def _complete_alone(instance_id: int) -> None:
    ctx = open_context(SYSTEM, clock.now())
    for _ in range(COMPLETIONS // CLIENTS):
        complete_task(ctx, _open_task(instance_id), {"ok": False})
    connection.close()


def _against_spiff(ctx: Context) -> list[Figure]:
    """Compare the processor's time of one completion, both kept in PostgreSQL after each step."""
    ours, done = 0.0, 0
    for _ in range(20):
        running = start(ctx, "approval").pk
        for turn in range(1, ANSWERS + 1):
            task = _open_task(running)
            began = process_time()
            complete_task(ctx, task, {"ok": turn == ANSWERS})
            ours += process_time() - began
            done += 1
    ours /= done
    theirs = spiff_cpu_s(ctx, approval("ok == True", "y = 1"), ANSWERS)
    return [
        _at_most("CPU of a completion", ours * 1e3, "ms", 1e9),
        _at_most("CPU in SpiffWorkflow", theirs * 1e3, "ms", 1e9),
        _at_least("SpiffWorkflow / ours", theirs / ours, "times", CPU_BAR),
    ]


def _turns(ctx: Context) -> Figure:
    """Compare the 300th turn of a loop with its first ones, without waiting for the disk.

    An old process and a young one take turns, so that both meet the same state of the machine.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    ratio = median(_old_beside_young(ctx) for _ in range(7))
    with connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit")
    return _at_most("turn 300 with rows", ratio, "times turn 1", TURN_BAR)


def _old_beside_young(ctx: Context) -> float:
    """Return the cost of turns 280 to 320 of one process by turns 5 to 45 of another."""
    old, young = (start(ctx, "loop", {"n": Decimal(0)}).pk for _ in range(2))
    for _ in range(280):
        complete_task(ctx, _open_task(old), {"ok": False})
    for _ in range(5):
        complete_task(ctx, _open_task(young), {"ok": False})
    took: dict[int, list[float]] = {old: [], young: []}
    for _ in range(40):
        for one in (old, young):
            task = _open_task(one)
            took[one].append(_seconds(partial(complete_task, ctx, task, {"ok": False})))
    return median(took[old]) / median(took[young])


def _starts(ctx: Context) -> Figure:
    """Measure starting ten nodes from a record."""
    model = ctx.snapshot.model("customer")
    record = ctx.create(model, name="Bench")
    took = [_seconds(lambda: start(ctx, "approval", record=record)) for _ in range(220)]
    return _at_most("start from a record, p95", _p95(took[20:]) * 1e3, "ms", START_BAR_MS)


def _many_waiting(ctx: Context) -> list[Figure]:
    """Let 100,000 processes wait with a timer each; claim, then fire a thousand at once."""
    pattern = start(ctx, "waits").pk
    _copy_instance(pattern, WAITING)
    due = ctx.at(ctx.now + timedelta(days=1))
    claims = []
    for _ in range(200):
        with transaction.atomic():
            began = perf_counter()
            claimed = load_due(due.now)
            claims.append(perf_counter() - began)
            transaction.set_rollback(True)
        if claimed is None:
            raise RuntimeError("nothing was due")
    _make_due(DUE)
    alone = _seconds(lambda: _fire_all(due))
    left = ProcessTimer.objects.filter(due__lte=due.now).count()
    _make_due(DUE)
    together, fired = _two_workers()
    return [
        _at_most(f"claim among {WAITING:,}, p95", _p95(claims) * 1e3, "ms", CLAIM_BAR_MS),
        _at_most("1,000 timers due, 1 worker", alone, "s", DUE_BAR_S),
        _at_most("left of them", left, "timers", 0),
        _at_most("1,000 timers due, 2 workers", together, "s", DUE_BAR_S),
        _at_least("fired by the 2 workers", fired, "timers", DUE),
    ]


def _make_due(count: int) -> None:
    """Let so many timers be due now, and no other."""
    late = clock.now() + timedelta(days=30)
    ProcessTimer.objects.update(due=late)
    chosen = ProcessTimer.objects.order_by("instance_id").values("instance_id")[:count]
    ids = [row["instance_id"] for row in chosen]
    ProcessTimer.objects.filter(instance_id__in=ids).update(due=clock.now())


def _fire_all(ctx: Context) -> int:
    report = ProcessesReport()
    now = replace(ctx, now=clock.now())
    while fire_due_timer(now, report):
        pass
    return report.fired - report.failed


def _fire_alone(_worker: int) -> int:
    fired = _fire_all(open_context(SYSTEM, clock.now()))
    connection.close()
    return fired


def _two_workers() -> tuple[float, int]:
    connection.close()
    with multiprocessing.get_context("fork").Pool(2) as pool:
        began = perf_counter()
        fired = sum(pool.map(_fire_alone, range(2), chunksize=1))
        return perf_counter() - began, fired


def _copy_instance(pattern: int, count: int) -> None:
    """Make many processes that stand exactly where one does, timers a second apart."""
    with connection.cursor() as cursor:
        last = ProcessInstance.objects.order_by("-pk").values_list("pk", flat=True)[0]
        span = [last + 1, last + count]
        for table in ("instance", "scope", "token", "variable", "timer"):
            _copy_rows(cursor, f"server_process{table}", pattern, span)
        cursor.execute(
            "UPDATE server_processtimer SET due = due + (instance_id - %s) * interval '1 second'"
            " WHERE instance_id >= %s",
            [span[0], span[0]],
        )
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('server_processinstance', 'id'), %s)", span[1:]
        )
        cursor.execute("ANALYZE")


def _copy_rows(cursor: Any, table: str, pattern: int, span: list[int]) -> None:
    own = "id" if table == "server_processinstance" else "instance_id"
    with connection.cursor() as reading:
        reading.execute(f"SELECT * FROM {table} LIMIT 0")  # noqa: S608 -- names of ours
        names = [f'"{column.name}"' for column in reading.description or ()]
    taken = ", ".join("n" if name == f'"{own}"' else name for name in names)
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {taken} FROM {table},"  # noqa: S608 -- names of ours
        f" generate_series(%s, %s) AS n WHERE {own} = %s",
        [*span, pattern],
    )


def _per_second(times: int, work: Callable[[], object]) -> float:
    return times / _seconds(lambda: [work() for _ in range(times)])


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _p95(found: list[float]) -> float:
    return quantiles(found, n=20)[-1]


def _at_most(name: str, value: float, unit: str, bar: float) -> Figure:
    return Figure(name, round(value, 3), unit, bar, ok=value <= bar)


def _at_least(name: str, value: float, unit: str, bar: float) -> Figure:
    return Figure(name, round(value, 2), unit, bar, ok=value >= bar)
