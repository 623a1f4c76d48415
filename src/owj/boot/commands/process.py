"""`./owj process check FILE`, `process run FILE [--scenario FILE]`, `process cases DIR`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from owj.boot.cli import BAD_INPUT, CASES_FAILED, GOOD, worded
from owj.kernel.bpmn.errors import DrawingProblem, ProcessRefused
from owj.kernel.bpmn.graph import doubts_about, load_process
from owj.kernel.bpmn.simulation.cases import CaseReport, read_file, run_cases
from owj.kernel.bpmn.simulation.play import Played, play_scenario, unknown_elements
from owj.kernel.bpmn.simulation.scenario import read_scenario
from owj.kernel.feel import Environment, FeelValue, start_run
from owj.kernel.feel.json_text import json_text
from owj.kernel.feel.running import Limits


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what is asked of `process`."""
    parser = argparse.ArgumentParser(prog="./owj process", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="check|run|cases")
    check = verbs.add_parser("check", help="say what is wrong with a drawing, line by line")
    check.add_argument("file", type=Path, metavar="FILE.bpmn")
    check.add_argument("--json", action="store_true", help="print one line of JSON")
    play = verbs.add_parser("run", help="play a drawing without records and print JSON")
    play.add_argument("file", type=Path, metavar="FILE.bpmn")
    play.add_argument("--scenario", type=Path, metavar="FILE.json", help="what happens to it")
    cases = verbs.add_parser("cases", help="run a folder of drawings with scenarios")
    cases.add_argument("folder", type=Path, metavar="DIR")
    cases.add_argument("--json", action="store_true", help="print the report as JSON")
    return parser.parse_args(arguments)


def run(arguments: Sequence[str]) -> int:
    """Answer; return 1 when a drawing has problems or a case failed, 2 when nothing could run."""
    asked = parse(arguments)
    if asked.verb == "check":
        return _check(asked)
    return _play(asked) if asked.verb == "run" else _run_cases(asked)


def _check(asked: argparse.Namespace) -> int:
    problems: tuple[DrawingProblem, ...] = ()
    doubts: list[DrawingProblem] = []
    try:
        doubts += doubts_about(load_process(read_file(asked.file)))
    except ProcessRefused as refused:
        problems = refused.problems
    if asked.json:
        shown = {
            "problems": [_problem(each) for each in problems],
            "doubts": [_problem(each) for each in doubts],
        }
        print(json.dumps(shown, ensure_ascii=False))
    else:
        for each in problems:
            print(worded(each))
        for each in doubts:
            print(f"({worded(each)})")
        print(f"{len(problems)} problems, {len(doubts)} doubts")
    return CASES_FAILED if problems else GOOD


def _problem(problem: DrawingProblem) -> dict[str, object]:
    return {
        "code": problem.code,
        "element": problem.element,
        "line": problem.line,
        "text": worded(problem),
    }


def _play(asked: argparse.Namespace) -> int:
    text = "{}"
    if asked.scenario is not None:
        text = read_file(asked.scenario).decode("utf-8", "replace")
    scenario = read_scenario(text)
    try:
        process = load_process(read_file(asked.file), scenario.names)
    except ProcessRefused as refused:
        for problem in refused.problems:
            print(f"owj: {worded(problem)}", file=sys.stderr)
        return BAD_INPUT
    for element in unknown_elements(process, scenario):
        print(f"owj: the scenario speaks of {element}, which is not drawn", file=sys.stderr)
    print(_shown(play_scenario(process, scenario)))
    return GOOD


def _shown(played: Played) -> str:
    """Return the result as JSON, numbers of FEEL with all their digits."""
    run = start_run(Environment(limits=Limits(steps=100_000_000)))
    incident: FeelValue = None
    if played.incident is not None:
        stopped = played.incident
        incident = {"element": stopped.node, "kind": stopped.kind, "detail": stopped.detail}
    shown: dict[str, FeelValue] = {
        "status": played.status,
        "trace": played.trace,
        "waiting": played.waiting,
        "data": dict(played.data),
        "incident": incident,
    }
    return json_text(shown, run)


def _run_cases(asked: argparse.Namespace) -> int:
    reports = list(run_cases(asked.folder))
    failed = [report for report in reports if report.complaints]
    if asked.json:
        print(json.dumps(_cases_json(reports, failed), ensure_ascii=False))
    else:
        for report in failed:
            print(f"FAIL {report.name} [{report.level}] {report.title}")
            for complaint in report.complaints:
                print(f"     {complaint}")
        print(f"{len(reports) - len(failed)} passed, {len(failed)} failed")
    return CASES_FAILED if failed else GOOD


def _cases_json(reports: Sequence[CaseReport], failed: Sequence[CaseReport]) -> dict[str, object]:
    failures = [
        {"case": each.name, "level": each.level, "complaints": list(each.complaints)}
        for each in failed
    ]
    return {"passed": len(reports) - len(failed), "failed": len(failed), "failures": failures}
