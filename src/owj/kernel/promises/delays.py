"""How late a delivery is, and which days do not count. Source: R44, R45, R46."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from owj.kernel.calendars.business import BusinessCalendar
from owj.kernel.errors import InvalidInput
from owj.kernel.sla.remedy_settings import DelayUnit

_DAY = timedelta(days=1)


class DayRangeRefused(InvalidInput):
    """Say that a stretch of days ends before it begins."""

    code = "delay.range_refused"
    message = "Expected a stretch that ends on or after %(first)s, got one that ends on %(end)s."


class Cause(StrEnum):
    """Name who caused a suspension. Source: R45."""

    CUSTOMER = "customer"
    VENDOR = "vendor"


@dataclass(frozen=True, slots=True)
class DayRange:
    """Hold days [first, end). Raises: DayRangeRefused."""

    first: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.first:
            raise DayRangeRefused(first=self.first.isoformat(), end=self.end.isoformat())


@dataclass(frozen=True, slots=True)
class ThirdPartyWait:
    """Hold a wait for another vendor. letter_on: when the official letter was sent, if it was.

    ready_on: the day from which the conditions were there; None while they are not. Source: R44.
    """

    letter_on: date | None
    ready_on: date | None


@dataclass(frozen=True, slots=True)
class Suspension:
    """Hold a suspension under the contract. resumed_on: None while it lasts. Source: R45."""

    suspended_on: date
    resumed_on: date | None
    caused_by: Cause


@dataclass(frozen=True, slots=True)
class Delivery:
    """Hold when something was promised and came. actual: today's date while it has not come."""

    project_start: date
    planned: date
    actual: date


@dataclass(frozen=True, slots=True)
class Delay:
    """Hold how late a delivery was: gross − excluded, never below 0, in one unit.

    excluded_ranges: the days that do not count, joined, within the project.
    """

    unit: DelayUnit
    gross_days: int
    excluded_days: int
    net_days: int
    excluded_ranges: tuple[DayRange, ...]


def excused_ranges(
    waits: Iterable[ThirdPartyWait], suspensions: Iterable[Suspension], actual: date
) -> tuple[DayRange, ...]:
    """Return the days that letters and suspensions take off; what still lasts ends after `actual`.

    Without a letter nothing is taken off, nor for a suspension that the vendor caused.
    Source: R44, R45.
    """
    found = [
        DayRange(wait.letter_on, _end(wait.letter_on, wait.ready_on, actual))
        for wait in waits
        if wait.letter_on is not None
    ]
    found += [
        DayRange(one.suspended_on, _end(one.suspended_on, one.resumed_on, actual))
        for one in suspensions
        if one.caused_by is Cause.CUSTOMER
    ]
    return tuple(found)


def delay_of(
    delivery: Delivery,
    unit: DelayUnit,
    excluded: Iterable[DayRange],
    calendar: BusinessCalendar,
) -> Delay:
    """Return how late a delivery was.

    calendar: that of tickets; a day on which it opens is one working day. Excluded days count from
    the project's start on, also those before the planned day, each once. Source: R46.
    """
    first = delivery.project_start + _DAY
    ranges = _joined(excluded, first, delivery.actual + _DAY)
    late = DayRange(delivery.planned + _DAY, max(delivery.planned, delivery.actual) + _DAY)
    gross = _days_in(late, unit, calendar)
    off = sum(_days_in(one, unit, calendar) for one in ranges)
    return Delay(unit, gross, off, max(0, gross - off), ranges)


def _days_in(days: DayRange, unit: DelayUnit, calendar: BusinessCalendar) -> int:
    count = (days.end - days.first).days
    if unit is DelayUnit.CALENDAR:
        return count
    return sum(bool(calendar.spans_on(days.first + timedelta(days=at))) for at in range(count))


def _joined(ranges: Iterable[DayRange], first: date, end: date) -> tuple[DayRange, ...]:
    """Return the union of the ranges within [first, end), ascending."""
    joined: list[DayRange] = []
    for one in sorted(ranges, key=lambda days: (days.first, days.end)):
        begins, ends = max(one.first, first), min(one.end, end)
        if ends <= begins:
            continue
        if joined and begins <= joined[-1].end:
            joined[-1] = DayRange(joined[-1].first, max(joined[-1].end, ends))
        else:
            joined.append(DayRange(begins, ends))
    return tuple(joined)


def _end(first: date, end: date | None, actual: date) -> date:
    return max(first, actual + _DAY) if end is None else end
