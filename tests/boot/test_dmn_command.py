"""`./owj dmn`: answers as JSON, counts of the kit, one line for what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from owj.boot.cli import BAD_INPUT, CASES_FAILED, GOOD, main
from tests.kernel.dmn.drawing import decision, definitions, input_data, literal, table

CASES = (
    '<testCases xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"><modelName>m.dmn</modelName>'
    '<testCase id="1"><inputNode name="day"><value xsi:type="xsd:date">2026-11-22</value>'
    '</inputNode><resultNode name="next" type="decision"><expected>'
    '<value xsi:type="xsd:date">{day}</value></expected></resultNode></testCase></testCases>'
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a model of a date and of a table."""
    path = tmp_path / "m.dmn"
    rules = [("<10", '"low"'), (">=10", '"high"')]
    path.write_text(
        definitions(
            input_data("day", "date")
            + input_data("n", "number")
            + decision("next", literal('day + duration("P1D")'), inputs=["day"])
            + decision("level", table(["n"], ["level"], rules), inputs=["n"])
            + decision("exact", literal("[1/3, 1e6000]"))
            + decision(
                "deep", literal("(for i in 1..1400 return if i = 1 then 1 else [partial[-1]])[-1]")
            )
            + decision("endless", literal("count(for i in 1..99999999 return i)"))
        ),
        encoding="utf-8",
    )
    return path


def test_a_decision_is_answered_with_its_rules(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["dmn", "eval", str(file), "--decision", "level", "--input", '{"n": 12}']) == GOOD
    said = json.loads(capsys.readouterr().out)
    assert said["value"] == "high"
    assert said["rules"] == [{"table": "level", "inputs": {"n": 12}, "matched": [2], "chosen": [2]}]


def test_a_text_is_a_date_where_the_model_asks_for_one(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["dmn", "eval", str(file), "--decision", "next", "--input", '{"day": "2026-11-22"}']
    assert main(asked) == GOOD
    assert json.loads(capsys.readouterr().out)["value"] == "2026-11-23"


def test_numbers_keep_all_their_digits(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dmn", "eval", str(file), "--decision", "exact"]) == GOOD
    assert f"[0.{'3' * 34}, 1e6000]" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"--decision": "none"}, "no decision named none"),
        ({"--input": "{"}, "expected JSON"),
        ({"--input": "[1]"}, "an object of inputs by name"),
        ({"--input": '{"n": NaN}'}, "got NaN"),
        ({"--decision": "endless"}, "which is the most allowed"),
        ({"--decision": "deep"}, "levels in a value"),
    ],
)
def test_what_cannot_be_asked_ends_in_one_line(
    file: Path, capsys: pytest.CaptureFixture[str], changed: dict[str, str], said: str
) -> None:
    asked = {"--decision": "level", "--input": "{}"} | changed
    words = [word for pair in asked.items() for word in pair]
    assert main(["dmn", "eval", str(file), *words]) == BAD_INPUT
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize("text", [None, "<a/>", "<!DOCTYPE a><a/>", "<a>"])
def test_a_file_that_is_no_model_ends_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None
) -> None:
    path = tmp_path / "x.dmn"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    assert main(["dmn", "eval", str(path), "--decision", "d"]) == BAD_INPUT
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(("day", "code"), [("2026-11-23", GOOD), ("2026-11-24", CASES_FAILED)])
def test_a_folder_of_the_kit_is_counted_by_results(
    file: Path, capsys: pytest.CaptureFixture[str], day: str, code: int
) -> None:
    (file.parent / "m-test-01.xml").write_text(CASES.format(day=day), encoding="utf-8")
    assert main(["dmn", "tck", str(file.parent)]) == code
    passed, failed = (1, 0) if code == GOOD else (0, 1)
    assert capsys.readouterr().out.splitlines()[-1] == f"{passed} passed, {failed} failed"
    assert main(["dmn", "tck", str(file.parent), "--json"]) == code
    assert json.loads(capsys.readouterr().out)["passed"] == passed


def test_a_kit_is_reported_level_by_level(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "kit" / "compliance-level-2" / "0001-m"
    folder.mkdir(parents=True)
    file.rename(folder / "m.dmn")
    (folder / "m-test-01.xml").write_text(CASES.format(day="2026-11-23"), encoding="utf-8")
    assert main(["dmn", "tck", str(tmp_path / "kit")]) == GOOD
    assert capsys.readouterr().out.splitlines() == [
        "level 2: 1 passed, 0 failed",
        "  0001-m: 1 passed, 0 failed",
        "1 passed, 0 failed",
    ]


def test_asking_a_model_loads_no_framework() -> None:
    probe = (
        "import sys, owj.boot.cli, owj.boot.commands.dmn;"
        "print(sorted({'django', 'asyncio', 'psycopg'} & sys.modules.keys()))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.strip() == "[]"
