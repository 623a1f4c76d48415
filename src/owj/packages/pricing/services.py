"""Setting prices and rates. An invoice keeps its own, so a changed table changes no past."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from owj.kernel.money import Rial
from owj.kernel.promises.prices import PricedService, Site
from owj.packages.pricing.entity import TaxRate, WorkPrice
from owj.packages.pricing.errors import OnlyPriceKeepers, PriceRefused, RateRefused, YearRefused
from owj.server.records.context import Context

KEEPERS = ("admin", "project_manager")
_YEARS = range(1390, 1501)


def may_price(ctx: Context) -> bool:
    """Tell whether the actor sets prices."""
    return ctx.actor.kind != "hub" and any(ctx.actor.has_role(role) for role in KEEPERS)


def check_price_keeper(ctx: Context) -> None:
    """Refuse whoever does not set prices. Raises: OnlyPriceKeepers."""
    if not may_price(ctx):
        raise OnlyPriceKeepers


@transaction.atomic
def set_prices(
    ctx: Context, year: int, cells: Mapping[tuple[PricedService, Site], Rial | None]
) -> int:
    """Write prices of a year's table down; None takes one away. Returns how many changed.

    Raises: OnlyPriceKeepers, YearRefused, PriceRefused.
    """
    check_price_keeper(ctx)
    if year not in _YEARS:
        raise YearRefused(got=year)
    rows = {
        (one.service.value, one.site.value): one for one in ctx.rows(WorkPrice).filter(year=year)
    }
    changed = 0
    for (service, site), value in cells.items():
        if value is not None and value < 0:
            raise PriceRefused(got=value)
        found = rows.get((service.value, site.value))
        if found is None and value is not None:
            ctx.create(WorkPrice, year=year, service=service.value, site=site.value, value=value)
        elif found is not None and value is None:
            ctx.delete(found)
        elif found is not None and found.value != value:
            ctx.update(found, value=value)
        else:
            continue
        changed += 1
    return changed


@transaction.atomic
def set_tax_rate(ctx: Context, first_day: date, percent: int) -> TaxRate:
    """Let a rate hold from a day on. Raises: OnlyPriceKeepers, RateRefused."""
    check_price_keeper(ctx)
    if not 0 <= percent <= 100:
        raise RateRefused(got=percent)
    found = ctx.rows(TaxRate).filter(first_day=first_day).first()
    if found is not None:
        return ctx.update(found, percent=percent)
    return ctx.create(TaxRate, first_day=first_day, percent=percent)
