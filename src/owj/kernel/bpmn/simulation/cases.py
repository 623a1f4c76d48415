"""Folders of cases: a drawing, a scenario and what must come of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from owj.kernel.bpmn.errors import ProcessFileNotRead, ScenarioRefused
from owj.kernel.bpmn.graph import load_process
from owj.kernel.bpmn.simulation.play import Played, play_scenario
from owj.kernel.bpmn.simulation.scenario import Json, read_json, scenario_of
from owj.kernel.errors import OwjError
from owj.kernel.feel import FeelValue
from owj.kernel.feel.json_text import feel_value

LATER = "later"
# Wanted and given decimals may differ by this share: some engines count in binary.
NEAR = Decimal("1e-9")
Expectation = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class CaseReport:
    """Hold how a case went: what differs from what was expected; empty when it passed."""

    name: str
    title: str
    level: str
    complaints: tuple[str, ...]


def run_cases(folder: Path) -> Iterator[CaseReport]:
    """Yield the reports of all cases of a folder, by name. Raises: ProcessFileNotRead."""
    found = sorted(folder.glob("*.bpmn"))
    if not found:
        raise ProcessFileNotRead(file=str(folder), reason="there are no cases in it")
    for drawing in found:
        yield run_case(drawing)


def run_case(drawing: Path) -> CaseReport:
    """Return how the case of a drawing went; its JSON lies beside it."""
    beside = drawing.with_suffix(".json")
    case = read_json(read_file(beside).decode("utf-8", "replace"), beside.name)
    if not isinstance(case, dict) or not isinstance(case.get("expect"), dict):
        raise ScenarioRefused(
            where=beside.name, expected="a case with expect", got="something else"
        )
    level, title = str(case.get("level", "")), str(case.get("title", ""))
    expected = case["expect"]
    played: Played | OwjError
    try:
        scenario = scenario_of(case.get("scenario", {}), beside.name)
        played = play_scenario(load_process(read_file(drawing), scenario.names), scenario)
    except OwjError as refused:
        played = refused
    complaints = compare(expected, played) if isinstance(expected, dict) else ["no expectation"]
    if level == LATER and isinstance(played, OwjError):
        # What comes later may be refused, as long as it is not run wrongly.
        complaints = []
    return CaseReport(drawing.stem, title, level, tuple(complaints))


def read_file(path: Path) -> bytes:
    """Return the bytes of a file. Raises: ProcessFileNotRead."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ProcessFileNotRead(file=str(path), reason=error.strerror or str(error)) from None


def compare(expected: Expectation, played: Played | OwjError) -> list[str]:
    """Return what differs; an empty list when all is as expected."""
    alternatives = expected.get("any_of")
    if isinstance(alternatives, list):
        found = [compare(each, played) for each in alternatives if isinstance(each, dict)]
        return [] if [] in found else [complaint for each in found for complaint in each]
    if expected.get("refused"):
        return [] if isinstance(played, OwjError) else [f"not refused: {played.status}"]
    if isinstance(played, OwjError):
        return [f"refused: {played}"]
    return [*_status(expected, played), *_trace(expected, played), *_data(expected, played)]


def _status(expected: Expectation, played: Played) -> Iterator[str]:
    if "status" in expected and expected["status"] != played.status:
        yield f"status: expected {expected['status']}, got {played.status}"
    if "incident" in expected:
        wanted = expected["incident"]
        element = played.incident.node if played.incident is not None else None
        asked = wanted.get("element", element) if isinstance(wanted, dict) else None
        if asked != element or (isinstance(wanted, dict) and played.incident is None):
            yield f"incident: expected {asked}, got {element}"
    if "waiting" in expected:
        left_out = set(_texts(expected, "ignore_waiting"))
        waiting = [each for each in played.waiting if each not in left_out]
        if waiting != sorted(_texts(expected, "waiting")):
            yield f"waiting: expected {', '.join(_texts(expected, 'waiting'))}, got {waiting}"


def _trace(expected: Expectation, played: Played) -> Iterator[str]:
    left_out = set(_texts(expected, "ignore"))
    trace = [each for each in played.trace if each not in left_out]
    if "trace" in expected and trace != _texts(expected, "trace"):
        yield f"trace: expected {_texts(expected, 'trace')}, got {trace}"
    if "trace_set" in expected and Counter(trace) != Counter(_texts(expected, "trace_set")):
        yield f"trace_set: expected {sorted(_texts(expected, 'trace_set'))}, got {sorted(trace)}"
    pairs = expected.get("before", [])
    for pair in pairs if isinstance(pairs, list) else []:
        first, second = [str(each) for each in pair] if isinstance(pair, list) else ("", "")
        if first not in trace or second not in trace or trace.index(first) > trace.index(second):
            yield f"before: expected {first} before {second}"
    counts = expected.get("count", {})
    for element, times in (counts if isinstance(counts, dict) else {}).items():
        if trace.count(element) != times:
            yield f"count of {element}: expected {times}, got {trace.count(element)}"


def _data(expected: Expectation, played: Played) -> Iterator[str]:
    wanted = expected.get("data", {})
    for name, value in (wanted if isinstance(wanted, dict) else {}).items():
        if name not in played.data or not _fits(feel_value(value), played.data[name]):
            yield f"data: expected {name} = {value}, got {played.data.get(name)}"
    for name in _texts(expected, "data_absent"):
        if name in played.data:
            yield f"data: expected no {name}"


def _fits(wanted: FeelValue, got: FeelValue) -> bool:
    """Tell whether a value holds at least what is wanted."""
    if isinstance(wanted, dict):
        return isinstance(got, dict) and all(
            name in got and _fits(value, got[name]) for name, value in wanted.items()
        )
    if isinstance(wanted, tuple):
        return isinstance(got, tuple) and len(wanted) == len(got) and all(map(_fits, wanted, got))
    if isinstance(wanted, Decimal) and isinstance(got, Decimal):
        return abs(wanted - got) <= NEAR * max(Decimal(1), abs(wanted))
    return type(wanted) is type(got) and wanted == got


def _texts(expected: Expectation, name: str) -> list[str]:
    found = expected.get(name, [])
    return [str(each) for each in found] if isinstance(found, list) else []
