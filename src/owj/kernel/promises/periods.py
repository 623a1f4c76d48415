"""The periods that a warranty covers, in Jalali years. Source: R21, R22, R24, R30."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.errors import InvalidInput
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.warranty_settings import AfterLapse

_RENEWED_YEARS = 1
_DAY = timedelta(days=1)


class DelayDaysRefused(InvalidInput):
    """Say that a warranty cannot be made shorter by a delay."""

    code = "warranty.delay_days_refused"
    message = "Expected 0 or more days of delay, got %(got)s."


class WarrantyState(StrEnum):
    """Name how a warranty stands on a day. Source: R22."""

    NOT_STARTED = "not_started"
    ACTIVE = "active"
    GRACE = "grace"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Period:
    """Hold one covered stretch, both days included. free: the first, from full delivery."""

    first_day: date
    last_day: date
    free: bool

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class Warranty:
    """Hold what a warranty is made of.

    delivered_on: the day on which the minutes of the last item were signed (R21). delay_days: days
    of warranty given for a late installation (R30). paid_on: the days of the renewals' payments.
    """

    delivered_on: date
    delay_days: int = 0
    paid_on: tuple[date, ...] = ()


def covered_periods(warranty: Warranty, agreement: Agreement) -> tuple[Period, ...]:
    """Return the free period and one for each renewal, in order of their days.

    Raises: DelayDaysRefused. Source: R21, R24, R30.
    """
    if warranty.delay_days < 0:
        raise DelayDaysRefused(got=warranty.delay_days)
    last_day = _last_day(warranty.delivered_on, agreement.warranty_years)
    last_day += timedelta(days=warranty.delay_days)
    periods = [Period(warranty.delivered_on, last_day, free=True)]
    for paid_on in sorted(warranty.paid_on):
        periods.append(_renewed(periods[-1], paid_on, agreement))
    return tuple(periods)


def warranty_state(periods: Sequence[Period], on: date, agreement: Agreement) -> WarrantyState:
    """Return how the warranty stands on a day; grace still counts. Source: R22."""
    if not periods or on < periods[0].first_day:
        return WarrantyState.NOT_STARTED
    if any(on in period for period in periods):
        return WarrantyState.ACTIVE
    grace = timedelta(days=agreement.grace_days)
    if any(period.last_day < on <= period.last_day + grace for period in periods):
        return WarrantyState.GRACE
    return WarrantyState.EXPIRED


def period_of(periods: Iterable[Period], on: date) -> Period | None:
    """Return the period that covers a day."""
    return next((period for period in periods if on in period), None)


def remaining_days(periods: Iterable[Period], on: date) -> int:
    """Return how many covered days are left from a day on, that day included. Source: R22."""
    return sum(
        (period.last_day - max(period.first_day, on)).days + 1
        for period in periods
        if period.last_day >= on
    )


def reminder_days(periods: Sequence[Period], agreement: Agreement) -> tuple[date, ...]:
    """Return the days on which the renewal is recalled, before the last end. Source: R22."""
    if not periods:
        return ()
    end = periods[-1].last_day
    return tuple(end - timedelta(days=days) for days in agreement.renewal_reminders)


def _renewed(before: Period, paid_on: date, agreement: Agreement) -> Period:
    in_time = paid_on <= before.last_day + timedelta(days=agreement.grace_days)
    back_dated = agreement.renewal_after_lapse is AfterLapse.BACK_DATED
    first_day = before.last_day + _DAY if in_time or back_dated else paid_on
    return Period(first_day, _last_day(first_day, _RENEWED_YEARS), free=False)


def _last_day(first_day: date, years: int) -> date:
    """Return the day before the same Jalali day; 30 Esfand ends with 29 Esfand. Source: R21."""
    return JalaliDate.from_gregorian(first_day).add_years(years).to_gregorian() - _DAY
