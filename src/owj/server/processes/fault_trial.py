"""Processes with effects outside, while whoever works for them is killed: nothing lost, or twice.

Two workers share everything. Each is a fork that is killed with SIGKILL after a random while, and
so is the database now and then; the clock jumps a day ahead and back. Each process waits for
timers, asks a server under a key, lets a message and a timer race, writes a letter and calls
another process. `./owj bench process-faults` runs a thousand; a test runs a few.
"""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.db import DatabaseError, InterfaceError, connection, connections
from django.db.models import Q
from django.db.models.functions import Now

from owj.kernel.figures import Figure
from owj.server import clock
from owj.server.context import SYSTEM
from owj.server.outbox.models import OutboxMessage
from owj.server.processes.bench_drawings import CALLED_IN_TRIAL, trial_of_effects
from owj.server.processes.definitions import deploy, save_draft
from owj.server.processes.helping import skip_incident
from owj.server.processes.messages import deliver_message
from owj.server.processes.models import (
    ProcessHistory,
    ProcessIncident,
    ProcessInstance,
    ProcessMessage,
    ProcessSubscription,
    ProcessTimer,
    ProcessToken,
    WorkItem,
)
from owj.server.processes.starting import start
from owj.server.processes.timing import run_due_processes
from owj.server.processes.trial_server import asked_keys, serving
from owj.server.processes.work import running
from owj.server.records.context import open_context

AGAIN, NEVER, CALLED = "trial_again", "trial_never", "trial_called"
WORKERS = 2
# A worker lives so long, at random; its work is anybody's after the lease.
LIVES_S = (0.02, 0.25)
LEASE = timedelta(seconds=1)
CALM_S, AWAY_S = 240.0, 60.0
ONCE = ("begin", "first", "ask", "letter", "call", "last", "end")
Restart = Callable[[], None]


@dataclass(slots=True)
class Trial:
    """One trial. restart: kills and restarts the database; None where it is not ours."""

    cases: int
    kills: int
    restart: Restart | None = None
    luck: random.Random = field(default_factory=random.Random)
    workers: list[int] = field(default_factory=list)
    restarts: int = 0
    jumps: int = 0
    killed: int = 0

    def run(self) -> list[Figure]:
        """Begin cases, kill workers meanwhile, let the last ones finish, and look."""
        with tempfile.TemporaryDirectory() as folder, _short_lease():
            seen = Path(folder, "asked")
            with serving(seen) as url:
                self._deploy(url)
                began = clock.now()
                self._kill_meanwhile()
                clock.set_clock(began + timedelta(days=3))
                stopped = self._finish()
                connection.close()
                return self._figures(asked_keys(seen), stopped)

    def _deploy(self, url: str) -> None:
        ctx = open_context(SYSTEM, clock.now())
        drawings = {CALLED: CALLED_IN_TRIAL}
        drawings |= {key: trial_of_effects(url, key, CALLED) for key in (AGAIN, NEVER)}
        for key, xml in drawings.items():
            save_draft(ctx, key, xml)
            deploy(ctx, key)

    def _kill_meanwhile(self) -> None:
        begun, total = 0, max(self.cases, self.kills)
        for turn in range(total):
            while begun * total < self.cases * (turn + 1):
                _patiently(partial(_begin, begun))
                begun += 1
            self._employ()
            time.sleep(self.luck.uniform(*LIVES_S))
            if self.killed < self.kills:
                self._kill(self.luck.choice(self.workers))
                self.killed += 1
            if turn % 40 == 19:
                self._jump()
            if self.restart is not None and turn % 100 == 59:
                connection.close()
                self.restart()
                self.restarts += 1

    def _jump(self) -> None:
        """Let the clock go a day ahead, and come back."""
        now = clock.now()
        _patiently(lambda: clock.set_clock(now + timedelta(days=1)))
        self._employ()
        time.sleep(self.luck.uniform(*LIVES_S))
        _patiently(lambda: clock.set_clock(now))
        self.jumps += 1

    def _employ(self) -> None:
        while len(self.workers) < WORKERS:
            # No connection may be shared with a fork.
            connection.close()
            connections["default"].close_pool()  # type: ignore[attr-defined]  # of PostgreSQL only
            own = os.fork()
            if not own:
                _work_for_ever(self.luck.randrange(2**32))
            self.workers.append(own)

    def _kill(self, worker: int) -> None:
        self.workers.remove(worker)
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)

    def _finish(self) -> set[int]:
        """Let all cases end; those that may not ask again are helped on. Returns which."""
        self._employ()
        until, skipped = time.monotonic() + CALM_S, set[int]()
        try:
            while time.monotonic() < until:
                skipped |= _skip_stopped()
                active = ProcessInstance.objects.filter(status="active").exists()
                if not active and not ProcessMessage.objects.filter(state="waiting").exists():
                    break
                time.sleep(0.05)
        finally:
            for worker in list(self.workers):
                self._kill(worker)
        return skipped

    def _figures(self, asked: Counter[str], stopped: set[int]) -> list[Figure]:
        rows = ProcessInstance.objects.filter(version__definition__key__in=(AGAIN, NEVER))
        keys = dict(rows.values_list("pk", "version__definition__key"))
        told = Counter(
            ProcessHistory.objects.filter(kind="completed", instance__in=rows).values_list(
                "instance_id", "node"
            )
        )
        keys_of = Counter(_case_of(key) for key in asked)
        twice = sum(count > 1 and keys.get(_case_of(key)) == NEVER for key, count in asked.items())
        letters = OutboxMessage.objects.filter(payload__subject__startswith="trial ")
        subjects = Counter(letters.values_list("payload__subject", flat=True))
        children = ProcessInstance.objects.filter(version__definition__key=CALLED)
        return [
            _exactly("cases ended", rows.filter(status="completed").count(), self.cases),
            _exactly("workers killed", self.killed, self.kills),
            Figure("database killed", self.restarts, "times", 0, ok=True),
            Figure("clock jumped", self.jumps, "times", 0, ok=True),
            _exactly("steps lost or twice", _odd_steps(keys, told), 0),
            _exactly("numbers missing", _odd_numbers(), 0),
            _exactly("letters", len(subjects), self.cases),
            _exactly("letters twice", sum(count > 1 for count in subjects.values()), 0),
            _exactly("processes called", children.filter(status="completed").count(), self.cases),
            Figure("requests", sum(asked.values()), f"of {self.cases} cases", 0, ok=True),
            _exactly("cases with several keys", sum(one > 1 for one in keys_of.values()), 0),
            _exactly("requests lost", len(keys.keys() - keys_of.keys() - stopped), 0),
            _exactly("asked again though never", twice, 0),
            _exactly("stopped though to ask again", sum(keys[one] == AGAIN for one in stopped), 0),
            Figure("stopped as drawn", len(stopped), "cases", 0, ok=True),
            _exactly("rows left behind", _left_behind(), 0),
        ]


def _begin(number: int) -> None:
    key = NEVER if number % 2 else AGAIN
    start(open_context(SYSTEM, clock.now()), key, {"k": f"k{number}"})


def _patiently(deed: Callable[[], object]) -> None:
    """Do something although the database may just have died; what was not answered is not done."""
    until = time.monotonic() + AWAY_S
    while True:
        try:
            deed()
        except (DatabaseError, InterfaceError):
            connection.close()
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


@contextmanager
def _short_lease() -> Iterator[None]:
    before, running.LEASE = running.LEASE, LEASE
    first, running.FIRST_BACKOFF_S = running.FIRST_BACKOFF_S, 1
    try:
        yield
    finally:
        running.LEASE, running.FIRST_BACKOFF_S = before, first


def _work_for_ever(seed: int) -> None:
    """Be a worker, which only ends by being killed."""
    luck = random.Random(seed)  # noqa: S311 -- a trial's dice
    while True:
        try:
            run_due_processes(10)
            _run_outward()
            _tell(luck)
        except Exception:  # noqa: BLE001 -- whatever a death of the database brings about
            connection.close()
            time.sleep(0.02)


def _run_outward() -> None:
    ready = Q(next_at=None) | Q(next_at__lte=Now())
    items = WorkItem.objects.filter(ready, status__in=("waiting", "running"))
    for instance_id, number in items.values_list("instance_id", "number")[:10]:
        running.run_work(instance_id, number)


def _tell(luck: random.Random) -> None:
    """Send the message for which cases wait, at the instant at which their timers fire."""
    waiting = ProcessSubscription.objects.filter(waits="message", name="go")
    keys = list(waiting.values_list("key", flat=True)[:20])
    ctx = open_context(SYSTEM, clock.now())
    for key in luck.sample(keys, len(keys) // 2):
        deliver_message(ctx, "go", key, message_id=f"go {key}")


def _case_of(key: str) -> int:
    """Return the case whose work has a key: owj-process-CASE-…"""
    return int(key.split("-")[2])


def _skip_stopped() -> set[int]:
    """Help on what the drawing stops where it is unclear whether a request has arrived."""
    ctx = open_context(SYSTEM, clock.now())
    found = list(ProcessIncident.objects.filter(resolved_at=None, node="ask"))
    for one in found:
        skip_incident(ctx, one.instance_id, one.number)
    return {one.instance_id for one in found}


def _odd_steps(keys: dict[int, str], told: Counter[tuple[int, str]]) -> int:
    wrong = 0
    for own in keys:
        wrong += sum(told[own, node] != 1 for node in ONCE)
        wrong += told[own, "heard"] + told[own, "late"] != 1
    return wrong


def _odd_numbers() -> int:
    """Count the cases whose history has a gap."""
    wrong = 0
    for own, events in ProcessInstance.objects.values_list("pk", "events"):
        rows = ProcessHistory.objects.filter(instance=own).order_by("number")
        wrong += list(rows.values_list("number", flat=True)) != list(range(1, events + 1))
    return wrong


def _left_behind() -> int:
    work = WorkItem.objects.filter(status__in=("waiting", "running"))
    models = (ProcessToken, ProcessTimer, ProcessSubscription)
    return sum(one.objects.count() for one in models) + work.count()


def _exactly(name: str, value: int, bar: int) -> Figure:
    return Figure(name, value, "", bar, ok=value == bar)
