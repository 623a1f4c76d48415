"""Fixtures of Owj Service: data folders that the database's user may enter, real clusters."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from owj.service.database.builds import PostgresBuild, found_builds
from owj.service.database.cluster import Cluster
from owj.service.database.embedded import embedded_build
from owj.service.installation import Installation
from owj.service.processes import database_owner


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """Give a folder with a short path that an unprivileged user may enter.

    pytest's own is private to root and too long for a socket.
    """
    folder = Path(tempfile.mkdtemp(prefix="owj-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


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
