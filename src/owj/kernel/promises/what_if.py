"""What another agreement would have cost: the hours, the counts, the price. Source: R1, R37-R39."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from owj.kernel.calendars.business import BusinessCalendar, CalendarHistory, Revision
from owj.kernel.calendars.definition import (
    CalendarData,
    Closure,
    ClosureKind,
    Span,
    WeeklyHours,
)
from owj.kernel.money import Rial
from owj.kernel.promises.compensation import Award, AwardKind
from owj.kernel.promises.prices import TABLE_1400, PricedService, Site
from owj.kernel.promises.rounding import whole_rial
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.monthly import remedies_for

_WORKDAYS = (5, 6, 0, 1, 2)  # Saturday to Wednesday, as `date.weekday()` numbers them
_THURSDAY = 3
_YEAR_DAYS = 365
_HOUR_MINUTES = 60


@dataclass(frozen=True, slots=True)
class SupposedHours:
    """Hold other hours. None: as they were. No spans: closed.

    closed: days that would have been closed besides; opened: days whose closures would not hold.
    """

    workdays: tuple[Span, ...] | None = None
    thursday: tuple[Span, ...] | None = None
    closed: tuple[date, ...] = ()
    opened: tuple[date, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        """Tell whether these are the hours as they were."""
        return self == SupposedHours()


def supposed_history(history: CalendarHistory, hours: SupposedHours) -> CalendarHistory:
    """Return a calendar's history with other hours, declared when each of its states was.

    Raises: CalendarRejected for one that never opens.
    """
    if hours.changes_nothing:
        return history
    return CalendarHistory(
        tuple(
            Revision(
                one.number, one.declared_at, BusinessCalendar(_supposed(one.calendar.data, hours))
            )
            for one in history.revisions
        )
    )


def _supposed(data: CalendarData, hours: SupposedHours) -> CalendarData:
    touched = {*hours.closed, *hours.opened}
    kept = [one for one in data.closures if one.day not in touched]
    closed = [Closure(day, ClosureKind.COMPANY, "") for day in sorted(set(hours.closed))]
    return replace(
        data,
        hours=tuple(_supposed_week(one, hours) for one in data.hours),
        closures=tuple(sorted([*kept, *closed], key=lambda one: one.day)),
        special=tuple(one for one in data.special if one.day not in touched),
    )


def _supposed_week(week: WeeklyHours, hours: SupposedHours) -> WeeklyHours:
    days = list(week.days)
    if hours.workdays is not None:
        for weekday in _WORKDAYS:
            days[weekday] = hours.workdays
    if hours.thursday is not None:
        days[_THURSDAY] = hours.thursday
    return replace(week, days=tuple(days))


@dataclass(frozen=True, slots=True)
class MonthCost:
    """Hold what a month of one contract came to. missed: tickets; remedies: how many they gave."""

    missed: int
    remedies: int
    cost: Rial


def month_cost(missed: int, renewal: Rial, agreement: Agreement) -> MonthCost:
    """Return what a month with that many misses costs.

    renewal: the fee of the contract's next renewal before discounts. Each remedy is taken as the
    discount on it, the only one of the four whose price the agreement itself names. Source: R39.
    """
    remedies = remedies_for(missed, agreement)
    percent = agreement.remedy_renewal_percent * remedies
    return MonthCost(missed, remedies, _percent_of(renewal, min(percent, agreement.discount_cap)))


def award_cost(award: Award, renewal: Rial, agreement: Agreement) -> Rial:
    """Return what an award for a late delivery costs, hours at the customer's site (R52).

    A day of warranty is a 365th of the renewal. The customer's choice has no price of its own.
    """
    if award.kind is AwardKind.WARRANTY_EXTENSION_DAYS:
        return Rial(renewal * award.amount // _YEAR_DAYS)
    if award.kind is AwardKind.RENEWAL_DISCOUNT_PERCENT:
        return _percent_of(renewal, award.amount)
    if award.kind is AwardKind.FREE_TRAINING_SESSION:
        minutes = agreement.training_session_minutes * award.amount
        return Rial(_hour(PricedService.TRAINING) * minutes // _HOUR_MINUTES)
    service = _SERVICES.get(award.kind)
    return Rial(0) if service is None else Rial(_hour(service) * award.amount)


_SERVICES: Mapping[AwardKind, PricedService] = {
    AwardKind.ASSESSMENT_CONSULTING_HOURS: PricedService.CONSULTING,
    AwardKind.CRM_MANAGER_HOURS: PricedService.CRM_MANAGER,
}


def _hour(service: PricedService) -> Rial:
    return TABLE_1400[service].at(Site.CUSTOMER) or Rial(0)


def _percent_of(amount: Rial, percent: int) -> Rial:
    return whole_rial(Fraction(amount * percent, 100))
