"""Workers die, meet and race: nothing is lost, and no step is done twice."""

from __future__ import annotations

import random
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connection
from django.test import override_settings
from tests.server.jobs.conftest import begin_worker, wait_until
from tests.server.processes import fault_worker
from tests.server.processes.drawings import drawing

from owj.boot.configuration import networks_of
from owj.server import clock
from owj.server.context import SYSTEM
from owj.server.processes.fault_trial import Trial
from owj.server.processes.models import (
    ProcessHistory,
    ProcessInstance,
    ProcessTimer,
    UserTask,
)
from owj.server.processes.services import complete_task, deliver_message, deploy, save_draft, start
from owj.server.processes.timing import run_due_processes
from owj.server.records.context import open_context

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]
StartWorker = Callable[..., "subprocess.Popen[bytes]"]
COUNT = 60
# Three timers one after the other, each of which is a step of its own.
CHAIN = drawing(
    '<startEvent id="s"/>'
    + "".join(
        f'<intermediateCatchEvent id="t{at}"><timerEventDefinition><timeDuration>PT0S'
        f'</timeDuration></timerEventDefinition></intermediateCatchEvent><task id="w{at}"/>'
        for at in range(3)
    )
    + '<endEvent id="e"/>',
    "s t0 w0 t1 w1 t2 w2 e",
)
RACE = drawing(
    '<startEvent id="s"/><eventBasedGateway id="g"/><intermediateCatchEvent id="m" owj:key="k">'
    '<messageEventDefinition messageRef="msg"/></intermediateCatchEvent>'
    '<intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>PT0S</timeDuration>'
    '</timerEventDefinition></intermediateCatchEvent><endEvent id="e"/>',
    "s g m e",
    "g t e",
).replace("<process", '<message id="msg" name="news"/><process')


@pytest.fixture
def worker(transactional_db: None, tmp_path: Path) -> Iterator[StartWorker]:
    """Return a function that starts a process working for processes."""
    started: list[subprocess.Popen[bytes]] = []

    def begin(seconds: float = 60, **environment: str) -> subprocess.Popen[bytes]:
        process = begin_worker(fault_worker, tmp_path, str(seconds), **environment)
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()


def begun(key: str, xml: str, count: int = COUNT) -> None:
    ctx = open_context(SYSTEM, clock.now())
    save_draft(ctx, key, xml)
    deploy(ctx, key)
    for _ in range(count):
        start(ctx, key)


def all_ended() -> bool:
    return not ProcessInstance.objects.filter(status="active").exists()


def assert_each_node_once() -> None:
    """Every node of every instance was completed once, in numbers without a gap."""
    told = list(ProcessHistory.objects.filter(kind="completed").values_list("instance_id", "node"))
    assert set(Counter(told).values()) == {1}
    assert len(told) == COUNT * 8
    for running in ProcessInstance.objects.all():
        numbers = ProcessHistory.objects.filter(instance=running).values_list("number", flat=True)
        assert list(numbers.order_by("number")) == list(range(1, running.events + 1))
    assert not ProcessTimer.objects.exists()


@pytest.mark.parametrize("point", ["processes.timer_claimed", "processes.timer_before_commit"])
def test_a_worker_that_dies_in_a_step_leaves_all_of_it_undone(
    worker: StartWorker, point: str
) -> None:
    begun("chain", CHAIN)
    dead = worker(OWJ_FAILPOINT=point)
    assert dead.wait(60) == -signal.SIGKILL
    assert not ProcessHistory.objects.filter(node="t0", kind="completed").exists()
    worker()
    wait_until(all_ended, 60)
    assert_each_node_once()


def test_workers_killed_at_random_lose_nothing_and_do_nothing_twice(worker: StartWorker) -> None:
    begun("chain", CHAIN)
    luck = random.Random(7)
    for _ in range(4):
        one = worker()
        time.sleep(0.8 + luck.random())
        one.kill()
        one.wait()
    worker()
    wait_until(all_ended, 60)
    assert_each_node_once()


def in_threads(*works: Callable[[], object]) -> list[BaseException]:
    """Run works at one instant, each on a connection of its own; return what they raised."""
    together, raised = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        try:
            together.wait()
            work()
        except Exception as error:  # noqa: BLE001 -- the test looks at it
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_two_workers_share_what_is_due_without_a_conflict() -> None:
    begun("chain", CHAIN)

    def work() -> None:
        while not all_ended():
            run_due_processes()

    assert in_threads(work, work) == []
    assert_each_node_once()


def test_a_message_and_a_timer_at_one_instant_take_the_token_once() -> None:
    ctx = open_context(SYSTEM, clock.now())
    save_draft(ctx, "race", RACE)
    deploy(ctx, "race")
    for number in range(20):
        start(ctx, "race", {"k": str(number)})

    def tell() -> None:
        own = open_context(SYSTEM, clock.now())
        for number in range(20):
            deliver_message(own, "news", str(number))

    assert in_threads(tell, run_due_processes) == []
    run_due_processes()
    assert all_ended()
    ends = ProcessHistory.objects.filter(kind="completed", node="e")
    assert set(Counter(ends.values_list("instance_id", flat=True)).values()) == {1}
    assert ends.count() == 20


def test_a_task_completed_by_two_at_once_is_done_once() -> None:
    begun("one", drawing('<startEvent id="s"/><userTask id="u"/><endEvent id="e"/>', "s u e"), 1)
    task = UserTask.objects.get()

    def work() -> None:
        complete_task(open_context(SYSTEM, clock.now() + timedelta(0)), task.pk)

    raised = in_threads(work, work)
    assert [type(error).__name__ for error in raised] == ["TaskNotOpen"]
    assert ProcessHistory.objects.filter(kind="completed", node="e").count() == 1


@override_settings(HTTP_OPEN=networks_of("OWJ_HTTP_OPEN", "127.0.0.0/8"))
def test_workers_killed_amid_requests_letters_and_calls_do_each_once() -> None:
    clock.make_clock(may_move=True)
    figures = Trial(cases=6, kills=8, luck=random.Random(3)).run()
    assert [one for one in figures if not one.ok] == []


def test_a_clock_that_jumps_fires_each_timer_once_and_never_again() -> None:
    clock.make_clock(may_move=True)
    hour = CHAIN.replace("PT0S", "PT1H")
    begun("later", hour, 5)
    started = clock.now()
    assert run_due_processes().fired == 0
    clock.set_clock(started + timedelta(days=400))
    # Ahead: what fell due long ago fires, and what it leads to waits its own hour from now.
    assert run_due_processes().fired == 5
    clock.set_clock(started)
    assert run_due_processes().fired == 0
    # Back: a timer keeps the instant that was planned, wherever the clock has been meanwhile.
    clock.set_clock(started + timedelta(days=400, hours=2))
    assert run_due_processes().fired == 5
    told = ProcessHistory.objects.filter(kind="completed").exclude(node="s")
    assert Counter(told.values_list("node", flat=True)) == {"t0": 5, "w0": 5, "t1": 5, "w1": 5}


ASK = drawing('<startEvent id="s"/><userTask id="ask"/><endEvent id="e"/>', "s ask e")
ANSWER = {"why": "a \\ \"b\" 'c' $1 %b; COMMIT -- «پ»", "node": "{NULL}"}


def test_a_completion_that_is_the_whole_transaction_is_committed_with_its_writing() -> None:
    begun("ask", ASK, 1)
    ctx = open_context(SYSTEM, clock.now())
    task = UserTask.objects.get()
    with patch("owj.server.processes.writing.tell", side_effect=AssertionError("a trip more")):
        complete_task(ctx, task.pk, ANSWER)
    task.refresh_from_db()
    assert (task.status, task.answers) == ("completed", ANSWER)
    assert ProcessInstance.objects.get().status == "completed"
    assert not connection.in_atomic_block
    assert connection.get_autocommit()


def test_a_completion_that_cannot_be_written_leaves_nothing() -> None:
    begun("ask", ASK, 1)
    ctx = open_context(SYSTEM, clock.now())
    task = UserTask.objects.get()
    # A row that is there already: the last statement of the writing meets it.
    found = ProcessInstance.objects.get()
    ProcessHistory.objects.create(
        instance=found, number=found.events + 2, top_id=found.pk, at=ctx.now, kind="completed"
    )
    with pytest.raises(IntegrityError):
        complete_task(ctx, task.pk, ANSWER)
    assert UserTask.objects.get().status == "open"
    assert ProcessInstance.objects.get().revision == found.revision
    assert connection.get_autocommit()
