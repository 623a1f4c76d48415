"""What we owe each customer, and what each customer owes us."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from owj.packages.dues.queries import CustomerDues, dues
from owj.ui.dates import show_date
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.sheets import Cell, sheet_response
from owj.ui.warranty.words import owed_words


@staff_page
@require_GET
def dues_view(request: DoorRequest) -> HttpResponse:
    """Show everything owed, the customers to whom we owe most first."""
    found = dues(request.ctx)
    shown = [(one, [(line, owed_words(line.owed)) for line in one.ours]) for one in found.lines]
    context = {"nav": "customers", "dues": found, "shown": shown}
    return render(request, "client/dues/page.html", context)


@staff_page
@require_GET
def dues_sheet_view(request: DoorRequest) -> FileResponse:
    """Give it as a file, a line a thing owed."""
    header = (
        gettext("Customer"),
        gettext("Contract"),
        gettext("What we owe"),
        gettext("Until"),
        gettext("Value (rial)"),
        gettext("They owe (rial)"),
        gettext("Open tickets"),
        gettext("Late"),
    )
    lines = dues(request.ctx).lines
    return sheet_response("dues", header, (row for one in lines for row in _rows(one)))


def _rows(one: CustomerDues) -> Iterator[tuple[Cell, ...]]:
    name, promises = one.customer.name, one.promises
    if not one.ours:
        yield name, "", "", "", None, one.debt.owed, promises.open, promises.late
    for line in one.ours:
        until = show_date(line.owed.until) if line.owed.until else ""
        words = owed_words(line.owed)
        yield (
            *(name, line.contract.title, words, until, line.owed.value),
            *(one.debt.owed, promises.open, promises.late),
        )
