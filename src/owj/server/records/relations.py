"""What deletion does to relatives: the rules of links, across generated and ordinary tables.

The database's constraints only refuse; what follows a deletion is done here, record by record,
so that every consequence is checked and remembered like any other write.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db import connection

from owj.server.records.audit import as_plain, note_changes
from owj.server.records.defs import EntityDef, FieldDef, Kind
from owj.server.records.models import RecordChange
from owj.server.records.queryset import rows_of
from owj.server.records.refusals import RecordChanged, RecordInUse
from owj.server.records.write import get_record, one_write, update_record

if TYPE_CHECKING:
    from owj.server.records.context import Context
    from owj.server.records.declare import Entity


def delete_record(ctx: Context, record: Entity) -> None:
    """Delete a record and do to its relatives what their links say; see Context.delete."""
    if ctx.is_guarded:
        from owj.server.records.generic import delete_guarded

        delete_guarded(ctx, record)
        return
    entity = ctx.snapshot.entity(record.key)
    with one_write(ctx, entity, in_parts=True):
        held = get_record(ctx, type(record), record.id, lock=True)
        if held.version != record.version:
            raise RecordChanged(entity=entity.label, id=record.id, fields=[])
        _delete(ctx.with_full_reach(), held)


def detach_user(ctx: Context, user_id: int) -> None:
    """Empty every optional link to a person whose row is to go.

    People are deactivated rather than deleted; where one must go, this comes first.
    Raises: RecordInUse when a required link points to the person.
    """
    free = ctx.with_full_reach()
    for entity, field in _fields_of_kind(ctx, Kind.USER):
        rows = rows_of(free, entity.key).filter(**{field.attname: user_id})
        if not field.nullable and rows.exists():
            raise RecordInUse(entity="user", id=user_id, users=entity.plural)
        with one_write(ctx, entity, in_parts=True):
            for record in rows.select_for_update(of=("self",)):
                update_record(free, record, {field.attname: None})


def _delete(ctx: Context, record: Any) -> None:
    entity = ctx.snapshot.entity(record.key)
    for relative, field in _fields_of_kind(ctx, Kind.LINK):
        if field.target != entity.key:
            continue
        rows = rows_of(ctx, relative.key).filter(**{field.attname: record.id})
        if field.on_delete == "restrict":
            if rows.exists():
                raise RecordInUse(entity=entity.label, id=record.id, users=relative.plural)
            continue
        for one in rows.select_for_update(of=("self",)):
            if field.on_delete == "cascade":
                _delete(ctx, one)
            else:
                update_record(ctx, one, {field.attname: None})
    writer = ctx.snapshot.writer(entity.key)
    with connection.cursor() as cursor:
        cursor.execute(writer.delete_statement, [record.id])
    if entity.audit:
        changes = {
            field.definition.column: [as_plain(getattr(record, field.attname)), None]
            for field in writer.fields
        }
        done = (record.id, record.version, changes)
        note_changes(ctx, entity, RecordChange.Action.DELETED, [done])


def _fields_of_kind(ctx: Context, kind: Kind) -> Iterator[tuple[EntityDef, FieldDef]]:
    for entity in ctx.snapshot.schema.by_key.values():
        for field in entity.by_key.values():
            if field.kind is kind:
                yield entity, field
