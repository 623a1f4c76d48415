"""A row at the top of a list in which records are made one behind the other, by keyboard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from owj.client.records.asked import Asked, read_asked
from owj.client.records.forms import form_of_new, made_record
from owj.client.records.rows import NOT_IN_CELLS, columns_of, rows_of_page, title_of
from owj.server.layouts.access import check_may_make, entity_of
from owj.server.layouts.listing import RecordPage
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.draft_trials import may_be_tried
from owj.ui.records.forms import UNKEPT, RecordForm
from owj.ui.records.inputs import Input
from owj.ui.records.opened import opened_by

PREFIX = "quick"


@dataclass(frozen=True, slots=True)
class QuickRow:
    """The row as it is drawn: an input or None for each column, and what no column asks for.

    opened: what the row says of its inputs when it is sent.
    """

    cells: Sequence[tuple[str, Input | None]]
    beside: Sequence[Input]
    refused: Sequence[str]
    opened: str


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
@may_be_tried
def quick_record_view(request: DoorRequest, entity: str) -> HttpResponse:
    """Give the row to be filled, or keep what was written in it and give an empty one."""
    ctx = request.ctx
    definition = entity_of(ctx, entity)
    check_may_make(ctx, definition)
    asked = read_asked(ctx, definition, request.GET)
    posted = request.method == "POST"
    form = form_of_new(ctx, definition, request.POST.copy(), posted=posted, prefix=PREFIX)
    context: dict[str, Any] = {"definition": definition, "asked": asked}
    if posted:
        form.read()
        form.check()
        record = made_record(form) if not form.errors else None
        if record is not None:
            context |= _kept(request, asked, record)
            form = form_of_new(
                ctx, definition, QueryDict(mutable=True), posted=False, prefix=PREFIX
            )
    context |= {"quick": _row(asked, form), "form": form}
    status = 422 if form.errors else 200
    return render(request, "client/records/quick.html", context, status=status)


def _kept(request: DoorRequest, asked: Asked, record: Any) -> dict[str, Any]:
    """Return the row of a record that was made, as the list draws it."""
    ctx = request.ctx
    seen = ctx.records(asked.entity.key).filter(pk=record.id).first()
    rows = rows_of_page(ctx, asked, RecordPage((seen,), None)) if seen is not None else []
    return {
        "kept": title_of(seen if seen is not None else record),
        "rows": [row for row in rows if not asked.definition.group],
        "columns": columns_of(ctx, asked),
        "entity": asked.entity,
    }


def _row(asked: Asked, form: RecordForm) -> QuickRow:
    inputs = {one.name: one for section in form.sections for one in section.inputs}
    in_cells = {
        key: one
        for key, one in inputs.items()
        if key in asked.definition.columns and asked.entity.by_key[key].kind not in NOT_IN_CELLS
    }
    beside = [one for key, one in inputs.items() if key not in in_cells and _asks(form, one)]
    cells = [(key, in_cells.get(key)) for key in asked.definition.columns]
    shown = [*in_cells.values(), *beside]
    refused = _unplaced(form, [UNKEPT, *(one.name for one in shown)])
    return QuickRow(cells, beside, refused, opened_by(form.entity.key, shown, form.given))


def _asks(form: RecordForm, one: Input) -> bool:
    # What was written before the list's columns changed stays in sight.
    return one.required or bool(one.errors) or (form.posted and bool(one.value))


def _unplaced(form: RecordForm, shown: Iterable[str]) -> list[str]:
    """Return what was refused and stands at no input of the row."""
    known = set(shown)
    return [said for key, all_said in form.errors.items() if key not in known for said in all_said]
