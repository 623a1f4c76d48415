"""Price tables, rates of tax, and who issues the invoices."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from owj.client.desk.assign import number_of
from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.errors import InvalidInput
from owj.kernel.money import Rial
from owj.kernel.persian.digits import group_digits, latin_digits
from owj.kernel.promises.prices import SHIPPED_TABLES, PricedService, Site
from owj.packages.billing.seller import SELLER_FIELDS, save_seller, seller_row
from owj.packages.customers.services.who_may import check_staff
from owj.packages.pricing.entity import WorkService, WorkSite
from owj.packages.pricing.queries import price_cells, priced_years, tax_rates
from owj.packages.pricing.services import check_price_keeper, may_price, set_prices, set_tax_rate
from owj.packages.warranty.queries import today_of
from owj.ui.billing.amounts import read_rial
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.forms.moments import parse_day
from owj.ui.reading import language
from owj.ui.toasts import add_toast


@staff_page
@require_GET
def prices_view(request: DoorRequest) -> HttpResponse:
    """Show a year's price table, the rates of tax and the seller."""
    check_staff(request.ctx)
    return _render(request)


@staff_page
@require_POST
def set_prices_view(request: DoorRequest) -> HttpResponse:
    """Write a year's table down."""
    check_price_keeper(request.ctx)
    try:
        year = _year(request)
        cells = {
            (service, site): _cell(request.POST.get(f"{service.value}-{site.value}", ""))
            for service in PricedService
            for site in Site
        }
        set_prices(request.ctx, year, cells)
    except InvalidInput as error:
        return _render(request, wrong="table", words=words_of(error))
    add_toast(request, gettext("The price table is written down."))
    answer = redirect("client:prices")
    answer["Location"] += f"?year={year}"
    return answer


@staff_page
@require_POST
def set_tax_view(request: DoorRequest) -> HttpResponse:
    """Let a rate of tax hold from a day on."""
    check_price_keeper(request.ctx)
    try:
        day = parse_day(request.POST.get("day", "").strip(), today=today_of(request.ctx))
        percent = number_of(latin_digits(request.POST.get("percent", "")).strip())
        set_tax_rate(request.ctx, day, -1 if percent is None else percent)
    except InvalidInput as error:
        return _render(request, wrong="tax", words=words_of(error))
    add_toast(request, gettext("The rate is written down."))
    return redirect("client:prices")


@staff_page
@require_POST
def set_seller_view(request: DoorRequest) -> HttpResponse:
    """Write down who issues the invoices."""
    check_price_keeper(request.ctx)
    given = {name: request.POST.get(name, "") for name, _label in SELLER_FIELDS}
    try:
        save_seller(request.ctx, given, request.POST.get("due_days", ""))
    except InvalidInput as error:
        return _render(request, wrong="seller", words=words_of(error))
    add_toast(request, gettext("The seller's details are written down."))
    return redirect("client:prices")


def _render(request: DoorRequest, *, wrong: str = "", words: str = "") -> HttpResponse:
    year = _year(request)
    typed = request.POST if wrong == "table" else {}
    cells = price_cells(request.ctx, year)
    rows = [
        (
            WorkService(service.value).label,
            [_shown(cells, typed, service, site) for site in Site],
        )
        for service in PricedService
    ]
    seller = seller_row(request.ctx)
    kept = request.POST if wrong == "seller" else {}
    context = {
        "nav": "invoices",
        "year": year,
        "years": sorted({*priced_years(request.ctx), year, _this_year(request)}, reverse=True),
        "sites": [WorkSite(site.value).label for site in Site],
        "rows": rows,
        "shipped": year in SHIPPED_TABLES,
        "rates": tax_rates(request.ctx),
        "seller": [
            (name, label, kept.get(name) or (getattr(seller, name) if seller else ""))
            for name, label in SELLER_FIELDS
        ],
        "due_days": kept.get("due_days") or (seller.due_days if seller else 14),
        "keeps": may_price(request.ctx),
        "wrong": wrong,
        "words": words,
        "given": request.POST,
    }
    return render(request, "client/billing/prices.html", context, status=422 if wrong else 200)


def _shown(
    cells: object, typed: object, service: PricedService, site: Site
) -> tuple[str, str, str]:
    """Return a cell's input: its name, what it holds, and its label's place."""
    name = f"{service.value}-{site.value}"
    values = cells if isinstance(cells, dict) else {}
    held = typed.get(name) if hasattr(typed, "get") else None
    value = values.get((service, site))
    shown = held if held is not None else "" if value is None else group_digits(value, language())
    return name, shown, str(WorkSite(site.value).label)


def _cell(text: str) -> Rial | None:
    return Rial(read_rial(text)) if text.strip() else None


def _year(request: DoorRequest) -> int:
    text = request.POST.get("year") or request.GET.get("year", "")
    year = number_of(latin_digits(text).strip())
    return year if year is not None and 1390 <= year <= 1500 else _this_year(request)


def _this_year(request: DoorRequest) -> int:
    return JalaliDate.from_gregorian(today_of(request.ctx)).year
