"""What the hub may meet of entities that the organisation made, as it is stored.

What a package declares, its own rule and pages show to customers. What an organisation made stays
inside until an administrator opens it, field by field: a field added later is not seen outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from owj.server.records.access import hub_anchors
from owj.server.records.defs import EntityDef, FieldDef, Kind, SchemaDef
from owj.server.records.rights import OWN_PREFIX, FieldAccess, lesser
from owj.server.roles.models import HubShare

# A visit leads over its vehicle to the customer; nothing useful lies further away.
MOST_LINKS = 3


@dataclass(frozen=True, slots=True)
class Share:
    """How the hub meets one entity. path: ids of links; fields: by field id; see HubShare."""

    path: tuple[str, ...] = ()
    fields: Mapping[str, FieldAccess] = field(default_factory=dict)
    view_id: int | None = None


def read_shares() -> dict[str, Share]:
    """Return what the hub meets, by entity id. One query."""
    return {
        one.entity_id: Share(
            tuple(str(part) for part in one.path),
            {str(key): "write" if said == "write" else "read" for key, said in one.fields.items()},
            one.view_id,
        )
        for one in HubShare.objects.all()
    }


def is_own_field(entity: EntityDef, one: FieldDef) -> bool:
    """Return whether the organisation made a field, of its own entity or of a package's."""
    return entity.own or one.key.startswith(OWN_PREFIX)


def hub_fields(
    entity: EntityDef, share: Share | None, said: Mapping[str, FieldAccess]
) -> Mapping[str, FieldAccess]:
    """Return what the hub's role may do with fields, where it is less than to write."""
    opened: Mapping[str, FieldAccess] = share.fields if share else {}
    own = {
        one.id: lesser(opened.get(one.id, "hidden"), said.get(one.id, "write"))
        for one in entity.by_key.values()
        if is_own_field(entity, one)
    }
    return {key: access for key, access in {**said, **own}.items() if access != "write"}


def ways_to_customer(schema: SchemaDef, entity: EntityDef) -> list[tuple[FieldDef, ...]]:
    """Return the chains of links that lead from an entity to a customer, the shortest first."""
    found: list[tuple[FieldDef, ...]] = []
    left: list[tuple[FieldDef, ...]] = [()]
    for _step in range(MOST_LINKS):
        left = [
            (*way, link) for way in left for link in _links_of(schema, _end_of(schema, entity, way))
        ]
        found += [way for way in left if way[-1].target in hub_anchors()]
        left = [way for way in left if not _turns_back(entity, way)]
    return found


def way_of(schema: SchemaDef, entity: EntityDef, path: tuple[str, ...]) -> tuple[FieldDef, ...]:
    """Return the links that a stored path names; empty when it leads to no customer any more."""
    by_ids = {tuple(one.id for one in way): way for way in ways_to_customer(schema, entity)}
    return by_ids.get(path, ())


def _links_of(schema: SchemaDef, entity: EntityDef | None) -> Iterator[FieldDef]:
    for one in entity.by_key.values() if entity and not entity.archived else ():
        if one.kind is Kind.LINK and one.target in schema.by_key:
            yield one


def _end_of(schema: SchemaDef, entity: EntityDef, way: tuple[FieldDef, ...]) -> EntityDef | None:
    return schema.by_key.get(way[-1].target or "") if way else entity


def _turns_back(entity: EntityDef, way: tuple[FieldDef, ...]) -> bool:
    """Return whether a chain ended at a customer, or came to an entity that it passed already."""
    passed = [entity.key, *(one.target for one in way)]
    return way[-1].target in hub_anchors() or len(set(passed)) < len(passed)
