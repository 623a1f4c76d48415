"""Prices by year, service and site (R52)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.promises.days import day

from owj.kernel.money import Rial
from owj.kernel.promises.prices import (
    SHIPPED_TABLES,
    SHIPPED_TAX,
    TABLE_1400,
    MinutesRefused,
    PricedService,
    Site,
    TableMissing,
    TaxMissing,
    price_of,
    table_for,
    tax_on,
)
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT as SHIPPED
from owj.kernel.sla.warranty_settings import PartHour

TABLE_AS_WRITTEN = {
    "consulting": (4_500_000, 5_500_000),
    "onsite_install": (None, 2_500_000),
    "crm_manager": (4_000_000, 5_000_000),
    "analysis": (4_500_000, 5_000_000),
    "training": (2_500_000, 3_000_000),
    "customisation": (2_500_000, 3_000_000),
    "integration": (4_000_000, 5_000_000),
    "configuration": (2_500_000, 4_000_000),
}
MINUTES = st.integers(0, 100_000)
SERVICES, SITES = st.sampled_from(PricedService), st.sampled_from(Site)


def total(minutes: int, part_hour: PartHour = PartHour.BY_MINUTE) -> int:
    """Return what training at the vendor's site costs."""
    agreement = replace(SHIPPED, part_hour=part_hour)
    price = price_of(PricedService.TRAINING, Site.VENDOR, minutes, TABLE_1400, agreement)
    assert price is not None
    return price.total


def test_r52_the_table_of_1400() -> None:
    shown = {service.value: (row.vendor, row.customer) for service, row in TABLE_1400.items()}
    assert shown == TABLE_AS_WRITTEN


def test_r52_parts_of_an_hour_are_priced_by_the_minute() -> None:
    assert [total(minutes) for minutes in (0, 30, 60, 61)] == [0, 1_250_000, 2_500_000, 2_541_667]


@pytest.mark.parametrize(
    ("part", "minutes", "billed"),
    [
        (PartHour.QUARTER_UP, 31, 45),
        (PartHour.HALF_UP, 31, 60),
        (PartHour.HOUR_UP, 61, 120),
        (PartHour.HOUR_UP, 60, 60),
        (PartHour.HOUR_UP, 0, 0),
    ],
)
def test_r52_a_begun_part_may_count_whole(part: PartHour, minutes: int, billed: int) -> None:
    assert total(minutes, part) == total(billed)


def test_r52_what_is_not_offered_at_a_site_has_no_price() -> None:
    service = PricedService.ONSITE_INSTALL
    assert price_of(service, Site.VENDOR, 60, TABLE_1400, SHIPPED) is None
    assert price_of(service, Site.CUSTOMER, 60, {}, SHIPPED) is None
    with pytest.raises(MinutesRefused):
        price_of(service, Site.CUSTOMER, -1, TABLE_1400, SHIPPED)


def test_r52_each_jalali_year_has_its_own_table() -> None:
    assert table_for(day("1400-12-29"), SHIPPED_TABLES) is TABLE_1400
    with pytest.raises(TableMissing, match="1401"):
        table_for(day("1401-01-01"), SHIPPED_TABLES)


def test_r52_tax_is_dated_and_apart() -> None:
    assert tax_on(Rial(1000), day("1402-12-29"), SHIPPED_TAX) == 90
    assert tax_on(Rial(1000), day("1403-01-01"), SHIPPED_TAX) == 100
    assert tax_on(Rial(15), day("1403-01-01"), reversed(SHIPPED_TAX)) == 2
    with pytest.raises(TaxMissing):
        tax_on(Rial(1000), day("1390-01-01"), SHIPPED_TAX)


@given(SERVICES, SITES, MINUTES, MINUTES, st.sampled_from(PartHour))
def test_r52_more_work_never_costs_less(
    service: PricedService, site: Site, one: int, other: int, part: PartHour
) -> None:
    agreement = replace(SHIPPED, part_hour=part)
    prices = [
        price_of(service, site, minutes, TABLE_1400, agreement) for minutes in sorted((one, other))
    ]
    totals = [price.total for price in prices if price is not None]
    assert totals == sorted(totals)
    assert all(amount >= 0 for amount in totals)


@given(SERVICES, MINUTES)
def test_r52_work_at_the_customers_site_is_never_cheaper(
    service: PricedService, minutes: int
) -> None:
    here = price_of(service, Site.VENDOR, minutes, TABLE_1400, SHIPPED)
    there = price_of(service, Site.CUSTOMER, minutes, TABLE_1400, SHIPPED)
    assert there is not None
    assert here is None or here.total <= there.total
