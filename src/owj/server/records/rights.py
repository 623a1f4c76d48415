"""What an actor may do with an entity and its fields, beside which of its rows there are.

Three things answer together, and each can only narrow:

- the *source* of rights says what the actor's roles allow: verbs, each with its reach, and access
  to fields. Without roles (server/roles registers them) staff may all and hub users read.
- the package's rule (`access.py`) says which rows the actor may reach at all.
- the *opening* of an entity says what pages and interfaces that know no entity by name (the generic
  doors: records pages, API, import) may do with it. A package's own fields change through its
  verbs alone, because they keep its logs and clocks; what an organisation adds is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Final, Literal

from django.db.models import Q

from owj.server.records.defs import COMPUTED_KINDS, EntityDef, FieldDef, Kind

if TYPE_CHECKING:
    from owj.server.records.context import Context
    from owj.server.records.declare import Entity


class Bound(Enum):
    """The two ends of what a rule may say."""

    ALL = "all"
    NONE = "none"


ALL: Final = Bound.ALL
NONE: Final = Bound.NONE
Reach = Q | Literal[Bound.ALL, Bound.NONE]
FieldAccess = Literal["hidden", "read", "write"]


class Verb(StrEnum):
    """What a right is a right to."""

    CREATE = "create"
    READ = "read"
    UPDATE = "update"
    DELETE = "delete"
    EXPORT = "export"
    IMPORT = "import"
    DESIGN = "design"


EVERY_VERB: Final = frozenset(Verb)


@dataclass(frozen=True, slots=True)
class EntityRights:
    """What one actor's roles allow with one entity.

    verbs: the rows that each allowed verb reaches; a verb that is missing is not allowed.
    fields: access by field id, where it is less than to write.
    """

    verbs: Mapping[Verb, Reach] = field(default_factory=dict)
    fields: Mapping[str, FieldAccess] = field(default_factory=dict)


FULL: Final = EntityRights(dict.fromkeys(Verb, ALL))
RightsSource = Callable[["Context", EntityDef], EntityRights]


def default_rights(ctx: Context, entity: EntityDef) -> EntityRights:
    """Return what holds where nobody made roles: staff may all, designing is administrators'."""
    if ctx.actor.is_hub:
        return EntityRights({Verb.READ: ALL})
    if ctx.actor.has_role("admin"):
        return FULL
    return EntityRights(dict.fromkeys(EVERY_VERB - {Verb.DESIGN, Verb.IMPORT}, ALL))


_source: list[RightsSource] = [default_rights]


def register_rights_source(source: RightsSource) -> RightsSource:
    """Let `source` say what roles allow; returns the one that said it before."""
    before, _source[0] = _source[0], source
    return before


def rights_of(ctx: Context, entity: EntityDef) -> EntityRights:
    """Return what the roles of the context's actor allow with an entity."""
    return FULL if ctx.actor.is_system else _source[0](ctx, entity)


@dataclass(frozen=True, slots=True)
class Opening:
    """What the generic doors may do with an entity; writes: declared fields they may write."""

    verbs: frozenset[Verb]
    writes: frozenset[str] = frozenset()


# Of a package's entity, unless the package says otherwise.
_PACKAGED: Final = Opening(frozenset({Verb.READ, Verb.UPDATE, Verb.EXPORT, Verb.DESIGN}))
_openings: dict[str, Opening] = {}
# Names of what an organisation made begin so.
OWN_PREFIX: Final = "x_"
# Kinds that the core fills in itself.
_COMPUTED: Final = COMPUTED_KINDS | {Kind.AUTO_NUMBER}


def open_to_pages(
    entity: type[Entity], verbs: Iterable[Verb] = EVERY_VERB, writes: Iterable[str] | None = None
) -> None:
    """Say what the generic doors may do with an entity of a package.

    writes: the declared fields they may write; None: every one.
    """
    fields = frozenset({"*"}) if writes is None else frozenset(writes)
    _openings[entity.key] = Opening(frozenset(verbs), fields)


def opening_of(entity: EntityDef) -> Opening | None:
    """Return what the generic doors may do with an entity; None: all that roles allow."""
    if entity.own:
        return None
    return _openings.get(entity.key, _PACKAGED)


def most_access(entity: EntityDef, one: FieldDef) -> FieldAccess:
    """Return the most that the generic doors may do with a field, whoever asks."""
    if one.kind in _COMPUTED or one.is_given:
        return "read"
    opening = opening_of(entity)
    if opening is None or one.key.startswith(OWN_PREFIX) or "*" in opening.writes:
        return "write"
    return "write" if one.key in opening.writes else "read"


def lesser(one: FieldAccess, other: FieldAccess) -> FieldAccess:
    """Return the smaller of two accesses."""
    order: tuple[FieldAccess, ...] = ("hidden", "read", "write")
    return min(one, other, key=order.index)


def both(one: Reach, other: Reach) -> Reach:
    """Return the rows that lie within two reaches."""
    if one is NONE or other is NONE:
        return NONE
    if one is ALL:
        return other
    return one if other is ALL else one & other


def either(one: Reach, other: Reach) -> Reach:
    """Return the rows that lie within one of two reaches."""
    if one is ALL or other is ALL:
        return ALL
    if one is NONE:
        return other
    return one if other is NONE else one | other
