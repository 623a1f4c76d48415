"""`./owj import helpdesk-log`, on the test's own database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.packages.desk_import.logs import HIGH, SMALL, row, write_log

from owj.boot import cli
from owj.boot.commands import import_log
from owj.packages.desk.entity import Ticket
from owj.server.context import SYSTEM
from owj.server.records.context import open_context


@pytest.fixture
def data(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a data folder whose database is the test's."""

    @contextmanager
    def database_of_the_test(*_: object) -> Iterator[list[dict[str, str]]]:
        yield []

    monkeypatch.setattr(import_log, "ready_database", database_of_the_test)
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "instance.json").write_text('{"format": 1}', encoding="utf-8")
    return folder


def run(data: Path, *arguments: str) -> int:
    return cli.main(["import", "helpdesk-log", *arguments, "--data", str(data)])


def test_json_is_one_line_with_the_agreed_keys(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = write_log(tmp_path / "log.csv", SMALL)
    assert run(data, str(log), "--json") == 0
    said = capsys.readouterr()
    (line,) = said.out.splitlines()
    found = json.loads(line)
    assert list(found)[:7] == [
        "cases",
        "events",
        "duplicates",
        "rejected",
        "by_priority",
        "p0",
        "months_with_5_misses",
    ]
    assert list(found["by_priority"]) == ["critical", "high", "medium", "low"]
    assert set(found["by_priority"]["high"]) >= {
        "met",
        "broken",
        "open",
        "median_response_working_min",
    }
    assert "Filing: 11 of 11 cases" in said.err


def test_people_read_the_same_figures(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = write_log(tmp_path / "log.csv", [*SMALL, row("Case 12", "", "2012/10/09 09:00:00")])
    assert run(data, str(log)) == 0
    out = capsys.readouterr().out
    assert "11 cases (11 new), 29 events, 1 duplicate rows, 1 rejected" in out
    assert f"Rejected rows, with reasons: {log}.rejects.csv" in out
    assert "critical       1 met      1 broken      0 open" in out


def test_options_reach_the_import(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = write_log(tmp_path / "log.csv", SMALL)
    priorities = tmp_path / "map.json"
    priorities.write_text(json.dumps({HIGH: "low"}), encoding="utf-8")
    as_of = "2012-10-20T12:00:00+03:30"
    given = ("--priority-map", str(priorities), "--as-of", as_of, "--json")
    assert run(data, str(log), *given) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["as_of"] == as_of
    assert found["by_priority"]["high"]["met"] == 0
    assert found["by_priority"]["medium"]["open"] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["absent.csv"], "owj: absent.csv cannot be read: No such file or directory."),
        (["{log}", "--as-of", "yesterday"], "owj: Expected an instant with its zone"),
        (["{log}", "--priority-map", "absent.json"], "owj: absent.json: expected a JSON object"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    data: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    log = write_log(tmp_path / "log.csv", SMALL)
    assert run(data, *[one.format(log=log) for one in arguments]) == 2
    *progress, last = capsys.readouterr().err.splitlines()
    assert last.startswith(said)
    assert not any(line.startswith("owj:") for line in progress)
    assert open_context(SYSTEM).rows(Ticket).count() == 0


def test_a_folder_without_data_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = write_log(tmp_path / "log.csv", SMALL)
    assert run(tmp_path / "nowhere", str(log)) == 2
    assert "There is no data in" in capsys.readouterr().err
