"""Real workers on the test database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo
from tests.server.jobs import fault_worker

StartWorker = Callable[..., "subprocess.Popen[bytes]"]


def wait_until(what: Callable[[], bool], within_s: float, every_s: float = 0.05) -> None:
    """Wait for something to become true, or fail."""
    until = time.monotonic() + within_s
    while not what():
        assert time.monotonic() < until, f"not within {within_s} s"
        time.sleep(every_s)


def begin_worker(
    module: ModuleType, folder: Path, *words: str, **environment: str
) -> subprocess.Popen[bytes]:
    """Start a module as a process of its own on the test database."""
    return subprocess.Popen(
        [sys.executable, str(module.__file__), *words],
        env={
            **os.environ,
            "DATABASE_URL": database_address(),
            "DJANGO_SETTINGS_MODULE": "owj.boot.settings",
            "OWJ_DATA": str(folder),
            "OWJ_POOL": "off",
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            **environment,
        },
    )


def database_address() -> str:
    """Return the address of the database the tests use."""
    settings = connection.settings_dict
    given = {
        "dbname": settings["NAME"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "host": settings["HOST"],
        "port": settings["PORT"],
    }
    return make_conninfo(**{name: value for name, value in given.items() if value})


@pytest.fixture
def provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give this test a provider of its own."""
    monkeypatch.setenv("FAULT_PROVIDER", str(tmp_path / "provider.txt"))
    fault_worker.register_once()


@pytest.fixture
def start_worker(transactional_db: None, provider: None, tmp_path: Path) -> Iterator[StartWorker]:
    """Return a function that starts a real worker process; all of them are gone afterwards."""
    started: list[subprocess.Popen[bytes]] = []

    def start(**environment: str) -> subprocess.Popen[bytes]:
        process = begin_worker(fault_worker, tmp_path, **environment)
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()
    # Django's flush does not know the tables of the jobs.
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
