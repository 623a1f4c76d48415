"""One row of a help desk log: checked, and why it is set aside when it does not pass."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from owj.kernel.calendars.jalali import JalaliDate, JalaliDateRejected
from owj.kernel.persian.digits import latin_digits

# The log's wall clock, whatever zone the organisation keeps (its README, "exact mapping").
LOG_ZONE = ZoneInfo("Asia/Tehran")
TEXT_LIMIT = 100

CASE, ACTIVITY, RESOURCE, AT = "Case ID", "Activity", "Resource", "Complete Timestamp"
CUSTOMER, SERIOUSNESS = "customer", "seriousness_2"
NEEDED = (CASE, ACTIVITY, RESOURCE, AT, CUSTOMER, SERIOUSNESS)
# Columns that only describe; a log may lack them.
FACTS = ("product", "service_type", "service_level", "responsible_section", "support_section")

# A year up to this one is written in Jalali.
_LAST_JALALI = 1600
_ANY_TIMESTAMP = re.compile(
    r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})[ T]+(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d{1,6})?)?"
)
_TIMESTAMP = re.compile(r"(\d{4})/(\d\d)/(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?")


@dataclass(frozen=True, slots=True)
class LogForm:
    """How a log is written.

    encoding: empty for UTF-8. columns: our names → the header's, where they differ. activities: the
    log's words → those of `mapping`. any_dates: take more than YYYY/MM/DD hh:mm:ss.000.
    """

    encoding: str = ""
    delimiter: str = ","
    columns: Mapping[str, str] = field(default_factory=dict)
    activities: Mapping[str, str] = field(default_factory=dict)
    any_dates: bool = False


SHIPPED_FORM = LogForm()


class RowRejected(Exception):
    """Say why one row is set aside; never leaves the importer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class LogRow:
    """One event of the log.

    line: in the file, from 1. wall: as written, which compares as written; at: the instant it
    means, UTC. meaning: the activity in the words of `mapping`, or as it stands.
    """

    line: int
    fields: tuple[str, ...]
    case: str
    activity: str
    meaning: str
    resource: str
    wall: datetime
    at: datetime
    customer: str
    seriousness: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that is not imported, and why."""

    line: int
    reason: str
    fields: tuple[str, ...]


def parse_row(
    line: int, fields: tuple[str, ...], places: Mapping[str, int], form: LogForm
) -> LogRow:
    """Return a row of the log. places: where each named column stands. Raises: RowRejected."""
    named = {name: fields[place].strip() for name, place in places.items()}
    for name in (CASE, ACTIVITY, AT, CUSTOMER, SERIOUSNESS):
        if not named[name]:
            raise RowRejected(f"{name} is empty")
    for name, text in named.items():
        if len(text) > TEXT_LIMIT:
            raise RowRejected(f"{name} has {len(text)} characters, at most {TEXT_LIMIT} are taken")
        if not text.isprintable():
            raise RowRejected(f"{name} holds control characters")
    wall = parse_any_wall(named[AT]) if form.any_dates else parse_wall(named[AT])
    return LogRow(
        line=line,
        fields=fields,
        case=named[CASE],
        activity=named[ACTIVITY],
        meaning=form.activities.get(named[ACTIVITY], named[ACTIVITY]),
        resource=named[RESOURCE],
        wall=wall,
        at=tehran_instant(wall),
        customer=named[CUSTOMER],
        seriousness=named[SERIOUSNESS],
        facts={name: named[name] for name in FACTS if named.get(name)},
    )


def parse_wall(text: str) -> datetime:
    """Return a timestamp YYYY/MM/DD hh:mm:ss.000 as written. Raises: RowRejected."""
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        raise RowRejected(f"the timestamp {text!r} is not YYYY/MM/DD hh:mm:ss.000")
    *parts, fraction = match.groups(default="0")
    try:
        year, month, day, hour, minute, second = map(int, parts)
        micro = int(fraction.ljust(6, "0"))
        return datetime(year, month, day, hour, minute, second, micro, tzinfo=LOG_ZONE)
    except ValueError as error:
        raise RowRejected(f"the timestamp {text!r} does not exist ({error})") from None


def parse_any_wall(text: str) -> datetime:
    """Return a timestamp in any of the usual orders of year, month and day, Jalali or Gregorian, in
    any digits, with or without seconds. Raises: RowRejected.
    """
    match = _ANY_TIMESTAMP.fullmatch(latin_digits(text))
    if match is None:
        raise RowRejected(f"the timestamp {text!r} is not year/month/day hour:minute")
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    try:
        on = date(year, month, day) if year > _LAST_JALALI else _gregorian(year, month, day)
        return datetime(on.year, on.month, on.day, hour, minute, second, tzinfo=LOG_ZONE)
    except (ValueError, JalaliDateRejected) as error:
        raise RowRejected(f"the timestamp {text!r} does not exist ({error})") from None


def _gregorian(year: int, month: int, day: int) -> date:
    return JalaliDate(year, month, day).to_gregorian()


def tehran_instant(wall: datetime) -> datetime:
    """Return the instant, UTC, at which Tehran's clocks show a wall time.

    An hour that comes twice is read as its first pass; a time that was skipped as the instant at
    which the clocks were put forward, so that order is kept. Source: R3.
    """
    after = wall.astimezone(UTC)
    if after.astimezone(LOG_ZONE) == wall:
        return after
    before = wall.replace(fold=1).astimezone(UTC)
    shift = before.astimezone(LOG_ZONE).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(LOG_ZONE).utcoffset() == shift:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
