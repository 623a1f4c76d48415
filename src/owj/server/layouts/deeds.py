"""One deed on one or many records, kept so that it can be taken back for a while.

Each record is written by itself, with its own rights; one that refuses is reported and the others
go on. Taking back is refused record by record where somebody changed the same fields since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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
from owj.server.records.context import Context
from owj.server.records.doors import change_through_door
from owj.server.records.kept import values_kept
from owj.server.records.refusals import RecordChanged
from owj.server.records.relations import Gone, bring_back
from owj.server.records.rights import Verb

MOST_AT_ONCE = 500
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

    def change(record: Any) -> list[Any]:
        writer = ctx.snapshot.writer(entity_key)
        names = [writer.by_name[key].attname for key in values]
        before = {name: as_plain(getattr(record, name)) for name in names}
        changed = change_through_door(ctx, record, values)
        return [record.id, changed.version, before]

    return _do(ctx, entity_key, ids, RecordDeed.Kind.CHANGE, lambda one: [change(one)])


@transaction.atomic
def delete_records(ctx: Context, entity_key: str, ids: Iterable[int]) -> Done:
    """Delete records with what their links say. Raises: VerbRefused."""
    entity_of(ctx, entity_key)
    generic.check_may(ctx, entity_key, Verb.DELETE)

    def delete(record: Any) -> list[Any]:
        gone = generic.delete(ctx, record)
        return [[one.entity_id, one.record_id, dict(one.values), one.attname] for one in gone]

    return _do(ctx, entity_key, ids, RecordDeed.Kind.DELETE, delete)


def _do(
    ctx: Context,
    entity_key: str,
    ids: Iterable[int],
    kind: RecordDeed.Kind,
    act: Callable[[Any], list[Any]],
) -> Done:
    done, items = Done(), list[Any]()
    model = ctx.snapshot.model(entity_key)
    entity_id = ctx.snapshot.entity(entity_key).id
    # In one order for everybody: of two who hold each other's records one would be turned away.
    for record_id in sorted(list(dict.fromkeys(ids))[:MOST_AT_ONCE]):
        if kind == RecordDeed.Kind.DELETE and _went(items, entity_id, record_id):
            done.count += 1
            continue
        try:
            with transaction.atomic():
                items += act(ctx.lock(model, record_id))
        except OwjError as error:
            done.refused.append(error)
        else:
            done.count += 1
    if items and ctx.actor.user_id is not None:
        kept = RecordDeed.objects.create(
            kind=kind,
            entity_id=entity_id,
            user_id=ctx.actor.user_id,
            items=items,
            done_at=ctx.now,
        )
        done.deed_id = kept.pk
    return done


def _went(items: Sequence[Any], entity_id: str, record_id: int) -> bool:
    """Return whether a deletion took a record along with another one already."""
    return any(one[0] == entity_id and one[1] == record_id and not one[3] for one in items)


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
    """Insert again what a deletion took. Raises: VerbRefused, and as `relations.bring_back`."""
    entity = ctx.snapshot.schema.by_id[row.entity_id]
    generic.check_may(ctx, entity.key, Verb.DELETE)
    gone = [Gone(one[0], one[1], one[2], one[3]) for one in row.items]
    bring_back(ctx, gone)
    return Done(count=sum(1 for one in gone if one.entity_id == row.entity_id and not one.attname))


def _put(ctx: Context, row: RecordDeed) -> Done:
    """Write the values of before into records that still are as the deed left them."""
    entity = ctx.snapshot.schema.by_id[row.entity_id]
    model, done = ctx.snapshot.model(entity.key), Done()
    for record_id, version, before in _changes(row.items):
        try:
            with transaction.atomic():
                record = ctx.lock(model, record_id)
                if record.version != version:
                    raise RecordChanged(entity=entity.label, id=record_id, fields=[])
                change_through_door(ctx, record, values_kept(ctx, entity.key, before))
        except OwjError as error:
            done.refused.append(error)
        else:
            done.count += 1
    return done


def _changes(items: Sequence[Any]) -> list[tuple[int, int, Mapping[str, Any]]]:
    return [(one[0], one[1], one[2]) for one in items]
