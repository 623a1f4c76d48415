"""`./owj up`: what it says, and whose turn it is."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from owj.boot.commands import up
from owj.boot.commands.up import parse, report, report_other, say_where, wait_for_turn
from owj.service.installation import Installation, write_json
from owj.service.locks import FileLock
from owj.service.processes import Owner
from owj.service.progress import Progress
from owj.service.refusals import DataInUse
from owj.service.running import RunningState, lock_file_of, state_file_of
from owj.service.supervisor import Supervisor, UpOptions

QUIET = Progress(quiet=True)
STATE = RunningState(
    url="http://127.0.0.1:8000",
    hub_url="http://127.0.0.1:8000/hub",
    data="/data",
    pid=42,
    sign_ins=[{"door": "hub", "role": "customer", "user": "sara", "password": "گذرواژه"}],
)


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    installation = Installation(tmp_path, environment={})
    installation.prepare()
    made = Supervisor(installation, UpOptions(), QUIET)
    yield made
    made.lock.release()


@pytest.fixture
def other(supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch) -> Iterator[FileLock]:
    """Give the lock of another Owj on the same data, held."""
    monkeypatch.setattr(up, "OTHER_POLL_S", 0.01)
    lock = FileLock(lock_file_of(supervisor.installation))
    assert lock.try_acquire()
    yield lock
    lock.release()


@pytest.mark.parametrize("port", ["-1", "65536", "http", ""])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(["--port", port])
    assert ended.value.code == 2
    assert "expected a number from 0 to 65535" in capsys.readouterr().err


def test_options_of_the_issue_are_read() -> None:
    asked = parse(["--port", "0", "--data", "/x", "--no-demo", "--test-clock", "--json"])
    assert vars(asked) == {
        "port": 0,
        "data": "/x",
        "no_demo": True,
        "test_clock": True,
        "json": True,
        "bundle": None,
    }


def test_a_free_folder_is_taken(supervisor: Supervisor) -> None:
    assert wait_for_turn(supervisor, QUIET) is None
    assert supervisor.lock.held


def test_a_running_owj_is_told_of(supervisor: Supervisor, other: FileLock) -> None:
    write_json(state_file_of(supervisor.installation), asdict(STATE))
    assert wait_for_turn(supervisor, QUIET) == STATE
    assert not supervisor.lock.held


def test_one_that_is_starting_is_waited_for(supervisor: Supervisor, other: FileLock) -> None:
    state_file = state_file_of(supervisor.installation)
    timer = threading.Timer(0.1, write_json, (state_file, asdict(STATE)))
    timer.start()
    assert wait_for_turn(supervisor, QUIET) == STATE


def test_after_one_that_is_stopping_it_is_our_turn(supervisor: Supervisor, other: FileLock) -> None:
    timer = threading.Timer(0.1, other.release)
    timer.start()
    assert wait_for_turn(supervisor, QUIET) is None
    assert supervisor.lock.held


def test_waiting_ends_with_a_sentence(
    supervisor: Supervisor, other: FileLock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(up, "OTHER_TIMEOUT_S", 0.05)
    with pytest.raises(DataInUse, match="Wait for it and try again"):
        wait_for_turn(supervisor, QUIET)


@pytest.mark.parametrize("tell", [report, report_other])
def test_json_is_one_line_on_standard_output(
    tell: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert callable(tell)
    tell(STATE, Progress(), as_json=True)
    printed = capsys.readouterr()
    assert printed.out.count("\n") == 1
    assert json.loads(printed.out) == asdict(STATE)
    assert "گذرواژه" in printed.out


def test_people_read_the_addresses_and_sign_ins(capsys: pytest.CaptureFixture[str]) -> None:
    report(STATE, QUIET, as_json=False)
    printed = capsys.readouterr().out
    assert "http://127.0.0.1:8000/inbox" in printed
    assert "http://127.0.0.1:8000/hub/" in printed
    assert "sara" in printed
    assert "گذرواژه" in printed


def test_a_moved_folder_is_told_with_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    owner = Owner("postgres", 1, 1)
    say_where(Installation(Path("/var/lib/owj/x"), owner, Path("/closed/x")), Progress())
    said = capsys.readouterr().err
    assert "user postgres may not enter /closed/x: the data is in /var/lib/owj/x" in said
