"""Days and instants of any year: the proleptic Gregorian calendar without Python's bounds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from owj.kernel.feel.values import (
    NANOS_PER_DAY,
    NANOS_PER_SECOND,
    DateTimeValue,
    DateValue,
    DayTimeDuration,
    Time,
    WideDate,
    WideDateTime,
    WideDuration,
)

MOST_YEAR = 999_999_999
MOST_DAYS = MOST_YEAR * 366
_EPOCH_SHIFT_DAYS = 719_468
_DAYS_OF_400_YEARS = 146_097
_LONGEST_TIMEDELTA_MICROS = 86_400_000_000 * 999_999_999
_EPOCH = date(1970, 1, 1)
_MICROSECOND = timedelta(microseconds=1)
MIDNIGHT = Time(0, 0, 0)
_MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def days_of(year: int, month: int, day: int) -> int:
    """Return the days from 1970-01-01 to a date."""
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * _DAYS_OF_400_YEARS + day_of_era - _EPOCH_SHIFT_DAYS


def date_of_days(days: int) -> DateValue | None:
    """Return the date so many days after 1970-01-01; None beyond what FEEL can hold."""
    if not -MOST_DAYS <= days <= MOST_DAYS:
        return None
    era, day_of_era = divmod(days + _EPOCH_SHIFT_DAYS, _DAYS_OF_400_YEARS)
    year_of_era = (
        day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096
    ) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted_month + 2) // 5 + 1
    month = shifted_month + (3 if shifted_month < 10 else -9)
    return make_date(era * 400 + year_of_era + (month <= 2), month, day)


def month_length(year: int, month: int) -> int:
    """Return the number of days of a month."""
    if month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        return 29
    return _MONTH_LENGTHS[month - 1]


def make_date(year: int, month: int, day: int) -> DateValue | None:
    """Return a date; None when there is none."""
    if not (-MOST_YEAR <= year <= MOST_YEAR and 1 <= month <= 12):
        return None
    if not 1 <= day <= month_length(year, month):
        return None
    return date(year, month, day) if 1 <= year <= 9999 else WideDate(year, month, day)


def make_time(
    hour: int, minute: int, second: int, nanosecond: int = 0, zone: tzinfo | None = None
) -> Time | None:
    """Return a time of day; None when there is none."""
    if 0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59:
        return Time(hour, minute, second, nanosecond, zone)
    return None


def make_datetime(day: DateValue, time: Time) -> DateTimeValue:
    """Return a date and time, as Python's own where it fits."""
    if type(day) is date and time.nanosecond % 1000 == 0:
        return datetime(
            day.year,
            day.month,
            day.day,
            time.hour,
            time.minute,
            time.second,
            time.nanosecond // 1000,
            time.zone,
        )
    return WideDateTime(day, time)


def make_duration(nanoseconds: int) -> DayTimeDuration:
    """Return a duration, as Python's own where it fits."""
    micros, rest = divmod(nanoseconds, 1000)
    if rest == 0 and -_LONGEST_TIMEDELTA_MICROS <= micros <= _LONGEST_TIMEDELTA_MICROS:
        return timedelta(microseconds=micros)
    return WideDuration(nanoseconds)


def nanos_of(duration: DayTimeDuration) -> int:
    """Return the length of a duration in nanoseconds."""
    if isinstance(duration, WideDuration):
        return duration.nanoseconds
    return (duration // _MICROSECOND) * 1000


def date_part(value: DateValue | DateTimeValue) -> DateValue:
    """Return the date of a date, or of a date and time."""
    if isinstance(value, WideDateTime):
        return value.day
    return value.date() if isinstance(value, datetime) else value


def time_part(value: DateTimeValue) -> Time:
    """Return the time of a date and time, with its zone."""
    if isinstance(value, WideDateTime):
        return value.time
    return Time(value.hour, value.minute, value.second, value.microsecond * 1000, value.tzinfo)


def days_of_date(day: DateValue) -> int:
    """Return the days from 1970-01-01 to a date of any width."""
    return days_of(day.year, day.month, day.day)


def nanos_of_time(time: Time) -> int:
    """Return the nanoseconds from midnight, zone aside."""
    seconds = (time.hour * 60 + time.minute) * 60 + time.second
    return seconds * NANOS_PER_SECOND + time.nanosecond


def time_of_nanos(nanos: int, zone: tzinfo | None) -> Time:
    """Return the time so many nanoseconds after midnight, wrapped into one day."""
    seconds, nanosecond = divmod(nanos % NANOS_PER_DAY, NANOS_PER_SECOND)
    minutes, second = divmod(seconds, 60)
    return Time(minutes // 60, minutes % 60, second, nanosecond, zone)


@lru_cache(maxsize=256)
def zone_named(name: str) -> ZoneInfo | None:
    """Return the time zone of that name of the IANA database; None when there is none."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


def offset_seconds(day: DateValue, time: Time) -> int:
    """Return the offset of a zoned time on a day, in seconds east of UTC.

    A year outside of Python's takes the rules of a like year inside: they repeat every 400.
    """
    zone = time.zone
    if zone is None:
        return 0
    offset: timedelta | None
    if isinstance(zone, timezone):
        offset = zone.utcoffset(None)
    else:
        year = day.year
        if not 2 <= year <= 9998:
            year = year % 400 + (9200 if year > 0 else 400)
        local = datetime(year, day.month, day.day, time.hour, time.minute, time.second, tzinfo=zone)
        offset = local.utcoffset()
    return 0 if offset is None else offset // timedelta(seconds=1)


def instant_of(value: DateTimeValue) -> int:
    """Return nanoseconds from 1970-01-01T00:00:00Z; a local time counts as if in UTC."""
    day, time = date_part(value), time_part(value)
    local = days_of_date(day) * NANOS_PER_DAY + nanos_of_time(time)
    return local - offset_seconds(day, time) * NANOS_PER_SECOND


def datetime_of_instant(instant: int, zone: tzinfo | None) -> DateTimeValue | None:
    """Return the date and time an instant shows in a zone; None beyond what FEEL can hold."""
    local = instant
    if zone is not None:
        utc = _shown(instant, UTC)
        if utc is None:
            return None
        local += _offset_at(utc, zone) * NANOS_PER_SECOND
    return _shown(local, zone)


def _shown(local: int, zone: tzinfo | None) -> DateTimeValue | None:
    days, nanos = divmod(local, NANOS_PER_DAY)
    day = date_of_days(days)
    return None if day is None else make_datetime(day, time_of_nanos(nanos, zone))


def _offset_at(utc: DateTimeValue, zone: tzinfo) -> int:
    day, time = date_part(utc), time_part(utc)
    year = day.year if 2 <= day.year <= 9998 else day.year % 400 + (9200 if day.year > 0 else 400)
    at = datetime(year, day.month, day.day, time.hour, time.minute, time.second, tzinfo=UTC)
    offset = at.astimezone(zone).utcoffset()
    return 0 if offset is None else offset // timedelta(seconds=1)


def instant_of_time(time: Time) -> int:
    """Return what orders times: nanoseconds since midnight in UTC.

    A named zone counts with its offset of 1970-01-01, since a time has no day.
    """
    return nanos_of_time(time) - offset_seconds(_EPOCH, time) * NANOS_PER_SECOND


def is_local(zone: tzinfo | None) -> bool:
    """Return whether a time says nothing about its zone."""
    return zone is None


def zone_of(value: DateTimeValue) -> tzinfo | None:
    """Return the zone of a date and time."""
    return value.time.zone if isinstance(value, WideDateTime) else value.tzinfo


def add_months(day: DateValue, months: int) -> DateValue | None:
    """Return the same day of another month, or its last day if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return make_date(year, month + 1, min(day.day, month_length(year, month + 1)))
