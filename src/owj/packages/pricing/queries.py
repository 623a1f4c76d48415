"""Reading tables and rates: what was entered stands over what is shipped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from owj.kernel.money import Rial
from owj.kernel.promises.prices import (
    SHIPPED_TABLES,
    SHIPPED_TAX,
    HourlyPrice,
    Price,
    PricedService,
    PriceTable,
    Site,
    TableMissing,
    price_of,
)
from owj.kernel.promises.prices import TaxRate as Rate
from owj.kernel.sla.agreement import Agreement
from owj.packages.pricing.entity import TaxRate, WorkPrice, WorkService
from owj.packages.pricing.errors import PriceMissing
from owj.server.records.context import Context


def price_table(ctx: Context, year: int) -> PriceTable:
    """Return the table of a Jalali year. Raises: TableMissing when there is none at all."""
    cells = price_cells(ctx, year)
    if not cells:
        raise TableMissing(year=year)
    return {
        service: HourlyPrice(cells.get((service, Site.VENDOR)), cells.get((service, Site.CUSTOMER)))
        for service in PricedService
    }


@dataclass(frozen=True, slots=True)
class Work:
    """Some minutes of a service at a site."""

    service: PricedService
    site: Site
    minutes: int


def price_work(ctx: Context, year: int, work: Work, agreement: Agreement) -> Price:
    """Return what work costs in the table of a year. Raises: TableMissing, PriceMissing."""
    table = price_table(ctx, year)
    price = price_of(work.service, work.site, work.minutes, table, agreement)
    if price is None:
        raise PriceMissing(year=year, service=WorkService(work.service.value).label)
    return price


def price_cells(ctx: Context, year: int) -> Mapping[tuple[PricedService, Site], Rial]:
    """Return every price of a year by service and site."""
    cells: dict[tuple[PricedService, Site], Rial] = {}
    for service, hourly in SHIPPED_TABLES.get(year, {}).items():
        cells |= {(service, site): at for site in Site if (at := hourly.at(site)) is not None}
    for row in ctx.as_system().rows(WorkPrice).filter(year=year):
        cells[PricedService(row.service), Site(row.site)] = Rial(row.value)
    return cells


def priced_years(ctx: Context) -> tuple[int, ...]:
    """Return the years that have a table, the latest first."""
    entered = ctx.as_system().rows(WorkPrice).values_list("year", flat=True).distinct()
    return tuple(sorted({*SHIPPED_TABLES, *entered}, reverse=True))


def tax_rates(ctx: Context) -> tuple[Rate, ...]:
    """Return the rates of value added tax by their first day, in order."""
    known = {one.first_day: one for one in SHIPPED_TAX}
    for row in ctx.as_system().rows(TaxRate):
        known[row.first_day] = Rate(row.first_day, row.percent)
    return tuple(known[day] for day in sorted(known))
