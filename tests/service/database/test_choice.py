"""The database of an installation: chosen once, found again, never mixed up."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import pytest

from owj.service.database import choice
from owj.service.database.builds import PostgresBuild
from owj.service.database.choice import (
    choose_database,
    is_ours,
    record_address,
    record_choice,
)
from owj.service.database.cluster import Cluster
from owj.service.installation import Installation
from owj.service.refusals import (
    OtherDatabaseGiven,
    OtherPostgresMajor,
    PostgresMissing,
    PostgresWishUnknown,
)

FOUND_16 = PostgresBuild("found", Path("/pg/16/bin"), 16)
FOUND_17 = PostgresBuild("found", Path("/pg/17/bin"), 17)
EMBEDDED_18 = PostgresBuild("embedded", Path("/data/pg/bin"), 18)


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> list[PostgresBuild]:
    """Stand in for the machine: the list of its PostgreSQLs may be changed by a test."""
    here = [FOUND_17, FOUND_16]
    monkeypatch.setattr(choice, "found_builds", lambda _: iter(here))
    monkeypatch.setattr(choice, "embedded_build", lambda *_, **__: EMBEDDED_18)
    return here


def fresh(tmp_path: Path, environment: Mapping[str, str] | None = None) -> Installation:
    made = Installation(tmp_path, environment=environment or {})
    made.prepare()
    return made


def with_files(installation: Installation, major: int, kind: str) -> None:
    """Pretend that this data was made by a PostgreSQL of this major and kind."""
    files = installation.database / "cluster"
    files.mkdir(parents=True)
    (files / "PG_VERSION").write_text(f"{major}\n")
    installation.write_facts(database={"kind": kind, "major": major}, database_url="host=here")


def chosen_build(installation: Installation) -> PostgresBuild:
    chosen = choose_database(installation)
    assert isinstance(chosen, Cluster)
    return chosen.build


def test_a_found_server_comes_before_the_embedded_one(tmp_path: Path) -> None:
    assert chosen_build(fresh(tmp_path)) == FOUND_17


def test_without_a_found_server_the_embedded_one_is_used(
    tmp_path: Path, machine: list[PostgresBuild]
) -> None:
    machine.clear()
    assert chosen_build(fresh(tmp_path)) == EMBEDDED_18


@pytest.mark.parametrize(("wish", "expected"), [("embedded", EMBEDDED_18), ("found", FOUND_17)])
def test_a_wish_leaves_out_the_other_kind(
    tmp_path: Path, wish: str, expected: PostgresBuild
) -> None:
    assert chosen_build(fresh(tmp_path, {"OWJ_POSTGRES": wish})) == expected


def test_a_wish_that_cannot_be_met_is_refused(tmp_path: Path, machine: list[PostgresBuild]) -> None:
    machine.clear()
    with pytest.raises(PostgresMissing):
        choose_database(fresh(tmp_path, {"OWJ_POSTGRES": "found"}))


def test_a_wish_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PostgresWishUnknown, match="got mysql"):
        choose_database(fresh(tmp_path, {"OWJ_POSTGRES": "mysql"}))


def test_an_address_comes_before_everything_and_is_remembered(tmp_path: Path) -> None:
    first = fresh(tmp_path, {"DATABASE_URL": "host=db dbname=crm"})
    assert choose_database(first) == "host=db dbname=crm"
    # Not before it has answered: a mistyped address must not stick.
    assert "database" not in first.facts()
    record_address(first, "host=db dbname=crm")
    assert not is_ours(first, "host=db dbname=crm")
    later = dataclasses.replace(first, environment={})
    assert choose_database(later) == "host=db dbname=crm"


def test_an_address_of_another_database_is_refused(tmp_path: Path) -> None:
    made = fresh(tmp_path, {"DATABASE_URL": "host=elsewhere"})
    with_files(made, 17, "found")
    with pytest.raises(OtherDatabaseGiven, match="Unset DATABASE_URL"):
        choose_database(made)


def test_our_own_address_handed_to_a_child_is_no_other_database(tmp_path: Path) -> None:
    made = fresh(tmp_path, {"DATABASE_URL": "host=here"})
    with_files(made, 17, "found")
    assert chosen_build(made) == FOUND_17
    assert is_ours(made, "host=here")


@pytest.mark.parametrize(
    ("major", "kind", "expected"),
    [
        (16, "found", FOUND_16),
        (18, "embedded", EMBEDDED_18),
        # The machine lost its server; the embedded one has the same major.
        (18, "found", EMBEDDED_18),
    ],
)
def test_later_starts_need_the_major_of_the_files(
    tmp_path: Path, major: int, kind: str, expected: PostgresBuild
) -> None:
    made = fresh(tmp_path)
    with_files(made, major, kind)
    assert chosen_build(made) == expected


def test_a_major_that_is_not_here_is_refused_by_name(tmp_path: Path) -> None:
    made = fresh(tmp_path)
    with_files(made, 15, "found")
    with pytest.raises(OtherPostgresMajor, match=r"PostgreSQL 15; here is only 16, 17, 18"):
        choose_database(made)


def test_the_choice_is_written_down(tmp_path: Path) -> None:
    made = fresh(tmp_path)
    (made.database / "cluster").mkdir(parents=True)
    pid_file = made.database / "cluster" / "postmaster.pid"
    pid_file.write_text("1\n/x\n2\n5432\n/short\n\n3\nready\n")
    record_choice(made, Cluster(made.database, FOUND_17))
    facts = made.facts()
    assert facts["database"] == {"kind": "found", "major": 17, "folder": "/pg/17/bin"}
    assert facts["database_url"] == "host='/short' port='5432' user='owj' dbname='owj'"
