"""Instants and days as people say them: Jalali, in the reader's language and zone."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext

from owj.kernel.calendars.jalali import (
    JalaliDate,
    JalaliDateRejected,
    format_date,
    format_day_month,
    format_weekday_date,
    weekday_name,
)
from owj.kernel.persian.digits import persian_digits
from owj.ui.reading import language, local

NAMED_DAYS = 6


def digits(value: object) -> str:
    """Return the text with the digits of the reader's language."""
    text = str(value)
    return persian_digits(text) if language() == "fa" else text


def day_of(at: datetime | date) -> date:
    """Return the civil day of an instant in the reader's zone; a day is itself."""
    return local(at).date() if isinstance(at, datetime) else at


def show_date(at: datetime | date) -> str:
    """Return «۱ آذر ۱۴۰۵», "1 Azar 1405"; of a day beyond the calendar its Gregorian figures."""
    day = day_of(at)
    try:
        return format_date(day, language())
    except JalaliDateRejected:
        return digits(day.isoformat())


def show_day(at: datetime | date) -> str:
    """Return «یکشنبه ۱ آذر», "Sunday 1 Azar"."""
    return format_weekday_date(day_of(at), language())


def show_time(at: datetime) -> str:
    """Return «۱۱:۲۰», "11:20"; hours without a leading zero."""
    there = local(at)
    return digits(f"{there.hour}:{there.minute:02d}")


def show_datetime(at: datetime) -> str:
    """Return «یکشنبه ۱ آذر، ۱۱:۲۰»."""
    return gettext("%(day)s, %(time)s") % {"day": show_day(at), "time": show_time(at)}


def show_relative_day(at: datetime | date, now: datetime) -> str:
    """Return «امروز», «دیروز», «فردا», the weekday within six days, else the date.

    The year stands only when it is another one.
    """
    day, today = day_of(at), day_of(now)
    ahead = (day - today).days
    near = {0: gettext("today"), -1: gettext("yesterday"), 1: gettext("tomorrow")}
    if ahead in near:
        return near[ahead]
    if abs(ahead) <= NAMED_DAYS:
        return show_day(day)
    if JalaliDate.from_gregorian(day).year == JalaliDate.from_gregorian(today).year:
        return format_day_month(day, language())
    return show_date(day)


def show_relative_time(at: datetime, now: datetime) -> str:
    """Return «امروز، ۱۴:۵۵»: the nearest wording of an instant."""
    day = show_relative_day(at, now)
    return gettext("%(day)s, %(time)s") % {"day": day, "time": show_time(at)}


def show_weekday(at: datetime | date) -> str:
    """Return «شنبه», "Saturday"."""
    return weekday_name(day_of(at), language())
