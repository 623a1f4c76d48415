"""Several web servers on one address."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from owj.service.processes import wait_until
from owj.service.refusals import PortTaken, VariableRejected
from owj.service.web_servers import Doors, pool_size, web_processes
from tests.service.conftest import Prepared
from tests.service.running_owj import RunningOwj, running_owj

LOCAL = "127.0.0.1"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="one web server on Windows")


def test_there_is_one_a_processor_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    for processors, expected in ((1, 1), (2, 2), (64, 4), (None, 1)):
        monkeypatch.setattr(os, "cpu_count", lambda found=processors: found)
        assert web_processes({}) == expected
    assert web_processes({"OWJ_WEB_PROCESSES": "16"}) == 16


@pytest.mark.parametrize("given", ["0", "17", "-1", "two", "۲", "99999999999"])
def test_a_number_that_cannot_be_is_refused(given: str) -> None:
    with pytest.raises(VariableRejected, match="OWJ_WEB_PROCESSES: expected a whole number"):
        web_processes({"OWJ_WEB_PROCESSES": given})


def test_all_together_leave_connections_to_others() -> None:
    assert [pool_size(number) for number in (1, 2, 4, 8, 16)] == [16, 16, 16, 8, 4]


def test_each_has_a_door_of_its_own_beside_the_common_one() -> None:
    with socket.socket() as free:
        free.bind((LOCAL, 0))
        port = free.getsockname()[1]
    doors = Doors(LOCAL, port, 3)
    try:
        plans = doors.plans()
        assert [plan.name for plan in plans] == ["web", "web-2", "web-3"]
        assert len({plan.sockets[0] for plan in plans}) == 1
        assert len({plan.own_address for plan in plans} | {(LOCAL, port)}) == 4
        for plan in plans:
            # It listens before any server lives: who comes now waits and is not refused.
            socket.create_connection(plan.own_address, timeout=2).close()
    finally:
        doors.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((LOCAL, port), timeout=2)


def test_a_port_that_was_taken_meanwhile_is_refused() -> None:
    with socket.socket() as other:
        other.bind((LOCAL, 0))
        other.listen()
        with pytest.raises(PortTaken):
            Doors(LOCAL, other.getsockname()[1], 2)


@pytest.mark.fault
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="only on systems with /proc")
def test_while_one_is_killed_the_other_serves_everybody(prepared: Prepared) -> None:
    with running_owj(prepared.data, "--no-demo", OWJ_WEB_PROCESSES="2") as owj:
        assert wait_until(lambda: set(owj.children()) == {"web", "web-2", "worker"}, timeout_s=10)
        before = owj.children()
        for name in ("web", "web-2"):
            assert wait_until(lambda: served_by(owj) == 2, timeout_s=30), owj.log.read_text()
            os.kill(before[name], signal.SIGKILL)
            answers = Counter(owj.get("/healthz")[0] for _ in range(40))
            assert answers == {200: 40}
            began_s = time.monotonic()
            assert wait_until(lambda: len(owj.children()) == 3, timeout_s=10)
            assert time.monotonic() - began_s < 10
        assert owj.wait_ready()
        pids = [*owj.children().values()]
    assert all(not Path(f"/proc/{pid}").exists() for pid in pids)


def served_by(owj: RunningOwj) -> int:
    """Return how many processes hold an open connection of ours, of those that we hold open."""
    port = int(str(owj.said["url"]).rpartition(":")[2])
    held = [socket.create_connection((LOCAL, port), timeout=2) for _ in range(24)]
    try:
        for one in held:
            one.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        for one in held:
            one.recv(1000)
        webs = [pid for name, pid in owj.children().items() if name.startswith("web")]
        return sum(_accepted(pid, port) > 0 for pid in webs)
    finally:
        for one in held:
            one.close()


def _accepted(pid: int, port: int) -> int:
    """Return how many accepted connections on a port a process holds."""
    inodes = {
        line.split()[9]
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if line.split()[3] == "01" and int(line.split()[1].rpartition(":")[2], 16) == port
    }
    return len({f"socket:[{inode}]" for inode in inodes} & _files_of(pid))


def _files_of(pid: int) -> set[str]:
    """Return what a process has open; some of it closes while we look."""
    found: set[str] = set()
    for one in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            found.add(os.readlink(one))
    return found
