"""The worker dies at the worst moments: nothing is lost, nothing is done twice unseen."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter

import pytest
from django.db import transaction
from tests.server.jobs.conftest import StartWorker, wait_until
from tests.server.jobs.fault_worker import reached

from owj.server import clock
from owj.server.incidents.models import Incident
from owj.server.outbox.models import OutboxMessage
from owj.server.outbox.services import enqueue_message
from owj.server.timers.models import Timer
from owj.server.timers.schedule import schedule_timer
from owj.server.workspace.models import Workspace

State = OutboxMessage.State
OPEN = [State.PENDING, State.SENDING]
pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]


def write(channel: str, count: int) -> None:
    with transaction.atomic():
        for number in range(count):
            enqueue_message(channel=channel, to="somebody", key=f"k{number}")


def all_ended() -> bool:
    return not OutboxMessage.objects.filter(state__in=OPEN).exists()


def marked() -> set[str]:
    """Return the provider's keys of the messages that may have gone out twice."""
    rows = OutboxMessage.objects.filter(maybe_duplicate=True)
    return {f"{row.channel}:{row.idempotency_key}" for row in rows}


def duplicates() -> set[str]:
    return {key for key, times in Counter(reached()).items() if times > 1}


@pytest.mark.parametrize("point", ["outbox.claimed", "outbox.sent_before_commit"])
def test_at_least_once_loses_nothing_and_marks_the_second_copy(
    start_worker: StartWorker, point: str
) -> None:
    write("least", 3)
    dead = start_worker(OWJ_FAILPOINT=point)
    assert dead.wait(20) == -signal.SIGKILL
    start_worker()
    wait_until(all_ended, 25)
    assert {row.state for row in OutboxMessage.objects.all()} == {State.SENT}
    assert set(reached()) == {"least:k0", "least:k1", "least:k2"}
    expected = 1 if point == "outbox.sent_before_commit" else 0
    assert len(reached()) == 3 + expected
    assert duplicates() <= marked()
    assert len(marked()) == 1


@pytest.mark.parametrize("point", ["outbox.claimed", "outbox.sent_before_commit"])
def test_at_most_once_never_sends_twice_and_says_what_it_does_not_know(
    start_worker: StartWorker, point: str
) -> None:
    write("most", 3)
    dead = start_worker(OWJ_FAILPOINT=point)
    assert dead.wait(20) == -signal.SIGKILL
    start_worker()
    wait_until(all_ended, 25)
    states = Counter(OutboxMessage.objects.values_list("state", flat=True))
    assert states == {State.SENT: 2, State.UNKNOWN: 1}
    assert duplicates() == set()
    assert Incident.objects.get().source == "outbox"


@pytest.mark.parametrize("point", ["timers.claimed", "timers.ran_before_commit"])
def test_a_timer_runs_exactly_once_over_a_kill(start_worker: StartWorker, point: str) -> None:
    due = clock.now()
    for number in range(5):
        schedule_timer("fault.once", str(number), due)
    dead = start_worker(OWJ_FAILPOINT=point)
    assert dead.wait(20) == -signal.SIGKILL
    start_worker()
    wait_until(lambda: not Timer.objects.exists(), 20)
    done = Counter(Workspace.objects.values_list("name_fa", flat=True))
    assert done == dict.fromkeys("01234", 1)


def test_a_timer_that_kills_its_worker_is_set_aside_and_the_others_run(
    start_worker: StartWorker,
) -> None:
    due = clock.now()
    schedule_timer("fault.deadly", "poison", due)
    schedule_timer("fault.once", "healthy", due)
    # Its fifth death stands before us.
    Timer.objects.filter(kind="fault.deadly").update(attempts=4)
    assert start_worker().wait(20) == 1
    # Its backoff need not be waited for here.
    Timer.objects.filter(kind="fault.deadly").update(retry_at=None)
    start_worker()
    wait_until(lambda: Timer.objects.filter(state=Timer.State.QUARANTINED).exists(), 40)
    assert Incident.objects.get().subject == "fault.deadly poison"
    # Both are due at one instant; either may be first.
    wait_until(lambda: not Timer.objects.filter(kind="fault.once").exists(), 20)
    assert Workspace.objects.filter(name_fa="healthy").count() == 1


def test_random_kills_lose_nothing_and_mark_every_second_copy(start_worker: StartWorker) -> None:
    chance = random.Random(7)
    write("least", 40)
    kills = 0
    while not all_ended() and kills < 5:
        process = start_worker(FAULT_LATENCY_S="0.1")
        time.sleep(chance.uniform(1.5, 3.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills += 1
    start_worker()
    wait_until(all_ended, 40)
    assert set(reached()) == {f"least:k{number}" for number in range(40)}
    assert len(reached()) - 40 <= kills
    assert duplicates() <= marked()


def test_sigterm_ends_the_worker_in_order(start_worker: StartWorker) -> None:
    from owj.server.jobs.models import WorkerBeat

    process = start_worker()
    wait_until(WorkerBeat.objects.exists, 15)
    process.send_signal(signal.SIGTERM)
    assert process.wait(15) == 0
    assert not WorkerBeat.objects.exists()
