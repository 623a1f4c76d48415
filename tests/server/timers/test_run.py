"""Running due timers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from owj.server import clock
from owj.server.incidents.models import Incident
from owj.server.timers.models import Timer
from owj.server.timers.registry import TimerRow, timer_kind
from owj.server.timers.run import MOST_ATTEMPTS, release_quarantined, run_due_timers
from owj.server.timers.schedule import cancel_timer, schedule_timer
from owj.server.workspace.models import Workspace

NOON = datetime(2030, 1, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> None:
    clock.make_clock(may_move=True)
    clock.set_clock(NOON)


def retry_now() -> None:
    """Let the backoff pass."""
    Timer.objects.update(retry_at=clock.real_now())


def test_what_is_due_runs_longest_due_first_and_is_gone(runs: list[TimerRow]) -> None:
    schedule_timer("note", "late", NOON - MINUTE)
    schedule_timer("note", "later", NOON - 2 * MINUTE, {"a": 1})
    report = run_due_timers()
    assert [row.key for row in runs] == ["later", "late"]
    assert (runs[0].due_at, runs[0].data, runs[0].attempt) == (NOON - 2 * MINUTE, {"a": 1}, 1)
    assert report.ran == 2
    assert not Timer.objects.exists()


def test_due_is_asked_of_the_domain_clock(runs: list[TimerRow]) -> None:
    schedule_timer("note", "x", NOON + timedelta(days=3))
    assert not run_due_timers().worked
    clock.advance_clock(timedelta(days=3))
    assert run_due_timers().ran == 1


def test_one_timer_a_key_and_the_last_schedule_wins(runs: list[TimerRow]) -> None:
    schedule_timer("note", "x", NOON - MINUTE, {"turn": 1})
    schedule_timer("note", "x", NOON + MINUTE, {"turn": 2})
    assert not run_due_timers().worked
    clock.advance_clock(MINUTE)
    run_due_timers()
    assert [row.data for row in runs] == [{"turn": 2}]


def test_a_cancelled_timer_does_not_run(runs: list[TimerRow]) -> None:
    schedule_timer("note", "x", NOON - MINUTE)
    assert cancel_timer("note", "x")
    assert not cancel_timer("note", "x")
    assert not run_due_timers().worked


def test_a_backlog_is_worked_off_in_batches(runs: list[TimerRow]) -> None:
    for number in range(25):
        schedule_timer("note", str(number), NOON + timedelta(hours=number))
    clock.advance_clock(timedelta(days=3))
    assert [run_due_timers(limit=10).ran for _ in range(4)] == [10, 10, 5, 0]
    assert [row.key for row in runs] == [str(number) for number in range(25)]


def test_a_batch_stops_when_the_worker_stops(runs: list[TimerRow]) -> None:
    for number in range(3):
        schedule_timer("note", str(number), NOON - MINUTE)
    run_due_timers(stopping=lambda: len(runs) == 1)
    assert len(runs) == 1


def test_a_run_may_set_its_own_timer_anew(kinds: None) -> None:
    @timer_kind("again")
    def again(row: TimerRow, now: datetime) -> None:
        schedule_timer("again", row.key, row.due_at + timedelta(hours=1), {"from": row.attempt})

    schedule_timer("again", "x", NOON - MINUTE)
    assert run_due_timers().ran == 1
    timer = Timer.objects.get()
    assert (timer.due_at, timer.attempts) == (NOON - MINUTE + timedelta(hours=1), 0)
    assert not run_due_timers().worked


def test_a_run_may_cancel_itself(kinds: None) -> None:
    @timer_kind("never")
    def never(row: TimerRow, now: datetime) -> None:
        assert cancel_timer("never", row.key)

    schedule_timer("never", "x", NOON - MINUTE)
    assert run_due_timers().ran == 1
    assert not Timer.objects.exists()


def test_a_run_gets_the_domain_instant(kinds: None) -> None:
    seen: list[datetime] = []
    timer_kind("when")(lambda row, now: seen.append(now))
    schedule_timer("when", "x", NOON)
    run_due_timers()
    assert NOON <= seen[0] < NOON + MINUTE


def fail(row: TimerRow, now: datetime) -> None:
    Workspace.objects.create(name_fa="half", name_en="done")
    raise ValueError("poison")


def test_a_failing_run_leaves_nothing_but_its_attempt(kinds: None) -> None:
    timer_kind("fail")(fail)
    schedule_timer("fail", "x", NOON - MINUTE)
    assert run_due_timers().failed == 1
    assert not Workspace.objects.exists()
    assert Timer.objects.get().attempts == 1


def test_failures_wait_twice_as_long_each_time_on_the_real_clock(kinds: None) -> None:
    timer_kind("fail")(fail)
    schedule_timer("fail", "x", NOON - MINUTE)
    waits = []
    for _ in range(4):
        before = clock.real_now()
        run_due_timers()
        # The domain clock moving on does not shorten a backoff.
        clock.advance_clock(timedelta(days=1))
        assert not run_due_timers().worked
        retry_at = Timer.objects.get().retry_at
        assert retry_at is not None
        waits.append(round((retry_at - before).total_seconds()))
        retry_now()
    assert waits == [1, 2, 4, 8]


def test_the_fifth_failure_sets_the_timer_aside(runs: list[TimerRow]) -> None:
    timer_kind("fail")(fail)
    schedule_timer("fail", "x", NOON - MINUTE)
    for _ in range(MOST_ATTEMPTS):
        run_due_timers()
        retry_now()
    assert not run_due_timers().worked
    assert Timer.objects.get().state == Timer.State.QUARANTINED
    incident = Incident.objects.get()
    assert (incident.source, incident.subject) == ("timer", "fail x")
    assert "poison" in incident.text
    schedule_timer("note", "healthy", NOON - MINUTE)
    assert run_due_timers().ran == 1


def test_a_released_timer_is_tried_from_the_first_attempt(runs: list[TimerRow]) -> None:
    schedule_timer("note", "x", NOON - MINUTE)
    Timer.objects.update(state=Timer.State.QUARANTINED, attempts=5)
    release_quarantined(Timer.objects.get().pk)
    run_due_timers()
    assert [row.attempt for row in runs] == [1]


def test_a_new_schedule_releases_a_quarantined_timer(runs: list[TimerRow]) -> None:
    schedule_timer("note", "x", NOON - MINUTE)
    Timer.objects.update(state=Timer.State.QUARANTINED, attempts=5)
    schedule_timer("note", "x", NOON - MINUTE)
    assert run_due_timers().ran == 1


def test_a_kind_nobody_runs_ends_in_quarantine(kinds: None) -> None:
    schedule_timer("unheard-of", "x", NOON - MINUTE)
    for _ in range(MOST_ATTEMPTS):
        assert run_due_timers().failed == 1
        retry_now()
    assert "unheard-of" in Incident.objects.get().subject


def test_two_functions_for_one_kind_are_refused(runs: list[TimerRow]) -> None:
    with pytest.raises(RuntimeError, match="two functions"):
        timer_kind("note")(fail)


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(days=1)])
def test_a_clock_that_jumps_there_and_back_runs_each_timer_once(
    runs: list[TimerRow], jump: timedelta
) -> None:
    for minutes in range(0, 180, 20):
        schedule_timer("note", str(minutes), NOON + timedelta(minutes=minutes))
    for step in (jump, -2 * jump, jump, jump, -jump, 2 * jump):
        clock.advance_clock(step)
        run_due_timers()
    clock.advance_clock(timedelta(hours=3))
    run_due_timers()
    assert sorted(int(row.key) for row in runs) == list(range(0, 180, 20))
