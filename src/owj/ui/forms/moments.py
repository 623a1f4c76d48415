"""A moment as a person types it: «۱۴۰۵/۰۹/۰۳ ۱۲:۰۰», «فردا ۱۲:۰۰», «3 Azar 12:00»."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from owj.kernel.calendars.jalali import JalaliDate, month_length, month_name, weekday_name
from owj.kernel.errors import InvalidInput
from owj.kernel.persian.digits import latin_digits
from owj.kernel.persian.folding import fold

TIME = re.compile(r"(?:^|[\s,،])(?:ساعت\s*|at\s+)?(\d{1,2})(?::(\d{2}))?$")
NUMERIC_DATE = re.compile(r"^(\d{4}|\d{2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})$")
NAMED_DATE = re.compile(r"^(\d{1,2})\s+(\D+?)(?:\s+(\d{4}))?$")
CENTURY = 1400

DAY_WORDS: tuple[tuple[str, ...], ...] = (
    ("", "امروز", "today"),
    ("فردا", "tomorrow"),
    ("پس‌فردا", "پس فردا", "the day after tomorrow"),
)
DAYS_AHEAD = {fold(word): days for days, words in enumerate(DAY_WORDS) for word in words}
MONTHS = {fold(month_name(m, lang)): m for m in range(1, 13) for lang in ("fa", "en")}
# Any Monday serves: only the names of the seven days that follow are taken.
WEEKDAYS = {
    fold(weekday_name(date(2024, 1, 1) + timedelta(days=n), lang)): n
    for n in range(7)
    for lang in ("fa", "en")
}


class MomentUnreadable(InvalidInput):
    """Say that the text is no date and time."""

    code = "form.moment_unreadable"
    message = "Write the date and the time like 1405/09/03 12:00."


class MomentImpossible(InvalidInput):
    """Say that the calendar has no such day or hour."""

    code = "form.moment_impossible"
    message = "There is no such day or hour in the calendar: %(text)s."


class MomentPassed(InvalidInput):
    """Say that a promise cannot be made for the past."""

    code = "form.moment_passed"
    message = "This moment has passed; write one that is still to come."


def parse_moment(text: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant that a person means by `text`.

    text: Persian or Latin digits; a Jalali date in figures or words, «امروز», «فردا», the name of
    a weekday or nothing for today, then the time. now: aware; what «فردا» is counted from.
    Returns: aware, UTC.
    Raises: MomentUnreadable, MomentImpossible.
    """
    words = " ".join(latin_digits(text).split())
    found = TIME.search(words)
    if found is None:
        raise MomentUnreadable(text=text)
    day = parse_day(words[: found.start()].strip(" ,،"), today=now.astimezone(zone).date())
    hour, minute = int(found[1]), int(found[2] or 0)
    if hour > 23 or minute > 59:
        raise MomentImpossible(text=text)
    local = datetime.combine(day, time(hour, minute), tzinfo=zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise MomentImpossible(text=text)
    return moment


def parse_day(text: str, *, today: date) -> date:
    """Return the Gregorian day that `text` names.

    Raises: MomentUnreadable, MomentImpossible.
    """
    readers: tuple[Callable[[str, date], date | None], ...] = (
        _day_by_word,
        _day_by_figures,
        _day_by_month_name,
    )
    for read in readers:
        if (day := read(text, today)) is not None:
            return day
    raise MomentUnreadable(text=text)


def _day_by_word(text: str, today: date) -> date | None:
    word = fold(text)
    if word in DAYS_AHEAD:
        return today + timedelta(days=DAYS_AHEAD[word])
    if word in WEEKDAYS:
        ahead = (WEEKDAYS[word] - today.weekday() - 1) % 7 + 1
        return today + timedelta(days=ahead)
    return None


def _day_by_figures(text: str, _today: date) -> date | None:
    found = NUMERIC_DATE.match(text)
    if found is None:
        return None
    year = int(found[1])
    return _gregorian(year if year > 99 else CENTURY + year, int(found[2]), int(found[3]), text)


def _day_by_month_name(text: str, today: date) -> date | None:
    found = NAMED_DATE.match(text)
    month = MONTHS.get(fold(found[2])) if found else None
    if found is None or month is None:
        return None
    if found[3]:
        return _gregorian(int(found[3]), month, int(found[1]), text)
    year = JalaliDate.from_gregorian(today).year
    day = _gregorian(year, month, int(found[1]), text)
    return day if day >= today else _gregorian(year + 1, month, int(found[1]), text)


def _gregorian(year: int, month: int, day: int, text: str) -> date:
    if not (1300 <= year <= 1500 and 1 <= month <= 12 and 1 <= day <= month_length(year, month)):
        raise MomentImpossible(text=text)
    return JalaliDate(year, month, day).to_gregorian()
