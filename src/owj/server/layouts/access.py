"""Which entities have general pages for an actor, and what of them is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from owj.server.records.access import visible_fields, writable_fields
from owj.server.records.defs import EntityDef, FieldDef, Kind
from owj.server.records.doors import written_once
from owj.server.records.generic import check_may
from owj.server.records.refusals import EntityArchived, RecordNotFound
from owj.server.records.rights import Verb

if TYPE_CHECKING:
    from owj.server.records.context import Context

# Kinds that no form of people writes.
_UNWRITTEN = frozenset({Kind.JSON})


def entity_of(ctx: Context, key: str) -> EntityDef:
    """Return an entity that has general pages and that the actor may read, archived or not.

    Raises: RecordNotFound for what is unknown, kept by its package, or out of reach.
    """
    entity = ctx.snapshot.schema.by_key.get(key)
    if entity is None or not _has_pages(ctx, entity):
        raise RecordNotFound(entity=key, id="")
    return entity


def _has_pages(ctx: Context, entity: EntityDef) -> bool:
    # A colleague without a role is let in, and shown nothing.
    nobody = ctx.actor.is_staff and not ctx.actor.roles
    return not nobody and ctx.may(entity.key, Verb.READ)


def entities_of(ctx: Context) -> list[EntityDef]:
    """Return the entities in use that have general pages for the actor."""
    return [
        entity
        for entity in ctx.snapshot.schema.by_key.values()
        if not entity.archived and _has_pages(ctx, entity)
    ]


def may_make(ctx: Context, entity: EntityDef) -> bool:
    """Return whether the actor may make records of an entity; of an archived one nobody may."""
    return not entity.archived and ctx.may(entity.key, Verb.CREATE)


def check_may_make(ctx: Context, entity: EntityDef) -> None:
    """Refuse new records. Raises: VerbRefused, EntityArchived."""
    check_may(ctx, entity.key, Verb.CREATE)
    if entity.archived:
        raise EntityArchived(entity=entity.label)


def shown_fields(ctx: Context, entity: EntityDef) -> tuple[FieldDef, ...]:
    """Return the fields the actor may see, in their order."""
    return tuple(one for one in visible_fields(ctx, entity.key) if one.kind is not Kind.JSON)


def written_keys(ctx: Context, entity: EntityDef, *, new: bool = False) -> frozenset[str]:
    """Return the keys of the fields that the actor may write, in a new record or any."""
    if not ctx.may(entity.key, Verb.CREATE if new else Verb.UPDATE):
        return frozenset()
    fields = writable_fields(ctx, entity.key)
    keys = frozenset(one.key for one in fields if one.kind not in _UNWRITTEN)
    return keys if new else keys - written_once(entity.key)


def is_hidden(ctx: Context, entity_key: str, field_key: str) -> bool:
    """Return whether the actor may not know a field's values, not even by a filter."""
    if not ctx.may(entity_key, "read"):
        return True
    return ctx.field_access(entity_key).get(field_key, "hidden") == "hidden"
