"""Opening entities to the hub: which records are a customer's, what may be done, which fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from owj.server.records.access import has_rule, package_reach
from owj.server.records.defs import EntityDef, FieldDef
from owj.server.records.doors import takes_own_fields
from owj.server.records.paths import moved_behind
from owj.server.records.rights import ALL, NONE, FieldAccess, Reach, Verb, both
from owj.server.roles.errors import ShareRefused
from owj.server.roles.grants import Grant, grants_from_json
from owj.server.roles.known import HUB
from owj.server.roles.models import EntityRight, HubShare
from owj.server.roles.services import note_change, set_entity_rights, take_turn
from owj.server.roles.shares import Share, is_own_field, way_of, ways_to_customer
from owj.server.roles.source import said_rights

if TYPE_CHECKING:
    from owj.server.records.context import Context

_GOVERNED = frozenset({Verb.READ, Verb.CREATE, Verb.UPDATE})


@dataclass(frozen=True, slots=True)
class ShareWish:
    """How an administrator wants the hub to meet an entity.

    way: keys of the links that lead to the customer. may: creating and updating, beside seeing.
    fields: access by field key; those that are not named stay inside. view_id: see HubShare.
    """

    way: tuple[str, ...] = ()
    may: frozenset[Verb] = frozenset()
    fields: Mapping[str, FieldAccess] = field(default_factory=dict)
    view_id: int | None = None


def share_of(ctx: Context, entity: EntityDef) -> Share | None:
    """Return how the hub meets an entity; None: nobody opened anything of it."""
    return said_rights(ctx.rights_version).shares.get(entity.id)


def is_shared(ctx: Context, entity: EntityDef) -> bool:
    """Return whether the hub has pages of an entity that the organisation made."""
    return entity.own and not entity.archived and share_of(ctx, entity) is not None


def hub_way(ctx: Context, entity: EntityDef) -> tuple[FieldDef, ...]:
    """Return the links that lead from a shared entity to the customer; empty: none any more."""
    share = share_of(ctx, entity)
    return way_of(ctx.snapshot.schema, entity, share.path) if share else ()


def hub_reach(ctx: Context, entity_key: str) -> Reach:
    """Return the rows of a shared entity whose customer, found by its links, is the actor's.

    Every entity on the way that has a rule is asked: what hangs on a ticket is seen by who sees
    the ticket, not by everybody of its customer.
    """
    way = hub_way(ctx, ctx.snapshot.entity(entity_key))
    reach: Reach = ALL
    prefix = ""
    for link in way:
        prefix = f"{prefix}__{link.key}" if prefix else link.key
        target = link.target or ""
        rule = package_reach(ctx, target) if has_rule(target) else ALL
        if rule is NONE:
            return NONE
        reach = reach if rule is ALL else both(reach, moved_behind(rule, prefix))
    return NONE if reach is ALL else reach


@transaction.atomic
def share_with_hub(ctx: Context, entity_key: str, wish: ShareWish) -> None:
    """Open an entity that the organisation made to its customers.

    Conditions that were said of the hub's role before stay. Raises: NotAllowed, ShareRefused.
    """
    take_turn(ctx.actor)
    entity = ctx.snapshot.entity(entity_key)
    ways = {
        tuple(one.key for one in way): way for way in ways_to_customer(ctx.snapshot.schema, entity)
    }
    if not entity.own or entity.archived or wish.way not in ways:
        raise ShareRefused(entity=entity.label)
    path = tuple(one.id for one in ways[wish.way])
    _keep(ctx, entity, Share(path, _by_id(entity, wish.fields), wish.view_id))
    row = EntityRight.objects.filter(role=HUB, entity_id=entity.id).first()
    said = grants_from_json(row.grants) if row else {}
    may = {Verb.READ, *(wish.may & {Verb.CREATE, Verb.UPDATE})}
    others = {verb: one for verb, one in said.items() if verb not in _GOVERNED}
    grants = {verb: said.get(verb, Grant()) for verb in may}
    set_entity_rights(ctx, HUB, entity_key, {**others, **grants})


@transaction.atomic
def open_fields_to_hub(ctx: Context, entity_key: str, keys: Iterable[str]) -> None:
    """Let customers see and fill in fields that stand on the hub's form of an entity.

    Fields that were opened before stay as they are. Raises: NotAllowed, ShareRefused.
    """
    take_turn(ctx.actor)
    entity = ctx.snapshot.entity(entity_key)
    if not (entity.own or takes_own_fields(entity_key)):
        raise ShareRefused(entity=entity.label)
    known = read_share(entity)
    if entity.own and known is None:
        return
    share = known or Share()
    wanted: dict[str, FieldAccess] = dict.fromkeys(keys, "write")
    fields = {**_by_id(entity, wanted), **share.fields}
    _keep(ctx, entity, Share(share.path, fields, share.view_id))


@transaction.atomic
def set_hub_fields(ctx: Context, entity_key: str, fields: Mapping[str, FieldAccess]) -> None:
    """Say which of the organisation's fields of a package's entity customers see or fill in.

    Raises: NotAllowed, ShareRefused.
    """
    take_turn(ctx.actor)
    entity = ctx.snapshot.entity(entity_key)
    if not takes_own_fields(entity_key):
        raise ShareRefused(entity=entity.label)
    _keep(ctx, entity, Share((), _by_id(entity, fields)))


@transaction.atomic
def keep_inside(ctx: Context, entity_key: str) -> None:
    """Take an entity off the hub. Raises: NotAllowed."""
    take_turn(ctx.actor)
    entity = ctx.snapshot.entity(entity_key)
    if HubShare.objects.filter(entity_id=entity.id).delete()[0]:
        note_change(ctx.actor, "hub_share", HUB, entity=entity.id, after=None)
    if entity.own:
        set_entity_rights(ctx, HUB, entity_key, None)


def read_share(entity: EntityDef) -> Share | None:
    """Return what is stored of an entity now."""
    row = HubShare.objects.filter(entity_id=entity.id).first()
    if row is None:
        return None
    return Share(tuple(row.path), dict(row.fields), row.view_id)


def _keep(ctx: Context, entity: EntityDef, share: Share) -> None:
    row, made = HubShare.objects.select_for_update().get_or_create(entity_id=entity.id)
    before = None if made else [row.path, row.fields, row.view_id]
    after = [list(share.path), dict(share.fields), share.view_id]
    if before == after:
        return
    row.path, row.fields, row.view_id = list(share.path), dict(share.fields), share.view_id
    row.save()
    note_change(ctx.actor, "hub_share", HUB, entity=entity.id, before=before, after=after)


def _by_id(entity: EntityDef, fields: Mapping[str, FieldAccess]) -> dict[str, FieldAccess]:
    """Return access to own fields by their ids, the hidden ones left out."""
    known = entity.by_key
    return {
        known[key].id: access
        for key, access in fields.items()
        if access != "hidden" and key in known and is_own_field(entity, known[key])
    }
