"""One database, several users: the first starts it, the last one stops it."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from owj.service.database import lease as module
from owj.service.database.lease import DatabaseLease, running_database
from owj.service.database.postmaster import read_postmaster_file
from owj.service.installation import Installation
from owj.service.locks import FileLock, locked
from owj.service.refusals import DataInUse


def is_up(installation: Installation) -> bool:
    return read_postmaster_file(installation.database / "cluster") is not None


def test_a_command_leaves_the_database_as_it_found_it(installation: Installation) -> None:
    with running_database(installation) as address:
        with psycopg.connect(make_conninfo(address, dbname="postgres")) as link:
            assert link.execute("SELECT 1").fetchone() == (1,)
        assert is_up(installation)
    assert not is_up(installation)
    assert list(installation.run.glob("*.use")) == []
    assert installation.facts()["database_url"] == address


def test_the_last_of_two_users_stops_it(installation: Installation) -> None:
    other = FileLock(installation.run / "database-1.use")
    with running_database(installation):
        assert other.try_acquire()
    assert is_up(installation)
    other.release()
    with running_database(installation):
        pass
    assert not is_up(installation)


def test_a_user_that_was_killed_counts_no_longer(installation: Installation) -> None:
    left_behind = installation.run / "database-1.use"
    left_behind.touch()
    with running_database(installation):
        pass
    assert not is_up(installation)
    assert not left_behind.exists()


def test_a_failing_command_still_stops_it(installation: Installation) -> None:
    with pytest.raises(RuntimeError), running_database(installation):
        raise RuntimeError
    assert not is_up(installation)


def test_a_dead_database_is_started_again(installation: Installation) -> None:
    lease = DatabaseLease(installation)
    lease.open()
    try:
        assert lease.cluster is not None
        assert not lease.restart_if_dead()
        lease.cluster.stop()
        assert lease.restart_if_dead()
        assert is_up(installation)
    finally:
        lease.close()


def test_an_outside_database_is_neither_started_nor_stopped(tmp_path: Path) -> None:
    made = Installation(tmp_path, environment={"DATABASE_URL": "host=db"})
    made.prepare()
    with running_database(made) as address:
        assert address == "host=db"
    assert not made.database.exists()


def test_a_start_that_takes_too_long_elsewhere_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TURN_TIMEOUT_S", 0.1)
    made = Installation(tmp_path, environment=dict(os.environ))
    made.prepare()
    with (
        locked(made.run / "database.lock", timeout_s=1),
        pytest.raises(DataInUse, match="starting or stopping"),
    ):
        DatabaseLease(made).open()
