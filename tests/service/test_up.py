"""`./owj up` with real processes: started, killed, recovered, stopped."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from owj.service.processes import wait_until
from owj.service.signals import TERMINATED
from tests.service.conftest import Prepared
from tests.service.running_owj import (
    CLI,
    RunningOwj,
    all_gone,
    environment,
    run_command,
    running_owj,
)

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="only on systems with /proc"),
]
STOP_BAR_S = 5.0


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """Give a data folder that an unprivileged database may enter, shared by this module."""
    with data_folder() as folder:
        yield folder


@contextmanager
def data_folder() -> Iterator[Path]:
    """Give a data folder that does not exist yet, below one that everybody may enter."""
    folder = Path(tempfile.mkdtemp(prefix="owj-up-"))
    folder.chmod(0o711)
    yield folder / "data"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def owj(data: Path) -> Iterator[RunningOwj]:
    """Give a running Owj and stop it, however the test ends."""
    with running_owj(data, "--no-demo", "--test-clock") as running:
        yield running


def test_a_start_prints_one_line_and_everything_is_ready(owj: RunningOwj, data: Path) -> None:
    assert set(owj.said) == {"url", "hub_url", "data", "pid", "sign_ins"}
    assert owj.said["data"] == str(data)
    assert owj.said["pid"] == owj.process.pid
    assert owj.said["hub_url"] == f"{owj.said['url']}/hub"
    for sign_in in owj.said["sign_ins"]:
        assert set(sign_in) == {"door", "role", "user", "password"}
        # Without the demo nobody's password is kept anywhere.
        assert sign_in["password"] not in (data / "run" / "running.json").read_text()
    assert owj.get("/healthz") == (200, b"ok\n")
    ready = owj.readiness()
    assert ready["http"] == 200
    assert ready["status"] == "ok"
    assert set(ready["checks"]) == {"database", "migrations", "worker", "timers"}
    assert ready["checks"]["worker"]["age_s"] < 5
    assert ready["checks"]["timers"]["lag_s"] < 5
    assert stat.S_IMODE((data / "instance.json").stat().st_mode) == 0o600


def test_a_second_up_on_the_same_data_tells_of_the_first(owj: RunningOwj, data: Path) -> None:
    second = run_command("up", "--json", "--data", data)
    assert second.returncode == 0
    assert json.loads(second.stdout)["pid"] == owj.process.pid
    assert f"already runs on this data: {owj.said['url']}" in second.stderr
    assert owj.readiness()["http"] == 200


def test_a_command_uses_the_running_database_and_leaves_it(owj: RunningOwj, data: Path) -> None:
    before = owj.database_pid()
    moved = run_command("clock", "--data", data, "set", "2026-11-22T16:45:00+03:30")
    assert moved.returncode == 0, moved.stderr
    assert moved.stdout.startswith("2026-11-22T16:45:0")
    assert owj.database_pid() == before
    assert owj.readiness()["http"] == 200
    assert run_command("clock", "--data", data, "reset").returncode == 0


def test_killed_parts_come_back(owj: RunningOwj) -> None:
    before = owj.children()
    assert set(before) == {"web", "worker"}
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)

    def others_live() -> bool:
        now = owj.children()
        return set(now) == {"web", "worker"} and not set(now.values()) & set(before.values())

    assert wait_until(others_live, timeout_s=10)
    assert owj.wait_ready()
    os.kill(owj.database_pid(), signal.SIGKILL)
    # It must first be seen to be gone: the check may pass before.
    assert wait_until(lambda: "The database had ended" in owj.log.read_text(), timeout_s=10)
    assert owj.wait_ready()
    assert "web ended with -9" in owj.log.read_text()


def test_sigterm_stops_everything_in_time_open_streams_included(prepared: Prepared) -> None:
    with running_owj(prepared.data, "--no-demo") as owj:
        cookie = owj.sign_in(prepared.sign_in)
        streams = [owj.open_stream(cookie) for _ in range(3)]
        pids = [*owj.children().values(), owj.database_pid()]
        assert owj.stop() < STOP_BAR_S
        for stream in streams:
            # The server ended it: nothing but what it had to say, then the end.
            assert b"retry" not in stream.read()
        check_stopped(owj, prepared.data, pids)


def check_stopped(owj: RunningOwj, data: Path, pids: list[int]) -> None:
    assert owj.process.returncode == 0
    assert all_gone(*pids)
    assert not (data / "run" / "running.json").exists()
    assert not (data / "database" / "cluster" / "postmaster.pid").exists()


def test_after_kill_9_of_the_supervisor_the_next_up_recovers(owj: RunningOwj, data: Path) -> None:
    children = list(owj.children().values())
    database = owj.database_pid()
    owj.process.kill()
    owj.process.wait()
    with running_owj(data) as after:
        assert after.said["pid"] != owj.process.pid
        assert after.readiness()["http"] == 200
        assert all_gone(*children)
        # The orphaned server was whole: it is taken over, not doubled.
        assert after.database_pid() == database
    assert all_gone(database)


def test_ctrl_c_during_the_start_leaves_nothing(data: Path, tmp_path: Path) -> None:
    log = tmp_path / "up.log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [*CLI, "up", "--port", "0", "--data", str(data)], env=environment(), stderr=errors
        )
    assert wait_until(lambda: "is ready" in log.read_text(), timeout_s=20)
    process.send_signal(signal.SIGINT)
    assert process.wait(10) != 0
    assert not (data / "database" / "cluster" / "postmaster.pid").exists()
    assert "Traceback" not in log.read_text()


def test_a_command_that_is_terminated_stops_the_database_it_started() -> None:
    script = (
        "import sys, time;"
        "from owj.service.installation import find_installation;"
        "from owj.service.signals import leave_on_sigterm;"
        "from owj.service.database.lease import running_database;"
        "leave_on_sigterm(); found = find_installation(sys.argv[1]); found.prepare();\n"
        "with running_database(found): print('up', flush=True); time.sleep(60)"
    )
    with data_folder() as data:
        with subprocess.Popen(
            [sys.executable, "-c", script, str(data)],
            env=environment(),
            stdout=subprocess.PIPE,
            text=True,
        ) as command:
            assert command.stdout is not None
            assert command.stdout.readline() == "up\n"
            command.terminate()
            assert command.wait(20) == TERMINATED
        assert not (data / "database" / "cluster" / "postmaster.pid").exists()
