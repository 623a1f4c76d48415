"""One record as its customer sees it: the opened fields, and the files that stand in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from owj.hub.records.shared import addresses_for, own_link, shared_entity
from owj.server.files.services import open_stored_file
from owj.server.files.serving import file_response
from owj.server.layouts.access import entity_of, shown_fields
from owj.server.layouts.defaults import WIDE
from owj.server.layouts.definitions import FormDefinition, FormField, FormSection
from owj.server.layouts.forms import form_of, state_of
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef, FieldDef, Kind
from owj.server.records.doors import takes_own_fields
from owj.server.records.rights import OWN_PREFIX
from owj.ui.doors import DoorRequest, hub_page
from owj.ui.records.faces import Address, Face, face_of
from owj.ui.records.forms import feel_values, seen_value

FILES = (Kind.FILE, Kind.IMAGE)


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of a record. file: where its file is loaded from."""

    label: str
    face: Face
    wide: bool
    file: str


@dataclass(frozen=True, slots=True)
class FactSection:
    """Facts under one heading."""

    title: str
    facts: Sequence[Fact]


@hub_page
@require_GET
def record_view(request: DoorRequest, entity: str, record_id: int) -> HttpResponse:
    """Show one record."""
    ctx = request.ctx
    definition, record = find_record(ctx, entity, record_id)
    context = {
        "nav": f"records-{entity}",
        "definition": definition,
        "record": record,
        "title": str(record).strip() or str(definition.label),
        "sections": sections_of(ctx, definition, record),
        "may_update": ctx.may(entity, "update"),
    }
    return render(request, "hub/records/record.html", context)


@hub_page
@require_GET
def record_file_view(request: DoorRequest, entity: str, record_id: int, key: str) -> FileResponse:
    """Send a file that stands in an opened field of a record in reach."""
    definition, record = _with_files(request.ctx, entity, record_id)
    field = definition.by_key.get(key)
    shown = {one.key for one in shown_fields(request.ctx, definition)}
    value = getattr(record, key) if field and key in shown and field.kind in FILES else None
    if not value:
        raise Http404(key)
    return file_response(open_stored_file(value), in_place="show" in request.GET)


def find_record(ctx: Context, entity: str, record_id: int) -> tuple[EntityDef, Any]:
    """Return a record of a shared entity that the actor may see. Raises: RecordNotFound."""
    definition = shared_entity(ctx, entity)
    return definition, ctx.get(ctx.snapshot.model(entity), record_id)


def _with_files(ctx: Context, entity: str, record_id: int) -> tuple[EntityDef, Any]:
    if not takes_own_fields(entity):
        return find_record(ctx, entity, record_id)
    # A ticket has a page of its own; the organisation's fields of it are like any.
    return entity_of(ctx, entity), ctx.get(ctx.snapshot.model(entity), record_id)


def own_sections(ctx: Context, record: Any) -> list[FactSection]:
    """Return what customers meet of the fields that the organisation added to a record."""
    entity = ctx.snapshot.schema.by_key[record.key]
    own = frozenset(one.key for one in shown_fields(ctx, entity) if one.key.startswith(OWN_PREFIX))
    return sections_of(ctx, entity, record, own) if own else []


def sections_of(
    ctx: Context, entity: EntityDef, record: Any, only: frozenset[str] | None = None
) -> list[FactSection]:
    """Return what of a record is shown: as the hub's form places it, what it leaves out behind."""
    form = _whole_form(ctx, entity)
    form = form if only is None else form.narrowed(only)
    values = {key: seen_value(record, one.attname) for key, one in entity.by_key.items()}
    state = state_of(entity, form, feel_values(entity, values) if form.is_conditional else {})
    address = addresses_for(ctx)
    sections: list[FactSection] = []
    for section in form.sections:
        facts = [
            Fact(
                str(field.label),
                _face(ctx, entity, field, record, address),
                one.wide,
                _file_address(entity, record, field),
            )
            for one in section.fields
            if one.key in state.visible and (field := entity.by_key.get(one.key)) is not None
        ]
        if facts:
            sections.append(FactSection(str(section.title or ""), facts))
    return sections


def _whole_form(ctx: Context, entity: EntityDef) -> FormDefinition:
    form = form_of(ctx, entity.key, "hub")
    placed = {one.key for one in form.fields} | {own_link(ctx, entity)}
    rest = tuple(
        FormField(one.key, wide=one.kind in WIDE)
        for one in shown_fields(ctx, entity)
        if one.key not in placed
    )
    shown = form.narrowed(frozenset(one.key for one in form.fields) - {own_link(ctx, entity)})
    return FormDefinition((*shown.sections, FormSection(rest))) if rest else shown


def _face(ctx: Context, entity: EntityDef, field: FieldDef, record: Any, address: Address) -> Face:
    face = face_of(ctx, field, record, address)
    return replace(face, url=_file_address(entity, record, field)) if face.look == "image" else face


def _file_address(entity: EntityDef, record: Any, field: FieldDef) -> str:
    if field.kind not in FILES or not seen_value(record, field.key):
        return ""
    return reverse("hub:record_file", args=[entity.key, record.id, field.key])
