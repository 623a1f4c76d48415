"""Iran's last summers: an hour that came twice and one that never came. Source: R3, case 9."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from owj.kernel.calendars.business import (
    BusinessCalendar,
    CalendarData,
    Span,
    WeeklyHours,
    ticket_calendar,
)

TEHRAN = ZoneInfo("Asia/Tehran")
HOUR = 3_600


def daily(*spans: tuple[int, int], zone: str = "Asia/Tehran") -> BusinessCalendar:
    """Return a calendar with the same spans, in hours, every day."""
    day = tuple(Span(opens * HOUR, closes * HOUR) for opens, closes in spans)
    return BusinessCalendar(
        CalendarData("daily", "Daily", zone, (WeeklyHours(date(2000, 1, 1), (day,) * 7),))
    )


def day_of(year: int, month: int, day: int) -> tuple[datetime, datetime]:
    """Return the first instant of a Tehran day and of the next."""
    start = datetime(year, month, day, tzinfo=TEHRAN)
    return start, datetime.combine(start.date() + timedelta(days=1), start.time(), TEHRAN)


@pytest.mark.parametrize("year", [2021, 2022])
def test_the_repeated_hour_is_open_twice(year: int) -> None:
    start, end = day_of(year, 9, 21)
    assert daily((0, 24)).between(start, end) == 25 * HOUR
    assert daily((22, 24)).between(start, end) == 3 * HOUR
    assert daily((23, 24)).intervals(start, end) == [
        (datetime(year, 9, 21, 18, 30, tzinfo=UTC), datetime(year, 9, 21, 20, 30, tzinfo=UTC))
    ]


@pytest.mark.parametrize("year", [2021, 2022])
def test_both_offsets_of_the_repeated_hour_are_instants_of_their_own(year: int) -> None:
    calendar = daily((22, 24))
    first = datetime(year, 9, 21, 23, 30, tzinfo=TEHRAN)
    second = first.replace(fold=1)
    assert calendar.is_open(first)
    assert calendar.is_open(second)
    assert calendar.between(first, second.astimezone(UTC)) == HOUR
    assert calendar.add(first, HOUR) == second.astimezone(UTC)
    # Through the second pass of the hour there is half an hour left of that day.
    assert calendar.closing_after(first) == second.astimezone(UTC) + timedelta(minutes=30)


@pytest.mark.parametrize("year", [2021, 2022])
def test_arrival_in_either_pass_starts_the_clock_next_morning(year: int) -> None:
    for fold in (0, 1):
        arrival = datetime(year, 9, 21, 23, 30, tzinfo=TEHRAN, fold=fold)
        due = ticket_calendar().add(arrival, 900)
        assert due == datetime(year, 9, 22, 8, 45, tzinfo=TEHRAN)
        assert due.astimezone(TEHRAN).utcoffset() == timedelta(hours=3, minutes=30)


@pytest.mark.parametrize("year", [2021, 2022])
def test_the_missing_hour_is_never_open(year: int) -> None:
    start, end = day_of(year, 3, 22)
    assert daily((0, 24)).between(start, end) == 23 * HOUR
    assert daily((0, 1)).intervals(start, end) == []
    assert daily((0, 2)).between(start, end) == HOUR


def test_a_reading_inside_the_missing_hour_means_the_hour_after_it() -> None:
    # 00:30 did not exist on 2 Farvardin 1401; it is read with the offset before the change.
    missing = datetime(2022, 3, 22, 0, 30, tzinfo=TEHRAN)
    assert daily((0, 24)).next_open(missing) == datetime(2022, 3, 21, 21, tzinfo=UTC)


def test_a_span_over_the_change_keeps_its_wall_clock_ends() -> None:
    calendar = daily((8, 17))
    before, after = day_of(2022, 9, 21), day_of(2022, 9, 22)
    assert calendar.intervals(*before) == [
        (datetime(2022, 9, 21, 3, 30, tzinfo=UTC), datetime(2022, 9, 21, 12, 30, tzinfo=UTC))
    ]
    assert calendar.intervals(*after) == [
        (datetime(2022, 9, 22, 4, 30, tzinfo=UTC), datetime(2022, 9, 22, 13, 30, tzinfo=UTC))
    ]


def test_a_report_over_a_zone_change_counts_elapsed_hours() -> None:
    start = datetime(2022, 9, 1, tzinfo=TEHRAN)
    end = datetime(2022, 10, 1, tzinfo=TEHRAN)
    assert daily((0, 24)).between(start, end) == (30 * 24 + 1) * HOUR
    assert daily((9, 17)).between(start, end) == 30 * 8 * HOUR


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2022, 9, 21), datetime(2022, 9, 21, 20, 29, 59, tzinfo=UTC)),
        (date(2021, 9, 21), datetime(2021, 9, 21, 20, 29, 59, tzinfo=UTC)),
        (date(2022, 9, 20), datetime(2022, 9, 20, 19, 29, 59, tzinfo=UTC)),
        (date(2022, 3, 21), datetime(2022, 3, 21, 20, 29, 59, tzinfo=UTC)),
        (date(2022, 3, 22), datetime(2022, 3, 22, 19, 29, 59, tzinfo=UTC)),
        (date(2024, 3, 20), datetime(2024, 3, 20, 20, 29, 59, tzinfo=UTC)),
    ],
)
def test_r47_a_civil_day_ends_with_its_last_second(day: date, end: datetime) -> None:
    calendar = ticket_calendar()
    assert calendar.civil_day_end(day) == end
    assert calendar.local_date(end) == day
    assert calendar.local_date(end + timedelta(seconds=1)) == day + timedelta(days=1)


def test_a_span_over_the_change_in_the_night_is_counted_once() -> None:
    # Berlin: 30 October 2022, 03:00 became 02:00; 27 March, 02:00 became 03:00.
    berlin, calendar = ZoneInfo("Europe/Berlin"), daily((1, 5), zone="Europe/Berlin")
    for month, day, hours in ((10, 30, 5), (3, 27, 3), (3, 28, 4)):
        start = datetime(2022, month, day, tzinfo=berlin)
        end = datetime(2022, month, day, 12, tzinfo=berlin)
        assert calendar.between(start, end) == hours * HOUR
        assert len(calendar.intervals(start, end)) == 1


@pytest.mark.parametrize("zone", ["Asia/Tehran", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
def test_a_desk_that_never_closes_is_open_over_the_year_s_end(zone: str) -> None:
    midnight = datetime(2024, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    for hours in range(-30, 31):
        at, fresh = midnight + timedelta(hours=hours), daily((0, 24), zone=zone)
        assert fresh.is_open(at)
        assert fresh.next_open(at) == at
        assert fresh.add(at, HOUR) == at + timedelta(hours=1)


def test_the_working_day_of_a_desk_that_never_closes_ends_at_midnight() -> None:
    calendar = daily((0, 12), (12, 24))
    start, end = day_of(2024, 5, 7)
    assert calendar.closing_after(start + timedelta(hours=1)) == end.astimezone(UTC)
    assert calendar.intervals(start, end + timedelta(hours=1)) == [
        (start.astimezone(UTC), end.astimezone(UTC)),
        (end.astimezone(UTC), end.astimezone(UTC) + timedelta(hours=1)),
    ]


def test_a_zone_that_skipped_a_day_has_no_hours_on_it() -> None:
    # Samoa went from 29 to 31 December 2011.
    calendar = daily((9, 17), zone="Pacific/Apia")
    start = datetime(2011, 12, 29, tzinfo=ZoneInfo("Pacific/Apia"))
    end = datetime(2012, 1, 1, tzinfo=ZoneInfo("Pacific/Apia"))
    assert calendar.between(start, end) == 2 * 8 * HOUR
