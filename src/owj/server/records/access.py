"""Which rows an actor may reach: one rule an entity, given by the package that declares it.

    @access_rule(Ticket)
    def rows(ctx: Context) -> Reach:
        if ctx.actor.is_hub:
            return Q(customer_id__in=own_customer_ids(ctx))
        return ALL

Without a rule, staff and the system reach every row, and hub users none, unless an administrator
shares the entity with the hub (server/roles/sharing.py). What roles allow (`rights.py`) narrows
further.

Pages and interfaces that serve any entity ask here before they show or take anything:

    ctx.may("vehicle", "update")            # is there such a right at all
    ctx.field_access("vehicle")             # {"plate": "write", "price": "read", "note": "hidden"}
    visible_fields(ctx, "vehicle")          # the definitions, in order
    writable_fields(ctx, "vehicle")
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from owj.server.records.defs import FieldDef
from owj.server.records.rights import (
    ALL,
    NONE,
    OWN_PREFIX,
    FieldAccess,
    Reach,
    Verb,
    both,
    lesser,
    most_access,
    opening_of,
)

if TYPE_CHECKING:
    from owj.server.records.context import Context
    from owj.server.records.declare import Entity

Rule = Callable[["Context"], Reach]

# The rows of an entity without a rule that a hub user may reach.
HubReach = Callable[["Context", str], Reach]

_rules: dict[str, Rule] = {}
_hub_reach: list[HubReach] = [lambda _ctx, _entity_key: NONE]
_hub_anchors: list[str] = []


def register_hub_reach(source: HubReach) -> None:
    """Let `source` say which rows of entities without a rule hub users may reach."""
    _hub_reach[0] = source


def anchor_hub(entity: type[Entity]) -> None:
    """Say that a hub user belongs to records of this entity: what leads there may be theirs."""
    if entity.key not in _hub_anchors:
        _hub_anchors.append(entity.key)


def hub_anchors() -> tuple[str, ...]:
    """Return the keys of the entities whose records hub users belong to."""
    return tuple(_hub_anchors)


def access_rule(entity: type[Entity]) -> Callable[[Rule], Rule]:
    """Register the decorated function as the rule of one entity.

    It is asked once per context and entity, with the context of the actor; what it must look up
    to answer it reads through `ctx.as_system()`. The answer narrows every way to a row: rows,
    get, lock, update, delete, links and filters that pass through links. It may use fields,
    links forward and ids; it must not depend on the instant.
    """

    def register(rule: Rule) -> Rule:
        _rules[entity.key] = rule
        return rule

    return register


def reach_of(ctx: Context, entity_key: str, verb: Verb = Verb.READ) -> Reach:
    """Return the rows of one entity that a verb of the context's actor reaches."""
    if ctx.actor.is_system:
        return ALL
    granted = ctx.rights(entity_key).verbs
    reach = both(package_reach(ctx, entity_key), granted.get(Verb.READ, NONE))
    return reach if verb is Verb.READ else both(reach, granted.get(verb, NONE))


def package_reach(ctx: Context, entity_key: str) -> Reach:
    """Return the rows that the package's rule leaves, before roles narrow them."""
    rule = _rules.get(entity_key)
    if rule is not None:
        return rule(ctx)
    return _hub_reach[0](ctx, entity_key) if ctx.actor.is_hub else ALL


def has_rule(entity_key: str) -> bool:
    """Return whether a package gave the entity a rule."""
    return entity_key in _rules


def is_open(ctx: Context, entity_key: str, verb: Verb) -> bool:
    """Return whether the generic doors may use a verb, whoever asks."""
    opening = opening_of(ctx.snapshot.entity(entity_key))
    return opening is None or verb in opening.verbs


def may(ctx: Context, entity_key: str, verb: Verb) -> bool:
    """Return whether the generic doors may use a verb for the actor at all."""
    if not is_open(ctx, entity_key, verb):
        return False
    return verb in ctx.rights(entity_key).verbs and ctx.reach(entity_key) is not NONE


def field_access(ctx: Context, entity_key: str) -> Mapping[str, FieldAccess]:
    """Return what the generic doors may do for the actor with each field, by its key."""
    rights, entity = ctx.rights(entity_key), ctx.snapshot.entity(entity_key)
    most: FieldAccess = "write" if _may_write(ctx, entity_key) else "read"
    return {
        key: lesser(lesser(rights.fields.get(one.id, "write"), most_access(entity, one)), most)
        for key, one in entity.by_key.items()
    }


def own_field_access(ctx: Context, entity_key: str) -> Mapping[str, FieldAccess]:
    """Return what the actor may do with the fields that the organisation added to an entity.

    For the verbs of a package that take them beside their own: whoever may use the verb may fill
    in what roles do not hide or lock.
    """
    fields, entity = ctx.rights(entity_key).fields, ctx.snapshot.entity(entity_key)
    return {
        key: lesser(fields.get(one.id, "write"), most_access(entity, one))
        for key, one in entity.by_key.items()
        if key.startswith(OWN_PREFIX)
    }


def hidden_names(ctx: Context, entity_key: str) -> frozenset[str]:
    """Return the hidden fields' names in queries: `person` and `person_id` of a hidden link."""
    fields = ctx.snapshot.entity(entity_key).by_key
    hidden = [
        fields[key] for key, access in ctx.field_access(entity_key).items() if access == "hidden"
    ]
    return frozenset(name for one in hidden for name in (one.key, one.attname))


def _may_write(ctx: Context, entity_key: str) -> bool:
    return any(ctx.may(entity_key, verb) for verb in (Verb.CREATE, Verb.UPDATE, Verb.IMPORT))


def visible_fields(ctx: Context, entity_key: str) -> tuple[FieldDef, ...]:
    """Return the fields of an entity that the actor may see, in their order."""
    return _fields(ctx, entity_key, ("read", "write"))


def writable_fields(ctx: Context, entity_key: str) -> tuple[FieldDef, ...]:
    """Return the fields of an entity that the actor may write, in their order."""
    return _fields(ctx, entity_key, ("write",))


def _fields(ctx: Context, entity_key: str, wanted: tuple[FieldAccess, ...]) -> tuple[FieldDef, ...]:
    access = ctx.field_access(entity_key)
    fields = ctx.snapshot.entity(entity_key).by_key
    return tuple(one for key, one in fields.items() if access[key] in wanted)
