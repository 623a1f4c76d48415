"""The worker follows the clock, hears of new work, and outlives its database."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from psycopg import sql
from tests.server.jobs.conftest import StartWorker, database_address, wait_until

from owj.server import clock
from owj.server.jobs.status import worker_status
from owj.server.outbox.models import OutboxMessage
from owj.server.outbox.services import enqueue_message
from owj.server.timers.models import Timer
from owj.server.timers.schedule import schedule_timer
from owj.server.workspace.models import Workspace

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]


def is_alive() -> bool:
    age_s = worker_status().age_s
    return age_s is not None and age_s < 2


@pytest.fixture
def worker(start_worker: StartWorker) -> None:
    """Start a worker and wait until it has looked around."""
    start_worker()
    wait_until(is_alive, 15)


def seconds_until(what, within_s: float) -> float:
    begun = time.monotonic()
    wait_until(what, within_s, every_s=0.01)
    return time.monotonic() - begun


def test_timers_follow_a_moved_clock_within_a_second(worker: None) -> None:
    clock.make_clock(may_move=True)
    for day in range(3):
        schedule_timer("fault.once", str(day), clock.now() + timedelta(days=1 + day))
    time.sleep(1.2)
    assert not Workspace.objects.exists()
    clock.advance_clock(timedelta(days=3, hours=1))
    assert seconds_until(lambda: Workspace.objects.count() == 3, 5) < 1


def test_a_timer_that_falls_due_runs_within_two_seconds(worker: None) -> None:
    schedule_timer("fault.once", "x", clock.now() + timedelta(seconds=0.5))
    assert seconds_until(Workspace.objects.exists, 5) < 2


def test_a_message_leaves_at_once(worker: None) -> None:
    with transaction.atomic():
        enqueue_message(channel="least", to="somebody", key="k")
    sent = OutboxMessage.objects.filter(state=OutboxMessage.State.SENT)
    assert seconds_until(sent.exists, 5) < 1


@contextmanager
def shut_database() -> Iterator[None]:
    """End every other connection of the test database and let nobody in for a while."""
    name = sql.Identifier(connection.settings_dict["NAME"])
    address = psycopg.conninfo.conninfo_to_dict(database_address(), dbname="postgres")
    connection.close()
    with psycopg.connect(**address, autocommit=True) as outside:
        outside.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        outside.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [connection.settings_dict["NAME"]],
        )
        try:
            yield
        finally:
            outside.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))


def test_a_database_that_comes_back_is_served_again_within_ten_seconds(worker: None) -> None:
    schedule_timer("fault.once", "waits", clock.now() + timedelta(seconds=2))
    with transaction.atomic():
        enqueue_message(channel="least", to="somebody", key="before")
    wait_until(OutboxMessage.objects.filter(state=OutboxMessage.State.SENT).exists, 5)
    with shut_database():
        time.sleep(3)
    begun = time.monotonic()
    close_dead_connections()
    with transaction.atomic():
        enqueue_message(channel="least", to="somebody", key="after")
    wait_until(lambda: not Timer.objects.exists(), 10)
    wait_until(lambda: OutboxMessage.objects.filter(state="sent").count() == 2, 10)
    wait_until(is_alive, 10)
    assert time.monotonic() - begun < 10
    assert Workspace.objects.filter(name_fa="waits").count() == 1


def close_dead_connections() -> None:
    """Drop what this process's own pool still holds of the ended connections."""
    connection.close()
    if connection.pool is not None:
        connection.close_pool()
