"""Which PostgreSQL of a machine is usable."""

from __future__ import annotations

from pathlib import Path

import pytest

from owj.service.database import builds
from owj.service.database.builds import PostgresBuild, found_builds, has_trigrams, major_of


def make_postgres(folder: Path, answer: str, *, trigrams: bool = True, code: int = 0) -> Path:
    """Make a folder that looks like an installed PostgreSQL and return its programs' folder."""
    programs = folder / "bin"
    programs.mkdir(parents=True)
    program = programs / "postgres"
    program.write_text(f"#!/bin/sh\necho '{answer}'\nexit {code}\n")
    program.chmod(0o755)
    extensions = folder / "share" / "extension"
    extensions.mkdir(parents=True)
    if trigrams:
        (extensions / "pg_trgm.control").write_text("")
    return programs


@pytest.mark.parametrize(
    ("answer", "major"),
    [
        ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", 15),
        ("postgres (PostgreSQL) 18.1", 18),
        ("postgres (PostgreSQL) 19beta2", 19),
        ("postgres (PostgreSQL) 9.6.24", 9),
        ("something else", None),
    ],
)
def test_major_is_read_from_the_programs_answer(
    tmp_path: Path, answer: str, major: int | None
) -> None:
    assert major_of(make_postgres(tmp_path, answer)) == major


def test_a_program_that_fails_or_is_absent_has_no_major(tmp_path: Path) -> None:
    assert major_of(make_postgres(tmp_path / "a", "postgres (PostgreSQL) 16.1", code=1)) is None
    assert major_of(tmp_path / "nowhere") is None


def test_trigrams_are_looked_for_beside_the_programs(tmp_path: Path) -> None:
    assert has_trigrams(make_postgres(tmp_path / "with", "x"))
    assert not has_trigrams(make_postgres(tmp_path / "without", "x", trigrams=False))


def test_old_and_bare_servers_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = make_postgres(tmp_path / "14", "postgres (PostgreSQL) 14.9")
    bare = make_postgres(tmp_path / "16", "postgres (PostgreSQL) 16.1", trigrams=False)
    good = make_postgres(tmp_path / "17", "postgres (PostgreSQL) 17.2")
    monkeypatch.setattr(builds, "places", lambda _: iter([old, bare, good, good]))
    assert list(found_builds({})) == [PostgresBuild("found", good, 17)]


def test_the_path_comes_before_the_usual_places(tmp_path: Path) -> None:
    programs = make_postgres(tmp_path, "postgres (PostgreSQL) 17.2")
    assert next(builds.places({"PATH": str(programs)})) == programs


def test_its_programs_get_none_of_our_variables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", "secret")
    monkeypatch.setenv("OWJ_DATA", "/x")
    found = PostgresBuild("found", tmp_path / "bin", 17).environment()
    assert "PGPASSWORD" not in found
    assert "OWJ_DATA" not in found
    embedded = PostgresBuild("embedded", tmp_path / "bin", 18).environment()
    assert embedded["LD_LIBRARY_PATH"] == str(tmp_path / "lib")
