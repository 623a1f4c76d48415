"""What a log comes to, counted without any of our code: naive local times, day by day."""

from __future__ import annotations

import csv
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import jdatetime

PRIORITIES = {"Value 4": "critical", "Value 2": "high", "Value 1": "medium", "Value 3": "low"}
MINUTES = {"critical": 15, "high": 20, "medium": 30, "low": 30}
DONE = ("Resolve ticket", "Closed")
THURSDAY, FRIDAY = 3, 4


def hours_of(day: datetime) -> tuple[datetime, datetime] | None:
    """Return opening and closing of a day; None on Fridays."""
    if day.weekday() == FRIDAY:
        return None
    closes = time(14) if day.weekday() == THURSDAY else time(17)
    return datetime.combine(day, time(8, 30)), datetime.combine(day, closes)


def days_from(start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the open hours of each working day from a day on, without end."""
    day = start.replace(hour=0, minute=0, second=0)
    while True:
        hours = hours_of(day)
        if hours:
            yield hours
        day += timedelta(days=1)


def deadline(arrival: datetime, minutes: int) -> datetime:
    left = timedelta(minutes=minutes)
    for opens, closes in days_from(arrival):
        start = max(opens, arrival)
        if closes > start:
            if closes - start >= left:
                return start + left
            left -= closes - start
    raise AssertionError


def worked_minutes(start: datetime, end: datetime) -> float:
    worked = timedelta()
    for opens, closes in days_from(start):
        if opens >= end:
            return worked.total_seconds() / 60
        worked += max(timedelta(), min(closes, end) - max(opens, start))
    raise AssertionError


def read_cases(path: Path) -> tuple[dict[str, list[tuple[datetime, int, list[str]]]], int, int]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        rows = [tuple(row) for row in reader]
    kept = list(dict.fromkeys(rows))
    cases: dict[str, list[tuple[datetime, int, list[str]]]] = {}
    for place, row in enumerate(kept):
        at = datetime.strptime(row[3], "%Y/%m/%d %H:%M:%S.%f")  # noqa: DTZ007 -- wall time, as in the log
        cases.setdefault(row[0], []).append((at, place, list(row)))
    for events in cases.values():
        events.sort(key=lambda event: event[:2])
    return cases, len(kept), len(rows) - len(kept)


def judge(done: datetime | None, due: datetime, as_of: datetime) -> str:
    if done is not None:
        return "met" if done <= due else "broken"
    return "broken" if as_of > due else "open"


def reference(path: Path) -> dict[str, Any]:
    """Return the summary's main keys for a log without holidays, judged at its last event."""
    cases, events, duplicates = read_cases(path)
    as_of = max(at for rows in cases.values() for at, _, _ in rows)
    counted: dict[str, Any] = {
        name: {"met": 0, "broken": 0, "open": 0, "minutes": [], "followup": Counter(), "any": 0}
        for name in MINUTES
    }
    months: dict[tuple[str, int, int], int] = defaultdict(int)
    for rows in cases.values():
        arrival, _, first = rows[0]
        priority = PRIORITIES[first[11]]
        mine = counted[priority]
        taken = next((at for at, _, row in rows if row[1] == "Take in charge ticket"), None)
        done = [at for at, _, row in rows if row[1] in DONE]
        due = deadline(arrival, MINUTES[priority])
        verdict = judge(taken, due, as_of)
        mine[verdict] += 1
        broken = [due] if verdict == "broken" else []
        if taken is not None:
            mine["minutes"].append(worked_minutes(arrival, taken))
        if priority in ("critical", "high"):
            hours = hours_of(due)
            assert hours is not None
            verdict = judge(done[-1] if done else None, hours[1], as_of)
            mine["followup"][verdict] += 1
            broken += [hours[1]] if verdict == "broken" else []
        if broken:
            mine["any"] += 1
            day = jdatetime.date.fromgregorian(date=min(broken).date())
            months[first[8], day.year, day.month] += 1
    return {
        "cases": len(cases),
        "events": events,
        "duplicates": duplicates,
        "p0": sum(one["any"] for one in counted.values()),
        "months_with_5_misses": sum(count >= 5 for count in months.values()),
        "by_priority": {
            name: {
                "met": one["met"],
                "broken": one["broken"],
                "open": one["open"],
                "median_response_working_min": (
                    round(statistics.median(one["minutes"]), 2) if one["minutes"] else None
                ),
                "followup": {key: one["followup"][key] for key in ("met", "broken", "open")},
                "any_broken": one["any"],
            }
            for name, one in counted.items()
        },
    }
