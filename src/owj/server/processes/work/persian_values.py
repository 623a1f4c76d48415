"""Values in letters that go to people: days in Jalali, yes and no, amounts with their thousands."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

from owj.kernel.calendars.jalali import format_date
from owj.kernel.feel import FeelValue
from owj.kernel.persian.digits import DECIMAL, MINUS, group_digits, persian_digits
from owj.kernel.persian.durations import duration_words
from owj.server.processes.work.settings import shown

DAY_S = 86_400


def in_a_sentence(value: FeelValue, zone: tzinfo) -> str:
    """Return a value as it stands in a letter's text; a number stays, it may be part of a link."""
    if isinstance(value, tuple):
        return "، ".join(in_a_sentence(one, zone) for one in value)
    if isinstance(value, bool):
        return "بله" if value else "خیر"
    if isinstance(value, datetime):
        there = value.astimezone(zone) if value.tzinfo else value
        clock = persian_digits(f"{there.hour}:{there.minute:02d}")
        return f"{format_date(there.date())}، {clock}"
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, timedelta) and value >= timedelta(0):
        return duration_words(int(value.total_seconds()), day_s=DAY_S)
    return shown(value)


def in_a_table(value: FeelValue, zone: tzinfo) -> str:
    """Return a value as it stands alone in a letter's table."""
    if isinstance(value, tuple):
        return "، ".join(in_a_table(one, zone) for one in value)
    if isinstance(value, Decimal):
        whole, _point, rest = format(abs(value), "f").partition(".")
        grouped = (MINUS if value < 0 else "") + group_digits(int(whole))
        return f"{grouped}{DECIMAL}{persian_digits(rest)}" if rest else grouped
    return in_a_sentence(value, zone)
