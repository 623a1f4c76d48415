"""Why a person can see a record, or cannot: what each role and the package's rule say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from owj.server.identity.models import User
from owj.server.records.access import has_rule, package_reach, reach_of
from owj.server.records.context import open_context
from owj.server.records.defs import EntityDef
from owj.server.records.queryset import rows_of
from owj.server.records.rights import ALL, NONE, FieldAccess, Reach, Verb, both
from owj.server.roles.grants import Grant
from owj.server.roles.known import ADMIN, KnownRole, known_roles, role_keys_of
from owj.server.roles.sharing import hub_way
from owj.server.roles.source import rights_of_role, said_rights

if TYPE_CHECKING:
    from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class RoleSight:
    """What one role of the person says of the record.

    grant: what administrators said for the verb; None: nothing, or not this verb.
    said: whether administrators said anything of the entity to this role.
    """

    role: KnownRole
    said: bool
    grant: Grant | None
    reaches: bool


@dataclass(frozen=True, slots=True)
class Sight:
    """The answer. rule: whether the package's rule, if there is one, leaves the record in sight.

    way: of a person of the hub, the links by which a shared entity finds its customer; the rule is
    then that this customer is one of the person's.
    """

    exists: bool
    sees: bool
    has_rule: bool
    rule: bool
    roles: tuple[RoleSight, ...]
    hidden: tuple[str, ...]
    way: tuple[str, ...] = ()


def explain_sight(
    ctx: Context, person: User, entity_key: str, record_id: int, verb: Verb = Verb.READ
) -> Sight:
    """Return why a person's verb reaches a record, or does not.

    ctx: of an administrator; the answer tells of records that the person does not see.
    """
    theirs = open_context(person.actor, ctx.now)
    entity = theirs.snapshot.entity(entity_key)
    rule = package_reach(theirs, entity_key)
    roles = tuple(
        _role_sight(theirs, role, entity, record_id, verb)
        for role in known_roles()
        if role.key in role_keys_of(person.actor)
    )
    access = theirs.field_access(entity_key)
    hidden = tuple(str(entity.by_key[key].label) for key, one in access.items() if _is_hidden(one))
    by_hub = person.actor.is_hub and entity.own
    rule_leaves = _is_within(theirs, entity_key, record_id, rule)
    return Sight(
        exists=_is_within(theirs, entity_key, record_id, ALL),
        sees=_is_within(theirs, entity_key, record_id, reach_of(theirs, entity_key, verb)),
        has_rule=has_rule(entity_key) or by_hub,
        rule=rule_leaves,
        roles=roles,
        hidden=hidden,
        way=tuple(str(one.label) for one in hub_way(theirs, entity)) if by_hub else (),
    )


def _role_sight(
    theirs: Context, role: KnownRole, entity: EntityDef, record_id: int, verb: Verb
) -> RoleSight:
    said = said_rights(theirs.rights_version).entities.get((role.key, entity.id))
    rights = rights_of_role(theirs, role.key, entity)
    reach = both(rights.verbs.get(Verb.READ, NONE), rights.verbs.get(verb, NONE))
    return RoleSight(
        role=role,
        said=said is not None and role.key != ADMIN,
        grant=None if said is None else said.get(verb),
        reaches=_is_within(theirs, entity.key, record_id, reach),
    )


def _is_within(theirs: Context, entity_key: str, record_id: int, reach: Reach) -> bool:
    if reach is NONE:
        return False
    rows = rows_of(theirs.as_system(), entity_key).filter(pk=record_id)
    return bool((rows.filter(reach) if isinstance(reach, Q) else rows).exists())


def _is_hidden(access: FieldAccess) -> bool:
    return access == "hidden"
