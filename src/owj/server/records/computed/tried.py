"""Computed fields of a schema that is only drawn: worked out for the newest rows of each entity.

The values stand in temporary tables that go with the transaction; the views that stand before the
tables (../trying.py) look there. Nothing is written into a table that stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import connection
from psycopg import sql

from owj.server.records.computed.backfill import changed_fields
from owj.server.records.computed.needs import needs_of, read_rows
from owj.server.records.computed.programs import Program
from owj.server.records.computed.rollups import add_up
from owj.server.records.computed.working_out import work_out
from owj.server.records.ddl import column_type
from owj.server.records.defs import EntityDef, FieldDef, SchemaDef

if TYPE_CHECKING:
    from owj.server.records.context import Context

# A page of a trial works them out each time; publishing fills so many at once too.
NEWEST = 1_000
Fresh = Mapping[str, Sequence[FieldDef]]


def fresh_of(before: SchemaDef, after: SchemaDef) -> Fresh:
    """Return, by entity, the computed fields that publishing would have to work out.

    New entities have no rows for which to do so.
    """
    return {
        key: [after.by_key[key].by_key[one] for one in keys]
        for key, keys in changed_fields(before, after).items()
        if after.by_key[key].id in before.by_id
    }


def tables_of(schema: SchemaDef, fresh: Fresh) -> Iterator[sql.Composed]:
    """Yield what makes the tables of the values, with the newest rows and nothing in them."""
    for key, fields in fresh.items():
        entity = schema.by_key[key]
        columns = [
            sql.SQL("{} {}").format(sql.Identifier(one.column), sql.SQL(column_type(one)))
            for one in fields
        ]
        yield sql.SQL(
            "CREATE TEMPORARY TABLE {} (id bigint PRIMARY KEY, {}) ON COMMIT DROP"
        ).format(_table(entity), sql.SQL(", ").join(columns))
        yield sql.SQL("INSERT INTO {} (id) SELECT id FROM {} ORDER BY id DESC LIMIT {}").format(
            _table(entity), sql.Identifier(entity.table), sql.Literal(NEWEST)
        )


def column_of(entity: EntityDef, field: FieldDef, otherwise: sql.Composable) -> sql.Composed:
    """Return the value of a row `t`; of an older one what it has otherwise."""
    # No join: a view that is joined so could not be locked by who is about to write.
    return sql.SQL(
        "CASE WHEN EXISTS (SELECT FROM {table} w WHERE w.id = t.id)"
        " THEN (SELECT w.{column} FROM {table} w WHERE w.id = t.id) ELSE {otherwise} END"
    ).format(table=_table(entity), column=sql.Identifier(field.column), otherwise=otherwise)


def fill(ctx: Context, fresh: Fresh) -> None:
    """Work the values out, each after those it reads. ctx: of the drawn schema, with all rights."""
    wanted = {(key, one.key) for key, fields in fresh.items() for one in fields}
    for stage in ctx.snapshot.computed.graph.stages:
        for program in stage.programs:
            if program.node in wanted:
                _fill(ctx, program)


def _fill(ctx: Context, program: Program) -> None:
    entity = ctx.snapshot.entity(program.entity)
    field = ctx.snapshot.writer(entity.key).by_name[program.field.key]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT id FROM {}").format(_table(entity)))
        ids = [one for (one,) in cursor.fetchall()]
        values = _values(ctx, program, ids)
        cursor.executemany(
            sql.SQL("UPDATE {} SET {} = %s WHERE id = %s").format(
                _table(entity), sql.Identifier(program.field.column)
            ),
            [[field.to_database(value), row_id] for row_id, value in values.items()],
        )


def _values(ctx: Context, program: Program, ids: Sequence[int]) -> Mapping[int, Any]:
    if program.children is not None:
        return add_up(ctx, program, ids)
    rows = read_rows(ctx, needs_of(ctx, program.entity, program.reads), ids)
    return {row.id: work_out(program, row.scope) for row in rows.values()}


def _table(entity: EntityDef) -> sql.Identifier:
    return sql.Identifier(f"{entity.table[:57]}_tried")
