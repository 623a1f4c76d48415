"""An entity on the hub: whose records they are, what customers may do, which fields they meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from owj.client.studio.door import designer_page
from owj.client.studio.drafted import Drafted, NoSuchEntity, drafted_of
from owj.client.studio.entities import studio_context
from owj.kernel.errors import InvalidInput
from owj.server.layouts.models import RecordView
from owj.server.layouts.views import StoredView, views_of
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef, FieldDef, Kind
from owj.server.records.doors import takes_own_fields
from owj.server.records.rights import FieldAccess, Verb, most_access
from owj.server.roles.known import HUB
from owj.server.roles.shares import Share, is_own_field, ways_to_customer
from owj.server.roles.sharing import (
    ShareWish,
    keep_inside,
    read_share,
    set_hub_fields,
    share_with_hub,
)
from owj.server.roles.source import read_said_rights
from owj.ui.doors import DoorRequest
from owj.ui.draft_trials import goes_into_draft
from owj.ui.failures import words_of
from owj.ui.toasts import add_toast

ACCESS_WORDS: Mapping[str, Promise] = {
    "hidden": _("do not see it"),
    "read": _("see it"),
    "write": _("see it and fill it in"),
}
ACCESSES: Mapping[str, FieldAccess] = {"hidden": "hidden", "read": "read", "write": "write"}


def meets_hub(entity: EntityDef) -> bool:
    """Return whether anything of an entity can be opened to customers in the studio."""
    return entity.own or takes_own_fields(entity.key)


@designer_page
@require_http_methods(["GET", "HEAD", "POST"])
@goes_into_draft
def hub_share_view(request: DoorRequest, key: str) -> HttpResponse:
    """Show how the hub meets an entity, and change it."""
    drafted = drafted_of(request.ctx)
    entity = request.ctx.snapshot.schema.by_key.get(key)
    if entity is None or not meets_hub(entity):
        raise NoSuchEntity(key=key[:40])
    if request.method != "POST":
        return _page(request, drafted, entity)
    try:
        words = _keep(request, entity)
    except InvalidInput as error:
        return _page(request, drafted, entity, words_of(error))
    add_toast(request, words)
    return redirect("client:studio_hub", key)


def _keep(request: DoorRequest, entity: EntityDef) -> str:
    ctx, given = request.ctx, request.POST
    if given.get("act") == "stop":
        keep_inside(ctx, entity.key)
        return gettext("Customers no longer meet it on the hub.")
    fields = {
        one.key: ACCESSES.get(given.get(f"field-{one.key}", ""), "hidden")
        for one in own_fields(entity)
    }
    if not entity.own:
        set_hub_fields(ctx, entity.key, fields)
        return gettext("It holds from the next page of every customer on.")
    may = frozenset(Verb(one) for one in given.getlist("may") if one in ("create", "update"))
    wish = ShareWish(
        way=tuple(given.get("way", "").split(".")),
        may=may,
        fields=fields,
        view_id=_view_id(ctx, entity, given.get("view", "")),
    )
    share_with_hub(ctx, entity.key, wish)
    return gettext("Customers meet it on the hub from their next page on.")


def own_fields(entity: EntityDef) -> list[FieldDef]:
    """Return the fields that an administrator opens to customers, or keeps inside."""
    return [
        one
        for one in entity.by_key.values()
        if is_own_field(entity, one) and one.kind is not Kind.JSON
    ]


def _view_id(ctx: Context, entity: EntityDef, text: str) -> int | None:
    known = {str(view.id): view.id for view in _views(ctx, entity)}
    return known.get(text)


def _views(ctx: Context, entity: EntityDef) -> list[StoredView]:
    views = views_of(ctx, entity.key)
    return [one for one in views if one.shared and one.kind == RecordView.Kind.LIST]


def _page(
    request: DoorRequest, drafted: Drafted, entity: EntityDef, error: str = ""
) -> HttpResponse:
    ctx, share = request.ctx, read_share(entity)
    rights = read_said_rights().entities.get((HUB, entity.id), {})
    ways = ways_to_customer(ctx.snapshot.schema, entity) if entity.own else []
    path = share.path if share else ()
    fields = _field_rows(entity, share)
    context: dict[str, Any] = studio_context(drafted, drafted.entity(entity.key)) | {
        "tab": "hub",
        "share": share,
        "ways": [
            (
                ".".join(one.key for one in way),
                " ← ".join(str(one.label) for one in way),
                tuple(one.id for one in way) == path,
            )
            for way in ways
        ],
        "may_create": Verb.CREATE in rights,
        "may_update": Verb.UPDATE in rights,
        "views": _views(ctx, entity),
        "fields": fields,
        "unfillable": _unfillable(entity, share) if Verb.CREATE in rights else [],
        "error": error,
    }
    template = "client/studio/hub.html"
    return render(request, template, context, status=422 if error else 200)


def _field_rows(
    entity: EntityDef, share: Share | None
) -> list[tuple[FieldDef, list[tuple[str, Promise, bool]]]]:
    """Return each field with its choices.

    When an entity is first shown its fields are proposed, but for those that name colleagues.
    """
    rows = []
    for one in own_fields(entity):
        most = most_access(entity, one)
        proposed = share is None and entity.own and one.stored_kind is not Kind.USER
        usual = most if proposed else "hidden"
        chosen = share.fields.get(one.id, "hidden") if share else usual
        words = [
            (value, said, value == chosen)
            for value, said in ACCESS_WORDS.items()
            if value != "write" or most == "write"
        ]
        rows.append((one, words))
    return rows


def _unfillable(entity: EntityDef, share: Share | None) -> Sequence[FieldDef]:
    """Return what a new record needs and customers may not fill in: adding one would fail."""
    opened: Mapping[str, FieldAccess] = share.fields if share else {}
    way = share.path if share else ()
    return [
        one
        for one in own_fields(entity)
        if one.required
        and one.default is None
        and opened.get(one.id) != "write"
        and way != (one.id,)
        and most_access(entity, one) == "write"
    ]
