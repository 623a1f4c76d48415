"""Fixtures of Owj Service: data folders that the database's user may enter, real clusters."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from owj.service.database.builds import PostgresBuild, found_builds
from owj.service.database.cluster import Cluster
from owj.service.database.embedded import embedded_build
from owj.service.installation import Installation
from owj.service.processes import database_owner
from tests.service.running_owj import running_owj


@dataclass(frozen=True)
class Prepared:
    """A data folder and the sign-in of its administrator."""

    data: Path
    sign_in: dict[str, str]


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """Give a folder with a short path that an unprivileged user may enter.

    pytest's own is private to root and too long for a socket.
    """
    folder = Path(tempfile.mkdtemp(prefix="owj-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def started_once() -> Iterator[Prepared]:
    """Give a data folder that was started and stopped, to be copied.

    Migrating anew takes longer than most of the tests that need a running Owj.
    """
    folder = Path(tempfile.mkdtemp(prefix="owj-"))
    folder.chmod(0o711)
    with running_owj(folder / "data", "--no-demo") as owj:
        shown = owj.said["sign_ins"][0]
    yield Prepared(folder / "data", shown)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def prepared(started_once: Prepared, short_folder: Path) -> Prepared:
    """Give a data folder of one's own, whose next start has nothing left to prepare."""
    # With its owner, which copytree would lose.
    subprocess.run(["cp", "-a", started_once.data, short_folder], check=True)
    return Prepared(short_folder / "data", started_once.sign_in)


@pytest.fixture
def installation(short_folder: Path) -> Installation:
    """Give a prepared installation whose environment names no database."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    made = Installation(short_folder / "data", database_owner(), environment=kept)
    made.prepare()
    return made


@pytest.fixture(scope="session")
def build() -> Iterator[PostgresBuild]:
    """Give some PostgreSQL of this machine: a found one, else the embedded one."""
    found = next(found_builds(), None)
    if found is not None:
        yield found
        return
    folder = Path(tempfile.mkdtemp(prefix="owj-"))
    folder.chmod(0o711)
    yield embedded_build(folder / "postgres", database_owner())
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def new_cluster(build: PostgresBuild) -> Iterator[Path]:
    """Give the folder of a cluster that nobody starts, to be copied."""
    folder = Path(tempfile.mkdtemp(prefix="owj-"))
    folder.chmod(0o711)
    Cluster(folder / "database", build, database_owner(), durable=False).create()
    yield folder / "database"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def cluster(short_folder: Path, build: PostgresBuild, new_cluster: Path) -> Iterator[Cluster]:
    """Give a cluster that is made but not started; it is stopped afterwards."""
    # With its owner, which copytree would lose; making one anew takes a second each time.
    subprocess.run(["cp", "-a", new_cluster, short_folder], check=True)
    made = Cluster(short_folder / "database", build, database_owner(), durable=False)
    yield made
    made.stop()
