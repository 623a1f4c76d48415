"""A process that publishes is killed, not only interrupted: the next one completes its work."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.db import connection
from tests.server.schema.conftest import Open
from tests.server.schema.processes import start_process
from tests.server.schema.test_crashes import WIDER
from tests.server.schema.test_publishing import PRICE, VEHICLE, do, make

from owj.server.records.apply import stored_schema
from owj.server.records.models import SchemaVersion
from owj.server.records.sync import sync_packages
from owj.server.schema.services import add_change, open_draft, review

PUBLISHER = """
import os, signal, sys
import django
django.setup()
from owj.packages import load_packages
from owj.server.identity.models import User
from owj.server.records import apply
from owj.server.records.context import open_context
from owj.server.schema.services import open_draft, publish
load_packages()
deadly = int(sys.argv[1])
noted = iter(range(1, 100))
real = apply._note
def note(*given):
    if next(noted) == deadly:
        os.kill(os.getpid(), signal.SIGKILL)
    real(*given)
apply._note = note
ctx = open_context(User.objects.get(username="designer").actor)
publish(ctx, open_draft(ctx))
"""
NEVER = 99
Publish = Callable[[int], subprocess.Popen[str]]


@pytest.fixture
def publisher(open_admin: Open) -> Iterator[Publish]:
    """Draw a wider vehicle, and return a function that lets another process publish it."""
    do(open_admin(), VEHICLE, PRICE)
    make(open_admin(), "x_vehicle", x_name="پژو")
    draft = open_draft(open_admin())
    for change in WIDER:
        draft = add_change(open_admin(), draft, change)
    review(open_admin(), draft)
    started: list[subprocess.Popen[str]] = []

    def begin(deadly: int) -> subprocess.Popen[str]:
        started.append(start_process(PUBLISHER, str(deadly), out=subprocess.DEVNULL))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def asked(query: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def broken_indexes() -> list[tuple[object, ...]]:
    return asked(
        "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " WHERE NOT i.indisvalid AND c.relname LIKE '%x_vehicle%'"
    )


def backends() -> list[tuple[object, ...]]:
    return asked(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND query ILIKE 'CREATE%CONCURRENTLY%'"
    )


def wait_until(holds: Callable[[], object], what: str, limit_s: float = 90) -> None:
    until = time.monotonic() + limit_s
    while not holds():
        assert time.monotonic() < until, what
        time.sleep(0.05)


def assert_completed(open_admin: Open) -> None:
    sync_packages()
    assert not SchemaVersion.objects.filter(state="applying").exists()
    assert broken_indexes() == []
    entity = open_admin().snapshot.entity("x_vehicle")
    assert {"x_plate", "x_customer"} <= set(entity.by_key)
    assert entity.by_key["x_name"].unique
    unique = asked(
        "SELECT 1 FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)"
        " WHERE c.relname = 'e_x_vehicle' AND a.attname = 'x_name' AND i.indisunique"
    )
    assert unique
    assert sync_packages().steps == ()


@pytest.mark.parametrize("deadly", [1, 6, 12])
def test_a_killed_publisher_is_completed_by_the_next_process(
    deadly: int, publisher: Publish, open_admin: Open
) -> None:
    before = stored_schema()
    assert publisher(deadly).wait(120) == -signal.SIGKILL
    assert stored_schema() == before
    assert_completed(open_admin)


def test_an_index_that_a_killed_process_left_broken_is_built_anew(
    publisher: Publish, open_admin: Open
) -> None:
    settings = connection.settings_dict
    holder = psycopg.connect(
        host=settings["HOST"],
        port=settings["PORT"],
        user=settings["USER"],
        dbname=settings["NAME"],
        password=settings["PASSWORD"] or None,
    )
    with holder:
        # Whoever looks at an older state lets the building wait when the index is already there.
        holder.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        holder.execute("SELECT 1")
        process = publisher(NEVER)
        wait_until(lambda: broken_indexes() and backends(), "an index is being built")
        process.kill()
        assert process.wait(20) == -signal.SIGKILL
        for (pid,) in backends():
            asked(f"SELECT pg_terminate_backend({pid})")
        wait_until(lambda: not backends(), "its session is gone")
        assert broken_indexes()
    assert_completed(open_admin)
