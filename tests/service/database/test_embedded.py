"""The PostgreSQL inside the wheel, unpacked for real."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from owj.service.database import embedded
from owj.service.database.builds import has_trigrams
from owj.service.database.cluster import Cluster, make_database_folder
from owj.service.database.embedded import embedded_build
from owj.service.processes import database_owner
from owj.service.refusals import PostgresMissing


def test_the_embedded_server_runs_and_brings_trigrams(short_folder: Path) -> None:
    owner = database_owner()
    folder = short_folder / "database"
    make_database_folder(folder, owner)
    build = embedded_build(folder / "postgres", owner)
    assert build.kind == "embedded"
    assert build.major >= 18
    assert has_trigrams(build.folder)
    names = sorted(path.name for path in (folder / "postgres").iterdir())
    assert names == [".pg0", "wheel-version"]
    cluster = Cluster(folder, build, owner, durable=False)
    cluster.create()
    cluster.start()
    try:
        address = make_conninfo(cluster.address(), dbname="postgres")
        with psycopg.connect(address, autocommit=True) as link:
            link.execute("CREATE EXTENSION pg_trgm")
            assert link.execute("SELECT show_trgm('اوج') <> '{}'").fetchone() == (True,)
    finally:
        cluster.stop()
    assert embedded_build(folder / "postgres", owner) == build


def test_a_wheel_that_does_not_run_is_refused_and_leaves_nothing(
    short_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "_unpack", lambda *_: "libfoo.so.1: cannot open")
    with pytest.raises(PostgresMissing, match=r"libfoo\.so\.1"):
        embedded_build(short_folder / "postgres", None)
    assert list(short_folder.iterdir()) == []


def test_an_absent_wheel_is_refused(short_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(PostgresMissing, match="not installed"):
        embedded_build(short_folder / "postgres", None)


class Wheel:
    """Stands in for the installed wheel: unpacking makes a `postgres` that tells its version."""

    def __init__(self) -> None:
        self.version = "18.1"
        self.unpacked: list[str] = []

    def unpack(self, home: Path, _: object) -> str:
        self.unpacked.append(self.version)
        programs = home / ".pg0" / "installation" / self.version / "bin"
        programs.mkdir(parents=True)
        for name in ("initdb", "postgres"):
            (programs / name).write_text(
                f"#!/bin/sh\necho 'postgres (PostgreSQL) {self.version}'\n"
            )
            (programs / name).chmod(0o755)
        return ""


@pytest.fixture
def wheel(monkeypatch: pytest.MonkeyPatch) -> Wheel:
    made = Wheel()
    monkeypatch.setattr(embedded, "_unpack", made.unpack)
    monkeypatch.setattr(embedded, "wheel_version", lambda: made.version)
    return made


def folder_of(home: Path, **options: bool) -> str:
    return embedded_build(home, None, **options).folder.parent.name


def test_a_new_minor_version_replaces_the_old_one(tmp_path: Path, wheel: Wheel) -> None:
    home = tmp_path / "postgres"
    assert folder_of(home) == folder_of(home) == "18.1"
    wheel.version = "18.2"
    assert folder_of(home) == folder_of(home) == "18.2"
    assert wheel.unpacked == ["18.1", "18.2"]
    assert list(tmp_path.iterdir()) == [home]


def test_a_server_that_runs_is_not_pulled_away(tmp_path: Path, wheel: Wheel) -> None:
    home = tmp_path / "postgres"
    folder_of(home)
    wheel.version = "18.2"
    assert folder_of(home, in_use=True) == "18.1"


def test_a_new_major_version_leaves_the_datas_own(tmp_path: Path, wheel: Wheel) -> None:
    home = tmp_path / "postgres"
    folder_of(home)
    wheel.version = "19.0"
    assert folder_of(home) == folder_of(home) == "18.1"
    assert wheel.unpacked == ["18.1", "19.0"]
