"""A cluster of ours: made, started, adopted, recovered, stopped."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from owj.service.database import sockets
from owj.service.database.builds import PostgresBuild
from owj.service.database.cluster import Cluster
from owj.service.database.postmaster import read_postmaster_file
from owj.service.database.sockets import LONGEST_SOCKET_PATH
from owj.service.processes import database_owner, is_alive, wait_until
from owj.service.refusals import DatabaseNotStarted, OtherPostgresMajor


def ask(cluster: Cluster, sql: str) -> object:
    address = make_conninfo(cluster.address(), dbname="postgres")
    with psycopg.connect(address, autocommit=True) as link:
        answer = link.execute(sql.encode())
        row = answer.fetchone() if answer.description else None
    return row[0] if row else None


def pid_of(cluster: Cluster) -> int:
    state = read_postmaster_file(cluster.files)
    assert state is not None
    return state.pid


def again(cluster: Cluster) -> Cluster:
    """Return the same cluster as another process would see it."""
    return Cluster(cluster.folder, cluster.build, cluster.owner, durable=False)


def test_a_new_cluster_has_checksums_utf8_and_no_open_port(cluster: Cluster) -> None:
    cluster.start()
    assert ask(cluster, "SHOW data_checksums") == "on"
    assert ask(cluster, "SHOW server_encoding") == "UTF8"
    assert ask(cluster, "SHOW listen_addresses") == ""
    assert ask(cluster, "SELECT current_user") == "owj"


def test_order_is_by_code_point_and_persian_letters_are_letters(cluster: Cluster) -> None:
    cluster.start()
    assert ask(cluster, "SELECT 'Z' < 'a' AND 'ی' > 'پ'") is True
    assert ask(cluster, "SELECT 'اوج' ~ '^[[:alpha:]]+$'") is True


def test_a_cluster_of_real_data_waits_for_the_disk(
    short_folder: Path, build: PostgresBuild
) -> None:
    made = Cluster(short_folder / "database", build, database_owner())
    made.create()
    made.start()
    try:
        assert ask(made, "SHOW fsync") == "on"
        assert ask(made, "SHOW synchronous_commit") == "on"
    finally:
        made.stop()


def test_files_and_socket_are_closed_to_others(cluster: Cluster) -> None:
    cluster.start()
    state = read_postmaster_file(cluster.files)
    assert state is not None
    for folder in (cluster.folder, cluster.files, Path(state.socket_folder)):
        assert folder.stat().st_mode & 0o077 == 0, folder


def test_stop_is_in_order_and_may_be_repeated(cluster: Cluster) -> None:
    cluster.start()
    pid = pid_of(cluster)
    cluster.stop()
    assert not is_alive(pid)
    assert read_postmaster_file(cluster.files) is None
    cluster.stop()
    cluster.start()
    assert ask(cluster, "SELECT pg_is_in_recovery()") is False


def test_a_running_server_of_a_dead_supervisor_is_taken_over(cluster: Cluster) -> None:
    cluster.start()
    other = again(cluster)
    other.start()
    assert pid_of(other) == pid_of(cluster)
    assert ask(other, "SELECT 1") == 1
    other.stop()
    assert not cluster.is_running()


@pytest.mark.fault
def test_a_killed_server_recovers_what_was_committed(cluster: Cluster) -> None:
    cluster.start()
    ask(cluster, "CREATE DATABASE kept")
    os.kill(pid_of(cluster), signal.SIGKILL)
    assert wait_until(lambda: not cluster.is_running(), timeout_s=5)
    other = again(cluster)
    other.start()
    assert ask(other, "SELECT count(*) FROM pg_database WHERE datname = 'kept'") == 1
    other.stop()


@pytest.mark.fault
def test_a_start_waits_for_the_last_backends_of_a_killed_server(cluster: Cluster) -> None:
    cluster.start()
    other = again(cluster)
    address = make_conninfo(cluster.address(), dbname="postgres")
    with psycopg.connect(address) as held, ThreadPoolExecutor(1) as beside:
        busy = held.info.backend_pid
        os.kill(busy, signal.SIGSTOP)
        os.kill(pid_of(cluster), signal.SIGKILL)
        assert wait_until(lambda: not cluster.is_running(), timeout_s=5)
        started = beside.submit(other.start)
        refused = b"pre-existing shared memory"
        assert wait_until(lambda: refused in other.log.read_bytes(), timeout_s=5, poll_s=0.01)
        os.kill(busy, signal.SIGCONT)
        started.result(timeout=20)
    assert ask(other, "SELECT 1") == 1
    other.stop()


@pytest.mark.fault
def test_a_pid_that_now_belongs_to_another_program_does_not_hinder(cluster: Cluster) -> None:
    cluster.start()
    os.kill(pid_of(cluster), signal.SIGKILL)
    assert wait_until(lambda: not cluster.is_running(), timeout_s=5)
    pid_file = cluster.files / "postmaster.pid"
    user = cluster.owner.uid if cluster.owner else None
    with subprocess.Popen(["sleep", "60"], user=user) as stranger:
        lines = pid_file.read_text().split("\n")
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]))
        other = again(cluster)
        assert not other.is_running()
        other.start()
        assert ask(other, "SELECT 1") == 1
        other.stop()
        assert stranger.poll() is None
        stranger.kill()


@pytest.mark.fault
def test_a_killed_server_that_nobody_buries_does_not_hinder(
    short_folder: Path, build: PostgresBuild
) -> None:
    """Process 1 of a container may leave the dead unburied: their numbers stay taken."""
    parent = Cluster(short_folder / "database", build, database_owner(), durable=False)
    parent.create()
    parent.start()
    # Our own child: it stays unburied until we ask for its end, which we do not.
    assert parent._process is not None
    dead = parent._process.pid
    os.kill(dead, signal.SIGKILL)
    assert wait_until(lambda: not is_alive(dead), timeout_s=5)
    other = again(parent)
    other.start()
    try:
        assert pid_of(other) != dead
        os.kill(dead, 0)  # Still there: nobody has buried it.
        assert ask(other, "SELECT 1") == 1
    finally:
        other.stop()
        parent._process.wait()


def test_an_interrupted_creation_is_begun_anew(short_folder: Path, build: PostgresBuild) -> None:
    made = Cluster(short_folder / "database", build, database_owner(), durable=False)
    half = made.folder / "cluster.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("1")
    made.create()
    assert made.major == build.major
    assert not half.exists()


def test_files_of_another_major_are_refused_untouched(cluster: Cluster) -> None:
    (cluster.files / "PG_VERSION").write_text("13\n")
    with pytest.raises(OtherPostgresMajor, match="belongs to PostgreSQL 13"):
        cluster.start()
    assert not cluster.is_running()


def test_a_server_that_cannot_start_says_why(cluster: Cluster) -> None:
    (cluster.files / "pg_hba.conf").write_text("nonsense\n")
    with pytest.raises(DatabaseNotStarted, match=r"did not start: .*pg_hba\.conf"):
        cluster.start()


def test_a_long_path_moves_the_socket_to_a_short_private_folder(
    short_folder: Path, build: PostgresBuild
) -> None:
    long_folder = short_folder / ("x" * 80)
    long_folder.mkdir(mode=0o711)
    made = Cluster(long_folder / "database", build, database_owner(), durable=False)
    made.create()
    made.start()
    try:
        state = read_postmaster_file(made.files)
        assert state is not None
        socket_folder = Path(state.socket_folder)
        assert len(str(socket_folder)) < LONGEST_SOCKET_PATH - 20
        assert socket_folder.stat().st_mode & 0o077 == 0
        assert ask(again(made), "SELECT 1") == 1
    finally:
        made.stop()
        shutil.rmtree(socket_folder)


def test_a_short_folder_of_somebody_else_is_not_trusted(
    short_folder: Path, build: PostgresBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets.tempfile, "gettempdir", lambda: str(short_folder))
    made = Cluster(short_folder / ("y" * 90) / "database", build, database_owner())
    theirs = sockets.short_folder(made.folder, made.owner)
    theirs.chmod(0o777)
    with pytest.raises(DatabaseNotStarted, match="belongs to somebody else"):
        made._private_folder()


def test_a_damaged_pid_file_is_no_server(tmp_path: Path) -> None:
    assert read_postmaster_file(tmp_path) is None
    (tmp_path / "postmaster.pid").write_text("12\n")
    assert read_postmaster_file(tmp_path) is None
