"""Taking an import back: what it made goes, what it changed gets its values again.

A record that was changed since, or that others point to, stays as it is and is told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

from owj.kernel.errors import NotFound, OwjError
from owj.server.failpoints import failpoint
from owj.server.imports.cells import Fault
from owj.server.imports.models import ImportBatch, ImportRun
from owj.server.imports.refusals import ChangedSince, UsedSince
from owj.server.imports.runs import context_of, keep_faults
from owj.server.records import generic
from owj.server.records.defs import Kind
from owj.server.records.doors import change_through_door, has_verbs
from owj.server.records.kept import values_kept
from owj.server.records.queryset import rows_of
from owj.server.records.relations import delete_record, delete_together
from owj.server.records.rights import Verb

if TYPE_CHECKING:
    from owj.server.records.context import Context


def undo_run(run: ImportRun) -> None:
    """Undo the batches of a run, the last one first; each is a transaction of its own."""
    while True:
        with transaction.atomic():
            held = ImportRun.objects.select_for_update().get(pk=run.pk)
            batch = held.batches.order_by("-first_row").first()
            if held.state != ImportRun.State.UNDOING:
                return
            if batch is None:
                held.state = ImportRun.State.UNDONE
                held.save()
                ImportRun.objects.filter(pk=held.pk).update(ended_at=Now())
                return
            ctx = context_of(held)
            key = ctx.snapshot.schema.by_id[held.entity_id].key
            generic.check_may(ctx, key, Verb.IMPORT)
            faults = _undo_batch(ctx, key, batch)
            held.undone += len(batch.made) + len(batch.changed) - len(faults)
            held.save()
            keep_faults(held, faults, undo=True)
            batch.delete()
        failpoint("imports.between_undone_batches")


def _undo_batch(ctx: Context, key: str, batch: ImportBatch) -> list[Fault]:
    faults = [
        Fault(row, -1, str(record_id), error)
        for row, record_id, version, before in reversed(batch.changed)
        if (error := _put_back(ctx, key, record_id, version, before)) is not None
    ]
    return faults + _take_away(ctx, key, [(row, one) for row, one in batch.made])


def _put_back(
    ctx: Context, key: str, record_id: int, version: int, before: Mapping[str, Any]
) -> OwjError | None:
    """Give a record the values it had; return why not, if it was changed since."""
    try:
        with transaction.atomic():
            record: Any = generic.get(ctx, key, record_id, lock=True)
            if record.version != version:
                return ChangedSince()
            change_through_door(ctx, record, values_kept(ctx, key, before))
    except NotFound:
        return ChangedSince()
    except OwjError as error:
        return error
    return None


def _take_away(ctx: Context, key: str, made: Sequence[tuple[int, int]]) -> list[Fault]:
    """Delete what a batch made, in the importer's name; return what stays and why."""
    free = ctx.with_full_reach()
    ids = [record_id for _row, record_id in made]
    used = used_ids(free, key, ids)
    # A package's verb may have written a new record twice.
    fresh = 2 if has_verbs(key) else 1
    versions = dict(
        rows_of(free, key)
        .select_for_update(of=("self",))
        .filter(pk__in=ids)
        .values_list("pk", "version")
    )
    faults = []
    gone = []
    for row, record_id in reversed(made):
        if record_id in used:
            faults.append(Fault(row, -1, str(record_id), UsedSince()))
        elif versions.get(record_id, 0) not in range(1, fresh + 1):
            faults.append(Fault(row, -1, str(record_id), ChangedSince()))
        else:
            gone.append((row, record_id))
    return faults + _delete_all(free, key, gone)


def _delete_all(free: Context, key: str, gone: Sequence[tuple[int, int]]) -> list[Fault]:
    """Delete records together, or one by one where links of their own kind may forbid it."""
    if not gone:
        return []
    if not _has_lists_or_own_links(free, key):
        try:
            with transaction.atomic():
                delete_together(free, key, [record_id for _row, record_id in gone])
        except (OwjError, IntegrityError):
            pass
        else:
            return []
    return [
        Fault(row, -1, str(record_id), error)
        for row, record_id in gone
        if (error := _delete(free, key, record_id)) is not None
    ]


def _has_lists_or_own_links(free: Context, key: str) -> bool:
    """Return whether records of the entity may point to each other, or stand in lists."""
    return any(
        one.target == key and (one.kind is Kind.LINKS or entity.key == key)
        for entity in free.snapshot.schema.by_key.values()
        for one in entity.by_key.values()
        if one.kind in (Kind.LINK, Kind.LINKS)
    )


def _delete(free: Context, key: str, record_id: int) -> OwjError | None:
    try:
        with transaction.atomic():
            record: Any = rows_of(free, key).get(pk=record_id)
            delete_record(free, record)
    except OwjError as error:
        return error
    except IntegrityError:
        return UsedSince()
    return None


def used_ids(free: Context, key: str, ids: Collection[int]) -> set[int]:
    """Return those of some records to which records of other entities point.

    What a package's verb made along with a record, and goes with it, does not count.
    """
    used: set[int] = set()
    for entity in free.snapshot.schema.by_key.values():
        for one in entity.by_key.values():
            if one.kind is Kind.LINK and one.target == key and entity.key != key:
                rows = rows_of(free, entity.key).filter(**{f"{one.attname}__in": ids})
                if one.on_delete == "cascade":
                    rows = rows.exclude(version=1, created_at=F(f"{one.key}__created_at"))
                used.update(rows.values_list(one.attname, flat=True))
    return used
