"""`./owj dmn eval FILE --decision NAME --input JSON` and `./owj dmn tck DIR [--json]`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from owj.boot.cli import CASES_FAILED, GOOD
from owj.kernel.dmn.conformance.folders import FolderReport, run_kit
from owj.kernel.dmn.files import load_model
from owj.kernel.dmn.json_values import json_value, read_inputs
from owj.kernel.dmn.run import DecisionWarning, MatchedRules
from owj.kernel.feel.json_text import json_text
from owj.kernel.feel.running import Environment, start_run


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what is asked of `dmn`."""
    parser = argparse.ArgumentParser(prog="./owj dmn", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="eval|tck")
    evaluate = verbs.add_parser("eval", help="ask a decision or a decision service of a model")
    evaluate.add_argument("file", type=Path, metavar="FILE.dmn")
    asked = evaluate.add_mutually_exclusive_group(required=True)
    asked.add_argument("--decision", metavar="NAME")
    asked.add_argument("--service", metavar="NAME", help="a decision service")
    evaluate.add_argument(
        "--input", default="{}", metavar="JSON", help="an object of inputs by name"
    )
    kit = verbs.add_parser("tck", help="run folders of the DMN conformance kit")
    kit.add_argument("folder", type=Path, metavar="DIR")
    kit.add_argument("--json", action="store_true", help="print the report as JSON")
    return parser.parse_args(arguments)


def run(arguments: Sequence[str]) -> int:
    """Answer; return 1 when a case of the kit failed."""
    asked = parse(arguments)
    return _evaluate(asked) if asked.verb == "eval" else _run_kit(asked)


def _evaluate(asked: argparse.Namespace) -> int:
    model = load_model(asked.file)
    inputs = model.typed_inputs(read_inputs(asked.input))
    environment = machine_environment()
    if asked.decision is not None:
        result = model.evaluate_decision(asked.decision, inputs, environment)
    else:
        result = model.evaluate_service(asked.service, inputs, environment)
    # A number has more digits than JSON's writer would give it.
    value = json_text(result.value, start_run(environment))
    explained = {
        "warnings": [_warning(warning) for warning in result.warnings],
        "rules": [_rules(rules) for rules in result.trace],
    }
    rest = json.dumps(explained, ensure_ascii=False, indent=2).removeprefix("{")
    print(f'{{\n  "value": {value},{rest}')
    return GOOD


def machine_environment() -> Environment:
    """Return what `now()` and `today()` are told on the command line."""
    return Environment(now=datetime.now().astimezone())


def _warning(warning: DecisionWarning) -> dict[str, object]:
    return {
        "code": warning.code,
        "text": str(warning),
        "element": warning.location.element,
        "line": warning.location.line,
        "position": list(warning.position),
    }


def _rules(rules: MatchedRules) -> dict[str, object]:
    return {
        "table": rules.location.element,
        "inputs": {
            label: json_value(value)
            for label, value in zip(rules.labels, rules.values, strict=True)
        },
        "matched": list(rules.matched),
        "chosen": list(rules.chosen),
    }


def _run_kit(asked: argparse.Namespace) -> int:
    reports = list(run_kit(asked.folder, machine_environment()))
    passed = sum(report.passed for report in reports)
    failed = sum(report.failed for report in reports)
    if asked.json:
        print(json.dumps(_kit_json(reports, passed, failed), ensure_ascii=False, indent=2))
    else:
        _print_kit(reports)
        print(f"{passed} passed, {failed} failed")
    return CASES_FAILED if failed else GOOD


def _print_kit(reports: Sequence[FolderReport]) -> None:
    for level in dict.fromkeys(report.level for report in reports):
        folders = [report for report in reports if report.level == level]
        if level:
            passed = sum(report.passed for report in folders)
            failed = sum(report.failed for report in folders)
            print(f"level {level}: {passed} passed, {failed} failed")
        for report in folders:
            print(f"  {report.folder}: {report.passed} passed, {report.failed} failed")
            for result in report.results:
                if not result.passed:
                    print(f"    {result.case} {result.node}: {result.difference}")


def _kit_json(reports: Sequence[FolderReport], passed: int, failed: int) -> dict[str, object]:
    return {
        "folders": [
            {
                "level": report.level,
                "folder": report.folder,
                "passed": report.passed,
                "failed": report.failed,
                "failures": [
                    {"case": result.case, "node": result.node, "difference": result.difference}
                    for result in report.results
                    if not result.passed
                ],
            }
            for report in reports
        ],
        "passed": passed,
        "failed": failed,
    }
