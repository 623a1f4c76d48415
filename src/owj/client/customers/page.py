"""Customers: the list to find one in, and one with its people, tickets and promises."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from owj.client.proposals.page import customer_panel
from owj.packages.desk.queries import MonthlyCount, customer_lines, customer_page
from owj.ui.doors import DoorRequest, staff_page

LISTED = 100
MONTHS_DRAWN = 6
BAR_HEIGHT = 60
BAR_STEP = 46
BAR_WIDTH = 26
BASE_LINE = 76


@dataclass(frozen=True, slots=True)
class MonthBar:
    """One month of the chart: kept promises as a bar, broken ones above it at the same scale.

    step: pixels a promise is high. All places are in the chart's own pixels.
    """

    month: str
    kept: int
    broken: int
    x: int
    step: float

    @property
    def middle(self) -> int:
        """Return where the words under the bar are centred."""
        return self.x + BAR_WIDTH // 2

    @property
    def kept_height(self) -> float:
        """Return how high the kept promises stand."""
        return self.kept * self.step

    @property
    def kept_y(self) -> float:
        """Return the upper edge of the kept ones."""
        return BASE_LINE - self.kept_height

    @property
    def broken_height(self) -> float:
        """Return how high the broken promises stand."""
        return self.broken * self.step

    @property
    def broken_y(self) -> float:
        """Return the upper edge of the broken ones."""
        return self.kept_y - self.broken_height

    @property
    def label_y(self) -> float:
        """Return where the count of broken ones is written."""
        return self.broken_y - 4


def month_bars(months: tuple[MonthlyCount, ...]) -> list[MonthBar]:
    """Return the newest months, oldest first, kept and broken at one true scale."""
    kept: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    for count in months:
        kept[count.month] += count.kept
        broken[count.month] += count.broken
    newest = sorted(kept)[-MONTHS_DRAWN:]
    tallest = max((kept[month] + broken[month] for month in newest), default=0)
    step = BAR_HEIGHT / max(tallest, 1)
    return [
        MonthBar(month, kept[month], broken[month], 8 + BAR_STEP * place, step)
        for place, month in enumerate(newest)
    ]


@staff_page
@require_GET
def customers_view(request: DoorRequest) -> HttpResponse:
    """List the customers whose name holds the words asked for."""
    words = request.GET.get("q", "").strip()
    lines = customer_lines(request.ctx, words, limit=LISTED)
    context = {
        "nav": "customers",
        "q": words,
        "lines": lines,
        "more": len(lines) == LISTED,
        "listed": LISTED,
    }
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
        "may_contract": request.actor.has_role("admin"),
        "panel": customer_panel(request, customer_id),
        "bars": bars,
        "kept": sum(bar.kept for bar in bars),
        "broken": sum(bar.broken for bar in bars),
    }
    return render(request, "client/customers/page.html", context)
