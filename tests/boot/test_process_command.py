"""`./owj process`: problems by line, plays as JSON, counts of cases."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from owj.boot.cli import BAD_INPUT, CASES_FAILED, GOOD, main
from tests.kernel.bpmn.drawing import drawn, nodes

GOOD_LINE = drawn(nodes(s="startEvent", u="userTask", e="endEvent"), "s u e")
BAD_LINE = drawn(nodes(s="startEvent", g="complexGateway", e="endEvent"), "s g e\ns ghost")


def test_check_prints_every_problem_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "p.bpmn"
    file.write_text(BAD_LINE, encoding="utf-8")
    assert main(["process", "check", str(file)]) == CASES_FAILED
    said = capsys.readouterr().out
    assert "Line 1, g: complexGateway cannot run here" in said
    assert "targetRef refers to ghost" in said
    assert said.endswith("2 problems, 0 doubts\n")


def test_check_of_a_good_drawing_is_good(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "p.bpmn"
    file.write_text(GOOD_LINE, encoding="utf-8")
    assert main(["process", "check", str(file), "--json"]) == GOOD
    assert json.loads(capsys.readouterr().out) == {"problems": [], "doubts": []}


def test_run_plays_a_scenario(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, scenario = tmp_path / "p.bpmn", tmp_path / "s.json"
    file.write_text(GOOD_LINE, encoding="utf-8")
    steps = [{"complete": "u", "data": {"rate": 0.1}}]
    scenario.write_text(json.dumps({"data": {}, "steps": steps}), encoding="utf-8")
    assert main(["process", "run", str(file), "--scenario", str(scenario)]) == GOOD
    assert json.loads(capsys.readouterr().out) == {
        "status": "completed",
        "trace": ["s", "u", "e"],
        "waiting": [],
        "data": {"rate": 0.1},
        "incident": None,
    }


@pytest.mark.parametrize(
    ("document", "scenario", "said"),
    [
        (BAD_LINE, "{}", "complexGateway"),
        (GOOD_LINE, '{"steps": [{"jump": 1}]}', "steps[0]"),
        (GOOD_LINE, '{"now": "noon"}', "now"),
        (GOOD_LINE, "[1", "JSON"),
        ("<a/>", "{}", "definitions"),
    ],
)
def test_run_refuses_what_cannot_be_played(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    document: str,
    scenario: str,
    said: str,
) -> None:
    file, played = tmp_path / "p.bpmn", tmp_path / "s.json"
    file.write_text(document, encoding="utf-8")
    played.write_text(scenario, encoding="utf-8")
    assert main(["process", "run", str(file), "--scenario", str(played)]) == BAD_INPUT
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.out == ""


def test_a_scenario_that_speaks_of_what_is_not_drawn_is_played_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, scenario = tmp_path / "p.bpmn", tmp_path / "s.json"
    file.write_text(GOOD_LINE, encoding="utf-8")
    scenario.write_text('{"stubs": {"y": {}}, "steps": [{"complete": "x"}]}', encoding="utf-8")
    assert main(["process", "run", str(file), "--scenario", str(scenario)]) == GOOD
    said = capsys.readouterr()
    assert json.loads(said.out)["waiting"] == ["u"]
    assert said.err.splitlines() == [
        "owj: the scenario speaks of y, which is not drawn",
        "owj: the scenario speaks of x, which is not drawn",
    ]


def test_cases_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, status in (("a", "waiting"), ("b", "completed")):
        (tmp_path / f"{name}.bpmn").write_text(GOOD_LINE, encoding="utf-8")
        case = {"level": "must", "title": name, "scenario": {}, "expect": {"status": status}}
        (tmp_path / f"{name}.json").write_text(json.dumps(case), encoding="utf-8")
    assert main(["process", "cases", str(tmp_path)]) == CASES_FAILED
    said = capsys.readouterr().out
    assert said.startswith("FAIL b [must] b\n")
    assert said.endswith("1 passed, 1 failed\n")


def test_the_command_starts_without_django(tmp_path: Path) -> None:
    file = tmp_path / "p.bpmn"
    file.write_text(GOOD_LINE, encoding="utf-8")
    probe = (
        "import sys; from owj.boot.cli import main; "
        f"main(['process', 'run', {str(file)!r}]); print('django' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", probe],
        env={"PYTHONPATH": ":".join(path for path in sys.path if path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ran.stdout.splitlines()[-1] == "False"
