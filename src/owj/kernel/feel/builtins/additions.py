"""Our own functions, which strict mode does not know: Jalali dates, working time, Persian text.

None has a name of the standard's. They are listed in docs/subsystems/feel.md.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from owj.kernel.calendars.business import BusinessCalendar
from owj.kernel.calendars.jalali import (
    JalaliDate,
    format_date,
    month_length,
    month_name,
    weekday_name,
)
from owj.kernel.errors import OwjError
from owj.kernel.feel.builtins.registry import ADDITIONS, Refused, feel_function
from owj.kernel.feel.civil import date_part, nanos_of
from owj.kernel.feel.numbers import whole
from owj.kernel.feel.running import Run
from owj.kernel.feel.values import (
    NANOS_PER_SECOND,
    DateTimeValue,
    DateValue,
    DayTimeDuration,
    FeelValue,
    Months,
)
from owj.kernel.persian.folding import fold
from owj.kernel.persian.words import number_words, rial_words, toman_words

_DAY = "date: date|date and time"
_INSTANTS = "start: date and time, end: date and time, calendar: string"
_MOST_WORDED = 10**30
_MOST_WORKING_S = 100 * 366 * 86_400


def _jalali(value: DateValue | DateTimeValue) -> JalaliDate:
    day = date_part(value)
    if not isinstance(day, date):
        raise Refused("expected a year that the Jalali calendar counts")
    try:
        return JalaliDate.from_gregorian(day)
    except OwjError as error:
        raise Refused(str(error).rstrip(".")) from None


@feel_function("jalali date", "from: string", into=ADDITIONS)
def jalali_date(run: Run, text: str) -> FeelValue:
    """Return the date that a Jalali date such as 1405-09-01 spells, in any digits."""
    try:
        return JalaliDate.parse(text).to_gregorian()
    except OwjError as error:
        raise Refused(str(error).rstrip(".")) from None


@feel_function("jalali date", "year: number, month: number, day: number", into=ADDITIONS)
def jalali_date_of(run: Run, year: Decimal, month: Decimal, day: Decimal) -> FeelValue:
    """Return the date of a Jalali year, month and day."""
    try:
        return JalaliDate(whole(year), whole(month), whole(day)).to_gregorian()
    except OwjError as error:
        raise Refused(str(error).rstrip(".")) from None


@feel_function("jalali year", _DAY, into=ADDITIONS)
def jalali_year(run: Run, value: DateValue | DateTimeValue) -> FeelValue:
    """Return the Jalali year of a date."""
    return Decimal(_jalali(value).year)


@feel_function("jalali month", _DAY, into=ADDITIONS)
def jalali_month(run: Run, value: DateValue | DateTimeValue) -> FeelValue:
    """Return the number of the Jalali month of a date."""
    return Decimal(_jalali(value).month)


@feel_function("jalali day", _DAY, into=ADDITIONS)
def jalali_day(run: Run, value: DateValue | DateTimeValue) -> FeelValue:
    """Return the day of the Jalali month of a date."""
    return Decimal(_jalali(value).day)


@feel_function("jalali month name", _DAY, into=ADDITIONS)
def jalali_month_name(run: Run, value: DateValue | DateTimeValue) -> FeelValue:
    """Return the Persian name of the Jalali month of a date."""
    return month_name(_jalali(value).month)


@feel_function("jalali month length", _DAY, into=ADDITIONS)
def jalali_month_length(run: Run, value: DateValue | DateTimeValue) -> FeelValue:
    """Return how many days the Jalali month of a date has."""
    jalali = _jalali(value)
    return Decimal(month_length(jalali.year, jalali.month))


@feel_function("jalali weekday name", _DAY, into=ADDITIONS)
def jalali_weekday_name(run: Run, value: DateValue | DateTimeValue) -> FeelValue:
    """Return the Persian name of the weekday of a date."""
    return weekday_name(_jalali(value).to_gregorian())


@feel_function("jalali text", _DAY, into=ADDITIONS)
def jalali_text(run: Run, value: DateValue | DateTimeValue) -> FeelValue:
    """Return a date as «۱ آذر ۱۴۰۵»."""
    return format_date(_jalali(value))


@feel_function(
    "jalali add months", "date: date, months: number|years and months duration", into=ADDITIONS
)
def jalali_add_months(run: Run, value: DateValue, months: Decimal | Months) -> FeelValue:
    """Return the same day of another Jalali month, or its last day if it is shorter."""
    count = months.months if isinstance(months, Months) else whole(months)
    try:
        return _jalali(value).add_months(count).to_gregorian()
    except OwjError as error:
        raise Refused(str(error).rstrip(".")) from None


def _calendar(run: Run, name: str) -> BusinessCalendar:
    calendar = run.environment.calendars.get(name)
    if calendar is None:
        known = ", ".join(sorted(run.environment.calendars)) or "none"
        raise Refused(f"expected the name of a calendar ({known}), got {name}")
    return calendar


def _instant(value: DateTimeValue) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise Refused("expected a date and time with a zone")
    return value


@feel_function("working minutes between", _INSTANTS, pure=False, into=ADDITIONS)
def working_minutes_between(
    run: Run, start: DateTimeValue, end: DateTimeValue, calendar: str
) -> FeelValue:
    """Return the minutes of working time from one instant to the other, by a calendar."""
    first, last = _instant(start), _instant(end)
    try:
        seconds = _calendar(run, calendar).between(min(first, last), max(first, last))
    except OwjError as error:
        raise Refused(str(error).rstrip(".")) from None
    minutes = Decimal(seconds) / 60
    return minutes if first <= last else -minutes


@feel_function(
    "add working time",
    "start: date and time, time: days and time duration, calendar: string",
    pure=False,
    into=ADDITIONS,
)
def add_working_time(
    run: Run, start: DateTimeValue, time: DayTimeDuration, calendar: str
) -> FeelValue:
    """Return the instant at which so much working time is spent, in the zone of the start."""
    began = _instant(start)
    seconds = nanos_of(time) // NANOS_PER_SECOND
    if not 0 <= seconds <= _MOST_WORKING_S:
        raise Refused("expected a duration from nothing to 100 years")
    try:
        return _calendar(run, calendar).add(began, seconds).astimezone(began.tzinfo)
    except OwjError as error:
        raise Refused(str(error).rstrip(".")) from None


@feel_function("is working time", "at: date and time, calendar: string", pure=False, into=ADDITIONS)
def is_working_time(run: Run, at: DateTimeValue, calendar: str) -> FeelValue:
    """Return whether a calendar is open at an instant."""
    try:
        return _calendar(run, calendar).is_open(_instant(at))
    except OwjError as error:
        raise Refused(str(error).rstrip(".")) from None


@feel_function("fold", "text: string", into=ADDITIONS)
def fold_text(run: Run, text: str) -> FeelValue:
    """Return a text in the one form of all its Persian spellings, as search compares it."""
    run.charge(len(text))
    return fold(text)


def _worded(number: Decimal) -> int:
    if number != number.to_integral_value() or number.copy_abs() >= _MOST_WORDED:
        raise Refused("expected a whole number of at most 30 digits")
    return int(number)


@feel_function("number words", "n: number", into=ADDITIONS)
def spell_number(run: Run, number: Decimal) -> FeelValue:
    """Return a whole number in Persian words."""
    return number_words(_worded(number))


@feel_function("rial words", "n: number", into=ADDITIONS)
def spell_rial(run: Run, amount: Decimal) -> FeelValue:
    """Return an amount in rial in Persian words."""
    return rial_words(_worded(amount))


@feel_function("toman words", "n: number", into=ADDITIONS)
def spell_toman(run: Run, amount: Decimal) -> FeelValue:
    """Return an amount, given in rial, in toman in Persian words."""
    return toman_words(_worded(amount))
