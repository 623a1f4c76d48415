"""What an organisation made itself: entities of its own, and what it laid over packages' ones.

`OwnLayer` is that part of a schema, complete and plain; `compose` lays it over what the packages
declare. A package's own fields keep their kind, column and meaning, which its code relies on;
how they are called, explained, ordered and indexed is the organisation's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from owj.server.records.answers import renamed
from owj.server.records.defs import (
    OWN,
    EntityDef,
    FieldDef,
    RuleDef,
    SchemaDef,
)
from owj.server.records.defs_json import (
    entity_from_json,
    entity_to_json,
    field_from_json,
    field_to_json,
    rule_from_json,
    rule_to_json,
)
from owj.server.records.indexes import add_indexes, indexes_for

# What may be said otherwise about a package's field or entity.
FIELD_PATCH = frozenset({"label", "help", "message", "rule", "index", "track", "options"})
ENTITY_PATCH = frozenset({"label", "plural", "description", "icon", "color", "title", "archived"})


@dataclass(frozen=True)
class Overlay:
    """What an organisation laid over one entity of a package.

    fields: its own (`x_…`). changes: by the id of a declared field, what it says otherwise, as
    plain data. entity: the same about the entity. order: field ids, as far as they were put in
    order. rules: what must hold besides.
    """

    fields: tuple[FieldDef, ...] = field(default=())
    changes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    entity: Mapping[str, Any] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    rules: tuple[RuleDef, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return plain data for storing; what says nothing is left out."""
        data: dict[str, Any] = {"fields": [field_to_json(one) for one in self.fields]}
        if self.changes:
            data["changes"] = {key: dict(said) for key, said in sorted(self.changes.items())}
        if self.entity:
            data["entity"] = dict(self.entity)
        if self.order:
            data["order"] = list(self.order)
        if self.rules:
            data["rules"] = [rule_to_json(one) for one in self.rules]
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Overlay:
        """Read what `to_json` wrote."""
        return cls(
            fields=tuple(field_from_json(one) for one in data.get("fields", ())),
            changes=data.get("changes", {}),
            entity=data.get("entity", {}),
            order=tuple(data.get("order", ())),
            rules=tuple(rule_from_json(one) for one in data.get("rules", ())),
        )


@dataclass(frozen=True)
class OwnLayer:
    """Everything that an organisation made itself. overlays: by the id of a package's entity."""

    entities: tuple[EntityDef, ...] = ()
    overlays: Mapping[str, Overlay] = field(default_factory=dict)

    def overlay(self, entity_id: str) -> Overlay:
        """Return what was laid over a package's entity; by default nothing."""
        return self.overlays.get(entity_id, Overlay())

    def with_overlay(self, entity_id: str, overlay: Overlay) -> OwnLayer:
        """Return the layer with another overlay of one entity."""
        others = {key: one for key, one in self.overlays.items() if key != entity_id}
        kept = {**others, entity_id: overlay} if overlay != Overlay() else others
        return replace(self, overlays=dict(sorted(kept.items())))

    def with_entity(self, entity: EntityDef) -> OwnLayer:
        """Return the layer with one of its entities put in place of that of the same id."""
        if entity.id not in {one.id for one in self.entities}:
            return replace(self, entities=(*self.entities, entity))
        entities = tuple(entity if one.id == entity.id else one for one in self.entities)
        return replace(self, entities=entities)

    def to_json(self) -> dict[str, Any]:
        """Return plain data for storing."""
        return {
            "entities": [entity_to_json(one) for one in self.entities],
            "overlays": {key: one.to_json() for key, one in self.overlays.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> OwnLayer:
        """Read what `to_json` wrote."""
        return cls(
            tuple(entity_from_json(one) for one in data["entities"]),
            {key: Overlay.from_json(one) for key, one in data["overlays"].items()},
        )


def in_present_columns(layer: OwnLayer, present: SchemaDef) -> OwnLayer:
    """Return an older layer whose fields stand in the columns that they have now.

    A field that was of another kind then is refused by the planner; its values are in another
    column, and going back to them is a change of kind.
    """

    def moved(entity_id: str, fields: tuple[FieldDef, ...]) -> tuple[FieldDef, ...]:
        known = present.by_id[entity_id].by_id if entity_id in present.by_id else {}
        return tuple(
            replace(one, column=known[one.id].column, former=known[one.id].former)
            if one.id in known
            else one
            for one in fields
        )

    return OwnLayer(
        tuple(replace(one, fields=moved(one.id, one.fields)) for one in layer.entities),
        {key: replace(one, fields=moved(key, one.fields)) for key, one in layer.overlays.items()},
    )


def compose(declared: SchemaDef, layer: OwnLayer) -> SchemaDef:
    """Return the schema as this organisation sees it: the packages' entities, then its own."""
    packaged = tuple(compose_entity(one, layer.overlay(one.id)) for one in declared.entities)
    own = tuple(
        replace(one, package=OWN, own=True, indexes=indexes_for(one.table, one.by_key.values()))
        for one in layer.entities
    )
    return SchemaDef((*packaged, *own))


def compose_entity(declared: EntityDef, overlay: Overlay) -> EntityDef:
    """Return the entity as this organisation sees it: the package's fields, then its own."""
    if overlay == Overlay():
        return declared
    fields = [_changed(one, overlay.changes.get(one.id, {})) for one in declared.fields]
    indexed = [one for one in fields if one.index] + list(overlay.fields)
    fields = in_order([*fields, *overlay.fields], overlay.order)
    said = {name: value for name, value in overlay.entity.items() if name in ENTITY_PATCH}
    entity = entity_from_json({**entity_to_json(declared), **said}) if said else declared
    return replace(
        entity,
        fields=tuple(fields),
        indexes=add_indexes(declared, indexed),
        rules=declared.rules + overlay.rules,
    )


def in_order(fields: list[FieldDef], order: tuple[str, ...]) -> list[FieldDef]:
    """Return fields as they were put in order by id; those that were not come after."""
    place = {field_id: at for at, field_id in enumerate(order)}
    return sorted(fields, key=lambda one: place.get(one.id, len(place)))


def _changed(declared: FieldDef, said: Mapping[str, Any]) -> FieldDef:
    given = {name: value for name, value in said.items() if name in FIELD_PATCH}
    options = given.pop("options", None)
    changed = field_from_json({**field_to_json(declared), **given}) if given else declared
    if options is None:
        return changed
    return replace(changed, options=renamed(declared.options, options))
