"""What an administrator says about a business calendar: hours, closures, special days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from owj.kernel.errors import DefinitionError

DAY_S = 86_400
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class CalendarRejected(DefinitionError):
    """Say what is wrong in a calendar's definition, and where."""

    code = "calendar.rejected"
    message = "Calendar, %(where)s: expected %(expected)s, got %(got)s."


@dataclass(frozen=True, slots=True)
class Span:
    """Hold one open stretch of a local day, half-open: open at `opens_s`, closed at `closes_s`.

    Seconds of the wall clock since local midnight, 0..86400. Source: R1.
    """

    opens_s: int
    closes_s: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens_s < self.closes_s <= DAY_S:
            raise CalendarRejected(
                where="span",
                expected="an opening before its closing, both within 00:00 to 24:00",
                got=f"{clock_text(self.opens_s)}–{clock_text(self.closes_s)}",
            )


@dataclass(frozen=True)
class WeeklyHours:
    """Hold the spans of each weekday from a date on, until later hours replace them.

    days: seven entries, Monday first (`date.weekday()`), each any number of ascending spans.
    """

    valid_from: date
    days: tuple[tuple[Span, ...], ...]

    def __post_init__(self) -> None:
        if len(self.days) != len(WEEKDAYS):
            raise CalendarRejected(
                where=f"hours from {self.valid_from}",
                expected="seven weekdays, Monday first",
                got=len(self.days),
            )
        for weekday, spans in zip(WEEKDAYS, self.days, strict=True):
            _check_spans(spans, where=f"hours from {self.valid_from}, {weekday}")


class ClosureKind(StrEnum):
    """Name why a day is closed. Source: R4."""

    SOLAR = "solar"
    LUNAR = "lunar"
    ONEOFF = "oneoff"
    ESTIMATED = "estimated"
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class Closure:
    """Hold one closed local day."""

    day: date
    kind: ClosureKind
    name: str


@dataclass(frozen=True, slots=True)
class SpecialHours:
    """Hold the hours of one local day, which stand above closures and weekly hours.

    spans: ascending; none means closed.
    """

    day: date
    spans: tuple[Span, ...]
    name: str

    def __post_init__(self) -> None:
        _check_spans(self.spans, where=f"special hours of {self.day}")


@dataclass(frozen=True)
class CalendarData:
    """Hold a whole calendar definition, checked.

    zone: IANA name. hours: ascending by `valid_from`; before the first the calendar is closed.
    Raises: CalendarRejected, also for a calendar that never opens.
    """

    key: str
    name: str
    zone: str
    hours: tuple[WeeklyHours, ...]
    closures: tuple[Closure, ...] = ()
    special: tuple[SpecialHours, ...] = ()

    def __post_init__(self) -> None:
        _check_zone(self.zone)
        _check_ascending([entry.valid_from for entry in self.hours], where="hours")
        special_days = [entry.day for entry in self.special]
        if len(set(special_days)) != len(special_days):
            raise CalendarRejected(
                where="special hours",
                expected="each day once",
                got=", ".join(str(day) for day in sorted(special_days)),
            )
        if not any(spans for entry in self.hours for spans in entry.days) and not any(
            entry.spans for entry in self.special
        ):
            raise CalendarRejected(
                where="hours", expected="an open span on at least one day", got="none"
            )

    def to_json(self) -> dict[str, object]:
        """Return plain lists and dicts that `from_json` reads back to an equal calendar."""
        from owj.kernel.calendars.definition_json import calendar_to_json

        return calendar_to_json(self)

    @classmethod
    def from_json(cls, value: object) -> CalendarData:
        """Read a calendar from plain lists and dicts. Raises: CalendarRejected."""
        from owj.kernel.calendars.definition_json import calendar_from_json

        return calendar_from_json(value)


def clock_text(seconds: int) -> str:
    """Return seconds since midnight as `08:30`, with seconds only where there are some."""
    minutes, rest_s = divmod(seconds, 60)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{rest_s:02d}" if rest_s else text


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CalendarRejected(
            where="zone", expected="an IANA zone such as Asia/Tehran", got=zone
        ) from error


def _check_spans(spans: Sequence[Span], *, where: str) -> None:
    for earlier, later in pairwise(spans):
        if later.opens_s < earlier.closes_s:
            raise CalendarRejected(
                where=where,
                expected=f"the next span to open at {clock_text(earlier.closes_s)} or later",
                got=clock_text(later.opens_s),
            )


def _check_ascending(days: Sequence[date], *, where: str) -> None:
    for earlier, later in pairwise(days):
        if later <= earlier:
            raise CalendarRejected(
                where=where, expected=f"a valid-from date after {earlier}", got=later
            )
