"""One record: its fields, each saved by itself, what changed, and what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from owj.client.records.addresses import addresses_for, own_page_of, record_address
from owj.client.records.asked import read_asked
from owj.client.records.choices import choices_address
from owj.client.records.panels import panels_of
from owj.client.records.relatives import relatives_of
from owj.client.records.rows import field_named, title_of
from owj.client.records.timeline import timeline_of
from owj.kernel.errors import Conflict, InvalidInput
from owj.server.activity.around import spot_of
from owj.server.activity.following import note_visit, own_of
from owj.server.activity.merges import merged_into
from owj.server.layouts.access import entity_of, written_keys
from owj.server.layouts.deeds import delete_records
from owj.server.layouts.forms import FormState, form_of, state_of
from owj.server.layouts.listing import Neighbours, neighbours_of
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef, FieldDef
from owj.server.records.doors import change_through_door
from owj.server.records.refusals import RecordNotFound
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.draft_trials import may_be_tried
from owj.ui.failures import with_unsaved, words_of
from owj.ui.records.faces import NUMBERS, Address, Face, face_of
from owj.ui.records.forms import seen_value, taken_file
from owj.ui.records.inputs import Input, input_of
from owj.ui.records.opened import opened_by, unsaved_in
from owj.ui.records.typed import read_typed
from owj.ui.toasts import add_toast


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of a record page. editable: whether the reader may change it here."""

    key: str
    label: str
    face: Face
    editable: bool
    wide: bool
    numeric: bool
    help: str


@dataclass(frozen=True, slots=True)
class FactSection:
    """Facts under one heading."""

    title: str
    facts: Sequence[Fact]


def find_record(ctx: Context, entity: str, record_id: int) -> tuple[EntityDef, Any]:
    """Return a record that the actor may see. Raises: RecordNotFound."""
    definition = entity_of(ctx, entity)
    return definition, ctx.get(ctx.snapshot.model(entity), record_id)


@staff_page
@require_GET
def record_view(request: DoorRequest, entity: str, record_id: int) -> HttpResponse:
    """Show one record, with its place in the list that it was opened from."""
    ctx = request.ctx
    try:
        definition, record = find_record(ctx, entity, record_id)
    except RecordNotFound:
        return redirect(record_address(entity, merged_into(ctx, entity, record_id)))
    asked = read_asked(ctx, definition, request.GET)
    beside = _beside(ctx, asked.listing, record_id)
    query = asked.query(place=None)
    spot = spot_of(ctx, record)
    note_visit(ctx, spot)
    context = {
        "nav": "records",
        "definition": definition,
        "record": record,
        "title": title_of(record),
        "back": asked.address(place=None),
        "query": query,
        "previous": beside.previous and record_address(entity, beside.previous) + query,
        "next": beside.next and record_address(entity, beside.next) + query,
        "own_page": own_page_of(record),
        "sections": sections_of(ctx, definition, record),
        "timeline": timeline_of(ctx, record),
        "own": own_of(ctx, spot),
        "share": request.build_absolute_uri(record_address(entity, record_id)),
        "relatives": relatives_of(ctx, definition, record),
        "top_panels": panels_of(request, definition, record, "top"),
        "main_panels": panels_of(request, definition, record, "main"),
        "side_panels": panels_of(request, definition, record, "side"),
        "may_update": ctx.may(entity, "update"),
        "may_delete": ctx.may(entity, "delete"),
    }
    return render(request, "client/records/record.html", context)


def _beside(ctx: Context, listing: Any, record_id: int) -> Neighbours:
    try:
        return neighbours_of(ctx, listing, record_id)
    except InvalidInput:
        return Neighbours(None, None)


def sections_of(ctx: Context, entity: EntityDef, record: Any) -> list[FactSection]:
    """Return a record's fields as its form lays them out, those its conditions hide left out."""
    form = form_of(ctx, entity.key, "edit")
    state = state_of_record(ctx, entity, record)
    open_keys = written_keys(ctx, entity)
    address = addresses_for(ctx)
    sections: list[FactSection] = []
    for section in form.sections:
        facts = [
            Fact(
                field.key,
                str(field.label),
                _face(ctx, field, record, address),
                field.key in open_keys,
                one.wide,
                field.stored_kind in NUMBERS,
                str(field.help or ""),
            )
            for one in section.fields
            if one.key in state.visible and (field := field_named(entity, one.key)) is not None
        ]
        if facts:
            sections.append(FactSection(str(section.title or ""), facts))
    return sections


def _face(ctx: Context, field: FieldDef, record: Any, address: Address) -> Face:
    """Return the face of a field; a file can be opened from here."""
    face = face_of(ctx, field, record, address)
    if face.look not in ("file", "image"):
        return face
    place = [record.key, record.id, getattr(record, field.attname)]
    return replace(face, url=reverse("client:record_file", args=place))


def state_of_record(ctx: Context, entity: EntityDef, record: Any) -> FormState:
    """Return what a record's form shows of it."""
    from owj.client.records.forms import feel_values

    form = form_of(ctx, entity.key, "edit")
    if not form.is_conditional:
        return state_of(entity, form, {})
    values = {key: seen_value(record, field.attname) for key, field in entity.by_key.items()}
    return state_of(entity, form, feel_values(entity, values))


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
@may_be_tried
def field_view(request: DoorRequest, entity: str, record_id: int, key: str) -> HttpResponse:
    """Give the input of one field, or save what was written in it and give its new face.

    With `in=cell` it stands in a list's cell, else on the record's page.
    """
    ctx = request.ctx
    definition, record = find_record(ctx, entity, record_id)
    field = definition.by_key.get(key)
    if field is None or key not in written_keys(ctx, definition):
        if request.method == "POST":
            return _unkept(request, definition, record, key)
        raise Http404(key)
    if request.method == "POST":
        return _save_field(request, definition, record, field)
    if "face" in request.GET:
        return _field_part(request, definition, record, field)
    asked = input_of(
        ctx,
        definition,
        field,
        _safe_value(record, field),
        ask=choices_address(ctx, field),
        prefix=f"e-{record_id}",
    )
    return _editor(request, definition, record, asked)


def _safe_value(record: Any, field: FieldDef) -> Any:
    return getattr(record, field.key, None)


def _save_field(
    request: DoorRequest, entity: EntityDef, record: Any, field: FieldDef
) -> HttpResponse:
    ctx, texts = request.ctx, request.POST.getlist(field.key)
    version = request.POST.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
    try:
        value = taken_file(request, field) or read_typed(ctx, field, texts)
        record = change_through_door(ctx, record, {field.key: value}, seen)
    except InvalidInput as error:
        asked = input_of(
            ctx,
            entity,
            field,
            texts=texts,
            errors=[words_of(error)],
            ask=choices_address(ctx, field),
            prefix=f"e-{record.id}",
        )
        return _editor(request, entity, record, asked, status=422)
    except Conflict as error:
        words = with_unsaved(_who_was_quicker(ctx, record, error), unsaved_in(request))
        add_toast(request, words, tone="danger")
        fresh = ctx.get(ctx.snapshot.model(entity.key), record.id)
        return _field_part(request, entity, fresh, field, status=409)
    return _field_part(request, entity, record, field, saved=True)


def _unkept(request: DoorRequest, entity: EntityDef, record: Any, key: str) -> HttpResponse:
    """Say that a field went while somebody wrote in it; what was written stays in sight."""
    unsaved = unsaved_in(request)
    if not unsaved:
        raise Http404(key)
    context = {"unsaved": unsaved, "record": record, "definition": entity, "place": _place(request)}
    return render(request, "client/records/unkept.html", context, status=422)


def _who_was_quicker(ctx: Context, record: Any, error: Conflict) -> str:
    latest = next(iter(timeline_of(ctx, record, kind="changes", limit=1).entries), None)
    if latest is None:
        return words_of(error)
    words = gettext("%(name)s changed this meanwhile: %(what)s. Look at it and repeat your change.")
    what = gettext(", ").join(line.label for line in latest.lines)
    return words % {"name": latest.name, "what": what}


def _editor(
    request: DoorRequest,
    entity: EntityDef,
    record: Any,
    asked: Input,
    status: int = 200,
) -> HttpResponse:
    context = {
        "input": asked,
        "definition": entity,
        "record": record,
        "key": asked.name,
        "opened": opened_by(entity.key, [asked], request.POST),
        "place": _place(request),
    }
    return render(request, "client/records/editor.html", context, status=status)


def _field_part(
    request: DoorRequest,
    entity: EntityDef,
    record: Any,
    field: FieldDef,
    *,
    saved: bool = False,
    status: int = 200,
) -> HttpResponse:
    face = _face(request.ctx, field, record, addresses_for(request.ctx))
    drawn = {one.key: one.wide for one in form_of(request.ctx, entity.key, "edit").fields}
    fact = Fact(
        field.key,
        str(field.label),
        face,
        True,
        drawn.get(field.key, False),
        field.stored_kind in NUMBERS,
        str(field.help or ""),
    )
    context = {
        "fact": fact,
        "definition": entity,
        "record": record,
        "saved": saved,
        "place": _place(request),
        "timeline": timeline_of(request.ctx, record) if _place(request) == "page" else None,
    }
    return render(request, "client/records/saved_field.html", context, status=status)


def _place(request: DoorRequest) -> str:
    """Return where the field stands: in a list's cell, on the record's page, or beside a ticket."""
    if request.GET.get("in") == "cell":
        return "cell"
    return "page" if "/records/" in request.headers.get("HX-Current-URL", "/records/") else "aside"


@staff_page
@require_POST
def delete_record_view(request: DoorRequest, entity: str, record_id: int) -> HttpResponse:
    """Delete one record; the toast has the way back."""
    definition, record = find_record(request.ctx, entity, record_id)
    title = title_of(record)
    try:
        done = delete_records(request.ctx, entity, [record_id])
    except Conflict as error:
        add_toast(request, words_of(error), tone="danger")
        return redirect(record_address(entity, record_id))
    if done.refused:
        add_toast(request, words_of(done.refused[0]), tone="danger")
        return redirect(record_address(entity, record_id))
    add_toast(
        request,
        gettext("%(name)s is deleted") % {"name": title},
        undo_url=done.undo_address("client:record_undo"),
    )
    return redirect(read_asked(request.ctx, definition, request.GET).address(place=None))
