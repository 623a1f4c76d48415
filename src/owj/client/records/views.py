"""Views kept under a name: saved from a list, written over, taken away and brought back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from owj.client.records.asked import read_back
from owj.kernel.errors import InvalidInput
from owj.server.layouts.access import entity_of
from owj.server.layouts.services import (
    find_view,
    move_view,
    remove_view,
    restore_view,
    save_view,
)
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.draft_trials import goes_into_draft
from owj.ui.failures import words_of
from owj.ui.toasts import add_toast


@staff_page
@require_POST
@goes_into_draft
def save_record_view_view(request: DoorRequest, entity: str) -> HttpResponse:
    """Keep what the form's address shows, as a new view or over the one it names."""
    ctx = request.ctx
    definition = entity_of(ctx, entity)
    asked = read_back(ctx, definition, request.POST)
    over = asked.view if asked.view and "over" in request.POST else None
    try:
        view = save_view(
            ctx,
            entity,
            name=over.name if over else request.POST.get("name", ""),
            definition=asked.definition,
            kind=asked.kind,
            shared=over.shared if over else bool(request.POST.get("shared")),
            roles=over.roles if over else (),
            view_id=over.id if over else None,
        )
    except InvalidInput as error:
        add_toast(request, words_of(error), tone="danger")
        return redirect(asked.address(place=None))
    add_toast(request, gettext("The view is kept: %(name)s") % {"name": view.name})
    return redirect(f"{reverse('client:records', args=[entity])}?view={view.id}")


@staff_page
@require_POST
@goes_into_draft
def remove_record_view_view(request: DoorRequest, view_id: int) -> HttpResponse:
    """Take a view away; the toast has the way back."""
    view = remove_view(request.ctx, view_id)
    add_toast(
        request,
        gettext("The view is gone: %(name)s") % {"name": view.name},
        undo_url=reverse("client:restore_record_view", args=[view_id]),
    )
    return redirect(reverse("client:records", args=[view.entity_key]) + "?as=list")


@staff_page
@require_POST
@goes_into_draft
def restore_record_view_view(request: DoorRequest, view_id: int) -> HttpResponse:
    """Bring a view back."""
    view = restore_view(request.ctx, view_id)
    return redirect(f"{reverse('client:records', args=[view.entity_key])}?view={view.id}")


@staff_page
@require_POST
@goes_into_draft
def move_record_view_view(request: DoorRequest, view_id: int) -> HttpResponse:
    """Change a view's place with its neighbour's."""
    view = find_view(request.ctx, view_id)
    move_view(request.ctx, view_id, up="up" in request.POST)
    return redirect("client:record_views", view.entity_key)
