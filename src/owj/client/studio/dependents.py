"""Who leans on a field: what would lose something if it went."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext

from owj.server.records.defs import EntityDef, FieldDef, Kind, Label, SchemaDef


@dataclass(frozen=True, slots=True)
class Dependent:
    """One thing that reads a field. how: in words; name: what people call it."""

    entity: EntityDef
    name: Label
    how: str
    field: FieldDef | None = None


def dependents_of(schema: SchemaDef, entity: EntityDef, field: FieldDef) -> list[Dependent]:
    """Return what reads a field of an entity, in this entity and in others."""
    found = list(_within(entity, field))
    for other in schema.by_key.values():
        found += _computed_elsewhere(schema, other, entity, field)
    return found


def _within(entity: EntityDef, field: FieldDef) -> Iterator[Dependent]:
    if entity.title == field.key:
        yield Dependent(entity, entity.label, gettext("names each record by it"))
    for one in entity.by_key.values():
        if one.key == field.key:
            continue
        if reads(one.formula, field):
            yield Dependent(entity, one.label, gettext("its formula reads it"), one)
        if reads(one.rule, field):
            yield Dependent(entity, one.label, gettext("its rule reads it"), one)
        if one.via == field.key:
            yield Dependent(entity, one.label, gettext("looks through this link"), one)
    for rule in entity.rules:
        if reads(rule.condition, field) or field.key in rule.fields:
            yield Dependent(entity, rule.message, gettext("a rule of the record reads it"))


def _computed_elsewhere(
    schema: SchemaDef, other: EntityDef, entity: EntityDef, field: FieldDef
) -> Iterator[Dependent]:
    for one in other.by_key.values():
        if one.kind not in {Kind.LOOKUP, Kind.ROLLUP} or one.via is None:
            continue
        behind, way = _behind(schema, other, one)
        if behind is not None and behind.id == entity.id:
            if one.source == field.key:
                yield Dependent(other, one.label, gettext("shows it or sums it up"), one)
            elif way is not None and way.id == field.id:
                yield Dependent(other, one.label, gettext("comes here by this link"), one)


def _behind(
    schema: SchemaDef, other: EntityDef, computed: FieldDef
) -> tuple[EntityDef | None, FieldDef | None]:
    """Return the entity that a computed field reads, and the link that leads there or back."""
    link = other.by_key.get(computed.via or "")
    if link is not None and link.target:
        return schema.by_key.get(link.target), None
    for source in schema.by_key.values():
        for one in source.by_key.values():
            if one.target == other.key and one.reverse == computed.via:
                return source, one
    return None, None


def reads(expression: str | None, field: FieldDef) -> bool:
    """Return whether an expression speaks of a field, by its key or by what people call it."""
    if not expression:
        return False
    names = {field.key, field.key.replace("_", " "), field.label.fa, field.label.en}
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", expression) for name in names if name)
