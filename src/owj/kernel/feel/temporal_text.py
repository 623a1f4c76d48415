"""Dates, times and durations as ISO 8601 texts, read and written."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from owj.kernel.feel.civil import (
    MIDNIGHT,
    date_of_days,
    date_part,
    days_of_date,
    make_date,
    make_datetime,
    make_duration,
    make_time,
    nanos_of,
    time_part,
    zone_named,
)
from owj.kernel.feel.values import (
    NANOS_PER_SECOND,
    DateTimeValue,
    DateValue,
    DayTimeDuration,
    Months,
    Time,
    WideDateTime,
    WideDuration,
)

MOST_OFFSET_SECONDS = 18 * 3600
_DATE = re.compile(r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(?:([Zz])|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z][A-Za-z0-9_+/-]{0,63}))?"
)
_YEAR_MONTH = re.compile(r"(-?)P(?:([0-9]{1,18})Y)?(?:([0-9]{1,18})M)?")
_DAY_TIME = re.compile(
    r"(-?)P(?:([0-9]{1,18})D)?"
    r"(?:T(?:([0-9]{1,18})H)?(?:([0-9]{1,18})M)?(?:([0-9]{1,18})(?:\.([0-9]*))?S)?)?"
)


def read_date(text: str) -> DateValue | None:
    """Return the date a text such as 2026-11-22 spells; None when it spells none."""
    found = _DATE.fullmatch(text)
    return make_date(int(found[1]), int(found[2]), int(found[3])) if found else None


def read_time(text: str) -> Time | None:
    """Return the time a text such as 10:30:00@Asia/Tehran spells; None when it spells none."""
    read = _read_clock(text)
    return None if read is None else read[0]


def read_datetime(text: str) -> DateTimeValue | None:
    """Return the date and time a text spells, midnight for a date alone; None for others."""
    written_date, separator, written_time = text.partition("T")
    day = read_date(written_date)
    if day is None:
        return None
    if not separator:
        return make_datetime(day, MIDNIGHT)
    read = _read_clock(written_time)
    if read is None:
        return None
    time, is_next_day = read
    if is_next_day:
        later = date_of_days(days_of_date(day) + 1)
        if later is None:
            return None
        day = later
    return make_datetime(day, time)


def read_duration(text: str) -> DayTimeDuration | Months | None:
    """Return the duration a text such as P1Y2M or P1DT2H spells; None when it spells none."""
    if text.endswith(("P", "T")):
        return None
    if found := _YEAR_MONTH.fullmatch(text):
        months = int(found[2] or 0) * 12 + int(found[3] or 0)
        return Months(-months if found[1] else months)
    found = _DAY_TIME.fullmatch(text)
    if found is None:
        return None
    days, hours, minutes, seconds = (int(found[group] or 0) for group in (2, 3, 4, 5))
    whole = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    nanos = whole * NANOS_PER_SECOND + _nanos(found[6])
    return make_duration(-nanos if found[1] else nanos)


def read_literal(
    text: str,
) -> DateValue | Time | DateTimeValue | DayTimeDuration | Months | None:
    """Return what an `@` literal spells; None when it spells nothing temporal."""
    if text[:1] == "P" or text[:2] == "-P":
        return read_duration(text)
    if "T" in text.partition("@")[0]:
        return read_datetime(text)
    if text[2:3] == ":":
        return read_time(text)
    return read_date(text)


def show_date(day: DateValue) -> str:
    """Return the date as 2026-11-22."""
    sign = "-" if day.year < 0 else ""
    return f"{sign}{abs(day.year):04d}-{day.month:02d}-{day.day:02d}"


def show_time(time: Time) -> str:
    """Return the time as 10:30:00, with fraction and zone where it has them."""
    fraction = f".{time.nanosecond:09d}".rstrip("0") if time.nanosecond else ""
    return f"{time.hour:02d}:{time.minute:02d}:{time.second:02d}{fraction}{show_zone(time.zone)}"


def show_datetime(value: DateTimeValue) -> str:
    """Return the date and time as 2026-11-22T10:30:00@Asia/Tehran."""
    return f"{show_date(date_part(value))}T{show_time(time_part(value))}"


def show_zone(zone: tzinfo | None) -> str:
    """Return a zone as it is written after a time: nothing, Z, +03:30 or @Asia/Tehran."""
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return f"@{zone.key}"
    offset = zone.utcoffset(None) or timedelta(0)
    if not offset:
        return "Z"
    minutes, seconds = divmod(abs(offset) // timedelta(seconds=1), 60)
    sign = "-" if offset < timedelta(0) else "+"
    tail = f":{seconds:02d}" if seconds else ""
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}{tail}"


def show_duration(duration: DayTimeDuration) -> str:
    """Return the duration as P1DT2H3M4.5S, PT0S for none."""
    nanos = nanos_of(duration)
    seconds, nanosecond = divmod(abs(nanos), NANOS_PER_SECOND)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    day, hour = divmod(hours, 24)
    fraction = f".{nanosecond:09d}".rstrip("0") if nanosecond else ""
    clock = "".join(
        f"{part}{unit}"
        for part, unit in ((hour, "H"), (minute, "M"), (f"{second}{fraction}", "S"))
        if part not in {0, "0"}
    )
    if not (day or clock):
        return "PT0S"
    sign = "-" if nanos < 0 else ""
    return f"{sign}P{f'{day}D' if day else ''}{f'T{clock}' if clock else ''}"


def show_months(duration: Months) -> str:
    """Return the duration as P1Y2M, P0M for none."""
    years, months = divmod(abs(duration.months), 12)
    if not (years or months):
        return "P0M"
    sign = "-" if duration.months < 0 else ""
    return f"{sign}P{f'{years}Y' if years else ''}{f'{months}M' if months else ''}"


def fixed_zone(seconds: int) -> timezone | None:
    """Return the zone of a fixed offset; None beyond 18 hours."""
    if abs(seconds) > MOST_OFFSET_SECONDS:
        return None
    return timezone(timedelta(seconds=seconds)) if seconds else UTC


def show_temporal(value: object) -> str | None:
    """Return a temporal value as text; None for another value."""
    if isinstance(value, datetime | WideDateTime):
        return show_datetime(value)
    if isinstance(value, DateValue):
        return show_date(value)
    if isinstance(value, Time):
        return show_time(value)
    if isinstance(value, timedelta | WideDuration):
        return show_duration(value)
    return show_months(value) if isinstance(value, Months) else None


def _read_clock(text: str) -> tuple[Time, bool] | None:
    """Return a time and whether it is the midnight at the end of the day, 24:00:00."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    zone: tzinfo | None = None
    if found[5] or found[6]:
        zone = _offset_zone(found)
    elif found[10]:
        zone = zone_named(found[10])
    if zone is None and (found[5] or found[6] or found[10]):
        return None
    hour, minute, second, nanos = int(found[1]), int(found[2]), int(found[3]), _nanos(found[4])
    is_next_day = hour == 24 and not (minute or second or nanos)
    time = make_time(0 if is_next_day else hour, minute, second, nanos, zone)
    return None if time is None else (time, is_next_day)


def _offset_zone(found: re.Match[str]) -> timezone | None:
    if found[5]:
        return UTC
    hours, minutes, seconds = int(found[7]), int(found[8]), int(found[9] or 0)
    if minutes > 59 or seconds > 59:
        return None
    total = (hours * 60 + minutes) * 60 + seconds
    return fixed_zone(-total if found[6] == "-" else total)


def _nanos(fraction: str | None) -> int:
    """Return the nanoseconds of the digits after a point, cut off after nine."""
    return int(f"{fraction[:9]:0<9}") if fraction else 0
