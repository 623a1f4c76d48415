"""Applies changes to definitions. Pure: what is drawn becomes real by publishing alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from owj.server.records.answers import otherwise, renamed
from owj.server.records.compiling import FOLDED_SUFFIX, ORGANISATION_PREFIX
from owj.server.records.defs import LINK_KINDS, OWN, EntityDef, FieldDef, Kind, SchemaDef
from owj.server.records.defs_json import (
    entity_from_json,
    entity_to_json,
    field_from_json,
    field_to_json,
    rule_from_json,
)
from owj.server.records.overlays import (
    ENTITY_PATCH,
    FIELD_PATCH,
    OwnLayer,
    compose,
    in_order,
)
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
    as_data,
)
from owj.server.schema.errors import SchemaChangeRefused

TITLE_KEY = "x_name"
# Whom every own entity names by itself, and how that is called.
_PEOPLE = (
    ("x_created_by", "creator", {"fa": "سازنده", "en": "Created by"}),
    ("x_updated_by", "changer", {"fa": "آخرین تغییردهنده", "en": "Last changed by"}),
)
_IDENTITY = frozenset({"id", "key", "column", "folded", "retired", "former"})


@dataclass(frozen=True)
class Drawing:
    """Definitions while they are changed.

    declared: by the packages; published: the whole current schema, with what is in the trash;
    layer: what the organisation makes itself, as drawn.
    """

    declared: SchemaDef
    published: SchemaDef
    layer: OwnLayer

    @cached_property
    def schema(self) -> SchemaDef:
        """Return the schema as drawn."""
        return compose(self.declared, self.layer)

    def entity(self, key: str) -> EntityDef:
        """Return an entity as drawn. Raises: SchemaChangeRefused."""
        found = self.schema.by_key.get(key)
        if found is None:
            raise refusal(key, _("an entity that exists"), key)
        return found

    def field(self, entity_key: str, key: str) -> FieldDef:
        """Return a field as drawn. Raises: SchemaChangeRefused."""
        entity = self.entity(entity_key)
        found = entity.by_key.get(key)
        if found is None:
            raise refusal(entity.label, _("a field of the entity"), key)
        return found

    def trash(self, entity_key: str) -> tuple[FieldDef, ...]:
        """Return the own fields of an entity that were removed; their values are kept."""
        entity = self.entity(entity_key)
        stored = self.published.by_id.get(entity.id)
        living = {one.id for one in entity.fields if not one.retired}
        return tuple(
            one
            for one in (stored.fields if stored else ())
            if one.key.startswith(ORGANISATION_PREFIX) and one.id not in living and not one.dropped
        )

    def with_own(self, entity: EntityDef) -> Drawing:
        """Return the drawing with one of the organisation's entities changed."""
        return replace(self, layer=self.layer.with_entity(entity))


def apply_changes(drawing: Drawing, changes: tuple[Change, ...]) -> Drawing:
    """Return a drawing after some settled changes. Raises: SchemaChangeRefused."""
    for change in changes:
        drawing = apply_change(drawing, change)
    return drawing


def apply_change(drawing: Drawing, change: Change) -> Drawing:
    """Return a drawing after one settled change (settling.py). Raises: SchemaChangeRefused."""
    match change:
        case CreateEntity():
            return _create_entity(drawing, change)
        case ChangeEntity(key, settings):
            return _change_entity(drawing, key, settings)
        case ArchiveEntity(key):
            return _archive(drawing, key, archived=True)
        case RestoreEntity(key):
            return _archive(drawing, key, archived=False)
        case OrderFields():
            return _order_fields(drawing, change)
        case _:
            return _apply_to_field(drawing, change)


def _apply_to_field(
    drawing: Drawing, change: AddField | ChangeField | RemoveField | RestoreField
) -> Drawing:
    match change:
        case AddField():
            return _add_field(drawing, change)
        case ChangeField():
            return _change_field(drawing, change)
        case RemoveField():
            return _remove_field(drawing, change)
        case RestoreField():
            return _restore_field(drawing, change)


def _create_entity(drawing: Drawing, change: CreateEntity) -> Drawing:
    entity_id = f"{OWN}.{change.key}"
    stored = drawing.published.by_id.get(entity_id)
    # One that a version before brought comes back with its table; only packages name such a key.
    if change.key in drawing.schema.by_key or (stored is not None and not stored.retired):
        raise refusal(change.label, _("a key that is free"), change.key)
    title = None
    if change.title is not None:
        title = make_field(
            entity_id,
            {
                "key": TITLE_KEY,
                "kind": str(Kind.TEXT),
                "label": as_data(change.title),
                "required": True,
                "search": True,
            },
        )
    people = (
        make_field(entity_id, {"key": key, "kind": "user", "label": label, "names": names})
        for key, names, label in _PEOPLE
    )
    entity = EntityDef(
        id=entity_id,
        key=change.key,
        label=change.label,
        plural=change.plural,
        package=OWN,
        table=f"e_{change.key}",
        fields=(*((title,) if title else ()), *people),
        title=TITLE_KEY if title else None,
        audit=change.audit,
        description=change.description,
        icon=change.icon,
        color=change.color,
        own=True,
    )
    return drawing.with_own(entity)


def _change_entity(drawing: Drawing, key: str, settings: Mapping[str, Any]) -> Drawing:
    entity, data = drawing.entity(key), as_data(settings)
    _check_names(entity, data, ENTITY_SETTINGS)
    if data.get("title") is not None:
        drawing.field(key, data["title"])
    if entity.own:
        return drawing.with_own(entity_from_json({**entity_to_json(entity), **data}))
    overlay = drawing.layer.overlay(entity.id)
    if "rules" in data:
        overlay = replace(overlay, rules=tuple(rule_from_json(one) for one in data.pop("rules")))
    _check_names(entity, data, ENTITY_PATCH)
    shipped = entity_to_json(drawing.declared.by_id[entity.id])
    overlay = replace(overlay, entity=_otherwise({**overlay.entity, **data}, shipped))
    return replace(drawing, layer=drawing.layer.with_overlay(entity.id, overlay))


def _otherwise(said: Mapping[str, Any], shipped: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of the settings differs from what the package says of them."""
    blank: tuple[Any, ...] = (None, "", False, [], ())
    return {
        name: one
        for name, one in said.items()
        if one != shipped.get(name) and not (one in blank and shipped.get(name) in blank)
    }


def _archive(drawing: Drawing, key: str, *, archived: bool) -> Drawing:
    entity = drawing.entity(key)
    if entity.archived is archived:
        expected = _("an entity in use") if archived else _("an archived entity")
        raise refusal(entity.label, expected, entity.label)
    if entity.own:
        return drawing.with_own(replace(entity, archived=archived))
    overlay = drawing.layer.overlay(entity.id)
    said = {name: value for name, value in overlay.entity.items() if name != "archived"}
    overlay = replace(overlay, entity={**said, "archived": True} if archived else said)
    return replace(drawing, layer=drawing.layer.with_overlay(entity.id, overlay))


def _add_field(drawing: Drawing, change: AddField) -> Drawing:
    entity, data = drawing.entity(change.entity), as_data(change.settings)
    _check_names(entity, data, FIELD_SETTINGS)
    if change.key in names_taken(drawing, entity):
        raise refusal(change.label, _("a key that is free"), change.key)
    given = {"key": change.key, "kind": str(change.kind), "label": as_data(change.label)}
    return with_field(drawing, entity, make_field(entity.id, {**data, **given}))


def make_field(entity_id: str, data: Mapping[str, Any]) -> FieldDef:
    """Return the definition of an own field from plain settings; names are made from its key."""
    kind, key = Kind(data["kind"]), data["key"]
    column = f"{key}_id" if kind in LINK_KINDS else key
    folded = f"{column}{FOLDED_SUFFIX}" if data.get("search") else None
    return field_from_json(
        {**data, "id": f"{entity_id}.{key}", "column": column, "folded": folded, "retired": False}
    )


def names_taken(drawing: Drawing, entity: EntityDef) -> frozenset[str]:
    """Return every name that a further field of an entity must not take, trash included."""
    stored = drawing.published.by_id.get(entity.id)
    fields = (*entity.fields, *(stored.fields if stored else ()))
    own = {name for one in fields for name in (one.key, one.attname, one.column, one.folded)}
    back = {
        one.reverse
        for other in drawing.schema.by_key.values()
        for one in other.by_key.values()
        if one.target == entity.key
    }
    return frozenset(name for name in own | back if name)


def with_field(drawing: Drawing, entity: EntityDef, field: FieldDef) -> Drawing:
    """Return the drawing with an own field added, or put in place of that of the same id."""
    if entity.own:
        return drawing.with_own(replace(entity, fields=_placed(entity.fields, field)))
    overlay = drawing.layer.overlay(entity.id)
    overlay = replace(overlay, fields=_placed(overlay.fields, field))
    return replace(drawing, layer=drawing.layer.with_overlay(entity.id, overlay))


def _placed(fields: tuple[FieldDef, ...], field: FieldDef) -> tuple[FieldDef, ...]:
    if field.id in {one.id for one in fields}:
        return tuple(field if one.id == field.id else one for one in fields)
    # Who made and who changed a record stand last, until somebody puts them elsewhere.
    last = len(fields)
    while last and fields[last - 1].names is not None:
        last -= 1
    return (*fields[:last], field, *fields[last:])


def is_own(entity: EntityDef, field: FieldDef) -> bool:
    """Return whether the organisation made a field itself."""
    return entity.own or field.key.startswith(ORGANISATION_PREFIX)


def _change_field(drawing: Drawing, change: ChangeField) -> Drawing:
    entity = drawing.entity(change.entity)
    field = drawing.field(change.entity, change.field)
    data = as_data(change.settings)
    if is_own(entity, field):
        _check_names(field, data, FIELD_SETTINGS)
        kept = {name: one for name, one in field_to_json(field).items() if name not in _IDENTITY}
        changed = make_field(entity.id, {**kept, "key": field.key, **data})
        kept_column = replace(changed, column=field.column, former=field.former)
        return with_field(drawing, entity, kept_column)
    _check_names(field, data, FIELD_PATCH)
    overlay = drawing.layer.overlay(entity.id)
    declared = drawing.declared.by_id[entity.id].by_id[field.id]
    said = {**overlay.changes.get(field.id, {}), **data}
    answers = otherwise(
        declared.options, renamed(declared.options, said.pop("options", None) or ())
    )
    patch = _otherwise(said, field_to_json(declared)) | ({"options": answers} if answers else {})
    others = {one: said for one, said in overlay.changes.items() if one != field.id}
    overlay = replace(overlay, changes={**others, field.id: patch} if patch else others)
    return replace(drawing, layer=drawing.layer.with_overlay(entity.id, overlay))


def _remove_field(drawing: Drawing, change: RemoveField) -> Drawing:
    entity = drawing.entity(change.entity)
    field = drawing.field(change.entity, change.field)
    if not is_own(entity, field):
        raise refusal(field.label, _("a field that this organisation made"), field.label)
    if entity.title == field.key:
        raise refusal(field.label, _("another field as the title of its records first"), _("none"))
    if entity.own:
        left = tuple(one for one in entity.fields if one.id != field.id)
        return drawing.with_own(replace(entity, fields=left))
    overlay = drawing.layer.overlay(entity.id)
    left = tuple(one for one in overlay.fields if one.id != field.id)
    overlay = replace(overlay, fields=left)
    return replace(drawing, layer=drawing.layer.with_overlay(entity.id, overlay))


def _restore_field(drawing: Drawing, change: RestoreField) -> Drawing:
    entity = drawing.entity(change.entity)
    found = next((one for one in drawing.trash(change.entity) if one.key == change.field), None)
    if found is None:
        raise refusal(entity.label, _("a field in the trash"), change.field)
    options = tuple(one for one in found.options if not one.retired)
    field = replace(found, retired=False, options=options or found.options)
    return with_field(drawing, entity, field)


def _order_fields(drawing: Drawing, change: OrderFields) -> Drawing:
    entity = drawing.entity(change.entity)
    order = tuple(drawing.field(change.entity, key).id for key in change.fields)
    if entity.own:
        fields = tuple(in_order(list(entity.fields), order))
        return drawing.with_own(replace(entity, fields=fields))
    overlay = replace(drawing.layer.overlay(entity.id), order=order)
    return replace(drawing, layer=drawing.layer.with_overlay(entity.id, overlay))


def _check_names(of: EntityDef | FieldDef, given: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = sorted(set(given) - known)
    if unknown:
        raise refusal(of.label, ", ".join(sorted(known)), ", ".join(unknown))


def refusal(where: object, expected: str | Promise, got: object) -> SchemaChangeRefused:
    """Return the error that says what a change lacks."""
    if not isinstance(got, Promise):
        text = str(got)
        got = text if len(text) <= 60 else f"{text[:60]}…"
    return SchemaChangeRefused(where=where, expected=expected, got=got)
