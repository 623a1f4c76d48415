"""The fields of an entity: in order, one of them open, and a form to see what they make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from owj.client.studio.door import designer_page
from owj.client.studio.drafted import Drafted, NoSuchField, drafted_of, field_of, put
from owj.client.studio.entities import studio_context
from owj.client.studio.field_form import (
    AGGREGATES,
    ON_DELETE,
    RESULTS,
    FieldForm,
    blank_form,
    field_to_come,
    form_of,
    kinds_of,
    read_field,
    settings_between,
)
from owj.client.studio.kinds import FACES, GROUPS, KindFace, face_of
from owj.client.studio.relations import LINKING, relations_of
from owj.client.studio.words import AGGREGATE_WORDS, ON_DELETE_WORDS, field_words
from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.errors import OwjError
from owj.server.layouts.list_indexes import ShownIndex, indexes_of
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef, FieldDef, Kind, SchemaDef
from owj.server.schema.changes import (
    AddField,
    Change,
    ChangeField,
    OrderFields,
    RemoveField,
    RestoreField,
)
from owj.server.schema.dependents import dependents_of
from owj.server.schema.drawing import is_own
from owj.ui.doors import DoorRequest
from owj.ui.failures import words_of
from owj.ui.hues import HUES
from owj.ui.reading import local
from owj.ui.toasts import add_toast


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field in the list and in the preview. locked: a package's own."""

    field: FieldDef
    face: KindFace
    says: str
    state: str
    locked: bool


def rows_of(drafted: Drafted, entity: EntityDef) -> list[FieldRow]:
    """Return the living fields of an entity in order."""
    return [
        FieldRow(
            one,
            face_of(one.kind),
            field_words(one, drafted.schema),
            drafted.state_of_field(entity, one),
            locked=not is_own(entity, one),
        )
        for one in entity.by_key.values()
    ]


@designer_page
@require_GET
def entity_view(request: DoorRequest, key: str) -> HttpResponse:
    """Show an entity's fields, and what they look like on a form."""
    drafted = drafted_of(request.ctx)
    return drawer_page(request, drafted, drafted.entity(key), {})


@designer_page
@require_http_methods(["GET", "HEAD", "POST"])
def field_view(request: DoorRequest, key: str, field_key: str) -> HttpResponse:
    """Show one field, and change it."""
    drafted = drafted_of(request.ctx)
    entity = drafted.entity(key)
    field = field_of(entity, field_key)
    locked = not is_own(entity, field)
    form = form_of(field, locked=locked)
    if request.method == "POST":
        form = read_field(request.POST, field, entity, drafted.schema, locked=locked)
        if form.made is not None:
            settings = settings_between(field, form.made)
            if not settings or _put(request, ChangeField(key, field_key, settings), form):
                add_toast(request, gettext("The change is in the draft."))
                return redirect("client:studio_field", key, field_key)
    return _drawer(request, drafted, entity, form, field)


@designer_page
@require_GET
def add_view(request: DoorRequest, key: str) -> HttpResponse:
    """Offer the kinds of fields."""
    drafted = drafted_of(request.ctx)
    entity = drafted.entity(key)
    return drawer_page(request, drafted, entity, {"panel": "kinds", "groups": GROUPS})


@designer_page
@require_http_methods(["GET", "HEAD", "POST"])
def add_kind_view(request: DoorRequest, key: str, kind: str) -> HttpResponse:
    """Show the form of a new field of a kind, and put it into the draft."""
    drafted = drafted_of(request.ctx)
    entity = drafted.entity(key)
    if kind not in set(FACES):
        raise NoSuchField(key=kind)
    form, blank = blank_form(Kind(kind)), field_to_come(Kind(kind))
    if request.method == "POST":
        form = read_field(request.POST, blank, entity, drafted.schema)
        made = form.made
        if made is not None:
            settings = {n: v for n, v in settings_between(blank, made).items() if n != "label"}
            change = AddField(key, made.kind, made.label, made.key, settings)
            if (settled := _put(request, change, form)) is not None:
                words = gettext("The field %(name)s is in the draft.")
                add_toast(request, words % {"name": made.label})
                if "again" in request.POST:
                    return redirect("client:studio_add", key)
                return redirect("client:studio_field", key, cast("AddField", settled).key)
    return _drawer(request, drafted, entity, form, None)


@designer_page
@require_http_methods(["GET", "HEAD", "POST"])
def remove_view(request: DoorRequest, key: str, field_key: str) -> HttpResponse:
    """Say who leans on a field before it goes to the trash, then put it there."""
    drafted = drafted_of(request.ctx)
    entity = drafted.entity(key)
    field = field_of(entity, field_key)
    dependents = dependents_of(request.ctx, drafted.schema, key, field_key)
    error = ""
    if request.method == "POST" and is_own(entity, field):
        try:
            put(request.ctx, RemoveField(key, field_key))
        except OwjError as refused:
            error = words_of(refused)
        else:
            words = gettext("%(name)s is in the trash of the draft.") % {"name": field.label}
            add_toast(request, words)
            return redirect("client:studio_entity", key)
    more = {
        "panel": "remove",
        "shown": field.key,
        "field": field,
        "dependents": dependents,
        "error": error,
        "removable": is_own(entity, field),
        "blocked": any(one.blocks for one in dependents),
    }
    return drawer_page(request, drafted, entity, more, status=422 if error else 200)


@designer_page
@require_POST
def restore_view(request: DoorRequest, key: str, field_key: str) -> HttpResponse:
    """Take a field out of the trash."""
    drafted = drafted_of(request.ctx)
    entity = drafted.entity(key)
    if field_key not in {one.key for one in drafted.trash(entity)}:
        raise NoSuchField(key=field_key[:40])
    _say(request, RestoreField(key, field_key), gettext("The field is back in the draft."))
    return redirect("client:studio_entity", key)


@designer_page
@require_POST
def order_view(request: DoorRequest, key: str) -> HttpResponse:
    """Put the fields in another order: a whole list, or one of them up or down."""
    drafted = drafted_of(request.ctx)
    entity = drafted.entity(key)
    now = list(entity.by_key)
    wanted = _moved(now, request.POST.get("up"), request.POST.get("down"))
    if given := request.POST.getlist("order"):
        wanted = given if sorted(given) == sorted(now) else now
    if wanted != now:
        _say(request, OrderFields(key, tuple(wanted)), "")
    ordered = drafted_of(request.ctx)
    return drawer_page(request, ordered, ordered.entity(key), {})


def _moved(keys: list[str], up: str | None, down: str | None) -> list[str]:
    moved = list(keys)
    for key, step in ((up, -1), (down, 1)):
        if key in moved:
            place = moved.index(key)
            moved.pop(place)
            moved.insert(max(place + step, 0), key)
    return moved


def _put(request: DoorRequest, change: Change, form: FieldForm) -> Change | None:
    """Put a change into the draft; what is refused is said in the form."""
    try:
        return put(request.ctx, change)
    except OwjError as error:
        form.errors["form"] = words_of(error)
        return None


def _say(request: DoorRequest, change: Change, words: str) -> None:
    try:
        put(request.ctx, change)
    except OwjError as error:
        add_toast(request, words_of(error), tone="danger")
    else:
        if words:
            add_toast(request, words)


def _drawer(
    request: DoorRequest,
    drafted: Drafted,
    entity: EntityDef,
    form: FieldForm,
    field: FieldDef | None,
) -> HttpResponse:
    more: dict[str, Any] = {
        "panel": "field",
        "form": form,
        "field": field,
        "shown": field.key if field else "",
        "own": field is None or is_own(entity, field),
        "colors": [(color, name) for color, (_hue, name) in HUES.items()],
        "targets": kinds_of(drafted.schema),
        "results": [face_of(kind) for kind in RESULTS],
        "aggregate_words": [(one, gettext(AGGREGATE_WORDS[one])) for one in AGGREGATES],
        "on_delete_words": [(one, gettext(ON_DELETE_WORDS[one])) for one in ON_DELETE],
        "switches": _switches(form),
        "jalali_year": JalaliDate.from_gregorian(local(request.ctx.now).date()).year,
        "behind": _behind(drafted.schema, entity, form.face.kind),
        "dependents": dependents_of(request.ctx, drafted.schema, entity.key, field.key)
        if field
        else (),
    }
    return drawer_page(request, drafted, entity, more, status=422 if form.errors else 200)


SWITCH_WORDS = (
    ("required", _("Must be filled"), _("A record cannot be saved without it.")),
    ("unique", _("No two alike"), _("A second record with the same value is refused.")),
    ("search", _("Found by search"), _("The search box looks into it, however it is spelled.")),
    ("index", _("Quick to sort and filter"), _("For lists of many records.")),
    ("track", _("Keep its changes"), _("Who changed it, when, from what to what.")),
)


def _switches(form: FieldForm) -> list[tuple[str, str, str]]:
    """Return the switches that a kind of field has, with their words."""
    shown = (
        form.settings
        if form.face.settings & {"formula", "lookup", "rollup", "pattern"}
        else (form.settings | {"track"})
    )
    return [
        (name, gettext(words), gettext(hint)) for name, words, hint in SWITCH_WORDS if name in shown
    ]


@dataclass(frozen=True, slots=True)
class Behind:
    """What a lookup or a rollup may read behind one link: of which entity, and its fields."""

    title: str
    entity: str
    lines: list[tuple[str, str]]


def _behind(schema: SchemaDef, entity: EntityDef, kind: Kind) -> list[Behind]:
    """Return what a lookup or a rollup may read: fields behind links, grouped by the link."""
    groups: list[Behind] = []
    if kind is Kind.LOOKUP:
        for link in entity.by_key.values():
            if link.kind is Kind.LINK and link.target and link.target in schema.by_key:
                fields = schema.by_key[link.target].by_key.values()
                lines = [
                    (f"{link.key}.{one.key}", str(one.label))
                    for one in fields
                    if one.kind not in LINKING and not one.computed
                ]
                groups.append(Behind(str(link.label), link.target, lines))
    if kind is Kind.ROLLUP:
        for way in relations_of(schema):
            if way.target.key == entity.key and way.field.reverse:
                fields = way.source.by_key.values()
                lines = [(f"{way.field.reverse}.", gettext("how many there are"))]
                lines += [
                    (f"{way.field.reverse}.{one.key}", str(one.label))
                    for one in fields
                    if one.kind not in LINKING
                ]
                groups.append(Behind(str(way.source.plural), way.source.key, lines))
    return groups


def _list_indexes(ctx: Context, key: str) -> list[ShownIndex]:
    """Return the indexes that lists of an entity have; a draft alone has none."""
    published = ctx.snapshot.schema.by_key.get(key)
    return indexes_of(ctx.snapshot.schema, published) if published else []


def drawer_page(
    request: DoorRequest,
    drafted: Drafted,
    entity: EntityDef,
    more: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """Draw an entity\'s fields with what stands beside them."""
    context = studio_context(drafted, entity) | {
        "tab": "fields",
        "rows": rows_of(drafted, entity),
        "trash": drafted.trash(entity),
        "list_indexes": _list_indexes(request.ctx, entity.key),
        **more,
    }
    return render(request, "client/studio/entity.html", context, status=status)
