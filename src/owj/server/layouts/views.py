"""Stored views: kept, shared, ordered, taken away and brought back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from owj.server.layouts.access import entity_of, is_hidden, shown_fields
from owj.server.layouts.defaults import board_of, day_of, list_of
from owj.server.layouts.definitions import (
    ViewDefinition,
    pruned,
    view_from_json,
    view_to_json,
)
from owj.server.layouts.list_indexes import ask_for_indexes
from owj.server.layouts.models import RecordView
from owj.server.layouts.refusals import (
    OnlyDesigners,
    ViewChangedMeanwhile,
    ViewNameRejected,
    ViewNotFound,
    ViewNotYours,
)
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef
from owj.server.schema.names import is_readable

NAME_LIMIT = 60


@dataclass(frozen=True, slots=True)
class StoredView:
    """A view as a page offers it. mine: whether the reader owns it; may_change: or may change it.

    chosen: whether it is what people with one of the reader's roles begin with.
    """

    id: int
    entity_key: str
    kind: str
    name: str
    definition: ViewDefinition
    shared: bool
    roles: tuple[str, ...]
    position: int
    mine: bool
    may_change: bool
    chosen: bool
    version: int


def views_of(ctx: Context, entity_key: str) -> list[StoredView]:
    """Return the views of an entity that the actor sees: shared ones, then the own, in order."""
    entity = entity_of(ctx, entity_key)
    rows = _seen(ctx, entity).filter(removed_at=None).order_by("-shared", "position", "id")
    return [_face(ctx, entity, row) for row in rows]


def find_view(ctx: Context, view_id: int) -> StoredView:
    """Return one view. Raises: ViewNotFound."""
    row = RecordView.objects.filter(id=view_id, removed_at=None).first()
    return _face(ctx, *_checked(ctx, row))


def default_view(ctx: Context, entity_key: str, kind: str = "list") -> ViewDefinition:
    """Return what is shown of an entity where nobody has drawn a view."""
    entity = entity_of(ctx, entity_key)
    fields = shown_fields(ctx, entity)
    view = list_of(entity, fields)
    if kind == "board":
        return ViewDefinition(view.columns, sort=view.sort, board=board_of(entity, fields))
    if kind == "calendar":
        return ViewDefinition(view.columns, sort=view.sort, day=day_of(fields))
    return view


@transaction.atomic
def save_view(
    ctx: Context,
    entity_key: str,
    *,
    name: str,
    definition: ViewDefinition,
    kind: str = "list",
    shared: bool = False,
    roles: Iterable[str] = (),
    view_id: int | None = None,
    seen: int | None = None,
) -> StoredView:
    """Keep a view under a name; with view_id, write over that one.

    seen: the version of it that the drawing began with; None: whatever is there.

    Anybody keeps own views; sharing one, or making it what a role begins with, is for who may
    design the entity. Raises: ViewNotFound, ViewNotYours, OnlyDesigners, ViewNameRejected,
    ViewChangedMeanwhile.
    """
    entity = entity_of(ctx, entity_key)
    title = " ".join(name.replace("\0", "").split())
    if not title or len(title) > NAME_LIMIT or not is_readable(title):
        raise ViewNameRejected(limit=NAME_LIMIT)
    for_roles = sorted(set(roles))
    if (shared or for_roles) and not ctx.may(entity_key, "design"):
        raise OnlyDesigners
    row = _row_to_write(ctx, entity, view_id)
    if view_id is not None and seen is not None and seen != row.version - 1:
        raise ViewChangedMeanwhile
    clean = pruned(ctx.snapshot.schema, entity, definition, lambda e, f: is_hidden(ctx, e, f))
    row.kind = kind if kind in RecordView.Kind.values else RecordView.Kind.LIST
    row.name, row.shared, row.roles = title, shared or bool(for_roles), for_roles
    row.definition = view_to_json(ctx.snapshot.schema, entity, clean)
    row.saved_at = ctx.now
    row.save()
    transaction.on_commit(ask_for_indexes)
    return _face(ctx, entity, row)


def _row_to_write(ctx: Context, entity: EntityDef, view_id: int | None) -> RecordView:
    if view_id is None:
        mine = RecordView.objects.filter(entity_id=entity.id, owner_id=ctx.actor.user_id)
        last = mine.aggregate(last=Max("position"))["last"]
        return RecordView(
            entity_id=entity.id, owner_id=ctx.actor.user_id or 0, position=(last or 0) + 1
        )
    row = RecordView.objects.select_for_update(of=("self",)).filter(id=view_id).first()
    _, held = _checked(ctx, row)
    _check_may_change(ctx, entity, held)
    held.version += 1
    return held


def remove_view(ctx: Context, view_id: int) -> StoredView:
    """Take a view away; `restore_view` brings it back. Raises: ViewNotFound, ViewNotYours."""
    return _put_away(ctx, view_id, gone=True)


def restore_view(ctx: Context, view_id: int) -> StoredView:
    """Bring a view back that was taken away. Raises: ViewNotFound, ViewNotYours."""
    return _put_away(ctx, view_id, gone=False)


@transaction.atomic
def _put_away(ctx: Context, view_id: int, *, gone: bool) -> StoredView:
    row = (
        RecordView.objects.select_for_update(of=("self",))
        .filter(id=view_id, removed_at__isnull=gone)
        .first()
    )
    entity, held = _checked(ctx, row)
    _check_may_change(ctx, entity, held)
    held.removed_at = ctx.now if gone else None
    held.save(update_fields=["removed_at"])
    return _face(ctx, entity, held)


@transaction.atomic
def move_view(ctx: Context, view_id: int, *, up: bool) -> None:
    """Change a view's place with its neighbour's. Raises: ViewNotFound, ViewNotYours."""
    row = RecordView.objects.filter(id=view_id, removed_at=None).first()
    entity, held = _checked(ctx, row)
    _check_may_change(ctx, entity, held)
    seen = _seen(ctx, entity).filter(removed_at=None, shared=held.shared)
    order = list(seen.select_for_update(of=("self",)).order_by("position", "id"))
    here = next(place for place, one in enumerate(order) if one.pk == held.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    for place, one in enumerate(order):
        RecordView.objects.filter(pk=one.pk).update(position=place)


def _seen(ctx: Context, entity: EntityDef) -> QuerySet[RecordView]:
    own_or_shared = Q(shared=True) | Q(owner_id=ctx.actor.user_id or 0)
    return RecordView.objects.filter(own_or_shared, entity_id=entity.id)


def _checked(ctx: Context, row: RecordView | None) -> tuple[EntityDef, RecordView]:
    """Return a row with its entity if the actor may know it. Raises: ViewNotFound."""
    entity = ctx.snapshot.schema.by_id.get(row.entity_id) if row else None
    if row is None or entity is None or entity.retired or entity.archived:
        raise ViewNotFound
    if not (row.shared or row.owner_id == ctx.actor.user_id) or not ctx.may(entity.key, "read"):
        raise ViewNotFound
    return entity, row


def _may_change(ctx: Context, entity: EntityDef, row: RecordView) -> bool:
    return ctx.may(entity.key, "design") or (row.owner_id == ctx.actor.user_id and not row.shared)


def _check_may_change(ctx: Context, entity: EntityDef, row: RecordView) -> None:
    if not _may_change(ctx, entity, row):
        raise ViewNotYours


def _face(ctx: Context, entity: EntityDef, row: RecordView) -> StoredView:
    schema = ctx.snapshot.schema
    stored = view_from_json(schema, entity, row.definition)
    roles = tuple(str(role) for role in row.roles)
    return StoredView(
        id=row.pk,
        entity_key=entity.key,
        kind=row.kind,
        name=row.name,
        definition=pruned(schema, entity, stored, lambda e, f: is_hidden(ctx, e, f)),
        shared=row.shared,
        roles=roles,
        position=row.position,
        mine=row.owner_id == ctx.actor.user_id,
        may_change=_may_change(ctx, entity, row),
        chosen=bool(ctx.actor.roles.intersection(roles)),
        version=row.version,
    )
