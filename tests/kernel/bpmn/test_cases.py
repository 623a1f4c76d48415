"""The shared cases of the conformance kit, and what its runner takes for a difference."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.kernel.bpmn.drawing import drawn, nodes

from owj.kernel.bpmn.errors import ProcessFileNotRead
from owj.kernel.bpmn.simulation.cases import CaseReport, run_cases

LINE = drawn(nodes(s="startEvent", u="userTask", a="serviceTask", e="endEvent"), "s u a e")


@pytest.mark.shared
def test_every_shared_case_comes_out_as_expected(shared: Path) -> None:
    reports = list(run_cases(shared / "bpmn_cases"))
    assert len(reports) > 100
    assert {report.name: report.complaints for report in reports if report.complaints} == {}


def test_harder_cases_come_out_as_expected() -> None:
    reports = list(run_cases(Path(__file__).parent / "harder"))
    assert len(reports) == 59
    assert {report.name: report.complaints for report in reports if report.complaints} == {}


def one_case(folder: Path, expect: dict[str, object], level: str = "must") -> CaseReport:
    """Return how a case of a straight line goes."""
    (folder / "c.bpmn").write_text(LINE, encoding="utf-8")
    steps = [{"complete": "u", "data": {"n": 3, "who": {"name": "Sara", "age": 30}}}]
    case = {"level": level, "scenario": {"data": {"n": 1}, "steps": steps}, "expect": expect}
    (folder / "c.json").write_text(json.dumps(case), encoding="utf-8")
    return next(run_cases(folder))


@pytest.mark.parametrize(
    "expect",
    [
        {"status": "completed", "trace": ["s", "u", "a", "e"], "waiting": [], "incident": None},
        {"trace_set": ["e", "a", "u", "s"], "before": [["u", "a"]], "count": {"u": 1, "x": 0}},
        {"trace": ["s", "e"], "ignore": ["u", "a"], "data": {"n": 3.0, "who": {"age": 30}}},
        {"data_absent": ["m"]},
        {"any_of": [{"status": "waiting"}, {"status": "completed"}]},
    ],
)
def test_a_case_passes_when_all_is_as_expected(tmp_path: Path, expect: dict[str, object]) -> None:
    assert one_case(tmp_path, expect).complaints == ()


@pytest.mark.parametrize(
    "expect",
    [
        {"status": "waiting"},
        {"trace": ["s", "u", "e"]},
        {"trace_set": ["s", "u", "a"]},
        {"before": [["a", "u"]]},
        {"before": [["u", "x"]]},
        {"count": {"u": 2}},
        {"data": {"n": 4}},
        {"data": {"n": "3"}},
        {"data": {"who": {"city": "Yazd"}}},
        {"data_absent": ["n"]},
        {"waiting": ["u"]},
        {"incident": {"element": "u"}},
        {"refused": True},
        {"any_of": [{"status": "waiting"}, {"trace": []}]},
    ],
)
def test_a_case_fails_with_what_differs(tmp_path: Path, expect: dict[str, object]) -> None:
    assert one_case(tmp_path, expect).complaints


def test_what_comes_later_may_not_run_wrongly(tmp_path: Path) -> None:
    assert one_case(tmp_path, {"status": "waiting"}, "later").complaints


def test_a_folder_without_cases_is_said(tmp_path: Path) -> None:
    with pytest.raises(ProcessFileNotRead):
        list(run_cases(tmp_path))
