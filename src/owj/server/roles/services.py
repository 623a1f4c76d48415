"""Roles and their rights: made, changed, taken away; each change is remembered.

A change holds for every unit of work that begins after its commit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.db import connection, transaction

from owj.kernel.errors import NotAllowed
from owj.server.context import Actor
from owj.server.identity.models import User
from owj.server.identity.people import set_roles
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef
from owj.server.records.models import RightsChange
from owj.server.records.rights import FieldAccess, Verb
from owj.server.roles.errors import (
    GrantRejected,
    LastAdministrator,
    NameRejected,
    RoleInUse,
    RoleIsFixed,
    RoleTaken,
)
from owj.server.roles.grants import WITHOUT_ROWS, Grants, Scope, owner_fields
from owj.server.roles.known import ADMIN, HUB, KnownRole, known_role, known_roles
from owj.server.roles.models import EntityRight, FieldRight, Role
from owj.server.roles.scopes import condition_reach
from owj.server.schema.names import is_readable

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('owj rights'))"
_NAME_LIMIT = 80


def note_change(by: Actor, what: str, subject: str, **detail: object) -> None:
    """Remember a change of rights; its number is the new version of all rights."""
    RightsChange.objects.create(
        by_id=by.user_id, by_name=by.name, what=what, subject=subject, detail=detail
    )


def take_turn(by: Actor) -> None:
    """Let only administrators change rights, one after the other. Raises: NotAllowed.

    Numbers of changes must become visible in their order, else a process would keep old rights
    under the newest number.
    """
    if not by.has_role(ADMIN):
        raise NotAllowed
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)


def checked_name(name: str) -> str:
    """Return a name without what surrounds it. Raises: NameRejected."""
    name = " ".join(name.split())
    if not name or len(name) > _NAME_LIMIT or not is_readable(name):
        raise NameRejected
    return name


@transaction.atomic
def create_role(by: Actor, name_fa: str, name_en: str = "") -> KnownRole:
    """Make a role that allows nothing yet. Raises: NotAllowed, NameRejected, RoleTaken."""
    take_turn(by)
    name_fa = checked_name(name_fa)
    name_en = checked_name(name_en or name_fa)
    _check_free(name_fa, name_en)
    role = Role.objects.create(key=_free_key(name_en), name_fa=name_fa, name_en=name_en)
    note_change(by, "role_created", role.key, name=name_fa)
    return known_role(role.key)


@transaction.atomic
def rename_role(by: Actor, key: str, name_fa: str, name_en: str = "") -> None:
    """Call a role otherwise. Raises: NotAllowed, NameRejected, RoleTaken, RoleIsFixed."""
    take_turn(by)
    role = _own_role(key)
    name_fa = checked_name(name_fa)
    name_en = checked_name(name_en or name_fa)
    _check_free(name_fa, name_en, but=key)
    note_change(by, "role_renamed", key, before=role.name_fa, after=name_fa)
    role.name_fa, role.name_en = name_fa, name_en
    role.save()


@transaction.atomic
def delete_role(by: Actor, key: str) -> None:
    """Take a role away that nobody carries. Raises: NotAllowed, RoleIsFixed, RoleInUse."""
    take_turn(by)
    role = _own_role(key)
    carriers = User.objects.filter(roles__contains=[key]).count()
    if carriers:
        raise RoleInUse(count=carriers)
    EntityRight.objects.filter(role=key).delete()
    FieldRight.objects.filter(role=key).delete()
    note_change(by, "role_deleted", key, name=role.name_fa)
    role.delete()


@transaction.atomic
def set_entity_rights(ctx: Context, role: str, entity_key: str, grants: Grants | None) -> None:
    """Say what a role allows with an entity; None: what it allows by itself.

    Raises: NotAllowed, RoleNotFound, RoleIsFixed, GrantRejected, FeelSyntaxError,
    ConditionRefused.
    """
    take_turn(ctx.actor)
    _check_changeable(role)
    entity = ctx.snapshot.entity(entity_key)
    row = EntityRight.objects.filter(role=role, entity_id=entity.id).first()
    before = None if row is None else row.grants
    if grants is None:
        EntityRight.objects.filter(role=role, entity_id=entity.id).delete()
        after = None
    else:
        check_grants(ctx, entity, grants)
        after = {verb.value: grant.to_json() for verb, grant in grants.items()}
        EntityRight.objects.update_or_create(
            role=role, entity_id=entity.id, defaults={"grants": after}
        )
    if before != after:
        note_change(ctx.actor, "entity_rights", role, entity=entity.id, before=before, after=after)


def check_grants(ctx: Context, entity: EntityDef, grants: Grants) -> None:
    """Refuse rights that cannot be meant. Raises: as set_entity_rights."""
    owners = {one.id for one in owner_fields(entity)}
    for verb, grant in grants.items():
        said = {"entity": entity.label, "verb": verb.value, "got": grant.scope.value}
        if grant.scope is not Scope.ALL and verb in WITHOUT_ROWS:
            raise GrantRejected(**said, expected="all")
        if grant.scope in (Scope.OWN, Scope.TEAM) and grant.owner not in owners:
            raise GrantRejected(**said, expected="a field that names a colleague")
        if grant.scope is Scope.CONDITION:
            condition_reach(ctx, entity, grant.condition)
    if grants and Verb.READ not in grants:
        raise GrantRejected(
            entity=entity.label, verb="read", expected="read beside the others", got="-"
        )


@transaction.atomic
def set_field_rights(
    ctx: Context, role: str, entity_key: str, access: Mapping[str, FieldAccess]
) -> None:
    """Say which fields of an entity a role sees or writes less of; "write" takes that back.

    access: by field key; fields that are not named stay as they are.
    Raises: NotAllowed, RoleNotFound, RoleIsFixed, GrantRejected.
    """
    take_turn(ctx.actor)
    _check_changeable(role)
    entity = ctx.snapshot.entity(entity_key)
    for key, wanted in access.items():
        field = entity.by_key.get(key)
        if field is None or wanted not in ("hidden", "read", "write"):
            raise GrantRejected(entity=entity.label, verb=wanted, expected="a field of it", got=key)
        row = FieldRight.objects.filter(role=role, field_id=field.id)
        before = row.values_list("access", flat=True).first() or "write"
        if before == wanted:
            continue
        row.delete()
        if wanted != "write":
            FieldRight.objects.create(
                role=role, entity_id=entity.id, field_id=field.id, access=wanted
            )
        note_change(ctx.actor, "field_rights", role, field=field.id, before=before, after=wanted)


@transaction.atomic
def set_people(by: Actor, role: str, user_ids: Iterable[int]) -> None:
    """Let exactly these colleagues carry a role; other roles of theirs stay.

    Raises: NotAllowed, RoleNotFound, RoleIsFixed, LastAdministrator.
    """
    take_turn(by)
    known_role(role)
    if role == HUB:
        raise RoleIsFixed
    wanted = set(user_ids)
    staff = User.objects.select_for_update().filter(kind=User.Kind.STAFF)
    carriers = {user.pk: user for user in staff.filter(roles__contains=[role])}
    for user in staff.filter(id__in=wanted - carriers.keys()):
        set_roles(user, [*user.roles, role], by=by)
        note_change(by, "role_given", role, person=user.pk, name=user.full_name)
    for user_id in sorted(carriers.keys() - wanted):
        user = carriers[user_id]
        set_roles(user, [one for one in user.roles if one != role], by=by)
        note_change(by, "role_taken", role, person=user.pk, name=user.full_name)
    if role == ADMIN and not staff.filter(is_active=True, roles__contains=[ADMIN]).exists():
        raise LastAdministrator


def _own_role(key: str) -> Role:
    if known_role(key).builtin:
        raise RoleIsFixed
    return Role.objects.select_for_update().get(key=key)


def _check_changeable(role: str) -> None:
    """Refuse to narrow administrators: nobody could take it back. Raises: RoleIsFixed."""
    if known_role(role).key == ADMIN:
        raise RoleIsFixed


def _check_free(name_fa: str, name_en: str, but: str = "") -> None:
    for one in known_roles():
        if one.key != but and (one.label.fa == name_fa or one.label.en == name_en):
            raise RoleTaken(name=name_fa if one.label.fa == name_fa else name_en)


def _free_key(name: str) -> str:
    """Return a key that no role has, now or before: rights of an old one must not come back."""
    stem = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:20] or "role"
    stem = stem if stem[0].isalpha() else f"role_{stem}"[:20]
    taken = {one.key for one in known_roles()}
    taken |= set(RightsChange.objects.filter(what="role_deleted").values_list("subject", flat=True))
    number, key = 1, stem
    while key in taken:
        number += 1
        key = f"{stem}_{number}"
    return key
