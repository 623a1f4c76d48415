"""One deed on one or many records, kept so that it can be taken back for a while.

They are written together in few statements, each with its own rights; one that refuses is
reported and the others go on. Taking back is refused record by record where somebody changed the
same fields since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from owj.kernel.errors import OwjError
from owj.server.layouts.access import entity_of
from owj.server.layouts.models import RecordDeed
from owj.server.layouts.refusals import DeedNotFound, DeedTooLate, DeedUndone
from owj.server.records import generic
from owj.server.records.audit import as_plain
from owj.server.records.changing import Changed
from owj.server.records.context import Context
from owj.server.records.deleting import delete_many
from owj.server.records.doors import (
    change_many_through_door,
    change_through_door,
    may_change_together,
)
from owj.server.records.kept import values_kept
from owj.server.records.refusals import RecordChanged, RecordNotFound
from owj.server.records.relations import Gone
from owj.server.records.returning import bring_back
from owj.server.records.rights import Verb

MOST_AT_ONCE = 1_000
UNDO_WITHIN = timedelta(minutes=15)


@dataclass(slots=True)
class Done:
    """What a deed came to. deed_id: by which it is taken back; None: nothing was done."""

    count: int = 0
    refused: list[OwjError] = field(default_factory=list)
    deed_id: int | None = None

    def undo_address(self, name: str) -> str:
        """Return where the way back is posted; empty when nothing was done."""
        return reverse(name, args=[self.deed_id]) if self.deed_id else ""


@transaction.atomic
def change_records(
    ctx: Context, entity_key: str, ids: Iterable[int], values: Mapping[str, Any]
) -> Done:
    """Write the same values into records. Raises: VerbRefused."""
    entity_of(ctx, entity_key)
    generic.check_may(ctx, entity_key, Verb.UPDATE)
    changed, refused = _change_all(ctx, entity_key, dict.fromkeys(_chosen(ids), values))
    items = [[one, done.version, dict(done.before)] for one, done in changed.items()]
    return _kept(ctx, entity_key, RecordDeed.Kind.CHANGE, items, Done(len(changed), refused))


def _change_all(
    ctx: Context, entity_key: str, wanted: Mapping[int, Mapping[str, Any]]
) -> tuple[dict[int, Changed], list[OwjError]]:
    """Write values into records by id; each refuses for itself."""
    names = {name for values in wanted.values() for name in values}
    if may_change_together(ctx, entity_key, names):
        changed, stay = change_many_through_door(ctx, entity_key, wanted)
        return changed, [stay[one] for one in wanted if one in stay]
    model, writer = ctx.snapshot.model(entity_key), ctx.snapshot.writer(entity_key)
    changed, refused = {}, []
    for record_id, values in wanted.items():
        try:
            with transaction.atomic():
                record = ctx.lock(model, record_id)
                attnames = [writer.by_name[key].attname for key in values]
                before = {name: as_plain(getattr(record, name)) for name in attnames}
                version = change_through_door(ctx, record, values).version
        except OwjError as error:
            refused.append(error)
        else:
            changed[record_id] = Changed(version, before)
    return changed, refused


@transaction.atomic
def delete_records(ctx: Context, entity_key: str, ids: Iterable[int]) -> Done:
    """Delete records with what their links say. Raises: VerbRefused."""
    entity_of(ctx, entity_key)
    generic.check_may(ctx, entity_key, Verb.DELETE)
    chosen = _chosen(ids)
    gone, stay = delete_many(ctx, entity_key, chosen)
    items = [[one.entity_id, one.record_id, dict(one.values), one.attname] for one in gone]
    refused = [stay[one] for one in chosen if one in stay]
    done = Done(len(chosen) - len(refused), refused)
    return _kept(ctx, entity_key, RecordDeed.Kind.DELETE, items, done)


def _chosen(ids: Iterable[int]) -> list[int]:
    # In one order for everybody: of two who hold each other's records one would be turned away.
    return sorted(list(dict.fromkeys(ids))[:MOST_AT_ONCE])


def _kept(
    ctx: Context, entity_key: str, kind: RecordDeed.Kind, items: list[list[Any]], done: Done
) -> Done:
    """Keep what it takes to take a deed back."""
    if items and ctx.actor.user_id is not None:
        kept = RecordDeed.objects.create(
            kind=kind,
            entity_id=ctx.snapshot.entity(entity_key).id,
            user_id=ctx.actor.user_id,
            items=items,
            done_at=ctx.now,
        )
        done.deed_id = kept.pk
    return done


@transaction.atomic
def undo_deed(ctx: Context, deed_id: int) -> Done:
    """Take a deed back. Raises: DeedNotFound for others' deeds, DeedUndone, DeedTooLate."""
    row = (
        RecordDeed.objects.select_for_update(of=("self",))
        .filter(id=deed_id, user_id=ctx.actor.user_id or 0)
        .first()
    )
    if row is None:
        raise DeedNotFound
    if row.undone_at is not None:
        raise DeedUndone
    if ctx.now - row.done_at > UNDO_WITHIN:
        raise DeedTooLate(minutes=int(UNDO_WITHIN.total_seconds() // 60))
    done = bring_all_back(ctx, row) if row.kind == RecordDeed.Kind.DELETE else _put(ctx, row)
    row.undone_at = ctx.now
    row.save(update_fields=["undone_at"])
    return done


def entity_of_deed(ctx: Context, deed_id: int) -> str:
    """Return the entity whose records a deed of the actor's changed. Raises: DeedNotFound."""
    row = RecordDeed.objects.filter(id=deed_id, user_id=ctx.actor.user_id or 0).first()
    entity = ctx.snapshot.schema.by_id.get(row.entity_id) if row else None
    if entity is None:
        raise DeedNotFound
    return entity.key


def bring_all_back(ctx: Context, row: RecordDeed) -> Done:
    """Insert again what a deletion took. Raises: VerbRefused, and as `returning.bring_back`."""
    entity = ctx.snapshot.schema.by_id[row.entity_id]
    generic.check_may(ctx, entity.key, Verb.DELETE)
    gone = [Gone(one[0], one[1], one[2], one[3]) for one in row.items]
    bring_back(ctx, gone)
    return Done(count=sum(1 for one in gone if one.entity_id == row.entity_id and not one.attname))


def _put(ctx: Context, row: RecordDeed) -> Done:
    """Write the values of before into records that still are as the deed left them."""
    entity = ctx.snapshot.schema.by_id[row.entity_id]
    kept = _changes(row.items)
    rows = ctx.records(entity.key).filter(pk__in=[one[0] for one in kept]).order_by("pk")
    held = dict(rows.select_for_update(of=("self",)).values_list("pk", "version"))
    refused: list[OwjError] = []
    wanted: dict[int, Mapping[str, Any]] = {}
    for record_id, version, before in kept:
        if record_id not in held:
            refused.append(RecordNotFound(entity=entity.label, id=record_id))
        elif held[record_id] != version:
            refused.append(RecordChanged(entity=entity.label, id=record_id, fields=[]))
        else:
            wanted[record_id] = values_kept(ctx, entity.key, before)
    changed, stay = _change_all(ctx, entity.key, wanted)
    return Done(len(changed), refused + stay)


def _changes(items: Sequence[Any]) -> list[tuple[int, int, Mapping[str, Any]]]:
    return [(one[0], one[1], one[2]) for one in items]
