"""The Jalali (Solar Hijri) calendar: conversion, leap years, months, reading and writing.

Leap years by the 33-year cycle, which agrees with the official calendar of Iran for 1178 to 1633.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from owj.kernel.errors import InvalidInput
from owj.kernel.persian.digits import latin_digits, persian_digits

FIRST_YEAR, LAST_YEAR = 1178, 1633

_LEAP_REMAINDERS = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
_CYCLE_YEARS = 33
_MONTH_LENGTHS = (31, 31, 31, 31, 31, 31, 30, 30, 30, 30, 30, 29)
_DAYS_BEFORE_MONTH = tuple(accumulate(_MONTH_LENGTHS, initial=0))
_DAYS_BEFORE_YEAR = tuple(
    accumulate(
        (366 if year in _LEAP_REMAINDERS else 365 for year in range(_CYCLE_YEARS)), initial=0
    )
)
_CYCLE_DAYS = _DAYS_BEFORE_YEAR[-1]

MONTH_NAMES = {
    "fa": (
        "فروردین",
        "اردیبهشت",
        "خرداد",
        "تیر",
        "مرداد",
        "شهریور",
        "مهر",
        "آبان",
        "آذر",
        "دی",
        "بهمن",
        "اسفند",
    ),
    "en": (
        "Farvardin",
        "Ordibehesht",
        "Khordad",
        "Tir",
        "Mordad",
        "Shahrivar",
        "Mehr",
        "Aban",
        "Azar",
        "Dey",
        "Bahman",
        "Esfand",
    ),
}
# Monday first, as date.weekday() counts.
WEEKDAY_NAMES = {
    "fa": ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def _day_of_cycles(year: int) -> int:
    cycle, remainder = divmod(year, _CYCLE_YEARS)
    return cycle * _CYCLE_DAYS + _DAYS_BEFORE_YEAR[remainder]


# 1 Farvardin 1400 was 21 March 2021.
_BASE_ORDINAL = date(2021, 3, 21).toordinal() - _day_of_cycles(1400)
_WRITTEN = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)


class JalaliDateRejected(InvalidInput):
    """Say that something is not a date of the Jalali calendar."""

    code = "jalali.date_rejected"
    message = "Expected %(expected)s, got %(got)s."


def is_leap_year(year: int) -> bool:
    """Return whether Esfand of that year has 30 days."""
    _check_year(year)
    return year % _CYCLE_YEARS in _LEAP_REMAINDERS


def month_length(year: int, month: int) -> int:
    """Return the number of days of a month, 29 to 31."""
    if not 1 <= month <= 12:
        raise JalaliDateRejected(expected="a month from 1 to 12", got=month)
    if month == 12 and is_leap_year(year):
        return 30
    _check_year(year)
    return _MONTH_LENGTHS[month - 1]


@dataclass(frozen=True, slots=True, order=True)
class JalaliDate:
    """Hold one day of the Jalali calendar. Raises: JalaliDateRejected for a day that is none."""

    year: int
    month: int
    day: int

    def __post_init__(self) -> None:
        length = month_length(self.year, self.month)
        if not 1 <= self.day <= length:
            raise JalaliDateRejected(
                expected=f"a day from 1 to {length} in {self.year}-{self.month:02d}", got=self.day
            )

    @classmethod
    def from_gregorian(cls, day: date) -> JalaliDate:
        """Return the Jalali date of a Gregorian one."""
        cycle, day_of_cycle = divmod(day.toordinal() - _BASE_ORDINAL, _CYCLE_DAYS)
        year_of_cycle = bisect_right(_DAYS_BEFORE_YEAR, day_of_cycle) - 1
        day_of_year = day_of_cycle - _DAYS_BEFORE_YEAR[year_of_cycle]
        month = min(bisect_right(_DAYS_BEFORE_MONTH, day_of_year), 12)
        return cls(
            cycle * _CYCLE_YEARS + year_of_cycle,
            month,
            day_of_year - _DAYS_BEFORE_MONTH[month - 1] + 1,
        )

    @classmethod
    def parse(cls, text: str) -> JalaliDate:
        """Read year, month, day, parted by - / or . in Persian, Arabic or Latin digits.

        Raises: JalaliDateRejected.
        """
        found = _WRITTEN.fullmatch(latin_digits(text).strip())
        if found is None:
            raise JalaliDateRejected(expected="a Jalali date such as 1405-09-01", got=text)
        return cls(int(found[1]), int(found[3]), int(found[4]))

    def to_gregorian(self) -> date:
        """Return the Gregorian date of the same day."""
        return date.fromordinal(
            _BASE_ORDINAL
            + _day_of_cycles(self.year)
            + _DAYS_BEFORE_MONTH[self.month - 1]
            + self.day
            - 1
        )

    @property
    def iso(self) -> str:
        """Give the date as 1405-09-01, which also sorts."""
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"

    def __str__(self) -> str:
        return self.iso

    def add_years(self, years: int) -> JalaliDate:
        """Return the same day of another year.

        30 Esfand has no anniversary in a common year: the day after 29 Esfand takes its place,
        1 Farvardin, so that a year counted from it is never a day short. Source: R21.
        """
        year = self.year + years
        if self.day > month_length(year, self.month):
            return JalaliDate(year + 1, 1, 1)
        return JalaliDate(year, self.month, self.day)

    def add_months(self, months: int) -> JalaliDate:
        """Return the same day of another month, or its last day if it is shorter."""
        years, month_index = divmod(self.month - 1 + months, 12)
        year, month = self.year + years, month_index + 1
        return JalaliDate(year, month, min(self.day, month_length(year, month)))


def jalali_month(day: date) -> str:
    """Return the Jalali month of a Gregorian date as 1405-09. Source: R40."""
    return JalaliDate.from_gregorian(day).iso[:7]


def month_name(month: int, lang: str = "fa") -> str:
    """Return the name of a Jalali month, 1..12."""
    if not 1 <= month <= 12:
        raise JalaliDateRejected(expected="a month from 1 to 12", got=month)
    return MONTH_NAMES[_known(lang)][month - 1]


def weekday_name(day: date, lang: str = "fa") -> str:
    """Return the name of the weekday of a Gregorian date."""
    return WEEKDAY_NAMES[_known(lang)][day.weekday()]


def format_date(day: date | JalaliDate, lang: str = "fa") -> str:
    """Return «۱ آذر ۱۴۰۵» or "1 Azar 1405"."""
    jalali = _jalali(day)
    return _digits(f"{jalali.day} {month_name(jalali.month, lang)} {jalali.year}", lang)


def format_day_month(day: date | JalaliDate, lang: str = "fa") -> str:
    """Return «۱ آذر» or "1 Azar"."""
    jalali = _jalali(day)
    return _digits(f"{jalali.day} {month_name(jalali.month, lang)}", lang)


def format_weekday_date(day: date | JalaliDate, lang: str = "fa") -> str:
    """Return «یکشنبه ۱ آذر» or "Sunday 1 Azar"."""
    gregorian = day.to_gregorian() if isinstance(day, JalaliDate) else day
    return f"{weekday_name(gregorian, lang)} {format_day_month(day, lang)}"


def format_numeric_date(day: date | JalaliDate, lang: str = "fa") -> str:
    """Return «۱۴۰۵/۰۹/۰۱» or "1405/09/01"."""
    return _digits(_jalali(day).iso.replace("-", "/"), lang)


def format_month(month: str, lang: str = "fa") -> str:
    """Return «آذر ۱۴۰۵» or "Azar 1405" of a Jalali month written 1405-09."""
    year, number = month.split("-")
    return _digits(f"{month_name(int(number), lang)} {year}", lang)


def _jalali(day: date | JalaliDate) -> JalaliDate:
    return day if isinstance(day, JalaliDate) else JalaliDate.from_gregorian(day)


def _known(lang: str) -> str:
    return "en" if lang.startswith("en") else "fa"


def _digits(text: str, lang: str) -> str:
    return text if _known(lang) == "en" else persian_digits(text)


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise JalaliDateRejected(expected=f"a year from {FIRST_YEAR} to {LAST_YEAR}", got=year)
