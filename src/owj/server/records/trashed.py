"""Links that lie in the trash of the schema and still lead to a record.

Their columns keep their values, so that a field can be brought back, and the database guards them
as before; nobody sees them. A record that goes leaves them empty, as if each said "set_null".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import connection

from owj.server.records.defs import EntityDef, FieldDef, Kind
from owj.server.records.refusals import RecordInUse
from owj.server.records.writer import quoted_name

if TYPE_CHECKING:
    from owj.server.records.context import Context


def leave_trash(
    ctx: Context, entity: EntityDef, record_id: int
) -> Iterator[tuple[EntityDef, FieldDef, int]]:
    """Empty the links in the trash that lead to a record; yields each, with the row it stands in.

    Raises: RecordInUse when a link must be filled, in an entity that lies in the trash as a whole.
    """
    for relative in ctx.snapshot.schema.entities:
        for field in relative.fields:
            if field.target == entity.key and _lies_there(relative, field):
                for row_id in _empty(relative, field, entity, record_id):
                    yield relative, field, row_id


def fill_trash(ctx: Context, entity: EntityDef, attname: str, row_id: int, record_id: int) -> bool:
    """Lead a link in the trash to a record again; False when it lies there no more."""
    there = (one for one in entity.fields if one.attname == attname and _lies_there(entity, one))
    field = next(there, None)
    if field is None:
        return False
    table, column = quoted_name(entity.table), quoted_name(field.column)
    # Names are quoted and come from definitions; ids are parameters.
    if field.kind is Kind.LINKS:
        statement = (
            f"UPDATE {table} SET {column} = array_append({column}, %s)"  # noqa: S608 -- quoted names
            f" WHERE id = %s AND NOT {column} @> ARRAY[%s::bigint]"
        )
        given = [record_id, row_id, record_id]
    else:
        statement = f"UPDATE {table} SET {column} = %s WHERE id = %s AND {column} IS NULL"  # noqa: S608 -- quoted names
        given = [record_id, row_id]
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
    return True


def _lies_there(entity: EntityDef, field: FieldDef) -> bool:
    retired = entity.retired or field.retired
    return retired and not field.dropped and field.kind in (Kind.LINK, Kind.LINKS)


def _empty(relative: EntityDef, field: FieldDef, entity: EntityDef, record_id: int) -> list[int]:
    table, column = quoted_name(relative.table), quoted_name(field.column)
    # Names are quoted and come from definitions; ids are parameters.
    if field.kind is Kind.LINKS:
        statement = (
            f"UPDATE {table} SET {column} = array_remove({column}, %s)"  # noqa: S608 -- quoted names
            f" WHERE {column} @> ARRAY[%s::bigint] RETURNING id"
        )
        given = [record_id, record_id]
    elif field.nullable:
        statement = f"UPDATE {table} SET {column} = NULL WHERE {column} = %s RETURNING id"  # noqa: S608 -- quoted names
        given = [record_id]
    else:
        statement, given = f"SELECT id FROM {table} WHERE {column} = %s LIMIT 1", [record_id]  # noqa: S608 -- quoted names
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        found = [one for (one,) in cursor.fetchall()]
    if found and field.kind is Kind.LINK and not field.nullable:
        raise RecordInUse(entity=entity.label, id=record_id, users=relative.plural)
    return found
