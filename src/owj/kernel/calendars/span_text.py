"""Hours of a day as people type them: «۸:۳۰ تا ۱۴ و ۱۴:۴۵ تا ۱۷», "8:30-14, 14:45-17"."""

from __future__ import annotations

import re

from owj.kernel.calendars.definition import CalendarRejected, Span
from owj.kernel.errors import InvalidInput
from owj.kernel.persian.digits import latin_digits

_TIME = re.compile(r"(\d{1,2})(?::(\d{2}))?")
_BETWEEN = re.compile(r"^(?:[\s,،؛;/–-]|تا|و|to|and)*$")
_CLOSED = frozenset({"", "-", "تعطیل", "بسته", "closed"})


class HoursUnreadable(InvalidInput):
    """Say that the hours of a day cannot be read, or overlap."""

    code = "calendar.hours_unreadable"
    message = "Expected hours such as 8:30 to 14:00 and 14:45 to 17:00, got “%(text)s”."


def parse_spans(text: str) -> tuple[Span, ...]:
    """Return the open spans of a day that a person typed; none for a closed day.

    Raises: HoursUnreadable, also for spans that overlap or end before they begin.
    """
    words = latin_digits(text).strip().lower()
    if words in _CLOSED:
        return ()
    times = [_seconds(found, text) for found in _TIME.finditer(words)]
    if not times or len(times) % 2 or not _BETWEEN.match(_TIME.sub(" ", words)):
        raise HoursUnreadable(text=text)
    if any(later < earlier for earlier, later in zip(times[1::2], times[2::2], strict=False)):
        raise HoursUnreadable(text=text)
    try:
        return tuple(Span(*pair) for pair in zip(times[::2], times[1::2], strict=True))
    except CalendarRejected:
        raise HoursUnreadable(text=text) from None


def _seconds(found: re.Match[str], text: str) -> int:
    hours, minutes = int(found[1]), int(found[2] or 0)
    if hours > 24 or minutes > 59 or (hours == 24 and minutes):
        raise HoursUnreadable(text=text)
    return hours * 3600 + minutes * 60
