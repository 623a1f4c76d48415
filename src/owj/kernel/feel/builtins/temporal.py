"""Functions of dates and times. Source: DMN 1.5, 10.3.4.8."""

from __future__ import annotations

from decimal import Decimal

from owj.kernel.feel.builtins.registry import Refused, feel_function
from owj.kernel.feel.civil import date_part, days_of, days_of_date
from owj.kernel.feel.properties import weekday
from owj.kernel.feel.running import Run
from owj.kernel.feel.values import DateTimeValue, DateValue, FeelValue

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAY = "date: date|date and time"


@feel_function("day of year", _DAY)
def day_of_year(run: Run, value: DateValue | DateTimeValue) -> FeelValue:
    """Return the number of the day in its year."""
    day = date_part(value)
    return Decimal(days_of_date(day) - days_of(day.year, 1, 1) + 1)


@feel_function("day of week", _DAY)
def day_of_week(run: Run, value: DateValue | DateTimeValue) -> FeelValue:
    """Return the English name of the weekday."""
    return WEEKDAYS[weekday(date_part(value)) - 1]


@feel_function("month of year", _DAY)
def month_of_year(run: Run, value: DateValue | DateTimeValue) -> FeelValue:
    """Return the English name of the month."""
    return MONTHS[date_part(value).month - 1]


@feel_function("week of year", _DAY)
def week_of_year(run: Run, value: DateValue | DateTimeValue) -> FeelValue:
    """Return the number of the week by ISO 8601."""
    day = date_part(value)
    days = days_of_date(day)
    thursday = days - weekday(day) + 4
    year = day.year + (thursday >= days_of(day.year + 1, 1, 1))
    year -= thursday < days_of(day.year, 1, 1)
    return Decimal((thursday - days_of(year, 1, 1)) // 7 + 1)


@feel_function("now", "", pure=False)
def now(run: Run) -> FeelValue:
    """Return the present date and time that the caller gave."""
    if run.environment.now is None:
        raise Refused("no present time is given here")
    return run.environment.now


@feel_function("today", "", pure=False)
def today(run: Run) -> FeelValue:
    """Return the present date, in the zone of the time that the caller gave."""
    if run.environment.now is None:
        raise Refused("no present time is given here")
    return run.environment.now.date()
