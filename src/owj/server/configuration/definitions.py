"""Entities and fields as items, and the changes that make a drawing say what items say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from owj.server.configuration.items import ENTITY, FIELD, ItemKey, Items
from owj.server.records.answers import told
from owj.server.records.defs import COMPUTED_KINDS, EntityDef, FieldDef, Kind, Label
from owj.server.records.defs_json import (
    entity_to_json,
    field_to_json,
    label_from_json,
    rule_to_json,
)
from owj.server.records.overlays import ENTITY_PATCH, FIELD_PATCH, Overlay
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
    RemoveField,
    RestoreEntity,
    RestoreField,
)
from owj.server.schema.drawing import Drawing, apply_change, is_own
from owj.server.schema.settling import settle

_FIELD_DEFAULTS = {one.name: one.default for one in fields(FieldDef)}
_ENTITY_BLANKS: Mapping[str, Any] = {
    "description": None, "icon": "", "color": "", "title": None, "audit": True, "rules": [],
}  # fmt: skip


def definition_items(drawing: Drawing) -> dict[ItemKey, Any]:
    """Return what the organisation made itself of entities and fields."""
    items: dict[ItemKey, Any] = {}
    for own in drawing.layer.entities:
        entity = drawing.schema.by_key.get(own.key)
        if entity is not None:
            items[ENTITY, entity.key] = _own_entity(entity)
            for field in entity.by_key.values():
                items[FIELD, f"{entity.key}.{field.key}"] = field_settings(field)
    for entity_id, overlay in drawing.layer.overlays.items():
        declared = drawing.declared.by_id.get(entity_id)
        if declared is not None and declared.key in drawing.schema.by_key:
            items |= _overlay_items(drawing.schema.by_key[declared.key], overlay)
    return items


def _own_entity(entity: EntityDef) -> dict[str, Any]:
    data = entity_settings(entity) | {"order": list(entity.by_key)}
    return data | ({"archived": True} if entity.archived else {})


def _overlay_items(entity: EntityDef, overlay: Overlay) -> dict[ItemKey, Any]:
    items: dict[ItemKey, Any] = {}
    said = {name: one for name, one in overlay.entity.items() if name in ENTITY_PATCH}
    if overlay.rules:
        said["rules"] = [rule_to_json(one) for one in overlay.rules]
    if overlay.order:
        known = {one.id: one.key for one in entity.by_key.values()}
        said["order"] = [known[one] for one in overlay.order if one in known]
    if said:
        items[ENTITY, entity.key] = said
    for field in overlay.fields:
        if field.key in entity.by_key:
            items[FIELD, f"{entity.key}.{field.key}"] = field_settings(field)
    for field_id, patch in overlay.changes.items():
        changed = entity.by_id.get(field_id)
        if changed is not None and (said := _said_of(changed, patch)):
            items[FIELD, f"{entity.key}.{changed.key}"] = said
    return items


def _said_of(field: FieldDef, patch: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said otherwise of a package's field; an answer is told with its name."""
    said = {name: one for name, one in patch.items() if name in FIELD_PATCH}
    if answers := said.pop("options", None):
        said["options"] = told(field.options, answers)
    return said


def entity_settings(entity: EntityDef) -> dict[str, Any]:
    """Return what a designer set of an entity, as plain data."""
    data = entity_to_json(entity)
    return {
        name: data[name]
        for name in sorted(ENTITY_SETTINGS)
        if name in data and (name not in _ENTITY_BLANKS or data[name] != _ENTITY_BLANKS[name])
    }


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


def changes_to(drawing: Drawing, wanted: Items) -> list[Change]:
    """Return the changes, settled, after which a drawing says what items say; None: gone.

    Raises: SchemaChangeRefused, and what malformed data raise (KeyError, TypeError, ValueError).
    """
    return list(_Course(drawing).run(wanted))


class _Course:
    """A drawing on its way: each change is laid upon it before the next one is thought of."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing

    def run(self, wanted: Items) -> Iterator[Change]:
        entities = {key: data for (kind, key), data in wanted.items() if kind == ENTITY}
        of_fields = {key: data for (kind, key), data in wanted.items() if kind == FIELD}
        for key, data in entities.items():
            if data is not None and key not in self.drawing.schema.by_key:
                yield self._lay(_created(key, data))
        # What is computed reads other fields, so it comes after them.
        for key, data in sorted(of_fields.items(), key=lambda one: _is_computed(one[1])):
            if data is not None:
                yield from self._field(key, data)
        for key, data in entities.items():
            if data is not None:
                yield from self._entity(key, data)
        for key, data in of_fields.items():
            if data is None:
                yield from self._without_field(key)
        for key, data in entities.items():
            if data is None:
                yield from self._without_entity(key)

    def _lay(self, change: Change) -> Change:
        settled = settle(self.drawing, change)
        self.drawing = apply_change(self.drawing, settled)
        return settled

    def _field(self, name: str, data: Mapping[str, Any]) -> Iterator[Change]:
        entity_key, _dot, key = name.partition(".")
        entity = self.drawing.entity(entity_key)
        if key not in entity.by_key:
            if key not in {one.key for one in self.drawing.trash(entity_key)}:
                settings = {one: said for one, said in data.items() if one not in ("kind", "label")}
                label = Label(**data["label"])
                yield self._lay(AddField(entity_key, Kind(data["kind"]), label, key, settings))
                return
            yield self._lay(RestoreField(entity_key, key))
            entity = self.drawing.entity(entity_key)
        field = entity.by_key[key]
        if is_own(entity, field):
            Kind(data["kind"]), Label(**data["label"])
            said = _differing(field_settings(field), data, _FIELD_DEFAULTS)
        else:
            overlay = self.drawing.layer.overlay(entity.id)
            shipped = field_to_json(self.drawing.declared.by_id[entity.id].by_id[field.id])
            old = _said_of(field, overlay.changes.get(field.id, {}))
            said = _differing(old, data, shipped)
        if said:
            yield self._lay(ChangeField(entity_key, key, said))

    def _entity(self, key: str, data: Mapping[str, Any]) -> Iterator[Change]:
        entity = self.drawing.entity(key)
        if entity.own:
            old, blanks = entity_settings(entity), _ENTITY_BLANKS
        else:
            overlay = self.drawing.layer.overlay(entity.id)
            found = _overlay_items(entity, overlay).get((ENTITY, key), {})
            old = {name: one for name, one in found.items() if name in ENTITY_SETTINGS}
            blanks = _plain_entity(self.drawing.declared.by_id[entity.id]) | {"rules": []}
        new = {name: one for name, one in data.items() if name in ENTITY_SETTINGS}
        said = _differing(old, new, blanks)
        if said:
            yield self._lay(ChangeEntity(key, said))
        entity = self.drawing.entity(key)
        order = tuple(one for one in data.get("order", ()) if one in entity.by_key)
        if order and list(order) != list(entity.by_key)[: len(order)]:
            yield self._lay(OrderFields(key, order))
        if bool(data.get("archived")) is not entity.archived:
            yield self._lay(ArchiveEntity(key) if data.get("archived") else RestoreEntity(key))

    def _without_field(self, name: str) -> Iterator[Change]:
        entity_key, _dot, key = name.partition(".")
        entity = self.drawing.schema.by_key.get(entity_key)
        field = entity.by_key.get(key) if entity else None
        if entity is None or field is None:
            return
        if is_own(entity, field):
            yield self._lay(RemoveField(entity_key, key))
        else:
            yield from self._field(name, {})

    def _without_entity(self, key: str) -> Iterator[Change]:
        entity = self.drawing.schema.by_key.get(key)
        if entity is None:
            return
        if not entity.own:
            yield from self._entity(key, {})
        elif not entity.archived:
            yield self._lay(ArchiveEntity(key))


def _created(key: str, data: Mapping[str, Any]) -> CreateEntity:
    return CreateEntity(
        Label(**data["label"]),
        Label(**data["plural"]),
        key,
        label_from_json(data.get("description")),
        str(data.get("icon", "")),
        str(data.get("color", "")),
        bool(data.get("audit", True)),
        title=None,
    )


def _is_computed(data: Any) -> bool:
    return isinstance(data, Mapping) and data.get("kind") in COMPUTED_KINDS


def _plain_entity(entity: EntityDef) -> dict[str, Any]:
    data = entity_to_json(entity)
    return {name: data.get(name, _ENTITY_BLANKS.get(name)) for name in ENTITY_SETTINGS}


def _differing(
    old: Mapping[str, Any], new: Mapping[str, Any], blanks: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the settings that say something else; what is said no more is as it was at first."""
    said = {name: one for name, one in new.items() if old.get(name) != one}
    gone = {name: blanks.get(name) for name in old if name not in new}
    return said | {name: list(one) if isinstance(one, tuple) else one for name, one in gone.items()}
