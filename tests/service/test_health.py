"""/healthz and /readyz: what they say when a part does not work."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import AsyncClient, Client

from owj.server.jobs.models import WorkerBeat
from owj.server.timers.models import Timer
from owj.service import health

BEAT = """
    INSERT INTO server_workerbeat (name, pid, started_at, beat_at)
    VALUES ('test', 1, clock_timestamp(), clock_timestamp() - %s * interval '1 second')
"""
TIMER = """
    INSERT INTO server_timer (kind, key, due_at, data, state, attempts, generation)
    VALUES ('test', 'x', clock_timestamp() - %s * interval '1 second', '{}', 'waiting', 0, 1)
"""


def run_sql(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def readiness() -> tuple[int, dict[str, object]]:
    answer = Client().get("/readyz")
    return answer.status_code, json.loads(answer.content)


@pytest.fixture
def rows(transactional_db: None) -> Iterator[None]:
    """Empty both tables: the checks look from a connection of their own, so rows are committed."""
    WorkerBeat.objects.all().delete()
    Timer.objects.all().delete()
    yield
    WorkerBeat.objects.all().delete()
    Timer.objects.all().delete()


@pytest.mark.usefixtures("rows")
def test_ready_when_the_worker_beats_and_timers_are_on_time() -> None:
    run_sql(BEAT, 1)
    run_sql(TIMER, 5)
    status, body = readiness()
    assert status == 200
    assert body["status"] == "ok"
    checks = body["checks"]
    assert isinstance(checks, dict)
    assert checks["database"] == {"ok": True}
    assert checks["migrations"] == {"ok": True}
    assert 1 <= checks["worker"].pop("age_s") < 5
    assert checks["worker"] == {"ok": True}
    assert 5 <= checks["timers"].pop("lag_s") < 10
    assert checks["timers"] == {"ok": True}


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(
    ("beat_age_s", "timer_age_s", "failing"),
    [(None, 0, "worker"), (11, 0, "worker"), (1, 61, "timers")],
)
def test_a_silent_worker_or_late_timers_are_not_ready(
    beat_age_s: int | None, timer_age_s: int, failing: str
) -> None:
    if beat_age_s is not None:
        run_sql(BEAT, beat_age_s)
    run_sql(TIMER, timer_age_s)
    status, body = readiness()
    checks = body["checks"]
    assert isinstance(checks, dict)
    assert status == 503
    assert body["status"] == "fail"
    assert [name for name, check in checks.items() if not check["ok"]] == [failing]


@pytest.mark.usefixtures("rows")
def test_a_missing_migration_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    run_sql(BEAT, 1)
    known = health.known_migrations() | {("server", "9999_of_a_later_release")}
    monkeypatch.setattr(health, "known_migrations", lambda: known)
    status, body = readiness()
    assert status == 503
    assert body["checks"]["migrations"] == {"ok": False}  # type: ignore[index] -- JSON


def test_a_dead_database_is_not_ready_and_asks_no_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_conninfo", lambda: "host=127.0.0.1 port=1 dbname=none")
    status, body = readiness()
    assert status == 503
    assert body["checks"] == {
        "database": {"ok": False},
        "migrations": {"ok": False},
        "worker": {"ok": False, "age_s": None},
        "timers": {"ok": False, "lag_s": None},
    }


def test_the_server_lives_whatever_the_database_does_and_whatever_the_host() -> None:
    answer = Client().get("/healthz", headers={"host": "another.example"})
    assert answer.status_code == 200
    assert answer.content == b"ok\n"


async def test_the_asynchronous_way_answers_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_conninfo", lambda: "host=127.0.0.1 port=1 dbname=none")
    assert (await AsyncClient().get("/healthz")).status_code == 200
    assert (await AsyncClient().get("/readyz")).status_code == 503


@pytest.mark.django_db
def test_rows_of_an_open_transaction_do_not_count() -> None:
    with transaction.atomic():
        run_sql(BEAT, 0)
        assert readiness()[0] == 503


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_both_answers_carry_the_headers_of_every_other(rows: None, path: str) -> None:
    headers = Client().get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
