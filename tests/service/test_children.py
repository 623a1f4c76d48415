"""Children: restarted with growing pauses, gone when their parent is."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from owj.service import children
from owj.service.children import Child
from owj.service.processes import is_alive, wait_until

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
WATCHED = "from owj.service.watch import stop_with_parent; stop_with_parent();"
PARENT = f"""
import os, sys
from pathlib import Path
from owj.service.processes import start_process
child = start_process(
    [sys.executable, "-c", {WATCHED + "import time; time.sleep(60)"!r}],
    environment=dict(os.environ), folder=Path("."), output=-3, watched=True)
print(child.pid, flush=True)
input()
"""


def child_of(command: list[str], tmp_path: Path) -> Child:
    return Child("web", command, dict(os.environ), tmp_path, tmp_path / "web.log")


def test_a_killed_child_is_started_again_after_a_pause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "FIRST_PAUSE_S", 0.1)
    child = child_of(SLEEP, tmp_path)
    child._pause_s = 0.1
    child.start()
    first = child.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert wait_until(lambda: not child.is_running(), timeout_s=5)
    said = child.restart_if_dead()
    assert said is not None
    assert "web ended with -9" in said
    assert child.restart_if_dead() is None
    assert not child.is_running()
    time.sleep(0.12)
    assert child.restart_if_dead() is None
    assert child.is_running()
    assert child.pid != first
    assert child.restarts == 1
    child.wait_or_kill(0)


def test_pauses_double_up_to_the_longest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "LONGEST_PAUSE_S", 0.04)
    child = child_of([sys.executable, "-c", "raise SystemExit(3)"], tmp_path)
    child._pause_s = 0.01
    child.start()
    next_pauses: list[float] = []
    while len(next_pauses) < 4:
        said = child.restart_if_dead()
        if said:
            assert "web ended with 3" in said
            next_pauses.append(child._pause_s)
        time.sleep(0.002)
    child.wait_or_kill(0)
    assert next_pauses == [0.02, 0.04, 0.04, 0.04]


def test_a_long_healthy_life_forgets_old_falls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "HEALTHY_AFTER_S", 0.0)
    child = child_of([sys.executable, "-c", ""], tmp_path)
    child._pause_s = 16.0
    child.start()
    assert wait_until(lambda: not child.is_running(), timeout_s=5)
    said = child.restart_if_dead()
    assert said is not None
    assert "again in 0.5 s" in said


def test_a_child_that_does_not_obey_is_killed(tmp_path: Path) -> None:
    stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True)"
    child = child_of([sys.executable, "-c", f"{stubborn}; time.sleep(60)"], tmp_path)
    child.start()
    assert wait_until(lambda: child.log.read_bytes() == b"1\n", timeout_s=5)
    child.ask_to_stop()
    child.wait_or_kill(time.monotonic() + 0.2)
    assert not child.is_running()


def test_a_large_log_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "LARGEST_LOG_BYTES", 3)
    path = tmp_path / "web.log"
    path.write_bytes(b"old!")
    children.open_log(path).close()
    assert path.read_bytes() == b""
    assert (tmp_path / "web.log.1").read_bytes() == b"old!"


@pytest.mark.fault
def test_a_watched_child_ends_when_its_parent_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.kill()
        parent.wait()
        assert wait_until(lambda: not is_alive(child), timeout_s=5)


def test_a_child_that_cannot_be_started_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = child_of(SLEEP, tmp_path)
    child._pause_s = 0.0
    child.start()
    child.wait_or_kill(0)
    assert child.restart_if_dead() is not None

    def no_memory(*_: object, **__: object) -> None:
        raise OSError(errno.ENOMEM, "Cannot allocate memory")

    with monkeypatch.context() as full:
        full.setattr(children, "start_process", no_memory)
        assert "Cannot allocate memory" in str(child.restart_if_dead())
    child._restart_at_s = 0.0
    assert child.restart_if_dead() is None
    assert child.is_running()
    child.wait_or_kill(0)
