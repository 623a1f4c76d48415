"""How entities hang together: links, ways back, and who leans on a field."""

from __future__ import annotations

from dataclasses import dataclass

from owj.server.records.defs import EntityDef, FieldDef, Kind, SchemaDef

LINKING = frozenset({Kind.LINK, Kind.LINKS})
NAME_LIMIT = 40


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


def free_way_back(schema: SchemaDef, entity: EntityDef, target: str) -> str | None:
    """Return a name for the way back of a new link that nothing on the target bears."""
    if target not in schema.by_key:
        return None
    taken = set(schema.by_key[target].by_key)
    taken |= {one.field.reverse or "" for one in relations_of(schema) if one.target.key == target}
    stem = entity.key[: NAME_LIMIT - 4]
    candidates = [stem, *(f"{stem}_{number}" for number in range(2, 100))]
    return next((name for name in candidates if name not in taken), None)
