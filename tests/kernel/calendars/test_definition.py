"""A calendar's definition is refused where it is wrong, with what was expected."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date

import pytest

from owj.kernel.calendars.business import (
    TICKET_HOURS,
    CalendarData,
    CalendarRejected,
    Closure,
    ClosureKind,
    Span,
    SpecialHours,
    WeeklyHours,
    ticket_calendar,
)
from owj.kernel.calendars.definition import clock_text
from owj.kernel.errors import DefinitionError

WRITTEN: dict[str, object] = {
    "key": "desk",
    "name": "Desk",
    "zone": "Asia/Tehran",
    "hours": [
        {
            "valid_from": "2024-03-20",
            "days": {"saturday": [["08:30", "14:00"], ["14:45", "24:00"]], "sunday": []},
        }
    ],
    "closures": [{"day": "2024-04-02", "kind": "lunar", "name": "Martyrdom of Imam Ali"}],
    "special": [{"day": "2024-04-06", "spans": [["10:00:30", "12:00"]], "name": "Ramadan"}],
}

Change = Callable[[dict[str, object]], object]


def entry(value: dict[str, object], key: str) -> dict[str, object]:
    """Return the first entry of a list in the written calendar."""
    found = value[key]
    assert isinstance(found, list)
    first = found[0]
    assert isinstance(first, dict)
    return first


def test_reads_what_is_written() -> None:
    data = CalendarData.from_json(WRITTEN)
    saturday = (Span(30_600, 50_400), Span(53_100, 86_400))
    assert data.hours == (WeeklyHours(date(2024, 3, 20), ((), (), (), (), (), saturday, ())),)
    assert data.closures == (Closure(date(2024, 4, 2), ClosureKind.LUNAR, "Martyrdom of Imam Ali"),)
    assert data.special == (SpecialHours(date(2024, 4, 6), (Span(36_030, 43_200),), "Ramadan"),)


def test_shipped_calendar_survives_json() -> None:
    data = ticket_calendar().data
    assert CalendarData.from_json(data.to_json()) == data


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda it: it.pop("key"), "key: expected a text, got nothing"),
        (lambda it: it.update(name="  "), "name: expected a text, got '  '"),
        (lambda it: it.update(zone="Asia/Teheran"), "zone: expected an IANA zone"),
        (lambda it: it.update(zone="../etc/passwd"), "zone: expected an IANA zone"),
        (lambda it: it.update(zone="Asia"), "zone: expected an IANA zone"),
        (lambda it: it.update(hours={}), r"hours: expected a list, got \{\}"),
        (
            lambda it: it.update(hours=[], special=[]),
            "hours: expected an open span on at least one day",
        ),
        (lambda it: it.update(colour="red"), "calendar: expected only closures, .* got 'colour'"),
        (
            lambda it: entry(it, "hours").update(days={"saturday": [["17:00", "08:30"]]}),
            "span: expected an opening before its closing, .* got 17:00–08:30",
        ),
        (
            lambda it: entry(it, "hours").update(days={"caturday": []}),
            r"hours\[0\].days: expected only .* got 'caturday'",
        ),
        (
            lambda it: entry(it, "hours").update(days={"monday": [["08:30"]]}),
            r"hours\[0\].days.monday\[0\]: expected two times",
        ),
        (
            lambda it: entry(it, "hours").update(days={"monday": [["8:30", "17:00"]]}),
            r"monday\[0\]\[0\]: expected a time from 00:00 to 24:00, got '8:30'",
        ),
        (
            lambda it: entry(it, "hours").update(days={"monday": [["08:30", "24:01"]]}),
            r"monday\[0\]\[1\]: expected a time from 00:00 to 24:00, got '24:01'",
        ),
        (
            lambda it: entry(it, "hours").update(
                days={"monday": [["08:00", "12:00"], ["11:59", "17:00"]]}
            ),
            "monday: expected the next span to open at 12:00 or later, got 11:59",
        ),
        (
            lambda it: entry(it, "hours").update(valid_from="1403-13-01"),
            r"hours\[0\].valid_from: expected a Gregorian date",
        ),
        (
            lambda it: it.update(hours=[entry(it, "hours"), entry(it, "hours")]),
            "hours: expected a valid-from date after 2024-03-20, got 2024-03-20",
        ),
        (
            lambda it: entry(it, "closures").update(kind="solstice"),
            r"closures\[0\].kind: expected one of solar, .* got 'solstice'",
        ),
        (
            lambda it: entry(it, "closures").update(day=20240402),
            r"closures\[0\].day: expected a text, got 20240402",
        ),
        (
            lambda it: it.update(special=[entry(it, "special"), entry(it, "special")]),
            "special hours: expected each day once, got 2024-04-06, 2024-04-06",
        ),
        (lambda it: it.update(special=["x"]), r"special\[0\]: expected an object, got 'x'"),
    ],
)
def test_says_what_was_expected(change: Change, message: str) -> None:
    written = copy.deepcopy(WRITTEN)
    change(written)
    with pytest.raises(CalendarRejected, match=message):
        CalendarData.from_json(written)


def test_case_8_a_calendar_that_never_opens_is_refused_at_save() -> None:
    never = WeeklyHours(date(2024, 1, 1), ((),) * 7)
    shut = SpecialHours(date(2024, 5, 8), (), "Shut")
    with pytest.raises(DefinitionError, match="an open span on at least one day, got none"):
        CalendarData("never", "Never", "Asia/Tehran", (never,), special=(shut,))


def test_a_calendar_may_live_on_special_days_alone() -> None:
    once = SpecialHours(date(2024, 5, 8), (Span(0, 60),), "Once")
    assert CalendarData("once", "Once", "UTC", (), special=(once,)).special == (once,)


def test_a_week_has_seven_days() -> None:
    with pytest.raises(CalendarRejected, match="seven weekdays, Monday first, got 6"):
        WeeklyHours(date(2024, 1, 1), TICKET_HOURS.days[:6])


@pytest.mark.parametrize("ends", [(60, 60), (61, 60), (-1, 60), (0, 86_401)])
def test_a_span_opens_before_it_closes_within_its_day(ends: tuple[int, int]) -> None:
    with pytest.raises(CalendarRejected):
        Span(*ends)


def test_clock_text_shows_seconds_only_where_there_are_some() -> None:
    assert [clock_text(s) for s in (0, 30_600, 30_601, 86_400)] == [
        "00:00",
        "08:30",
        "08:30:01",
        "24:00",
    ]
