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
    assert sorted(path.name for path in (folder / "postgres").iterdir()) == [".pg0"]
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
