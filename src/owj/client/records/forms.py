"""Making a record: a form that its layout draws, with fields that come and go by conditions."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from owj.client.records.addresses import own_new_page, record_address
from owj.client.records.choices import choices_address
from owj.client.records.rows import title_of
from owj.kernel.errors import Conflict, InvalidInput
from owj.server.activity.duplicates import look_alikes, rule_of
from owj.server.activity.refusals import LooksLikeAnother
from owj.server.layouts.access import check_may_make, entity_of, written_keys
from owj.server.layouts.forms import form_of
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef
from owj.server.records.doors import make_through_door
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.draft_trials import may_be_tried
from owj.ui.failures import told_if_only_tried
from owj.ui.records.forms import RecordForm, feel_values, read_so_far, take_files
from owj.ui.records.opened import with_written
from owj.ui.toasts import add_toast

__all__ = ["feel_values", "form_of_new", "form_state_view", "made_record", "new_record_view"]


def form_of_new(
    ctx: Context, entity: EntityDef, given: QueryDict, *, posted: bool, prefix: str = "f"
) -> RecordForm:
    """Return the form of a new record, with the fields that the actor may write."""
    keys = written_keys(ctx, entity, new=True)
    form = form_of(ctx, entity.key, "create").narrowed(keys)
    if posted:
        form = with_written(form, given, entity.key, keys)
    ask = partial(choices_address, ctx)
    return RecordForm(ctx, entity, form, given, posted, {}, {}, ask, prefix=prefix)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
@may_be_tried
def new_record_view(request: DoorRequest, entity: str) -> HttpResponse:
    """Make a record."""
    ctx = request.ctx
    definition = entity_of(ctx, entity)
    if not ctx.may(entity, "create") and own_new_page(entity):
        return redirect(own_new_page(entity))
    check_may_make(ctx, definition)
    form = form_of_new(ctx, definition, _given(request), posted=request.method == "POST")
    form.read()
    if request.method == "POST":
        take_files(request, form)
        form.check()
        if not form.errors and (answer := _make(request, form)) is not None:
            return answer
    else:
        form.errors = {}
    context = {"nav": "records", "definition": definition, "form": form}
    status = 422 if form.errors else 200
    return render(request, "client/records/new.html", context, status=status)


def _given(request: DoorRequest) -> QueryDict:
    return request.POST.copy() if request.method == "POST" else request.GET.copy()


def made_record(form: RecordForm) -> Any:
    """Make the record of a form; None when it is refused, and the form says why."""
    try:
        _refuse_twins(form)
        return make_through_door(form.ctx, form.entity.key, form.filled())
    except (InvalidInput, Conflict) as error:
        form.refuse(error)
        return None


def _make(request: DoorRequest, form: RecordForm) -> HttpResponse | None:
    key = form.entity.key
    record = None
    with told_if_only_tried(request):
        record = made_record(form)
    if record is None:
        return None
    add_toast(
        request,
        gettext("%(name)s is kept") % {"name": title_of(record)},
        url=record_address(key, record.id),
    )
    if "again" in request.POST:
        return redirect(request.path)
    return redirect(record_address(key, record.id))


def _refuse_twins(form: RecordForm) -> None:
    """Refuse what looks like another record where that is so decided. Raises: LooksLikeAnother."""
    if not rule_of(form.ctx, form.entity.key).blocks:
        return
    alike = look_alikes(form.ctx, form.entity.key, form.filled())
    if alike:
        raise LooksLikeAnother(name=title_of(alike[0].record))


@staff_page
@require_POST
@may_be_tried
def form_state_view(request: DoorRequest, entity: str) -> HttpResponse:
    """Give the form's fields anew for what is written in it so far."""
    definition = entity_of(request.ctx, entity)
    check_may_make(request.ctx, definition)
    form = form_of_new(request.ctx, definition, _given(request), posted=True)
    read_so_far(form)
    context = {"definition": definition, "form": form}
    return render(request, "ui/records/form_fields.html", context)
