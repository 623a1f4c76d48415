"""One deed on the selected records of a list, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_POST

from owj.client.records.asked import read_back
from owj.client.records.choices import choices_address
from owj.kernel.errors import InvalidInput
from owj.server.activity.merges import MOST
from owj.server.layouts.access import entity_of, written_keys
from owj.server.layouts.deeds import (
    MOST_AT_ONCE,
    Done,
    change_records,
    delete_records,
    entity_of_deed,
    undo_deed,
)
from owj.server.layouts.listing import ids_of
from owj.server.records.defs import EntityDef
from owj.ui.dates import digits
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import with_unsaved, words_of
from owj.ui.records.inputs import input_of
from owj.ui.records.opened import opened_by, unsaved_in
from owj.ui.records.typed import read_typed
from owj.ui.toasts import add_toast


@staff_page
@require_GET
def bulk_field_view(request: DoorRequest, entity: str) -> HttpResponse:
    """Give the input of the field that is to be set on the selected records."""
    definition = entity_of(request.ctx, entity)
    key = request.GET.get("field", "")
    field = definition.by_key.get(key)
    if field is None or key not in written_keys(request.ctx, definition):
        return HttpResponse("")
    ask = choices_address(request.ctx, field)
    asked = input_of(request.ctx, definition, field, ask=ask, prefix="bulk", required=False)
    opened = opened_by(definition.key, [asked], QueryDict())
    return render(request, "client/records/bulk_field.html", {"input": asked, "opened": opened})


@staff_page
@require_POST
def records_bulk_view(request: DoorRequest, entity: str) -> HttpResponse:
    """Do what the pressed button says to the selected records."""
    ctx = request.ctx
    definition = entity_of(ctx, entity)
    asked = read_back(ctx, definition, request.POST)
    if request.POST.get("all"):
        ids = ids_of(ctx, asked.listing, limit=MOST_AT_ONCE)
    else:
        ids = [int(text) for text in request.POST.getlist("ids") if _is_id(text)]
    deed = request.POST.get("do", "")
    if deed == "merge":
        chosen = urlencode([("ids", one) for one in ids[: MOST + 1]])
        return redirect(f"{reverse('client:merge_records', args=[entity])}?{chosen}")
    if deed == "delete":
        _tell(request, delete_records(ctx, entity, ids), deleted=True)
    elif deed == "set":
        _set(request, definition, ids)
    else:
        raise Http404(deed)
    return redirect(asked.address(place=None))


def _set(request: DoorRequest, definition: EntityDef, ids: Sequence[int]) -> None:
    """Set one field of the records, or tell why not with what was written."""
    ctx, key = request.ctx, request.POST.get("field", "")
    field = definition.by_key.get(key)
    if field is None or key not in written_keys(ctx, definition):
        words = gettext("This field was taken away or closed to you meanwhile; nothing is changed.")
        add_toast(request, with_unsaved(words, unsaved_in(request)), tone="danger")
        return
    try:
        value = read_typed(ctx, field, request.POST.getlist(field.key))
        _tell(request, change_records(ctx, definition.key, ids, {field.key: value}))
    except InvalidInput as error:
        words = with_unsaved(words_of(error), unsaved_in(request))
        add_toast(request, words, tone="danger")


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _tell(request: DoorRequest, done: Done, *, deleted: bool = False) -> None:
    many = {"n": digits(done.count)}
    if done.count:
        words = (
            ngettext("%(n)s record is deleted", "%(n)s records are deleted", done.count)
            if deleted
            else ngettext("%(n)s record is changed", "%(n)s records are changed", done.count)
        )
        add_toast(request, words % many, undo_url=done.undo_address("client:record_undo"))
    _tell_refused(request, done)


def _tell_refused(request: DoorRequest, done: Done) -> None:
    if not done.refused:
        return
    many = len(done.refused)
    words = ngettext(
        "%(n)s record stayed as it was: %(why)s", "%(n)s records stayed as they were: %(why)s", many
    )
    said = words % {"n": digits(many), "why": words_of(done.refused[0])}
    add_toast(request, said, tone="danger")


@staff_page
@require_POST
def record_undo_view(request: DoorRequest, deed_id: int) -> HttpResponse:
    """Take a deed back."""
    entity = entity_of_deed(request.ctx, deed_id)
    done = undo_deed(request.ctx, deed_id)
    if done.count:
        add_toast(request, gettext("It is as it was before"))
    _tell_refused(request, done)
    return redirect(_back(request, entity))


def _back(request: DoorRequest, entity: str) -> str:
    here = reverse("client:records", args=[entity])
    path = request.headers.get("Referer", "").partition(request.get_host())[2]
    return path if path == here or path.startswith((f"{here}?", f"{here}/")) else here
