"""The desk's week in words: «شنبه تا چهارشنبه: ۸:۳۰ تا ۱۷:۰۰»."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from django.utils.translation import gettext

from owj.kernel.calendars.jalali import weekday_name
from owj.packages.desk.queries import DayHours
from owj.ui.dates import digits
from owj.ui.reading import language

SATURDAY = 5
# Any Monday: only the names of the days that follow it are taken.
MONDAY = date(2024, 1, 1)


def show_clock_time(seconds: int) -> str:
    """Return «۸:۳۰» for the seconds since local midnight."""
    return digits(f"{seconds // 3600}:{seconds % 3600 // 60:02d}")


def show_spans(spans: Sequence[tuple[int, int]]) -> str:
    """Return the hours of one day: «۸:۳۰ تا ۱۴:۰۰ و ۱۴:۴۵ تا ۱۷:۰۰», or that it is closed."""
    if not spans:
        return gettext("closed")
    shown = [
        gettext("%(start)s to %(end)s")
        % {"start": show_clock_time(opens), "end": show_clock_time(closes)}
        for opens, closes in spans
    ]
    return gettext(" and ").join(shown)


def hours_lines(week: Sequence[DayHours]) -> list[tuple[str, str]]:
    """Return (days, hours), Saturday first; days that follow each other share one line."""
    ordered = sorted(week, key=lambda day: (day.weekday - SATURDAY) % 7)
    lines = []
    for spans, group in groupby(ordered, key=lambda day: day.spans):
        days = [weekday_name(MONDAY + timedelta(days=day.weekday), language()) for day in group]
        words = (
            days[0]
            if len(days) == 1
            else gettext("%(start)s to %(end)s") % {"start": days[0], "end": days[-1]}
        )
        lines.append((words, show_spans(spans)))
    return lines
