"""Prices of a person-hour by Jalali year, service and site. Source: R52."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.errors import DefinitionError, InvalidInput
from owj.kernel.money import Rial
from owj.kernel.promises.rounding import whole_rial
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.warranty_settings import PartHour

_HOUR_MINUTES = 60
_STEP_MINUTES: Mapping[PartHour, int] = {
    PartHour.BY_MINUTE: 1,
    PartHour.QUARTER_UP: 15,
    PartHour.HALF_UP: 30,
    PartHour.HOUR_UP: 60,
}


class PricedService(StrEnum):
    """Name a service that is charged by the person-hour."""

    CONSULTING = "consulting"
    ONSITE_INSTALL = "onsite_install"
    CRM_MANAGER = "crm_manager"
    ANALYSIS = "analysis"
    TRAINING = "training"
    CUSTOMISATION = "customisation"
    INTEGRATION = "integration"
    CONFIGURATION = "configuration"


class Site(StrEnum):
    """Name where the work is done."""

    VENDOR = "vendor"
    CUSTOMER = "customer"


class MinutesRefused(InvalidInput):
    """Say that a length of work is below nothing."""

    code = "price.minutes_refused"
    message = "Expected 0 or more minutes, got %(got)s."


class TableMissing(DefinitionError):
    """Say that a year has no price table."""

    code = "price.table_missing"
    message = "There is no price table for %(year)s. Enter it, then invoice."


class TaxMissing(DefinitionError):
    """Say that no tax rate is known for a day."""

    code = "price.tax_missing"
    message = "No rate of value added tax is known for %(day)s. Enter it, then invoice."


@dataclass(frozen=True, slots=True)
class HourlyPrice:
    """Hold the rial for a person-hour at either site; None: not offered there."""

    vendor: Rial | None
    customer: Rial | None

    def at(self, site: Site) -> Rial | None:
        """Return the price at a site."""
        return self.vendor if site is Site.VENDOR else self.customer


PriceTable = Mapping[PricedService, HourlyPrice]


def _hourly(vendor: int | None, customer: int) -> HourlyPrice:
    return HourlyPrice(None if vendor is None else Rial(vendor), Rial(customer))


# The one figure of on-site installation belongs to the customer's site (R52, reading).
TABLE_1400: PriceTable = {
    PricedService.CONSULTING: _hourly(4_500_000, 5_500_000),
    PricedService.ONSITE_INSTALL: _hourly(None, 2_500_000),
    PricedService.CRM_MANAGER: _hourly(4_000_000, 5_000_000),
    PricedService.ANALYSIS: _hourly(4_500_000, 5_000_000),
    PricedService.TRAINING: _hourly(2_500_000, 3_000_000),
    PricedService.CUSTOMISATION: _hourly(2_500_000, 3_000_000),
    PricedService.INTEGRATION: _hourly(4_000_000, 5_000_000),
    PricedService.CONFIGURATION: _hourly(2_500_000, 4_000_000),
}
SHIPPED_TABLES: Mapping[int, PriceTable] = {1400: TABLE_1400}


@dataclass(frozen=True, slots=True)
class Price:
    """Hold the price of some work. billed_minutes: after rounding up a part of an hour."""

    unit: Rial
    billed_minutes: int
    total: Rial


def price_of(
    service: PricedService, site: Site, minutes: int, table: PriceTable, agreement: Agreement
) -> Price | None:
    """Return what some minutes of work cost; None where the service is not offered.

    Raises: MinutesRefused. Source: R52.
    """
    if minutes < 0:
        raise MinutesRefused(got=minutes)
    unit = table[service].at(site) if service in table else None
    if unit is None:
        return None
    step = _STEP_MINUTES[agreement.part_hour]
    billed = -(-minutes // step) * step
    return Price(unit, billed, whole_rial(Fraction(unit * billed, _HOUR_MINUTES)))


def table_for(on: date, tables: Mapping[int, PriceTable]) -> PriceTable:
    """Return the table of the Jalali year of a day. Raises: TableMissing. Source: R52."""
    year = JalaliDate.from_gregorian(on).year
    if year not in tables:
        raise TableMissing(year=year)
    return tables[year]


@dataclass(frozen=True, slots=True)
class TaxRate:
    """Hold a rate of value added tax from a day on."""

    first_day: date
    percent: int


# To be confirmed by the user of the table (R52). 9 % began before 1400; 10 % with 1403.
SHIPPED_TAX: tuple[TaxRate, ...] = (
    TaxRate(JalaliDate(1394, 1, 1).to_gregorian(), 9),
    TaxRate(JalaliDate(1403, 1, 1).to_gregorian(), 10),
)


def tax_on(amount: Rial, on: date, rates: Iterable[TaxRate]) -> Rial:
    """Return the value added tax of a day on an amount, shown apart. Raises: TaxMissing."""
    begun = [rate for rate in rates if rate.first_day <= on]
    if not begun:
        raise TaxMissing(day=on.isoformat())
    rate = max(begun, key=lambda one: one.first_day)
    return whole_rial(Fraction(amount * rate.percent, 100))
