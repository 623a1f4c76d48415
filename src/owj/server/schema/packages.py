"""An organisation's own definitions as one file, in a stable order, and the way back into a draft.

A file that is read in never changes anything by itself: it becomes the changes of a draft, which
are reviewed and published as any other. What is only here stays; where both say something about
the same thing and say it differently, there is a conflict, and whoever reads it in decides.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from owj.server.records.context import Context
from owj.server.records.defs import EntityDef, FieldDef, Kind, Label
from owj.server.records.defs_json import entity_to_json, field_to_json, rule_to_json
from owj.server.records.layers import current_layer
from owj.server.records.overlays import FIELD_PATCH, Overlay, OwnLayer
from owj.server.schema.changes import (
    ENTITY_SETTINGS,
    FIELD_SETTINGS,
    AddField,
    ArchiveEntity,
    Change,
    ChangeEntity,
    ChangeField,
    CreateEntity,
    OrderFields,
    RestoreField,
    as_data,
)
from owj.server.schema.differences import Difference
from owj.server.schema.drawing import Drawing
from owj.server.schema.errors import PackageUnreadable
from owj.server.schema.queries import check_designer, current_drawing
from owj.server.schema.services import Draft, add_change, drop_draft, open_draft

FORMAT = 1
LONGEST_FILE = 20_000_000
Prefer = Literal["here", "file"]
_FIELD_DEFAULTS = {one.name: one.default for one in fields(FieldDef)}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A file beside what is here. added: what only the file has; conflicts: see the module."""

    added: tuple[Difference, ...]
    conflicts: tuple[Difference, ...]


def export_package(ctx: Context) -> str:
    """Return the organisation's own definitions as the text of a file. Raises: OnlyDesigners."""
    check_designer(ctx)
    layer = current_layer()
    data = {
        "owj_package": FORMAT,
        "entities": [
            _written(one) for one in sorted(layer.entities, key=lambda entity: entity.key)
        ],
        "overlays": {key: layer.overlays[key].to_json() for key in sorted(layer.overlays)},
    }
    return json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _written(entity: EntityDef) -> dict[str, Any]:
    # Indexes and tables follow from the rest.
    data = entity_to_json(entity)
    return {name: one for name, one in data.items() if name != "indexes"} | {"indexes": []}


def read_package(text: str) -> OwnLayer:
    """Return the definitions of a file. Raises: PackageUnreadable."""
    if len(text) > LONGEST_FILE:
        raise PackageUnreadable(reason=f"more than {LONGEST_FILE} letters")
    try:
        data = json.loads(text)
        known = isinstance(data, Mapping) and data.get("owj_package") == FORMAT
        if known:
            return OwnLayer.from_json(data)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as wrong:
        raise PackageUnreadable(reason=f"{type(wrong).__name__}: {wrong}"[:200]) from None
    raise PackageUnreadable(reason=f'expected "owj_package": {FORMAT}')


def compare_package(ctx: Context, text: str) -> Comparison:
    """Return how a file differs from what is here. Raises: OnlyDesigners, PackageUnreadable."""
    check_designer(ctx)
    drawing, layer = current_drawing(), read_package(text)
    found = list(_compared(drawing, layer))
    return Comparison(
        tuple(one for one in found if one.what == "added"),
        tuple(one for one in found if one.what == "changed"),
    )


def import_package(ctx: Context, text: str, *, prefer: Prefer = "here") -> Draft:
    """Make a file the actor's draft, in place of the one there is, and return it.

    prefer: which side stands where both differ. Raises: OnlyDesigners, PackageUnreadable,
    SchemaChangeRefused.
    """
    layer = read_package(text)
    draft = open_draft(ctx)
    if draft.changes:
        drop_draft(ctx, draft)
        draft = open_draft(ctx)
    for change in _changes(current_drawing(), layer, prefer):
        draft = add_change(ctx, draft, change)
    return draft


def _incoming(drawing: Drawing, layer: OwnLayer) -> Iterator[tuple[str, str, Any]]:
    """Yield each entity of a file: its key, label, and its entity or overlay."""
    for entity in layer.entities:
        yield entity.key, str(entity.label), entity
    for entity_id, overlay in layer.overlays.items():
        declared = drawing.declared.by_id.get(entity_id)
        if declared is None:
            reason = f"{entity_id} is declared by no package here"
            raise PackageUnreadable(reason=reason)
        yield declared.key, str(declared.label), overlay


def _compared(drawing: Drawing, layer: OwnLayer) -> Iterator[Difference]:
    for key, label, one in _incoming(drawing, layer):
        here = drawing.schema.by_key.get(key)
        if here is None:
            yield Difference("added", key, label)
        elif isinstance(one, EntityDef):
            at = Difference("changed", key, label)
            yield from _settings(at, entity_settings(here), entity_settings(one))
        for field in one.fields:
            known = here.by_key.get(field.key) if here else None
            if known is None:
                yield Difference(
                    "added", key, label, field.key, str(field.label), new=field_settings(field)
                )
            else:
                at = Difference("changed", key, label, field.key, str(field.label))
                yield from _settings(at, field_settings(known), field_settings(field))
        if isinstance(one, Overlay) and here is not None:
            yield from _compared_overlay(drawing, here, one)


def _compared_overlay(drawing: Drawing, here: EntityDef, overlay: Overlay) -> Iterator[Difference]:
    mine = drawing.layer.overlay(here.id)
    at = Difference("changed", here.key, str(here.label))
    yield from _settings(at, _said(mine), _said(overlay))
    for field_id, said in overlay.changes.items():
        field = here.by_id.get(field_id)
        if field is not None:
            at = Difference("changed", here.key, str(here.label), field.key, str(field.label))
            yield from _settings(at, mine.changes.get(field_id, {}), said)


def _said(overlay: Overlay) -> dict[str, Any]:
    """Return what an overlay says of its entity itself."""
    said = {name: one for name, one in overlay.entity.items() if name in ENTITY_SETTINGS}
    if overlay.rules:
        said["rules"] = [rule_to_json(one) for one in overlay.rules]
    return said


def _settings(
    at: Difference, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Difference]:
    for name, value in sorted(new.items()):
        if as_data(old.get(name)) != as_data(value):
            what: Literal["added", "changed"] = "changed" if name in old else "added"
            yield replace(at, what=what, setting=name, old=old.get(name), new=value)


def entity_settings(entity: EntityDef) -> dict[str, Any]:
    """Return what a designer set of an entity, as plain data."""
    data = entity_to_json(entity)
    return {name: data[name] for name in sorted(ENTITY_SETTINGS) if name in data}


def field_settings(field: FieldDef) -> dict[str, Any]:
    """Return what a designer set of a field, as plain data; what says nothing is left out."""
    data = field_to_json(field)
    data["options"] = [one for one in data["options"] if not one.get("retired")]
    kept = {
        name: data[name]
        for name in sorted(FIELD_SETTINGS)
        if name in data and data[name] not in (_FIELD_DEFAULTS.get(name), [], None)
    }
    return {**kept, "label": data["label"], "kind": data["kind"]}


def _changes(drawing: Drawing, layer: OwnLayer, prefer: Prefer) -> Iterator[Change]:
    """Yield the changes that bring a file in: entities first, so that links find them."""
    incoming = list(_incoming(drawing, layer))
    for key, _label, one in incoming:
        if isinstance(one, EntityDef) and key not in drawing.schema.by_key:
            yield _created(one)
    for key, _label, one in incoming:
        yield from _fields(drawing, key, one.fields, prefer)
    for key, _label, one in incoming:
        if isinstance(one, EntityDef):
            yield from _entity(drawing, key, one, prefer)
        else:
            yield from _overlay(drawing, key, one, prefer)


def _created(entity: EntityDef) -> CreateEntity:
    return CreateEntity(
        entity.label,
        entity.plural,
        entity.key,
        entity.description,
        entity.icon,
        entity.color,
        entity.audit,
        title=None,
    )


def _fields(
    drawing: Drawing, key: str, given: Iterable[FieldDef], prefer: Prefer
) -> Iterator[Change]:
    here = drawing.schema.by_key.get(key)
    trash = {one.key for one in drawing.trash(key)} if here else set()
    # What is computed reads other fields, so it comes after them.
    for field in sorted(given, key=lambda one: one.computed):
        settings = field_settings(field)
        known = here.by_key.get(field.key) if here else None
        if known is None and field.key in trash:
            yield RestoreField(key, field.key)
        elif known is None:
            kind, label = Kind(settings.pop("kind")), Label(**settings.pop("label"))
            yield AddField(key, kind, label, field.key, settings)
        elif prefer == "file":
            old = field_settings(known)
            said = {name: one for name, one in settings.items() if old.get(name) != one}
            if said:
                yield ChangeField(key, field.key, said)


def _entity(drawing: Drawing, key: str, entity: EntityDef, prefer: Prefer) -> Iterator[Change]:
    here = drawing.schema.by_key.get(key)
    if here is not None and prefer == "here":
        return
    old = entity_settings(here) if here else {"rules": []}
    said = {name: one for name, one in entity_settings(entity).items() if old.get(name) != one}
    if here is None:
        said = {name: one for name, one in said.items() if name in ("title", "rules") and one}
    if said:
        yield ChangeEntity(key, said)
    if entity.fields:
        yield OrderFields(key, tuple(one.key for one in entity.fields))
    if entity.archived and not (here and here.archived):
        yield ArchiveEntity(key)


def _overlay(drawing: Drawing, key: str, overlay: Overlay, prefer: Prefer) -> Iterator[Change]:
    entity = drawing.schema.by_key[key]
    mine = drawing.layer.overlay(entity.id)
    for field_id, said in overlay.changes.items():
        field = entity.by_id.get(field_id)
        old = mine.changes.get(field_id, {})
        patch = {name: one for name, one in said.items() if name in FIELD_PATCH}
        new = _taken(patch, old, prefer)
        if field is not None and new:
            yield ChangeField(key, field.key, new)
    new = _taken(_said(overlay), _said(mine), prefer)
    if new:
        yield ChangeEntity(key, new)
    if overlay.order and (prefer == "file" or not mine.order):
        by_id = {one.id: one.key for one in (*entity.fields, *overlay.fields)}
        yield OrderFields(key, tuple(by_id[one] for one in overlay.order if one in by_id))


def _taken(said: Mapping[str, Any], old: Mapping[str, Any], prefer: Prefer) -> dict[str, Any]:
    """Return what of a file's settings is to be said here."""
    return {
        name: one
        for name, one in said.items()
        if as_data(old.get(name)) != as_data(one) and (prefer == "file" or name not in old)
    }
