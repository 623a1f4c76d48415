"""`./owj test`: its stages, its environment, and the judge of skips."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from owj.boot.cli import CASES_FAILED, GOOD
from owj.boot.commands import test as module
from owj.boot.commands.test import (
    STAGES,
    Stage,
    StageResult,
    check_environment,
    pytest_command,
    run_stage,
)
from owj.service.database.temporary import temporary_cluster
from tests.allowed_skips import allowed_reasons, forbidden_skips, is_strict

ABSENT = "shared cases absent: set OWJ_SHARED to their folder"


def test_every_check_of_the_house_is_a_stage() -> None:
    assert {stage.name for stage in STAGES} == {
        "format",
        "lint",
        "types",
        "collection",
        "imports",
        "migrations",
        "dependencies",
        "templates",
    }


@pytest.mark.parametrize(
    ("stage_code", "tests_code", "expected"),
    [(0, 0, GOOD), (1, 0, CASES_FAILED), (0, 1, CASES_FAILED), (0, 5, CASES_FAILED)],
)
def test_one_failing_stage_or_test_fails_the_whole(
    monkeypatch: pytest.MonkeyPatch, stage_code: int, tests_code: int, expected: int
) -> None:
    ran: list[list[str]] = []

    @contextmanager
    def cluster() -> Iterator[tuple[Path, str]]:
        yield Path("/data"), "host=/x"

    def run(command: list[str], **_: object) -> SimpleNamespace:
        ran.append(command)
        return SimpleNamespace(returncode=tests_code)

    monkeypatch.setattr(module, "temporary_cluster", cluster)
    monkeypatch.setattr(
        module, "run_stages", lambda *_: [StageResult("types", stage_code, "said", 1.0)]
    )
    monkeypatch.setattr(module.subprocess, "run", run)
    assert module.run(["-k", "x"]) == expected
    assert ran == [pytest_command(["-k", "x"])]


def test_a_stage_keeps_what_the_program_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "checker"
    program.write_text("#!/bin/sh\necho wrong; echo worse >&2; exit 3\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    result = run_stage(Stage("x", ("checker",)), {})
    assert (result.code, result.output) == (3, "wrong\nworse\n")


def test_checks_see_nothing_of_the_machines_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWJ_DATA", "/precious")
    monkeypatch.setenv("OWJ_SMTP_URL", "smtp://real")
    monkeypatch.setenv("OWJ_SHARED", "/cases")
    monkeypatch.setenv("DATABASE_URL", "host=precious")
    found = check_environment(Path("/tmp/data"), "host=/x")
    assert found["OWJ_DATA"] == "/tmp/data"
    assert found["DATABASE_URL"] == "host=/x"
    assert found["OWJ_SHARED"] == "/cases"
    assert "OWJ_SMTP_URL" not in found


def test_what_one_process_compiles_the_others_find(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in check_environment(Path("/tmp/data"), "host=/x")


def test_a_throw_away_cluster_is_quick_and_leaves_nothing() -> None:
    with temporary_cluster() as (data, address):
        with psycopg.connect(make_conninfo(address, dbname="postgres")) as link:
            assert link.execute("SHOW fsync").fetchone() == ("off",)
        assert data.is_dir()
    assert not data.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(make_conninfo(address, dbname="postgres"))


@pytest.mark.parametrize(
    ("environment", "strict"),
    [({}, False), ({"CI": "true"}, True), ({"OWJ_STRICT_SKIPS": "1"}, True), ({"CI": "0"}, False)],
)
def test_when_an_unlisted_skip_fails(environment: Mapping[str, str], strict: bool) -> None:
    assert is_strict(environment) is strict


def test_a_local_reason_does_not_hold_in_ci() -> None:
    skips = {"a": ABSENT, "b": "only on POSIX systems", "c": "felt like it"}
    assert set(forbidden_skips(skips, {})) == {"c"}
    assert set(forbidden_skips(skips, {"CI": "true"})) == {"a", "c"}


def test_comments_and_empty_lines_allow_nothing() -> None:
    assert allowed_reasons("# a.*\n\n  \n", ci=False) == []


SKIPPING = """
import pytest
def test_good(): pass
def test_skipped(): pytest.skip({reason!r})
"""


@pytest.mark.parametrize(
    ("reason", "environment", "fails"),
    [
        ("felt like it", {"CI": "true"}, True),
        (ABSENT, {"CI": "true"}, True),
        ("only on POSIX systems", {"CI": "true"}, False),
        ("felt like it", {}, False),
    ],
)
def test_a_run_fails_on_a_skip_that_is_not_listed(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    reason: str,
    environment: dict[str, str],
    fails: bool,
) -> None:
    for name in ("CI", "OWJ_STRICT_SKIPS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    pytester.makepyfile(SKIPPING.format(reason=reason))
    done = pytester.runpytest_subprocess("-p", "tests.allowed_skips", "-p", "no:django", "-n", "2")
    assert done.ret == (1 if fails else 0)
    assert ("SKIP NOT ALLOWED" in done.stdout.str()) is fails
    # The closing line of pytest stays the last one.
    assert done.outlines[-1].strip("= ").startswith("1 passed, 1 skipped")
