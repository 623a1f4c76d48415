"""How the worker is seen, and what it does again and again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from owj.server import clock
from owj.server.incidents.models import Incident
from owj.server.incidents.services import open_incident, resolve_incident
from owj.server.jobs import upkeep
from owj.server.jobs.models import WorkerBeat
from owj.server.jobs.status import worker_status
from owj.server.jobs.upkeep import Upkeep, drop_old_jobs
from owj.server.timers.models import Timer
from owj.server.timers.schedule import schedule_timer

pytestmark = pytest.mark.django_db


def beat(seconds_ago: float) -> None:
    at = clock.real_now() - timedelta(seconds=seconds_ago)
    WorkerBeat.objects.create(name=f"w{seconds_ago}", pid=1, started_at=at, beat_at=at)


def test_without_a_worker_there_is_no_age(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert worker_status().age_s is None


def test_the_age_is_that_of_the_last_beat_on_the_real_clock() -> None:
    clock.make_clock(may_move=True)
    clock.advance_clock(timedelta(days=9))
    beat(90)
    beat(3)
    age_s = worker_status().age_s
    assert age_s is not None
    assert 3 <= age_s < 6


def test_the_lag_is_that_of_the_longest_waiting_timer_on_the_domain_clock() -> None:
    clock.make_clock(may_move=True)
    schedule_timer("a", "1", clock.now() + timedelta(hours=1))
    schedule_timer("a", "2", clock.now() + timedelta(hours=2))
    assert worker_status().lag_s == 0
    clock.advance_clock(timedelta(hours=3))
    assert 7200 <= worker_status().lag_s < 7230


def test_a_poison_timer_is_no_lag() -> None:
    due = clock.now() - timedelta(hours=1)
    schedule_timer("a", "aside", due)
    schedule_timer("a", "backing off", due)
    Timer.objects.filter(key="aside").update(state=Timer.State.QUARANTINED)
    Timer.objects.filter(key="backing off").update(retry_at=clock.real_now() + timedelta(minutes=1))
    status = worker_status()
    assert (status.lag_s, status.quarantined) == (0, 1)


def test_an_open_incident_is_told_once_and_refreshed() -> None:
    first = open_incident("timer", "x", "one")
    assert open_incident("timer", "x", "two").pk == first.pk
    assert Incident.objects.get().text == "two"
    assert worker_status().open_incidents == 1
    resolve_incident(first.pk)
    assert worker_status().open_incidents == 0
    assert open_incident("timer", "x", "three").pk != first.pk


def test_chores_run_at_once_and_then_when_their_time_has_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    did: list[str] = []

    def often() -> int:
        did.append("often")
        return 1

    def seldom() -> int:
        did.append("seldom")
        return 0

    monkeypatch.setattr(upkeep, "OFTEN", (often,))
    monkeypatch.setattr(upkeep, "SELDOM", (seldom,))
    chores = Upkeep()
    chores.run_due()
    chores.run_due()
    assert did == ["often", "seldom"]
    chores.often_at = 0
    chores.run_due()
    assert did == ["often", "seldom", "often"]


def test_jobs_that_failed_long_ago_are_dropped() -> None:
    with connection.cursor() as cursor:
        for name in ("old", "young", "waiting"):
            cursor.execute(
                "INSERT INTO procrastinate_jobs (task_name, queue_name) VALUES (%s, 'q')", [name]
            )
        for status in ("doing", "failed"):
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = %s WHERE task_name <> 'waiting'", [status]
            )
        cursor.execute(
            "UPDATE procrastinate_events SET at = at - interval '31 days' WHERE job_id IN"
            " (SELECT id FROM procrastinate_jobs WHERE task_name <> 'young')"
        )
        assert drop_old_jobs() == 1
        cursor.execute("SELECT task_name FROM procrastinate_jobs ORDER BY 1")
        assert [name for (name,) in cursor.fetchall()] == ["waiting", "young"]
