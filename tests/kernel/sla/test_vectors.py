"""The shared test vectors, and what the runner says of files that are wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pytest
from tests.kernel.sla.story import TEHRAN

from owj.kernel.calendars.holidays import shipped_holidays
from owj.kernel.errors import InvalidInput
from owj.kernel.sla import vectors
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT
from owj.kernel.sla.events import EventKind, LogEvent, Priority
from owj.kernel.sla.phone import Call, judge_call
from owj.kernel.sla.replay import replay
from owj.kernel.sla.settings import CallbackClock, SameDayAnchor
from owj.kernel.sla.shapes import JsonValue
from owj.kernel.sla.vector_input import Fields
from owj.kernel.sla.vector_kinds import Desk
from owj.kernel.sla.vectors import VectorRefused, read_holidays, run_vectors, vectors_report

TICKET = {
    "id": "t1",
    "kind": "ticket",
    "input": {"arrival": "2025-04-05T16:45:00+03:30", "priority": "medium"},
    "expect": {
        "state_at_arrival": "active",
        "effective_start": "2025-04-05T16:45:00+03:30",
        "first_response_deadline": "2025-04-06T08:45:00+03:30",
        "followup_kind": "announce",
        "followup_deadline": None,
        "followup_deadline_alt_effective_start": "never compared",
    },
}


def line_of(**changes: JsonValue) -> str:
    """Return a case of kind ticket with members of it changed."""
    return json.dumps({**TICKET, **changes})


def given(**changes: JsonValue) -> str:
    """Return a case with members of its input changed or, by None, left out."""
    members = {**TICKET["input"], **changes}  # type: ignore[dict-item]  # a nested literal
    return line_of(input={key: value for key, value in members.items() if value is not None})


def cases(shared: Path, kind: str) -> list[tuple[Fields, dict[str, JsonValue]]]:
    """Return input and expectation of the shared cases of a kind."""
    lines = (shared / "rules" / "vectors.jsonl").read_text(encoding="utf-8").splitlines()
    parsed = [json.loads(line) for line in lines]
    return [
        (Fields(case["id"], case["input"]), case["expect"])
        for case in parsed
        if case["kind"] == kind
    ]


# --- the shared cases ---


def test_all_shared_cases_pass_quickly(shared: Path) -> None:
    began = perf_counter()
    report = vectors_report(shared / "rules" / "vectors.jsonl")
    assert [str(difference) for difference in report.differences] == []
    assert (report.passed, report.failed) == (164, 0)
    assert perf_counter() - began < 2  # 0.05 s here


@pytest.mark.parametrize(
    ("kind", "count"), [("warranty", 14), ("compensation", 17), ("claim", 11), ("price", 5)]
)
def test_the_shared_cases_of_a_kind_pass(shared: Path, kind: str, count: int) -> None:
    report = vectors_report(shared / "rules" / "vectors.jsonl", kinds=[kind])
    assert (report.passed, report.failed) == (count, 0)


def test_the_shipped_table_gives_the_same_answers(shared: Path) -> None:
    lines = (shared / "rules" / "vectors.jsonl").read_text(encoding="utf-8").splitlines()
    assert run_vectors(lines, shipped_holidays()).failed == 0


def test_the_rejected_reading_of_the_same_day_is_a_setting(shared: Path) -> None:
    desk = Desk(read_holidays(shared / "rules" / "holidays_ir_1400_1405.json"))
    literal = replace(SHIPPED_AGREEMENT, same_day_anchor=SameDayAnchor.EFFECTIVE_START)
    compared = 0
    for case, expect in cases(shared, "ticket"):
        if expect["followup_kind"] != "same_day":
            continue
        opened = LogEvent(
            EventKind.OPENED, case.instant("arrival"), 1, Priority(case.text("priority"))
        )
        clocks = replay([opened], literal, desk.history(case), case.instant("arrival"))
        assert clocks.followup.due_at is not None
        due = clocks.followup.due_at.astimezone(TEHRAN).isoformat()
        assert due == expect["followup_deadline_alt_effective_start"], case.where
        compared += 1
    assert compared == 32


def test_the_rejected_reading_of_the_call_back_is_a_setting(shared: Path) -> None:
    desk = Desk(read_holidays(shared / "rules" / "holidays_ir_1400_1405.json"))
    wall = replace(SHIPPED_AGREEMENT, callback_clock=CallbackClock.WALL)
    compared = 0
    for case, expect in cases(shared, "phone"):
        if expect["outcome"] != "callback":
            continue
        call = Call(case.instant("call_at"), key="*", key_after_s=case.whole("key_after_s"))
        due_at = judge_call(call, wall, desk.calendar("phone", case)).callback_due_at
        assert due_at is not None
        assert due_at.astimezone(TEHRAN).isoformat() == expect["callback_deadline_alt_wall"]
        compared += 1
    assert compared == 3


# --- single cases ---


def test_a_case_that_holds_passes() -> None:
    report = run_vectors([line_of(), "", "  "], shipped_holidays())
    assert (report.passed, report.failed, report.differences) == (1, 0, ())


def test_every_difference_is_told_with_its_case_and_key() -> None:
    expect: JsonValue = {"state_at_arrival": "waiting", "surplus": 1}
    report = run_vectors([line_of(expect=expect)], shipped_holidays())
    assert (report.passed, report.failed) == (0, 1)
    told = {difference.key: difference for difference in report.differences}
    assert set(told) == {
        "state_at_arrival",
        "surplus",
        "effective_start",
        "first_response_deadline",
        "followup_kind",
        "followup_deadline",
    }
    assert str(told["state_at_arrival"]) == (
        't1 ticket state_at_arrival: expected "waiting", got "active"'
    )
    assert told["surplus"].got == "(nothing)"


@pytest.mark.parametrize(
    ("breached", "passes"), [(True, True), (1, False), (None, False), ("true", False)]
)
def test_true_is_not_one(breached: JsonValue, passes: bool) -> None:
    case = {
        "id": "b1",
        "kind": "breach",
        "input": {
            "arrival": "2025-04-05T09:00:00+03:30",
            "priority": "low",
            "as_of": "2025-04-05T09:30:01+03:30",
        },
        "expect": {
            "response_breached": breached,
            "response_late_working_s": 1,
            "followup_breached": None,
            "followup_late_working_s": 0,
            "p0_since": "2025-04-05T09:30:00+03:30",
            "counts_in_month": "1404-01",
        },
    }
    assert run_vectors([json.dumps(case)], shipped_holidays()).passed == int(passes)


def test_a_case_may_change_the_holidays_for_itself() -> None:
    closed = given(extra_holidays=["2025-04-06"])
    opened = line_of()
    expect: JsonValue = {**TICKET["expect"], "first_response_deadline": "2025-04-07T08:45:00+03:30"}  # type: ignore[dict-item]  # a nested literal
    closed = json.dumps({**json.loads(closed), "expect": expect})
    assert run_vectors([closed, opened], shipped_holidays()).passed == 2

    holiday = given(arrival="2025-03-31T10:00:00+03:30", removed_holidays=["2025-03-31"])
    report = run_vectors([holiday], shipped_holidays())
    got = {difference.key: difference.got for difference in report.differences}
    assert got["first_response_deadline"] == "2025-03-31T10:30:00+03:30"
    assert "state_at_arrival" not in got


def test_an_error_of_the_domain_is_a_failed_case() -> None:
    case = {
        "id": "a1",
        "kind": "add",
        "input": {"start": "2025-04-05T09:00:00+03:30", "seconds": -1, "calendar": "ticket"},
        "expect": {"result": None},
    }
    report = run_vectors([json.dumps(case)], shipped_holidays())
    assert report.failed == 1
    assert report.differences[0].key == "error"


def test_only_the_kinds_asked_for_are_run() -> None:
    other = json.dumps({**TICKET, "kind": "price"})
    asked = run_vectors([line_of(), other], shipped_holidays(), ["ticket"])
    assert (asked.passed, asked.failed) == (1, 0)
    assert run_vectors([line_of(), line_of()], shipped_holidays(), ["add"]).passed == 0


# --- files that are wrong ---


@pytest.mark.parametrize(
    ("line", "where", "expected"),
    [
        ("{", "line 2", "JSON"),
        ("[" * 100_000, "line 2", "JSON"),
        ("[]", "line 2", "an object"),
        ("{}", "line 2, kind", "a text"),
        (line_of(kind="tickets"), "line 2, kind", "one of ticket"),
        (line_of(id=7), "line 2, id", "a text"),
        (line_of(input=None), "line 2, input", "an object"),
        (line_of(expect=[]), "line 2, expect", "an object"),
        (given(arrival=None), "line 2, input, arrival", "an instant"),
        (given(arrival="2025-04-05T16:45:00"), "line 2, input, arrival", "with offset"),
        (given(arrival="soon"), "line 2, input, arrival", "an instant"),
        (given(priority="urgent"), "line 2, input, priority", "one of critical"),
        (given(extra_holidays="2025-04-05"), "line 2, input, extra_holidays", "a list"),
        (given(extra_holidays=["1404"]), "line 2, input, extra_holidays", "dates"),
        (given(extra_holidays=[1404]), "line 2, input, extra_holidays", "dates"),
    ],
)
def test_a_wrong_line_is_refused_with_its_number(line: str, where: str, expected: str) -> None:
    with pytest.raises(VectorRefused) as refused:
        run_vectors([line_of(), line], shipped_holidays())
    assert isinstance(refused.value, InvalidInput)
    assert refused.value.data["where"] == where
    assert expected in str(refused.value.data["expected"])


@pytest.mark.parametrize(
    ("members", "where"),
    [
        ({"seconds": True}, "seconds"),
        ({"seconds": "60"}, "seconds"),
        ({"calendar": "desk"}, "calendar"),
        ({"pauses": [["2025-04-05T09:00:00+03:30"]]}, "pauses"),
        ({"pauses": ["ab"]}, "pauses"),
        ({"pauses": [[1, 2]]}, "pauses"),
    ],
)
def test_wrong_members_of_an_addition_are_refused(
    members: dict[str, JsonValue], where: str
) -> None:
    given = {"start": "2025-04-05T09:00:00+03:30", "seconds": 60, "calendar": "ticket"}
    case = {"id": "a1", "kind": "add", "input": {**given, **members}, "expect": {}}
    with pytest.raises(VectorRefused, match=f"line 1, input, {where}"):
        run_vectors([json.dumps(case)], shipped_holidays())


def test_an_unknown_kind_to_run_is_refused() -> None:
    with pytest.raises(VectorRefused, match="kind: expected one of ticket"):
        run_vectors([], shipped_holidays(), ["tickets"])


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b"{"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "cases.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(VectorRefused):
        vectors_report(path)


@pytest.mark.parametrize(
    "table",
    [
        "[]",
        "{}",
        '{"holidays": "none"}',
        '{"holidays": [{"date": "soon", "class": "solar", "name": "x"}]}',
        '{"holidays": [{"date": "2025-04-05", "class": "odd", "name": "x"}]}',
        '{"holidays": [{"date": "2025-04-05", "class": "solar"}]}',
    ],
)
def test_a_wrong_holiday_table_is_refused(tmp_path: Path, table: str) -> None:
    path = tmp_path / "holidays.json"
    path.write_text(table, encoding="utf-8")
    with pytest.raises(VectorRefused):
        read_holidays(path)


def test_the_holidays_come_from_the_named_file_then_from_beside_then_from_the_shipped_one(
    tmp_path: Path,
) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(line_of(), encoding="utf-8-sig")
    assert vectors_report(path).passed == 1
    closed = {"holidays": [{"date": "2025-04-06", "class": "oneoff", "name": "x"}]}
    beside = tmp_path / vectors.HOLIDAYS_BESIDE
    beside.write_text(json.dumps(closed), encoding="utf-8")
    assert vectors_report(path).failed == 1
    named = tmp_path / "none.json"
    named.write_text('{"holidays": []}', encoding="utf-8")
    assert vectors_report(path, named).passed == 1


def test_a_line_separator_inside_a_text_does_not_end_the_line(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(line_of(note="a\u2028b").replace("\\u2028", "\u2028"), encoding="utf-8")
    assert vectors_report(path).passed == 1


def test_one_calendar_serves_all_cases_with_the_same_changes() -> None:
    desk = Desk(shipped_holidays())
    plain, changed = Fields("a", {}), Fields("b", {"extra_holidays": ["2025-04-06"]})
    assert desk.calendar("ticket", plain) is desk.calendar("ticket", Fields("c", {}))
    assert desk.calendar("ticket", plain) is not desk.calendar("ticket", changed)
