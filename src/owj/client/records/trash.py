"""The trash of an entity: what people deleted on these pages, and the way back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from owj.kernel.errors import Conflict, InvalidInput
from owj.server.activity.purging import purge_trash, remains_of
from owj.server.layouts.access import entity_of
from owj.server.layouts.trash import KEPT_FOR, restore_deed, trash_of
from owj.ui.dates import digits
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.toasts import add_toast


@staff_page
@require_GET
def trash_view(request: DoorRequest, entity: str) -> HttpResponse:
    """List what was deleted within a month."""
    definition = entity_of(request.ctx, entity)
    context = {
        "nav": "records",
        "definition": definition,
        "thrown": trash_of(request.ctx, entity),
        "days": KEPT_FOR.days,
        "may_purge": request.ctx.may(entity, "design"),
    }
    return render(request, "client/records/trash.html", context)


@staff_page
@require_POST
def restore_deed_view(request: DoorRequest, entity: str, deed_id: int) -> HttpResponse:
    """Bring back what one deletion took."""
    entity_of(request.ctx, entity)
    try:
        done = restore_deed(request.ctx, deed_id)
    except (InvalidInput, Conflict) as error:
        add_toast(request, words_of(error), tone="danger")
    else:
        words = ngettext("%(n)s record is back", "%(n)s records are back", done.count)
        add_toast(request, words % {"n": digits(done.count)})
    return redirect("client:record_trash", entity)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def purge_trash_view(request: DoorRequest, entity: str, deed_id: int | None = None) -> HttpResponse:
    """Tell what goes for ever, of one deletion or of the whole trash, or delete it."""
    ctx = request.ctx
    definition = entity_of(ctx, entity)
    if request.method == "POST":
        count = purge_trash(ctx, entity, deed_id)
        words = ngettext("%(n)s record is gone for ever", "%(n)s records are gone for ever", count)
        add_toast(request, words % {"n": digits(count)})
        return redirect("client:record_trash", entity)
    thrown = [one for one in trash_of(ctx, entity) if deed_id in (None, one.deed_id)]
    context = {
        "nav": "records",
        "definition": definition,
        "remains": remains_of(ctx, entity, deed_id),
        "titles": [title for one in thrown for title in one.titles],
        "whole": deed_id is None,
    }
    return render(request, "client/records/purge.html", context)
