"""Timers under several workers and beside services, on real connections."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from owj.server import clock
from owj.server.timers.models import Timer
from owj.server.timers.registry import TimerRow, timer_kind
from owj.server.timers.run import run_due_timers
from owj.server.timers.schedule import cancel_timer, schedule_timer
from owj.server.workspace.models import Workspace

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("kinds")]


def in_thread(work: Callable[[], object]) -> threading.Thread:
    """Run work in a thread with a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def write_row(row: TimerRow, now: datetime) -> None:
    time.sleep(0.005)
    Workspace.objects.create(name_fa=row.key, name_en="")


def test_four_workers_run_each_timer_exactly_once() -> None:
    timer_kind("once")(write_row)
    due = clock.now()
    for number in range(40):
        schedule_timer("once", str(number), due)

    def work(_: int) -> int:
        try:
            return sum(run_due_timers().ran for _ in range(2))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        ran = list(pool.map(work, range(4)))
    assert sum(ran) == 40
    assert Counter(Workspace.objects.values_list("name_fa", flat=True)) == Counter(
        str(number) for number in range(40)
    )


def test_a_long_run_is_not_started_twice() -> None:
    started, may_end = threading.Event(), threading.Event()
    count = []

    @timer_kind("long")
    def long(row: TimerRow, now: datetime) -> None:
        count.append(row.attempt)
        started.set()
        may_end.wait(10)

    schedule_timer("long", "x", clock.now())
    first = in_thread(run_due_timers)
    assert started.wait(10)
    # Its backoff has passed; only the running worker's own lock keeps a second one away.
    Timer.objects.update(retry_at=clock.real_now() - timedelta(seconds=1))
    assert not run_due_timers().worked
    may_end.set()
    first.join(10)
    assert count == [1]
    assert not Timer.objects.exists()


def test_a_service_and_a_run_that_meet_on_one_record_do_not_deadlock() -> None:
    """The service locks its record, then the timer; the run does the same."""
    record = Workspace.objects.create(name_fa="record", name_en="")
    locked, running = threading.Event(), threading.Event()

    @timer_kind("promise")
    def evaluate(row: TimerRow, now: datetime) -> None:
        running.set()
        Workspace.objects.select_for_update().get(id=record.pk)
        Workspace.objects.filter(id=record.pk).update(name_en="evaluated")

    schedule_timer("promise", "x", clock.now())
    later = clock.now() + timedelta(hours=1)

    @transaction.atomic
    def answer() -> None:
        Workspace.objects.select_for_update().get(id=record.pk)
        locked.set()
        assert running.wait(10)
        time.sleep(0.2)
        schedule_timer("promise", "x", later)

    service = in_thread(answer)
    assert locked.wait(10)
    begun = time.monotonic()
    report = run_due_timers()
    service.join(10)
    assert time.monotonic() - begun < 0.9, "a deadlock is found only after a second"
    # The service rescheduled what was being run: the run for the old schedule undid itself.
    assert not report.worked
    assert Timer.objects.get().due_at == later
    record.refresh_from_db()
    assert record.name_en == ""


def test_a_timer_cancelled_while_it_runs_undoes_its_run() -> None:
    running, cancelled = threading.Event(), threading.Event()

    @timer_kind("undone")
    def write_and_wait(row: TimerRow, now: datetime) -> None:
        Workspace.objects.create(name_fa="undone", name_en="")
        running.set()
        assert cancelled.wait(10)

    schedule_timer("undone", "x", clock.now())
    worker = in_thread(run_due_timers)
    assert running.wait(10)
    cancel_timer("undone", "x")
    cancelled.set()
    worker.join(10)
    assert not Workspace.objects.exists()
    assert not Timer.objects.exists()


def test_the_attempt_is_committed_before_the_run() -> None:
    seen: list[int] = []

    @timer_kind("watched")
    def look(row: TimerRow, now: datetime) -> None:
        other = in_thread(lambda: seen.append(Timer.objects.get().attempts))
        other.join(10)

    schedule_timer("watched", "x", clock.now())
    run_due_timers()
    assert seen == [1]
