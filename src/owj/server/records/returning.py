"""Undoing deletions: rows come back with the ids they had, and links that were emptied are filled.

What of one entity went behind each other comes back together, in few statements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db import connection

from owj.server.records.audit import note_changes
from owj.server.records.computed.settling import spread_restored
from owj.server.records.defs import EntityDef, FieldDef
from owj.server.records.kept import for_column
from owj.server.records.models import RecordChange
from owj.server.records.queryset import rows_of
from owj.server.records.relations import Gone
from owj.server.records.trashed import fill_trash
from owj.server.records.write import check_reach, one_write, update_record
from owj.server.records.writer import WritableField, Writer

if TYPE_CHECKING:
    from owj.server.records.context import Context


def bring_back(ctx: Context, gone: Sequence[Gone]) -> None:
    """Undo a deletion: rows with the ids they had, last gone first, and the emptied links.

    A link that was filled meanwhile keeps what it has. Raises: FieldValueRejected when a unique
    value was given away or a linked record went meanwhile, RecordOutOfReach.
    """
    for (entity_id, _attname, _names), found in groupby(reversed(gone), _kin):
        entity = ctx.snapshot.schema.by_id.get(entity_id)
        if entity is None:
            continue
        together = [one for one in found if not _lies_in_trash(ctx, entity, one)]
        if entity.retired or not together:
            continue
        with one_write(ctx, entity, in_parts=True):
            if together[0].attname:
                for one in together:
                    _fill_again(ctx.with_full_reach(), entity, one)
            else:
                _insert_again(ctx, entity, together)


def _lies_in_trash(ctx: Context, entity: EntityDef, one: Gone) -> bool:
    """Fill a link that lies in the trash of the schema; return whether it was one."""
    if not one.attname:
        return False
    return fill_trash(ctx, entity, one.attname, one.record_id, one.values[one.attname])


def _kin(one: Gone) -> tuple[str, str, tuple[str, ...]]:
    return one.entity_id, one.attname, () if one.attname else tuple(sorted(one.values))


def _fill_again(ctx: Context, entity: EntityDef, one: Gone) -> None:
    record = rows_of(ctx, entity.key).filter(pk=one.record_id).first()
    if record is None or not hasattr(record, one.attname):
        return
    held = getattr(record, one.attname)
    if isinstance(held, tuple):
        update_record(ctx, record, {one.attname: (*held, one.values[one.attname])})
    elif held is None:
        update_record(ctx, record, dict(one.values))


def _insert_again(ctx: Context, entity: EntityDef, gone: Sequence[Gone]) -> None:
    """Insert rows of one entity that were kept with the same fields."""
    writer = ctx.snapshot.writer(entity.key)
    # A field that came meanwhile is left to what its column fills in; one that went is gone.
    fields = [
        field
        for field in writer.fields
        if field.attname in gone[0].values and not field.definition.computed
    ]
    names = ["id", "version", "created_at", "updated_at", *(field.quoted for field in fields)]
    marks = ", ".join(["%s"] * len(names))
    statement = f"INSERT INTO {writer.table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 -- quoted names
    rows = [
        [one.record_id, _version(one), one.values["created_at"], ctx.now, *given]
        for one, given in zip(gone, _given(ctx, writer, fields, gone), strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
    back = [{**one.values, "id": one.record_id} for one in gone]
    spread_restored(ctx.with_full_reach(), writer, back)
    check_reach(ctx, writer, [one.record_id for one in gone])
    if entity.audit:
        done = ((one.record_id, _version(one), _changes(fields, one.values)) for one in gone)
        note_changes(ctx, entity, RecordChange.Action.RESTORED, done)


def _version(one: Gone) -> int:
    return int(one.values["version"]) + 1


def _given(
    ctx: Context, writer: Writer, fields: Sequence[WritableField], gone: Sequence[Gone]
) -> list[list[Any]]:
    """Return what the columns of fields take, row by row."""
    there = {
        field.attname: _still_there(ctx, field.definition, [one.values for one in gone])
        for field in writer.lists
        if field in fields
    }
    for field in writer.lists:
        if field.attname in there and field.definition.target == writer.entity.key:
            # Those that come back in the same statement are not seen yet.
            there[field.attname] |= {one.record_id for one in gone}
    rows = []
    for one in gone:
        # What a list led to may have gone meanwhile.
        left = {
            name: [each for each in one.values[name] or () if each in found]
            for name, found in there.items()
        }
        values = {**one.values, **left}
        raw = [(field, field.to_database(values[field.attname])) for field in fields]
        rows.append([for_column(field.definition, value) for field, value in raw])
    return rows


def _still_there(ctx: Context, field: FieldDef, rows: Sequence[Mapping[str, Any]]) -> set[int]:
    """Return what lists lead to that is still there, held until the transaction ends."""
    ids = {one for row in rows for one in row[field.attname] or ()}
    if not ids:
        return set()
    found = rows_of(ctx.with_full_reach(), field.target or "").filter(pk__in=sorted(ids))
    held = found.order_by("pk").select_for_update(of=("self",), no_key=True)
    return set(held.values_list("pk", flat=True))


def _changes(fields: Sequence[WritableField], values: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {
        field.definition.column: [None, values[field.attname]]
        for field in fields
        if values[field.attname] not in (None, "")
    }
