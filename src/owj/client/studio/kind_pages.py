"""Changing a field's kind: choose, look at what would be lost, agree, watch, take back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from owj.client.studio.door import designer_page
from owj.client.studio.drafted import Drafted, drafted_of, field_of, put
from owj.client.studio.fields import drawer_page
from owj.client.studio.kinds import FACES, KindFace, face_of
from owj.kernel.errors import OwjError
from owj.server.records.defs import EntityDef, FieldDef, Kind, Label
from owj.server.schema.changes import ChangeField
from owj.server.schema.drawing import is_own
from owj.server.schema.kinds.previewing import Preview, is_instant, kinds_for, preview_kind
from owj.server.schema.kinds.services import changes_of_field, start_change, undo_change
from owj.server.schema.models import KindChange
from owj.ui.doors import DoorRequest
from owj.ui.failures import words_of
from owj.ui.toasts import add_toast


@designer_page
@require_http_methods(["GET", "HEAD", "POST"])
def kind_view(request: DoorRequest, key: str, field_key: str) -> HttpResponse:
    """Show what a change of kind would do, and begin it."""
    ctx, drafted = request.ctx, drafted_of(request.ctx)
    entity = drafted.entity(key)
    field = field_of(entity, field_key)
    given = request.POST if request.method == "POST" else request.GET
    wanted = next((one for one in kinds_of(entity, field) if one.kind == given.get("kind")), None)
    seen: Preview | None = None
    error = ""
    try:
        if wanted is not None and drafted.is_live(entity):
            seen = preview_kind(ctx, key, field_key, wanted.kind)
        if request.method == "POST" and seen is not None:
            start_change(ctx, seen, consent="consent" in given)
            add_toast(request, gettext("The kind of %(name)s changes.") % {"name": field.label})
            return redirect("client:studio_field_kind", key, field_key)
    except OwjError as refused:
        error = words_of(refused)
    return _drawn(request, drafted, entity, field, {"seen": seen, "wanted": wanted, "error": error})


@designer_page
@require_POST
def kind_back_view(request: DoorRequest, key: str, field_key: str, change_id: int) -> HttpResponse:
    """Take a change of kind back."""
    undone = undo_change(request.ctx, change_id)
    words = gettext("%(name)s is of its former kind again.")
    add_toast(request, words % {"name": Label(**undone.before["label"])})
    return redirect("client:studio_field_kind", key, field_key)


@designer_page
@require_POST
def kind_now_view(request: DoorRequest, key: str, field_key: str) -> HttpResponse:
    """Put a change of kind into the draft that leaves the stored values as they are."""
    drafted = drafted_of(request.ctx)
    field = field_of(drafted.entity(key), field_key)
    kind = next((one for one in Kind if one == request.POST.get("kind")), field.kind)
    if kind is not field.kind and is_instant(field, kind):
        put(request.ctx, ChangeField(key, field_key, {"kind": kind}))
    return redirect("client:studio_field", key, field_key)


def kinds_of(entity: EntityDef, field: FieldDef) -> list[KindFace]:
    """Return the kinds that an own field can be changed to, as the picker shows them."""
    if not is_own(entity, field) or field.names is not None:
        return []
    known = kinds_for(field)
    return [face for kind, face in FACES.items() if kind in known]


def _drawn(
    request: DoorRequest,
    drafted: Drafted,
    entity: EntityDef,
    field: FieldDef,
    more: dict[str, Any],
) -> HttpResponse:
    changes = changes_of_field(entity.id, field.id)
    now = changes[0] if changes else None
    seen: Preview | None = more["seen"]
    context = more | {
        "panel": "kind",
        "shown": field.key,
        "field": field,
        "face": face_of(field.kind),
        "faces": kinds_of(entity, field),
        "is_live": drafted.is_live(entity),
        "running": now if now and now.state == KindChange.State.CONVERTING else None,
        "done": now if now and now.state == KindChange.State.DONE else None,
        "was": face_of(Kind(now.before["kind"])) if now else None,
        "share": _share(now),
        "instant": seen is not None and is_instant(field, seen.after.kind),
    }
    return drawer_page(request, drafted, entity, context, status=422 if more["error"] else 200)


def _share(change: KindChange | None) -> int:
    """Return how much of a change is done, of a hundred."""
    if change is None or not change.total:
        return 0
    return min(99, (change.converted + change.left) * 100 // change.total)
