"""How entities hang together: links, ways back, and who leans on a field."""

from __future__ import annotations

from dataclasses import dataclass

from owj.server.records.defs import EntityDef, FieldDef, Kind, SchemaDef

LINKING = frozenset({Kind.LINK, Kind.LINKS})


@dataclass(frozen=True, slots=True)
class Relation:
    """One link field: from whom to whom."""

    source: EntityDef
    field: FieldDef
    target: EntityDef

    @property
    def is_many(self) -> bool:
        """Return whether one record leads to several."""
        return self.field.kind is Kind.LINKS


def relations_of(schema: SchemaDef) -> list[Relation]:
    """Return every link of a schema, in order of entities and fields."""
    return [
        Relation(entity, field, schema.by_key[field.target])
        for entity in schema.by_key.values()
        for field in entity.by_key.values()
        if field.kind in LINKING and field.target and field.target in schema.by_key
    ]
