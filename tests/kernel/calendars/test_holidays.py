"""The shipped holidays are the shared ones, with Persian names."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from owj.kernel.calendars.business import Closure, ClosureKind, phone_calendar, ticket_calendar
from owj.kernel.calendars.holidays import HOLIDAYS_FILE, shipped_holidays
from owj.kernel.calendars.jalali import JalaliDate

Entry = dict[str, str]


def entries(path: Path) -> list[Entry]:
    """Return the holidays a file lists."""
    table = json.loads(path.read_text(encoding="utf-8"))
    listed: list[Entry] = table["holidays"]
    return listed


def facts(entry: Entry) -> tuple[str, ...]:
    """Return what must be equal: the Persian name is our addition."""
    return entry["date"], entry["jalali"], entry["class"], entry["name"]


@pytest.mark.shared
def test_shipped_table_equals_the_shared_one_for_1400_to_1405(shared: Path) -> None:
    ours = [
        facts(entry) for entry in entries(HOLIDAYS_FILE) if "1400" <= entry["jalali"][:4] <= "1405"
    ]
    assert ours == [
        facts(entry) for entry in entries(shared / "rules" / "holidays_ir_1400_1405.json")
    ]


@pytest.mark.shared
def test_add_and_between_cases_pass_through_the_calendar(shared: Path) -> None:
    calendars = {"ticket": ticket_calendar(), "phone": phone_calendar()}
    differences, seen = [], 0
    for line in (shared / "rules" / "vectors.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if case["kind"] not in {"add", "between"}:
            continue
        given, seen = case["input"], seen + 1
        assert not {"extra_holidays", "removed_holidays"} & given.keys()
        calendar, start = calendars[given["calendar"]], datetime.fromisoformat(given["start"])
        pauses = [
            (datetime.fromisoformat(first), datetime.fromisoformat(last))
            for first, last in given.get("pauses", [])
        ]
        if case["kind"] == "add":
            expected: object = datetime.fromisoformat(case["expect"]["result"])
            found: object = calendar.add(start, given["seconds"], pauses)
        else:
            expected = case["expect"]["working_seconds"]
            found = calendar.between(start, datetime.fromisoformat(given["end"]), pauses)
        if found != expected:
            differences.append((case["id"], expected, found))
    assert differences == []
    assert seen > 0


def test_both_dates_of_an_entry_are_the_same_day() -> None:
    for entry in entries(HOLIDAYS_FILE):
        day = date.fromisoformat(entry["date"])
        assert JalaliDate.from_gregorian(day).iso == entry["jalali"]


def test_days_are_closed_once_and_in_order() -> None:
    days = [closure.day for closure in shipped_holidays()]
    assert days == sorted(set(days))


def test_closures_carry_the_persian_name_and_the_class() -> None:
    by_day = {closure.day: closure for closure in shipped_holidays()}
    assert by_day[date(2023, 8, 3)] == Closure(
        date(2023, 8, 3), ClosureKind.ONEOFF, "تعطیل رسمی (گرمای هوا)"
    )
    assert all(
        any("\u0600" <= letter <= "\u06ff" for letter in closure.name)
        for closure in shipped_holidays()
    )


def test_the_table_is_read_once() -> None:
    assert shipped_holidays() is shipped_holidays()
