"""What an actor's roles allow together: the union of their rights, the most open of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from owj.server.records.defs import EntityDef
from owj.server.records.rights import FULL, EntityRights, FieldAccess, Reach, Verb, either
from owj.server.roles.grants import Grants, grants_from_json
from owj.server.roles.known import ADMIN, HUB, rights_by_itself, role_keys_of
from owj.server.roles.models import EntityRight, FieldRight
from owj.server.roles.scopes import reach_of_grant
from owj.server.roles.shares import Share, hub_fields, read_shares

if TYPE_CHECKING:
    from owj.server.records.context import Context

RoleAndEntity = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SaidRights:
    """Everything that administrators said about rights, by role and entity id.

    shares: by entity id, what the hub meets.
    """

    entities: Mapping[RoleAndEntity, Grants]
    fields: Mapping[RoleAndEntity, Mapping[str, FieldAccess]]
    shares: Mapping[str, Share]


class _Kept:
    """What was read last, and at which version: together, because threads share it."""

    last: tuple[int, SaidRights] = (0, SaidRights({}, {}, {}))
    # Of a draft that is tried: versions below zero, each used by one page alone.
    tried: tuple[int, SaidRights] = (0, SaidRights({}, {}, {}))


def said_rights(version: int) -> SaidRights:
    """Return everything said at a version of rights; read anew when the version has moved."""
    known, said = _Kept.tried if version < 0 else _Kept.last
    if known != version:
        said = read_said_rights()
        if version < 0:
            _Kept.tried = (version, said)
        else:
            _Kept.last = (version, said)
    return said


def read_said_rights() -> SaidRights:
    """Return everything said about rights now. Three queries."""
    entities = {
        (one.role, one.entity_id): grants_from_json(one.grants) for one in EntityRight.objects.all()
    }
    fields: dict[RoleAndEntity, dict[str, FieldAccess]] = {}
    for one in FieldRight.objects.all():
        access: FieldAccess = "read" if one.access == "read" else "hidden"
        fields.setdefault((one.role, one.entity_id), {})[one.field_id] = access
    return SaidRights(entities, fields, read_shares())


def rights_from_roles(ctx: Context, entity: EntityDef) -> EntityRights:
    """Return what the actor's roles allow with an entity; see records/rights.py."""
    roles = role_keys_of(ctx.actor)
    if ADMIN in roles:
        return FULL
    return union([rights_of_role(ctx, role, entity) for role in roles])


def rights_of_role(ctx: Context, role: str, entity: EntityDef) -> EntityRights:
    """Return what one role allows the actor with an entity."""
    said = said_rights(ctx.rights_version)
    fields = said.fields.get((role, entity.id), {})
    if role == HUB:
        fields = hub_fields(entity, said.shares.get(entity.id), fields)
    grants = said.entities.get((role, entity.id))
    if grants is None:
        return EntityRights(rights_by_itself(role, entity).verbs, fields)
    verbs = {verb: reach_of_grant(ctx, entity, grant) for verb, grant in grants.items()}
    return EntityRights(verbs, fields)


def union(rights: list[EntityRights]) -> EntityRights:
    """Return the most open of several rights.

    A role that does not let read says nothing about fields: else it would show, by saying nothing,
    what the others hide.
    """
    if len(rights) == 1:
        return rights[0]
    verbs: dict[Verb, Reach] = {}
    for one in rights:
        for verb, reach in one.verbs.items():
            verbs[verb] = either(verbs[verb], reach) if verb in verbs else reach
    readers = [one.fields for one in rights if Verb.READ in one.verbs]
    fields: dict[str, FieldAccess] = dict(readers[0]) if readers else {}
    for other in readers[1:]:
        both_said = fields.keys() & other.keys()
        fields = {
            key: "read" if "read" in (fields[key], other[key]) else "hidden" for key in both_said
        }
    return EntityRights(verbs, fields)
