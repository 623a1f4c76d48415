"""Run files of test vectors through the production code and report the differences."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from owj.kernel.calendars.business import Closure, ClosureKind
from owj.kernel.calendars.holidays import shipped_holidays
from owj.kernel.errors import OwjError
from owj.kernel.promises.vector_kinds import PROMISE_JUDGES
from owj.kernel.sla.shapes import JsonValue
from owj.kernel.sla.vector_input import Fields, VectorRefused, fields_of, parse_json
from owj.kernel.sla.vector_kinds import TICKET_JUDGES, Answer, Desk

__all__ = [
    "KNOWN_KINDS",
    "Difference",
    "VectorRefused",
    "VectorReport",
    "read_holidays",
    "run_vectors",
    "vectors_report",
]

HOLIDAYS_BESIDE = "holidays_ir_1400_1405.json"
JUDGES = {**TICKET_JUDGES, **PROMISE_JUDGES}
# Every kind that rules/vectors.md describes.
KNOWN_KINDS = tuple(JUDGES)
_MISSING = "(nothing)"


@dataclass(frozen=True, slots=True)
class Difference:
    """Hold one key of one case that came out otherwise. got: "(nothing)" for a missing key."""

    case_id: str
    kind: str
    key: str
    expected: JsonValue
    got: JsonValue

    def __str__(self) -> str:
        expected, got = (
            json.dumps(value, ensure_ascii=False) for value in (self.expected, self.got)
        )
        return f"{self.case_id} {self.kind} {self.key}: expected {expected}, got {got}"


@dataclass(frozen=True, slots=True)
class VectorReport:
    """Hold how many cases passed and failed, with every difference."""

    passed: int
    failed: int
    differences: tuple[Difference, ...]


def vectors_report(
    path: Path, holidays_path: Path | None = None, kinds: Collection[str] = ()
) -> VectorReport:
    """Run the cases of a file, all or those of some kinds.

    holidays_path: default the table beside the file, else the shipped one.
    Raises: VectorRefused for a file, a line or a kind that cannot be read.
    """
    beside = path.with_name(HOLIDAYS_BESIDE)
    if holidays_path is None and beside.is_file():
        holidays_path = beside
    closures = shipped_holidays() if holidays_path is None else read_holidays(holidays_path)
    return run_vectors(_text_of(path).split("\n"), closures, kinds)


def run_vectors(
    lines: Iterable[str], holidays: Iterable[Closure], kinds: Collection[str] = ()
) -> VectorReport:
    """Run cases, one JSON object a line; empty lines are passed over. kinds: empty for all.

    Raises: VectorRefused.
    """
    for kind in kinds:
        if kind not in KNOWN_KINDS:
            raise VectorRefused(where="kind", expected=f"one of {', '.join(KNOWN_KINDS)}", got=kind)
    desk, passed, failed = Desk(holidays), 0, 0
    differences: list[Difference] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"line {number}"
        case = fields_of(parse_json(line, where=where), where=where)
        kind = case.choice("kind", KNOWN_KINDS)
        if kinds and kind not in kinds:
            continue
        found = list(_differences_of(case, kind, desk))
        differences += found
        passed, failed = passed + (not found), failed + bool(found)
    return VectorReport(passed, failed, tuple(differences))


def read_holidays(path: Path) -> tuple[Closure, ...]:
    """Return the closures of a holiday table. Raises: VectorRefused."""
    where = str(path)
    table = fields_of(parse_json(_text_of(path), where=where), where=where)
    if "holidays" not in table.members:
        raise VectorRefused(where=where, expected="an object with holidays", got="none")
    return tuple(
        Closure(
            _date_of(entry),
            ClosureKind(entry.choice("class", tuple(ClosureKind))),
            entry.text("name"),
        )
        for entry in table.objects("holidays")
    )


def _differences_of(case: Fields, kind: str, desk: Desk) -> Iterable[Difference]:
    case_id = case.text("id")
    given = fields_of(case.members.get("input"), where=f"{case.where}, input")
    expect = fields_of(case.members.get("expect"), where=f"{case.where}, expect").members
    try:
        answer = JUDGES[kind](given, desk)
    except VectorRefused:
        raise
    except OwjError as error:
        yield Difference(case_id, kind, "error", None, str(error))
        return
    for key in sorted({*expect, *answer}):
        # Keys "_alt_" show the rejected reading of an ambiguity.
        if "_alt_" not in key and not _same(key, expect, answer):
            yield Difference(
                case_id, kind, key, expect.get(key, _MISSING), answer.get(key, _MISSING)
            )


def _same(key: str, expect: Mapping[str, JsonValue], answer: Answer) -> bool:
    """Compare as JSON, so that true is not 1 and an order of keys does not matter."""
    if key not in expect or key not in answer:
        return False
    shown = [json.dumps(found[key], sort_keys=True) for found in (expect, answer)]
    return shown[0] == shown[1]


def _date_of(entry: Fields) -> date:
    text = entry.text("date")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise VectorRefused(where=entry.where, expected="a date", got=text) from None


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        got = error.strerror or type(error).__name__
        raise VectorRefused(where=str(path), expected="a readable file", got=got) from None
    except UnicodeDecodeError as error:
        raise VectorRefused(where=str(path), expected="text in UTF-8", got=str(error)) from None
