"""The shipped calendars at their edges, as the agreement and the SLA cases name them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from owj.kernel.calendars.business import (
    TICKET_HOURS,
    BusinessCalendar,
    CalendarData,
    Closure,
    ClosureKind,
    DayReason,
    InstantOutOfRange,
    NoWorkingTime,
    Span,
    SpecialHours,
    WeeklyHours,
    phone_calendar,
    ticket_calendar,
    whole_second,
)
from owj.kernel.errors import InvalidInput

TEHRAN = ZoneInfo("Asia/Tehran")
MINUTES = 60


def at(text: str) -> datetime:
    """Return the Tehran wall time written "2024-05-07 16:45"."""
    return datetime.fromisoformat(text).replace(tzinfo=TEHRAN)


def wall(instant: datetime) -> str:
    """Return a UTC instant as Tehran wall time, seconds only where there are some."""
    assert instant.tzinfo is UTC
    return instant.astimezone(TEHRAN).strftime("%Y-%m-%d %H:%M:%S").removesuffix(":00")


def with_closures(*days: str) -> BusinessCalendar:
    """Return the ticket calendar with more closed days."""
    more = (Closure(date.fromisoformat(day), ClosureKind.ONEOFF, "declared") for day in days)
    return ticket_calendar((*ticket_calendar().data.closures, *more))


# 2024-05-07 is a Tuesday (18 Ordibehesht 1403), 9 a Thursday, 10 a Friday.
@pytest.mark.parametrize(
    ("instant", "is_open", "next_open"),
    [
        ("2024-05-07 08:29:59", False, "2024-05-07 08:30"),
        ("2024-05-07 08:30:00", True, "2024-05-07 08:30"),
        ("2024-05-07 16:59:59", True, "2024-05-07 16:59:59"),
        ("2024-05-07 17:00:00", False, "2024-05-08 08:30"),
        ("2024-05-09 13:59:59", True, "2024-05-09 13:59:59"),
        ("2024-05-09 14:00:00", False, "2024-05-11 08:30"),
        ("2024-05-10 12:00:00", False, "2024-05-11 08:30"),
    ],
)
def test_r1_desk_is_closed_at_the_closing_second(
    instant: str, is_open: bool, next_open: str
) -> None:
    calendar = ticket_calendar()
    assert calendar.is_open(at(instant)) is is_open
    assert wall(calendar.next_open(at(instant))) == next_open


@pytest.mark.parametrize(
    ("instant", "is_open", "next_open"),
    [
        ("2024-05-07 13:59:59", True, "2024-05-07 13:59:59"),
        ("2024-05-07 14:00:00", False, "2024-05-07 14:45"),
        ("2024-05-07 14:44:59", False, "2024-05-07 14:45"),
        ("2024-05-07 14:45:00", True, "2024-05-07 14:45"),
        ("2024-05-09 14:45:00", False, "2024-05-11 08:30"),
    ],
)
def test_case_4_lunch_break_of_the_phone(instant: str, is_open: bool, next_open: str) -> None:
    calendar = phone_calendar()
    assert calendar.is_open(at(instant)) is is_open
    assert wall(calendar.next_open(at(instant))) == next_open


def test_case_1_critical_at_16_58_answers_before_follow_up_ends() -> None:
    calendar = ticket_calendar()
    response = calendar.add(at("2024-05-08 16:58"), 15 * MINUTES)
    assert wall(response) == "2024-05-09 08:43"
    assert wall(calendar.closing_after(response)) == "2024-05-09 14:00"


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2024-05-07 16:45", 30, "2024-05-08 08:45"),
        ("2024-05-07 16:30:00", 30, "2024-05-07 17:00"),
        ("2024-05-07 16:30:01", 30, "2024-05-08 08:30:01"),
        ("2024-05-07 17:00:00", 15, "2024-05-08 08:45"),
        ("2024-05-09 14:00:00", 15, "2024-05-11 08:45"),
        ("2024-05-07 08:30:00", 15, "2024-05-07 08:45"),
        ("2024-05-07 03:00:00", 510, "2024-05-07 17:00"),
        ("2024-05-07 12:00:00", 0, "2024-05-07 12:00"),
        ("2024-05-10 12:00:00", 0, "2024-05-10 12:00"),
    ],
)
def test_cases_2_and_3_exact_fits_and_arrivals_on_the_edge(
    start: str, minutes: int, due: str
) -> None:
    assert wall(ticket_calendar().add(at(start), minutes * MINUTES)) == due


@pytest.mark.parametrize(
    ("instant", "closing"),
    [
        ("2024-05-07 07:00:00", "2024-05-07 17:00"),
        ("2024-05-07 12:00:00", "2024-05-07 17:00"),
        ("2024-05-07 17:00:00", "2024-05-07 17:00"),
        ("2024-05-07 17:00:01", "2024-05-08 17:00"),
        ("2024-05-08 18:00:00", "2024-05-09 14:00"),
        ("2024-05-09 14:00:01", "2024-05-11 17:00"),
    ],
)
def test_closing_after_stays_in_the_working_day(instant: str, closing: str) -> None:
    assert wall(ticket_calendar().closing_after(at(instant))) == closing


def test_closing_after_a_morning_call_is_the_evening() -> None:
    assert wall(phone_calendar().closing_after(at("2024-05-07 13:00"))) == "2024-05-07 17:00"


def test_case_7_seven_closed_days_with_the_leap_day_inside() -> None:
    usual, longer = ticket_calendar(), with_closures("2025-03-25")
    start = at("2025-03-18 16:59")
    # 29 Esfand 1403 to 4 Farvardin 1404, over 30 Esfand.
    assert wall(usual.add(start, 2 * MINUTES)) == "2025-03-25 08:31"
    assert wall(longer.add(start, 2 * MINUTES)) == "2025-03-26 08:31"
    assert usual.between(start, at("2025-03-25 08:30")) == MINUTES


def test_case_8_a_calendar_that_closes_for_good_ends_in_an_error() -> None:
    closed_week = WeeklyHours(date(2024, 1, 1), ((),) * 7)
    calendar = BusinessCalendar(
        CalendarData("old", "Old desk", "Asia/Tehran", (TICKET_HOURS, closed_week))
    )
    assert calendar.between(at("2023-12-30 08:30"), at("2030-01-01 00:00")) == 2 * 30_600
    for ask in (
        lambda: calendar.next_open(at("2024-01-01 12:00")),
        lambda: calendar.closing_after(at("2024-01-01 12:00")),
        lambda: calendar.add(at("2023-12-31 16:00"), 3_601),
    ):
        with pytest.raises(NoWorkingTime, match="old does not open long enough after 202"):
            ask()


def test_an_amount_no_calendar_can_hold_ends_in_an_error() -> None:
    with pytest.raises(NoWorkingTime):
        ticket_calendar(()).add(at("2024-05-07 12:00"), 10**15)


def test_special_hours_stand_above_closures_and_weekly_hours() -> None:
    day = date(2024, 5, 8)
    friday = date(2024, 5, 10)
    calendar = BusinessCalendar(
        CalendarData(
            "special",
            "Special",
            "Asia/Tehran",
            (TICKET_HOURS,),
            closures=(Closure(day, ClosureKind.ONEOFF, "Snow"),),
            special=(
                SpecialHours(day, (Span(36_000, 39_600), Span(43_200, 46_800)), "Half open"),
                SpecialHours(friday, (), "Stays closed"),
            ),
        )
    )
    assert calendar.between(at("2024-05-08 00:00"), at("2024-05-09 00:00")) == 7_200
    assert wall(calendar.next_open(at("2024-05-07 17:00"))) == "2024-05-08 10:00"
    assert calendar.day_reason(day) == DayReason("special", "Half open")
    assert calendar.day_reason(friday) == DayReason("special", "Stays closed")


def test_later_hours_replace_earlier_ones_from_their_day_on() -> None:
    summer = WeeklyHours(date(2024, 6, 1), ((Span(25_200, 46_800),),) * 7)
    calendar = BusinessCalendar(
        CalendarData("seasons", "Seasons", "Asia/Tehran", (TICKET_HOURS, summer))
    )
    assert wall(calendar.next_open(at("2024-05-30 14:00"))) == "2024-06-01 07:00"
    assert calendar.between(at("2024-06-07 00:00"), at("2024-06-08 00:00")) == 21_600


def test_before_the_first_hours_a_calendar_is_closed() -> None:
    hours = WeeklyHours(date(2024, 5, 8), TICKET_HOURS.days)
    calendar = BusinessCalendar(CalendarData("new", "New", "Asia/Tehran", (hours,)))
    assert wall(calendar.next_open(at("2023-01-01 12:00"))) == "2024-05-08 08:30"
    assert calendar.day_reason(date(2024, 5, 7)) == DayReason("weekly_closed")


def test_day_reasons_name_what_closed_the_day() -> None:
    eve = Closure(date(2024, 5, 8), ClosureKind.COMPANY, "Founding day")
    heat = Closure(date(2024, 5, 8), ClosureKind.ONEOFF, "Heat")
    calendar = ticket_calendar((eve, heat))
    assert calendar.day_reason(date(2024, 5, 7)) == DayReason("open")
    assert calendar.day_reason(date(2024, 5, 8)) == DayReason("closure", "Founding day / Heat")
    assert calendar.day_reason(date(2024, 5, 10)) == DayReason("weekly_closed")


@pytest.mark.parametrize(
    "pauses",
    [
        [("2024-05-08 16:00", "2024-05-11 09:00")],
        [("2024-05-09 00:00", "2024-05-11 09:00"), ("2024-05-08 16:00", "2024-05-09 01:00")],
        [
            ("2024-05-10 00:00", "2024-05-10 23:00"),
            ("2024-05-08 16:00", "2024-05-10 12:00"),
            ("2024-05-08 17:00", "2024-05-11 09:00"),
            ("2024-05-08 16:30", "2024-05-08 16:30"),
        ],
    ],
    ids=["one", "touching, out of order", "overlapping, nested, empty"],
)
def test_case_10_pause_over_a_weekend_takes_working_seconds_only(
    pauses: list[tuple[str, str]],
) -> None:
    calendar = ticket_calendar()
    start, end = at("2024-05-08 15:00"), at("2024-05-11 10:00")
    paused = [(at(first), at(last)) for first, last in pauses]
    # An hour before the pause, an hour after it; Thursday's 5.5 hours lie inside.
    assert calendar.between(start, end, paused) == 7_200
    assert wall(calendar.add(start, 7_200, paused)) == "2024-05-11 10:00"
    assert wall(calendar.add(start, 3_600, paused)) == "2024-05-08 16:00"
    assert wall(calendar.add(start, 3_601, paused)) == "2024-05-11 09:00:01"


def test_a_pause_that_ends_before_it_starts_is_refused() -> None:
    start = at("2024-05-08 15:00")
    with pytest.raises(InvalidInput, match="an end at or after"):
        ticket_calendar().add(start, 60, [(start, start - timedelta(seconds=1))])


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(InvalidInput, match="seconds: expected 0 or more, got -1"):
        ticket_calendar().add(at("2024-05-08 15:00"), -1)


def test_nothing_is_counted_in_a_reversed_stretch() -> None:
    start, end = at("2024-05-08 15:00"), at("2024-05-08 12:00")
    assert ticket_calendar().between(start, end) == 0
    assert ticket_calendar().intervals(start, end) == []


def test_instants_are_cut_to_whole_seconds() -> None:
    calendar = ticket_calendar()
    late = at("2024-05-08 15:00") + timedelta(microseconds=999_999)
    assert whole_second(late) == at("2024-05-08 15:00")
    assert wall(calendar.add(late, 60)) == "2024-05-08 15:01"
    assert wall(calendar.next_open(late)) == "2024-05-08 15:00"
    assert calendar.between(late, late + timedelta(seconds=1)) == 1
    assert whole_second(datetime(1969, 12, 31, 23, 59, 59, 1, tzinfo=UTC)) == datetime(
        1969, 12, 31, 23, 59, 59, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2024, 5, 8, 12),  # noqa: DTZ001 -- the case is an instant without zone
        datetime(1899, 6, 1, tzinfo=UTC),
        datetime(2301, 6, 1, tzinfo=UTC),
        datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
    ],
)
def test_an_instant_outside_of_any_calendar_is_refused(instant: datetime) -> None:
    for ask in (ticket_calendar().is_open, ticket_calendar().next_open):
        with pytest.raises(InstantOutOfRange):
            ask(instant)
    with pytest.raises(InstantOutOfRange):
        ticket_calendar().add(instant, 60)


def test_a_century_costs_one_subtraction() -> None:
    calendar = ticket_calendar(())
    weeks = 5_200
    start = at("2024-05-04 00:00").astimezone(UTC)
    counted = calendar.between(start, start + timedelta(weeks=weeks))
    assert counted == weeks * (5 * 30_600 + 19_800)
    assert calendar.add(start, counted) == start + timedelta(weeks=weeks - 1, days=5, hours=14)


def test_shipped_calendars_are_made_once() -> None:
    assert ticket_calendar() is ticket_calendar()
    assert phone_calendar() is not ticket_calendar()
