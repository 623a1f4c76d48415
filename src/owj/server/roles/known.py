"""The roles there are: those that come with Owj, and the organisation's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from owj.server.context import Actor
from owj.server.records.defs import EntityDef, Label
from owj.server.records.rights import ALL, EVERY_VERB, FULL, EntityRights, Verb
from owj.server.roles.errors import RoleNotFound
from owj.server.roles.models import Role, Team

ADMIN, MANAGER, AGENT, HUB = "admin", "project_manager", "agent", "hub"

_BUILTIN: dict[str, Label] = {
    ADMIN: Label("مدیر سامانه", "Administrator"),
    MANAGER: Label("مدیر پروژه", "Project manager"),
    AGENT: Label("کارشناس", "Agent"),
    HUB: Label("مشتری (درگاه)", "Customer (hub)"),
}
_COLLEAGUE = EntityRights(dict.fromkeys(EVERY_VERB - {Verb.DESIGN, Verb.IMPORT}, ALL))


@dataclass(frozen=True, slots=True)
class KnownRole:
    """A role as pages show it."""

    key: str
    label: Label
    builtin: bool


def known_roles() -> tuple[KnownRole, ...]:
    """Return every role, those that come with Owj first."""
    own = (
        KnownRole(one.key, Label(one.name_fa, one.name_en), builtin=False)
        for one in Role.objects.order_by("made_at", "key")
    )
    return (*(KnownRole(key, label, builtin=True) for key, label in _BUILTIN.items()), *own)


def known_role(key: str) -> KnownRole:
    """Return one role. Raises: RoleNotFound."""
    found = next((one for one in known_roles() if one.key == key), None)
    if found is None:
        raise RoleNotFound(role=key)
    return found


def known_groups() -> frozenset[str]:
    """Return every word for a group of colleagues: keys and names of roles, names of teams."""
    words = {word for one in known_roles() for word in (one.key, one.label.fa, one.label.en)}
    return frozenset(words | set(Team.objects.values_list("name", flat=True)))


def own_role_keys() -> Iterable[str]:
    """Return the keys of the organisation's own roles, for whoever gives roles to people."""
    return Role.objects.values_list("key", flat=True)


def role_keys_of(actor: Actor) -> tuple[str, ...]:
    """Return the roles whose rights an actor has; a colleague without any counts as an agent."""
    if actor.is_hub:
        return (HUB,)
    return tuple(sorted(actor.roles)) or (AGENT,)


def rights_by_itself(role: str, entity: EntityDef) -> EntityRights:
    """Return what a role allows with an entity of which nobody said anything."""
    if role == ADMIN:
        return FULL
    if role in (MANAGER, AGENT):
        return _COLLEAGUE
    if role == HUB and not entity.own:
        return EntityRights({Verb.READ: ALL})
    return EntityRights()
