"""Deleting for ever what lies in the trash: the records, what people laid around them, their files.

The memory of changes keeps that there was a record, who wrote it and when, but none of its values.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models, transaction

from owj.server import clock
from owj.server.activity.models import (
    RecordComment,
    RecordFile,
    RecordFollow,
    RecordMerge,
    RecordStar,
    RecordVisit,
)
from owj.server.context import SYSTEM
from owj.server.files.orphans import drop_unreferred
from owj.server.layouts.models import RecordDeed
from owj.server.layouts.refusals import DeedNotFound
from owj.server.layouts.trash import KEPT_FOR, in_trash
from owj.server.records import generic
from owj.server.records.context import open_context
from owj.server.records.defs import Kind
from owj.server.records.models import RecordChange
from owj.server.records.queryset import rows_of
from owj.server.records.rights import Verb

if TYPE_CHECKING:
    from owj.server.records.context import Context
    from owj.server.records.defs import EntityDef

PURGED = "purged"
_AROUND = (RecordFile, RecordComment, RecordFollow, RecordStar, RecordVisit)


@dataclass(frozen=True, slots=True)
class Remains:
    """What goes for ever. records: how many of each entity, those that people chose first."""

    records: Sequence[tuple[EntityDef, int]]
    comments: int
    files: int


def remains_of(ctx: Context, entity_key: str, deed_id: int | None = None) -> Remains:
    """Return what purging one deletion takes, or the whole trash of an entity.

    Raises: VerbRefused, DeedNotFound.
    """
    gone = _gone(ctx, _chosen(ctx, entity_key, deed_id))
    known = ctx.snapshot.schema.by_id
    records = [(known[key], len(values)) for key, values in gone.items() if key in known]
    where = {key: list(values) for key, values in gone.items()}
    laid = sum(_around(RecordFile, key, ids).count() for key, ids in where.items())
    comments = sum(_around(RecordComment, key, ids).count() for key, ids in where.items())
    return Remains(records, comments, laid + len(_held_files(ctx, gone)))


@transaction.atomic
def purge_trash(ctx: Context, entity_key: str, deed_id: int | None = None) -> int:
    """Delete for ever what one deletion took, or the whole trash of an entity; return how many.

    Raises: VerbRefused, DeedNotFound.
    """
    deeds = list(_chosen(ctx, entity_key, deed_id).select_for_update(of=("self",)))
    entity_id = ctx.snapshot.entity(entity_key).id
    went = [one for deed in deeds for one in deed.items if one[0] == entity_id and not one[3]]
    _purge(ctx, deeds)
    return len(went)


def empty_old_trash() -> int:
    """Delete for ever what people did to records more than a month ago; returns how much."""
    old = RecordDeed.objects.filter(done_at__lt=clock.now() - KEPT_FOR)
    with transaction.atomic():
        deletions = old.filter(kind=RecordDeed.Kind.DELETE, undone_at=None)
        purged = list(deletions.select_for_update(of=("self",)))
        if purged:
            _purge(open_context(SYSTEM), purged)
        kept, _rows = old.delete()
        return len(purged) + int(kept)


def _chosen(ctx: Context, entity_key: str, deed_id: int | None) -> models.QuerySet[RecordDeed]:
    """Return deletions in the trash; what others wrote goes too, so only a designer may."""
    generic.check_may(ctx, entity_key, Verb.DESIGN)
    generic.check_may(ctx, entity_key, Verb.DELETE)
    rows = in_trash(ctx, ctx.snapshot.entity(entity_key))
    if deed_id is None:
        return rows
    rows = rows.filter(id=deed_id)
    if not rows.exists():
        raise DeedNotFound
    return rows


Gone = Mapping[str, Mapping[int, Mapping[str, Any]]]


def _gone(ctx: Context, deeds: Iterable[RecordDeed]) -> Gone:
    """Return the values of what deletions took by entity id and record id; what is there stays."""
    found: dict[str, dict[int, Mapping[str, Any]]] = {}
    for deed in deeds:
        found.setdefault(deed.entity_id, {})
        for entity_id, record_id, values, attname in deed.items:
            if not attname:
                found.setdefault(entity_id, {})[record_id] = values
    core = ctx.with_full_reach()
    for entity_id, rows in found.items():
        entity = ctx.snapshot.schema.by_id.get(entity_id)
        if entity is None or entity.retired:
            continue
        for there in rows_of(core, entity.key).filter(pk__in=list(rows)).values_list("pk"):
            del rows[there[0]]
    return {key: rows for key, rows in found.items() if rows}


def _purge(ctx: Context, deeds: Sequence[RecordDeed]) -> None:
    gone = _gone(ctx, deeds)
    files = _held_files(ctx, gone)
    for entity_id, rows in gone.items():
        ids = list(rows)
        laid = _around(RecordFile, entity_id, ids)
        files.update(laid.values_list("file_id", flat=True))
        for model in _AROUND:
            _around(model, entity_id, ids).delete()
        RecordMerge.objects.filter(entity_id=entity_id, kept_id__in=ids).delete()
        _forget_values(ctx, entity_id, ids)
    RecordDeed.objects.filter(pk__in=[one.pk for one in deeds]).delete()
    drop_unreferred(files)


def _around(model: Any, entity_id: str, ids: Collection[int]) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = model.objects.filter(entity_id=entity_id, record_id__in=ids)
    return rows


def _held_files(ctx: Context, gone: Gone) -> set[UUID]:
    """Return the files that fields of the records held."""
    files: set[UUID] = set()
    for entity_id, rows in gone.items():
        entity = ctx.snapshot.schema.by_id.get(entity_id)
        if entity is None:
            continue
        names = [one.attname for one in entity.fields if one.kind in (Kind.FILE, Kind.IMAGE)]
        for values in rows.values():
            files.update(UUID(values[name]) for name in names if values.get(name))
    return files


def _forget_values(ctx: Context, entity_id: str, ids: Sequence[int]) -> None:
    """Empty the memory of changes, and what other deeds keep of the same records."""
    known = RecordChange.objects.filter(entity_id=entity_id, record_id__in=ids)
    last = dict(known.order_by("id").values_list("record_id", "version"))
    known.update(changes={})
    RecordChange.objects.bulk_create(
        [
            RecordChange(
                entity_id=entity_id,
                record_id=record_id,
                version=version,
                action=PURGED,
                changes={},
                at=ctx.now,
                user_id=ctx.actor.user_id,
                user_name=ctx.actor.name,
            )
            for record_id, version in last.items()
        ]
    )
    purged = frozenset(ids)
    for deed in RecordDeed.objects.filter(entity_id=entity_id):
        place = 0 if deed.kind == RecordDeed.Kind.CHANGE else 1
        kept = [one for one in deed.items if one[place] not in purged]
        if len(kept) < len(deed.items):
            deed.items = kept
            deed.save(update_fields=["items"])
