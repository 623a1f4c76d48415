"""Deleting a field that is in the trash for ever."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from owj.client.studio.door import designer_page
from owj.client.studio.drafted import NoSuchField, drafted_of
from owj.client.studio.fields import drawer_page
from owj.kernel.errors import OwjError
from owj.server.schema.purging import purge_field, values_in_trash
from owj.ui.doors import DoorRequest
from owj.ui.failures import words_of
from owj.ui.toasts import add_toast


@designer_page
@require_http_methods(["GET", "HEAD", "POST"])
def purge_view(request: DoorRequest, key: str, field_key: str) -> HttpResponse:
    """Say how many values are lost, then drop them with the field."""
    drafted = drafted_of(request.ctx)
    entity = drafted.entity(key)
    field = next((one for one in drafted.trash(entity) if one.key == field_key), None)
    if field is None:
        raise NoSuchField(key=field_key[:40])
    error, count = "", 0
    try:
        count = values_in_trash(request.ctx, key, field_key)
        if request.method == "POST":
            purge_field(request.ctx, key, field_key)
            add_toast(request, gettext("%(name)s is deleted for ever.") % {"name": field.label})
            return redirect("client:studio_entity", key)
    except OwjError as refused:
        error = words_of(refused)
    more = {"panel": "purge", "shown": "", "field": field, "count": count, "error": error}
    return drawer_page(request, drafted, entity, more, status=422 if error else 200)
