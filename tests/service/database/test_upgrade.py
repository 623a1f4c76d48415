"""Moving the data to a newer PostgreSQL: a real dump into a real new cluster, killed anywhere.

The old server is whatever the machine has (on a machine without one, the embedded), the new one
is the embedded: the copy, the comparison and the switch are the same for every pair of majors.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from owj.service.database import upgrade as module
from owj.service.database.builds import PostgresBuild
from owj.service.database.choice import choose_database, home_of
from owj.service.database.cluster import Cluster
from owj.service.database.embedded import embedded_build
from owj.service.database.lease import running_database
from owj.service.database.stage import MARK
from owj.service.database.upgrade import (
    Moved,
    alone,
    drop_backup,
    make_database,
    move,
    newer_build,
    upgrade_database,
)
from owj.service.installation import Installation
from owj.service.locks import FileLock
from owj.service.processes import database_owner
from owj.service.progress import Progress
from owj.service.refusals import (
    DatabaseCopyDiffers,
    DatabaseCopyFailed,
    DatabaseFilesMissing,
    DatabaseUpgradeRefused,
    DiskFull,
)
from owj.service.running import lock_file_of

QUIET = Progress(quiet=True)
CONTENT = """
    CREATE TYPE mood AS ENUM ('خوب', 'بد');
    CREATE TABLE promise (id bigserial PRIMARY KEY, gone int, words text NOT NULL,
        at timestamptz DEFAULT now(), mood mood, share double precision, raw bytea);
    INSERT INTO promise (gone, words, mood, share, raw)
        SELECT n, 'قول شمارهٔ ' || n, 'خوب', n / 3.0, decode('00ff', 'hex')
        FROM generate_series(1, 300) n;
    ALTER TABLE promise DROP COLUMN gone;
    ALTER TABLE promise ADD CONSTRAINT kept CHECK (words <> '');
    CREATE EXTENSION pg_trgm;
    CREATE INDEX promise_words ON promise USING gin (words gin_trgm_ops);
    CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN NEW.words := NEW.words || '.'; RETURN NEW; END $$;
    CREATE TRIGGER promise_touched BEFORE UPDATE ON promise
        FOR EACH ROW EXECUTE FUNCTION touched();
    SELECT nextval('promise_id_seq');
"""
MOVE = """
import sys
from pathlib import Path
from owj.service.database.builds import PostgresBuild
from owj.service.database.choice import choose_database
from owj.service.database.stage import settle_moves
from owj.service.database.upgrade import alone, move
from owj.service.installation import find_installation
from owj.service.progress import Progress
found = find_installation(sys.argv[1])
with alone(found):
    settle_moves(found)
    build = PostgresBuild("embedded", Path(sys.argv[2]), int(sys.argv[3]))
    move(found, choose_database(found), build, Progress(quiet=True))
"""


@pytest.fixture(scope="module")
def embedded() -> Iterator[PostgresBuild]:
    """Give the embedded PostgreSQL."""
    folder = Path(tempfile.mkdtemp(prefix="owj-"))
    folder.chmod(0o711)
    yield embedded_build(folder / "postgres", database_owner())
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def content(new_cluster: Path, build: PostgresBuild) -> Iterator[Path]:
    """Give the folder of a small database of many kinds of things, to be copied."""
    folder = Path(tempfile.mkdtemp(prefix="owj-"))
    folder.chmod(0o711)
    subprocess.run(["cp", "-a", new_cluster, folder], check=True)
    made = Cluster(folder / "database", build, database_owner(), durable=False)
    made.start()
    make_database(made.address())
    with psycopg.connect(made.address(), autocommit=True) as link:
        link.execute(CONTENT)
    made.stop()
    yield folder / "database"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def filled(
    installation: Installation, content: Path, build: PostgresBuild, embedded: PostgresBuild
) -> Installation:
    """Give an installation with that content, which is not running."""
    subprocess.run(["cp", "-a", content, installation.data], check=True)
    # Unpacked once for all of them.
    (installation.database / "postgres").symlink_to(embedded.folder.parents[3])
    kind = {"kind": build.kind, "major": build.major, "folder": str(build.folder)}
    installation.write_facts(database=kind)
    return installation


def old_of(installation: Installation) -> Cluster:
    found = choose_database(installation)
    assert isinstance(found, Cluster)
    return found


def move_now(installation: Installation, build: PostgresBuild) -> Moved:
    with alone(installation):
        return move(installation, old_of(installation), build, QUIET)


def promises(installation: Installation) -> tuple[int, int]:
    """Return how many rows the data has now, and the next number, through the usual door."""
    with running_database(installation) as address, psycopg.connect(address) as link:
        row = link.execute("SELECT (SELECT count(*) FROM promise), last_value FROM promise_id_seq")
        count, last = row.fetchone() or (0, 0)
    return int(count), int(last)


def test_everything_moves_and_the_old_files_stay_until_told(
    filled: Installation, embedded: PostgresBuild, build: PostgresBuild
) -> None:
    moved = move_now(filled, embedded)
    assert (moved.before, moved.after) == (build.major, embedded.major)
    assert (moved.tables, moved.rows) == (1, 300)
    assert moved.backup == filled.database / "cluster"
    assert (moved.backup / "PG_VERSION").read_text().strip() == str(build.major)
    assert home_of(filled) == filled.database / str(embedded.major)
    assert promises(filled) == (300, 301)
    with running_database(filled) as address, psycopg.connect(address) as link:
        assert link.info.server_version // 10000 == embedded.major
        row = link.execute("UPDATE promise SET mood = 'بد' WHERE id = 7 RETURNING words")
        assert row.fetchone() == ("قول شمارهٔ 7.",)
        assert link.execute("SELECT show_trgm('سلام') <> '{}'").fetchone() == (True,)
    # An older release, which does not know where to look, must not start the old files.
    assert filled.facts()["format"] == 2
    assert drop_backup(filled) == moved.backup
    assert not moved.backup.exists()
    assert drop_backup(filled) is None
    assert promises(filled) == (300, 301)


@pytest.mark.fault
@pytest.mark.parametrize(
    "point",
    [
        "upgrade.dumped",
        "upgrade.restored",
        "upgrade.compared",
        "upgrade.before_switch",
        "upgrade.switched",
    ],
)
def test_killed_anywhere_the_data_is_the_old_or_the_new_and_can_be_moved(
    filled: Installation, embedded: PostgresBuild, point: str
) -> None:
    command = [sys.executable, "-c", MOVE, filled.data, embedded.folder, str(embedded.major)]
    dead = subprocess.run(
        command, env={**filled.environment, "OWJ_FAILPOINT": point}, check=False, timeout=60
    )
    assert dead.returncode == -signal.SIGKILL
    switched = home_of(filled) != filled.database
    assert switched == (point == "upgrade.switched")
    assert promises(filled) == (300, 301)
    assert list(filled.database.glob(f"*/{MARK}")) == []
    if not switched:
        subprocess.run(command, env=dict(filled.environment), check=True, timeout=60)
    assert home_of(filled) != filled.database
    assert promises(filled) == (300, 301)
    left = {path.name for path in filled.database.iterdir() if path.name[0].isdigit()}
    assert left == {home_of(filled).name}


def spoil(sql: str) -> Callable[..., None]:
    """Return a restore that changes the copy afterwards."""
    real = module.restore

    def restore_and_spoil(build: PostgresBuild, address: str, *rest: object) -> None:
        real(build, address, *rest)  # type: ignore[arg-type] -- passed on as it came
        with psycopg.connect(address, autocommit=True) as link:
            link.execute(sql.encode())

    return restore_and_spoil


def test_a_copy_that_differs_is_not_switched_to(
    filled: Installation, embedded: PostgresBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoiling = """
        ALTER TABLE promise DISABLE TRIGGER promise_touched;
        UPDATE promise SET share = 1 WHERE id = 9;
        SELECT setval('promise_id_seq', 1);
        DROP INDEX promise_words;
    """
    monkeypatch.setattr(module, "restore", spoil(spoiling))
    with pytest.raises(DatabaseCopyDiffers, match=r"in 4 places \(index public.promise_words"):
        move_now(filled, embedded)
    assert home_of(filled) == filled.database
    assert not (filled.database / str(embedded.major)).exists()
    assert promises(filled) == (300, 301)


def test_a_copy_that_fails_leaves_the_data_as_it_was(
    filled: Installation, embedded: PostgresBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "make_database", lambda _: None)
    with pytest.raises(DatabaseCopyFailed, match='database "owj" does not exist'):
        move_now(filled, embedded)
    assert not (filled.database / str(embedded.major)).exists()
    assert promises(filled) == (300, 301)


def test_what_is_not_ours_is_not_left_behind(filled: Installation, embedded: PostgresBuild) -> None:
    with running_database(filled) as address, psycopg.connect(address, autocommit=True) as link:
        link.execute("CREATE DATABASE ledger")
    with pytest.raises(DatabaseUpgradeRefused, match="database ledger"):
        move_now(filled, embedded)
    assert promises(filled) == (300, 301)


def test_nothing_moves_while_owj_runs(filled: Installation) -> None:
    running = FileLock(lock_file_of(filled))
    assert running.try_acquire()
    with pytest.raises(DatabaseUpgradeRefused, match="stop it first"):
        upgrade_database(filled, QUIET)
    running.release()
    with (
        running_database(filled),
        pytest.raises(DatabaseUpgradeRefused, match="uses the database"),
    ):
        upgrade_database(filled, QUIET)


def test_a_full_disk_is_refused_first(
    filled: Installation, embedded: PostgresBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=100 * 2**20))
    with pytest.raises(DiskFull, match="100 MB free"):
        move_now(filled, embedded)
    assert not (filled.database / str(embedded.major)).exists()


def test_files_that_vanished_are_not_taken_for_new_data(filled: Installation) -> None:
    shutil.rmtree(filled.database / "cluster")
    with pytest.raises(DatabaseFilesMissing, match="Put them back"):
        choose_database(filled)


def test_the_newest_server_is_taken_and_only_a_newer_one(
    filled: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    builds = [PostgresBuild("found", Path(f"/pg/{major}"), major) for major in (17, 16)]
    wheel = PostgresBuild("embedded", Path("/wheel"), 18)
    monkeypatch.setattr(module, "found_builds", lambda _: iter(builds))
    monkeypatch.setattr(module, "embedded_build", lambda *_, **__: wheel)
    monkeypatch.setattr(module, "missing_programs", lambda _: [])
    old = PostgresBuild("found", Path("/pg/15"), 15)
    assert newer_build(filled, old) == wheel
    assert newer_build(filled, old, "found") == builds[0]
    assert newer_build(filled, PostgresBuild("found", Path("/pg/17"), 17), "found") is None
    monkeypatch.setattr(module, "missing_programs", lambda build: ["pg_dump"] * (build == wheel))
    assert newer_build(filled, old) == builds[0]
