"""Customers: the list to find one in, and one with its people, tickets and promises."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from owj.packages.desk.queries import MonthlyCount, customer_choices, customer_page
from owj.ui.doors import DoorRequest, staff_page

LISTED = 100
MONTHS_DRAWN = 6
BAR_HEIGHT = 60
BAR_STEP = 46


@dataclass(frozen=True, slots=True)
class MonthBar:
    """One month of the chart: kept promises as a bar, broken ones at the same scale above it."""

    month: str
    kept: int
    broken: int
    x: int
    middle: int
    kept_y: float
    kept_height: float
    broken_y: float
    broken_height: float
    label_y: float


def month_bars(months: tuple[MonthlyCount, ...]) -> list[MonthBar]:
    """Return the newest months, oldest first, kept and broken at one true scale."""
    ordered = sorted(months, key=lambda count: count.month)
    totals = {
        month: (sum(count.kept for count in counts), sum(count.broken for count in counts))
        for month, group in groupby(ordered, key=lambda count: count.month)
        if (counts := list(group))
    }
    newest = list(totals.items())[-MONTHS_DRAWN:]
    tallest = max((kept + broken for _month, (kept, broken) in newest), default=0) or 1
    bars = []
    for place, (month, (kept, broken)) in enumerate(newest):
        kept_height = BAR_HEIGHT * kept / tallest
        broken_height = BAR_HEIGHT * broken / tallest
        kept_y = 76 - kept_height
        broken_y = kept_y - broken_height
        x = 8 + BAR_STEP * place
        bars.append(
            MonthBar(
                month, kept, broken, x, x + 13, kept_y, kept_height, broken_y, broken_height,
                broken_y - 4,
            )
        )
    return bars


@staff_page
@require_GET
def customers_view(request: DoorRequest) -> HttpResponse:
    """List the customers whose name holds the words asked for."""
    words = request.GET.get("q", "").strip()
    customers = customer_choices(request.ctx, words, limit=LISTED)
    context = {"nav": "customers", "q": words, "customers": customers}
    return render(request, "client/customers/list.html", context)


@staff_page
@require_GET
def customer_view(request: DoorRequest, customer_id: int) -> HttpResponse:
    """Show one customer."""
    page = customer_page(request.ctx, customer_id)
    bars = month_bars(page.months)
    context = {
        "nav": "customers",
        "page": page,
        "customer": page.customer,
        "bars": bars,
        "kept": sum(bar.kept for bar in bars),
        "broken": sum(bar.broken for bar in bars),
    }
    return render(request, "client/customers/page.html", context)
