"""Keeps database, web server and worker running together, and stops them in order."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from owj.service.address import (
    DEFAULT_LISTEN,
    choose_port,
    local_address,
    public_url,
    take_port,
)
from owj.service.children import Child
from owj.service.database.lease import DatabaseLease
from owj.service.hanging import HangWatch, hung_after_s
from owj.service.installation import CHECKOUT, Installation, write_json
from owj.service.locks import FileLock
from owj.service.processes import end_process, start_process
from owj.service.progress import Progress
from owj.service.readiness import Readiness, ask_readiness
from owj.service.refusals import NotReadyInTime, SetupFailed, StartRefused
from owj.service.running import RunningState, lock_file_of, state_file_of
from owj.service.signals import on_stop_signals
from owj.service.web_servers import Doors, pool_size, web_processes

if TYPE_CHECKING:
    from owj.service.heartbeat import Heartbeat

READY_TIMEOUT_S = 60.0
# Web and worker share this; what remains of the 5 s belongs to the database.
CHILDREN_STOP_S = 3.0
WATCH_S = 0.25
REFUSED = StartRefused.exit_code
DATABASE_PAUSE_S = 5.0
PORT_PATIENCE_S = 6.0
COMMAND = (sys.executable, "-P", "-m", "owj.boot.cli")


class Stopped(Exception):
    """Say that a stop was asked for while Owj was still starting."""


class SetupRefused(Exception):
    """Say that setting up was refused, and that the reason is already on the terminal."""


@dataclass(frozen=True, slots=True)
class UpOptions:
    """What `./owj up` was asked for."""

    port: int | None = None
    demo: bool = True
    test_clock: bool = False


class Supervisor:
    """Runs one installation until it is asked to stop."""

    def __init__(self, installation: Installation, options: UpOptions, progress: Progress) -> None:
        self.installation = installation
        self.options = options
        self.progress = progress
        self.lock = FileLock(lock_file_of(installation))
        self.state_file = state_file_of(installation)
        self.lease = DatabaseLease(installation)
        self.children: list[Child] = []
        self.doors: Doors | None = None
        self.hang_watch: HangWatch | None = None
        self.heartbeat: Heartbeat | None = None
        self._stop = threading.Event()

    def start(self) -> RunningState:
        """Bring every part up and return the state once all are ready.

        The caller holds `lock`. Raises: StartRefused of some kind, Stopped.
        """
        on_stop_signals(self._stop.set)
        facts = self.installation.facts()
        listen = self.installation.environment.get("OWJ_LISTEN", DEFAULT_LISTEN)
        after_s = hung_after_s(self.installation.environment)
        processes = web_processes(self.installation.environment)
        heartbeat = self._planned_heartbeat()
        # A state file without a living supervisor: its web server may be about to end.
        patience_s = PORT_PATIENCE_S if self.state_file.exists() else 0.0
        self.state_file.unlink(missing_ok=True)
        port = take_port(choose_port(self.options.port, facts), listen, patience_s=patience_s)
        url = public_url(self.installation.environment, listen, port)
        self.installation.write_facts(port=port, url=url)
        self._start_database()
        sign_ins = self._set_up()
        state = RunningState(url, f"{url}/hub", str(self.installation.data), os.getpid(), sign_ins)
        self.doors = Doors(listen, port, processes)
        self._start_children(self.doors)
        self._wait_until_ready(local_address(listen, port))
        self._start_more_web_servers(self.doors)
        own = {plan.name: plan.own_address for plan in self.doors.plans()}
        self.hang_watch = HangWatch(own, after_s, self._end_hung)
        self.hang_watch.start()
        if heartbeat is not None:
            self.heartbeat = heartbeat
            heartbeat.start(lambda: ask_readiness(*local_address(listen, port)).ready)
        # A first administrator's password is for this terminal only.
        kept = list(self.installation.facts().get("sign_ins") or [])
        write_json(self.state_file, asdict(replace(state, sign_ins=kept)))
        return state

    def _start_database(self) -> None:
        with self.progress.step("Starting the database"):
            self.lease.open()
        self._go_on()
        if self.lease.cluster is not None:
            build = self.lease.cluster.build
            self.progress.say(f"PostgreSQL {build.major} ({build.kind}) is ready")

    def _set_up(self) -> list[dict[str, str]]:
        """Run migrations, records and demo in a child, and return the sign-ins."""
        result = self.installation.run / "setup.json"
        result.unlink(missing_ok=True)
        asked = ["--result", str(result)]
        asked += ["--demo"] if self.options.demo else []
        asked += ["--test-clock"] if self.options.test_clock else []
        # Its lines of progress and its refusals go straight to the terminal.
        process = start_process(
            [*COMMAND, "setup", *asked],
            environment=self._child_environment("setup"),
            folder=CHECKOUT,
            output=sys.stderr.fileno(),
            watched=True,
        )
        while process.poll() is None:
            if self._stop.wait(0.05):
                end_process(process, timeout_s=CHILDREN_STOP_S)
                raise Stopped
        if process.returncode == REFUSED:
            raise SetupRefused
        if process.returncode != 0:
            raise SetupFailed(reason=f"exit code {process.returncode}", log=self.installation.logs)
        sign_ins: list[dict[str, str]] = json.loads(result.read_text(encoding="utf-8"))
        return sign_ins

    def _start_children(self, doors: Doors) -> None:
        """Start the worker and the first web server: people wait for no more than that."""
        with self.progress.step("Starting web server and worker"):
            self._start_web_server(doors, 0)
            # It has few threads and keeps their connections itself.
            self._start_child("worker", ["worker"], {"OWJ_POOL": "off"})

    def _start_more_web_servers(self, doors: Doors) -> None:
        for number in range(1, len(doors.plans())):
            self._start_web_server(doors, number)

    def _start_web_server(self, doors: Doors, number: int) -> None:
        plans = doors.plans()
        plan = plans[number]
        settings = {"OWJ_POOL": str(pool_size(len(plans)))}
        self._start_child(plan.name, ["web", *plan.arguments], settings, plan.sockets)

    def _start_child(
        self,
        name: str,
        command: Sequence[str],
        settings: Mapping[str, str],
        sockets: Sequence[int] = (),
    ) -> None:
        child = Child(
            name=name,
            command=[*COMMAND, *command, "--watched"],
            environment={**self._child_environment(name), **settings},
            folder=CHECKOUT,
            log=self.installation.logs / f"{name}.out.log",
            sockets=sockets,
        )
        self.children.append(child)
        child.start()

    def _child_environment(self, name: str) -> dict[str, str]:
        return {
            **self.installation.environment,
            "OWJ_DATA": str(self.installation.data),
            "DATABASE_URL": self.lease.address,
            "OWJ_PROCESS": name,
            "PYTHONUNBUFFERED": "1",
        }

    def _wait_until_ready(self, address: tuple[str, int]) -> None:
        deadline = time.monotonic() + READY_TIMEOUT_S
        answer = Readiness(False, ("web",))
        while time.monotonic() < deadline:
            answer = ask_readiness(*address)
            if answer.ready:
                return
            self._watch_children()
            self._go_on(0.1)
        names = ", ".join(answer.failing)
        raise NotReadyInTime(
            limit_s=int(READY_TIMEOUT_S), reason=f"waiting for: {names}", log=self.installation.logs
        )

    def _go_on(self, pause_s: float = 0.0) -> None:
        if self._stop.wait(pause_s):
            raise Stopped

    def _planned_heartbeat(self) -> Heartbeat | None:
        environment = self.installation.environment
        if not environment.get("OWJ_HEARTBEAT_URL"):
            return None
        # What calls over the net is loaded by those who asked for it; every start is quicker.
        from owj.service.heartbeat import Heartbeat, read_plan

        plan = read_plan(environment)
        return Heartbeat(plan, self.progress.say) if plan else None

    def run(self) -> None:
        """Watch over the parts until a stop is asked for."""
        while not self._stop.wait(WATCH_S):
            self._watch_database()
            self._watch_children()

    def _watch_database(self) -> None:
        try:
            if self.lease.restart_if_dead():
                self.progress.say("The database had ended and was started again")
        except StartRefused as error:
            self.progress.say(f"{error} Trying again in {DATABASE_PAUSE_S:.0f} s")
            self._stop.wait(DATABASE_PAUSE_S)

    def _watch_children(self) -> None:
        for child in self.children:
            said = child.restart_if_dead()
            if said:
                self.progress.say(said)

    def _end_hung(self, name: str) -> None:
        """End a child that gives no sign of life; it is started again like any that fell."""
        for child in self.children:
            if child.name == name and child.is_running():
                self.progress.say(f"{name} gives no sign of life and is ended")
                child.end_hung()

    def stop(self) -> None:
        """Stop web server and worker, then the database, and give the lock back."""
        if self.lease.address:
            self.progress.say("Stopping …")
        if self.hang_watch is not None:
            self.hang_watch.stop()
        if self.heartbeat is not None:
            self.heartbeat.stop()
        deadline = time.monotonic() + CHILDREN_STOP_S
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.wait_or_kill(deadline)
        if self.heartbeat is not None:
            self.heartbeat.wait()
        if self.doors is not None:
            self.doors.close()
        self.lease.close()
        self.state_file.unlink(missing_ok=True)
        self.lock.release()
        if self.lease.address:
            self.progress.say("Stopped")
