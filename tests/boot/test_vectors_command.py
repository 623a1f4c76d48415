"""`./owj vectors`: exit codes, kinds and holidays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from owj.boot.cli import BAD_INPUT, CASES_FAILED, GOOD, main


def write_case(folder: Path, result: str) -> Path:
    case = {
        "id": "a1",
        "kind": "add",
        "input": {"start": "2026-11-22T08:30:00+03:30", "seconds": 60, "calendar": "ticket"},
        "expect": {"result": result},
    }
    path = folder / "cases.jsonl"
    path.write_text(json.dumps(case))
    return path


def test_cases_that_hold_are_good(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = write_case(tmp_path, "2026-11-22T08:31:00+03:30")
    assert main(["vectors", str(cases)]) == GOOD
    assert capsys.readouterr().out == "1 passed, 0 failed\n"


def test_a_difference_is_printed_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = write_case(tmp_path, "2026-11-22T08:32:00+03:30")
    assert main(["vectors", str(cases), "--kind", "add", "--kind", "ticket"]) == CASES_FAILED
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("a1 add result: expected")
    assert said[-1] == "0 passed, 1 failed"


def test_other_kinds_are_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = write_case(tmp_path, "wrong")
    assert main(["vectors", str(cases), "--kind", "ticket"]) == GOOD
    assert capsys.readouterr().out == "0 passed, 0 failed\n"


def test_holidays_are_taken_from_the_given_file_else_from_beside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = write_case(tmp_path, "2026-11-23T08:31:00+03:30")
    closed = {"holidays": [{"date": "2026-11-22", "class": "oneoff", "name": "x"}]}
    given = tmp_path / "given.json"
    given.write_text(json.dumps(closed))
    assert main(["vectors", str(cases)]) == CASES_FAILED
    assert main(["vectors", str(cases), "--holidays", str(given)]) == GOOD
    given.rename(tmp_path / "holidays_ir_1400_1405.json")
    assert main(["vectors", str(cases)]) == GOOD
    capsys.readouterr()


@pytest.mark.parametrize("text", ["{", '{"kind": "dance"}', "[]"])
def test_a_file_that_cannot_be_read_is_bad_input(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(text)
    assert main(["vectors", str(path)]) == BAD_INPUT
    assert main(["vectors", str(tmp_path / "none.jsonl")]) == BAD_INPUT
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 2


def test_all_shared_cases_pass(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vectors", str(shared / "rules" / "vectors.jsonl")]) == GOOD
    assert capsys.readouterr().out == "164 passed, 0 failed\n"
