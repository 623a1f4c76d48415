"""Jalali dates: every day of two centuries against an independent library, and the rules."""

from __future__ import annotations

from datetime import date, timedelta

import jdatetime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from owj.kernel.calendars import jalali
from owj.kernel.calendars.jalali import (
    JalaliDate,
    JalaliDateRejected,
    format_date,
    format_day_month,
    format_month,
    format_numeric_date,
    format_weekday_date,
    is_leap_year,
    jalali_month,
    month_length,
    month_name,
    weekday_name,
)

DAYS = st.dates(date(1799, 4, 1), date(2255, 3, 1))


def test_every_day_from_1300_to_1500_equals_jdatetime() -> None:
    day, last = JalaliDate(1300, 1, 1).to_gregorian(), JalaliDate(1500, 12, 29).to_gregorian()
    assert (day, last) == (date(1921, 3, 21), date(2122, 3, 20))
    seen = 0
    while day <= last:
        known = jdatetime.date.fromgregorian(date=day)
        ours = JalaliDate.from_gregorian(day)
        assert (ours.year, ours.month, ours.day) == (known.year, known.month, known.day)
        assert ours.to_gregorian() == day
        day += timedelta(days=1)
        seen += 1
    assert seen == 73_414


def test_leap_years_equal_jdatetime() -> None:
    ours = [year for year in range(1300, 1501) if is_leap_year(year)]
    assert ours == [year for year in range(1300, 1501) if jdatetime.date(year, 1, 1).isleap()]
    assert {1399, 1403, 1408} <= set(ours)
    assert 1404 not in ours


@pytest.mark.parametrize(
    ("year", "month", "length"),
    [(1403, 1, 31), (1403, 6, 31), (1403, 7, 30), (1403, 12, 30), (1404, 12, 29), (1399, 12, 30)],
)
def test_month_lengths(year: int, month: int, length: int) -> None:
    assert month_length(year, month) == length


@given(DAYS)
def test_days_return_from_both_ways_of_writing(day: date) -> None:
    ours = JalaliDate.from_gregorian(day)
    assert ours.to_gregorian() == day
    assert JalaliDate.parse(ours.iso) == ours
    assert JalaliDate.parse(format_numeric_date(day)) == ours
    assert jalali_month(day) == ours.iso[:7]


@given(DAYS, DAYS)
def test_jalali_order_is_the_order_of_days(first: date, second: date) -> None:
    ours, others = JalaliDate.from_gregorian(first), JalaliDate.from_gregorian(second)
    assert (ours < others) == (first < second) == (ours.iso < others.iso)


@pytest.mark.parametrize(
    "written",
    ["1405-09-01", "1405/9/1", "1405.09.1", "۱۴۰۵/۰۹/۰۱", "١٤٠٥-٩-١", "  ۱۴۰۵.۹.۱ "],
)
def test_parse_takes_all_digits_and_separators(written: str) -> None:
    assert JalaliDate.parse(written) == JalaliDate(1405, 9, 1)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("", "a Jalali date such as 1405-09-01, got "),
        ("1405-09", "a Jalali date such as"),
        ("1405-09/01", "a Jalali date such as"),
        ("05-09-01", "a Jalali date such as"),
        ("1405-09-01x", "a Jalali date such as"),
        ("१४०५-०९-०१", "a Jalali date such as"),
        ("1405-13-01", "a month from 1 to 12, got 13"),
        ("1405-00-01", "a month from 1 to 12, got 0"),
        ("1404-12-30", "a day from 1 to 29 in 1404-12, got 30"),
        ("1405-07-31", "a day from 1 to 30 in 1405-07, got 31"),
        ("1405-07-00", "a day from 1 to 30 in 1405-07, got 0"),
        ("2026-11-22", "a year from 1178 to 1633, got 2026"),
        ("1177-12-29", "a year from 1178 to 1633, got 1177"),
    ],
)
def test_parse_says_what_was_expected(written: str, message: str) -> None:
    with pytest.raises(JalaliDateRejected, match=message):
        JalaliDate.parse(written)


@pytest.mark.parametrize(
    ("start", "years", "end"),
    [
        ("1403-05-10", 1, "1404-05-10"),
        ("1403-12-30", 1, "1405-01-01"),
        ("1403-12-30", 5, "1408-12-30"),
        ("1403-12-30", -4, "1399-12-30"),
        ("1404-12-29", 4, "1408-12-29"),
        ("1399-12-30", 0, "1399-12-30"),
    ],
)
def test_r21_30_esfand_has_its_anniversary_on_1_farvardin(start: str, years: int, end: str) -> None:
    assert JalaliDate.parse(start).add_years(years).iso == end


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("1405-06-31", 1, "1405-07-30"),
        ("1405-11-30", 1, "1405-12-29"),
        ("1403-11-30", 1, "1403-12-30"),
        ("1405-10-15", 3, "1406-01-15"),
        ("1405-01-31", -1, "1404-12-29"),
        ("1405-01-31", -13, "1403-12-30"),
        ("1405-01-31", 12, "1406-01-31"),
    ],
)
def test_add_months_stays_in_the_month(start: str, months: int, end: str) -> None:
    assert JalaliDate.parse(start).add_months(months).iso == end


def test_years_outside_of_the_cycle_rule_are_refused() -> None:
    for ask in (
        lambda: is_leap_year(1634),
        lambda: month_length(1177, 1),
        lambda: JalaliDate.from_gregorian(date(1700, 1, 1)),
        lambda: JalaliDate(1633, 1, 1).add_years(1),
        lambda: month_name(0),
    ):
        with pytest.raises(JalaliDateRejected):
            ask()


@pytest.mark.parametrize("day", [date(2026, 11, 22), JalaliDate(1405, 9, 1)])
def test_dates_in_words(day: date | JalaliDate) -> None:
    assert format_date(day) == "۱ آذر ۱۴۰۵"
    assert format_date(day, "en") == "1 Azar 1405"
    assert format_day_month(day) == "۱ آذر"
    assert format_weekday_date(day) == "یکشنبه ۱ آذر"
    assert format_weekday_date(day, "en") == "Sunday 1 Azar"
    assert format_numeric_date(day) == "۱۴۰۵/۰۹/۰۱"
    assert format_month("1405-09") == "آذر ۱۴۰۵"
    assert format_month("1405-09", "en") == "Azar 1405"


def test_the_week_from_saturday() -> None:
    saturday = date(2026, 11, 21)
    named = [weekday_name(saturday + timedelta(days=n)) for n in range(7)]
    assert named == ["شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه"]


def test_names_are_complete_in_both_languages() -> None:
    for lang in ("fa", "en"):
        assert len(set(jalali.MONTH_NAMES[lang])) == 12
        assert len(set(jalali.WEEKDAY_NAMES[lang])) == 7
    assert [month_name(n) for n in (1, 2, 12)] == ["فروردین", "اردیبهشت", "اسفند"]
    assert month_name(5, "en-GB") == "Mordad"


def test_a_date_writes_itself_as_iso() -> None:
    assert str(JalaliDate(1405, 9, 1)) == "1405-09-01"
