"""Lets one unit of work see a schema that is only drawn, upon the rows that are there.

Temporary views stand before the tables that a plan would change: columns that do not exist yet
hold what the plan would give them. They live in this connection's transaction, which is taken
back, so nobody else ever sees them; on the tables themselves lies no more than a reader's lock.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.db import connection
from psycopg import sql

from owj.server.context import SYSTEM
from owj.server.records.computed import tried
from owj.server.records.ddl import column_type
from owj.server.records.defs import TEXT_KINDS, EntityDef, FieldDef, Kind, SchemaDef
from owj.server.records.plan import Plan
from owj.server.records.refusals import OnlyTried
from owj.server.records.registry import declared_behaviour
from owj.server.records.snapshot import Snapshot, build_snapshot, versions_instead
from owj.server.records.steps import AddColumn, AddFolded, CreateTable, FillColumn

if TYPE_CHECKING:
    from owj.server.records.context import Context
    from owj.server.records.writer import Writer

_VIEW = "CREATE TEMPORARY VIEW {view} AS SELECT {columns} FROM {table} t"
# Columns that every table has; see ddl.py.
_SYSTEM = ("id", "version", "created_at", "updated_at")
_NOTHING = "(SELECT NULL::bigint AS id, 1 AS version, now() AS created_at, now() AS updated_at"
_KEPT = 2
_lock = Lock()
_snapshots: OrderedDict[tuple[object, ...], Snapshot] = OrderedDict()
# Rights that hold for one page alone have versions below zero, none of them twice.
_rights = itertools.count(-1, -1)


@contextmanager
def schema_instead(before: SchemaDef, plan: Plan) -> Iterator[Snapshot]:
    """Let what runs inside find the schema of a plan in force; inside a transaction that ends.

    before: the published schema, upon which the plan is. What is inside writes no record
    (OnlyTried). The caller takes the transaction back.
    """
    from owj.server.records.context import open_context

    fresh = tried.fresh_of(before, plan.schema)
    with connection.cursor() as cursor:
        for statement in (*tried.tables_of(plan.schema, fresh), *_views(before, plan, fresh)):
            cursor.execute(statement)
    snapshot = _snapshot(plan.schema)
    with versions_instead(snapshot, next(_rights)):
        if fresh:
            tried.fill(open_context(SYSTEM), fresh)
        yield snapshot


@contextmanager
def rights_instead(snapshot: Snapshot) -> Iterator[None]:
    """Let rights be asked anew inside, after some were written in the same transaction."""
    with versions_instead(snapshot, next(_rights)):
        yield


def stop_if_tried(ctx: Context, writer: Writer, rows: Sequence[Mapping[str, Any]]) -> None:
    """End a write that went through every check, where a draft is tried.

    What the database would refuse is asked here: that a value is there once only.
    Raises: OnlyTried, FieldValueRejected.
    """
    if not ctx.snapshot.is_tried:
        return
    for row in rows:
        _refuse_taken(ctx, writer, row)
    raise OnlyTried(entity=writer.entity.label)


def _refuse_taken(ctx: Context, writer: Writer, row: Mapping[str, Any]) -> None:
    from owj.server.records.queryset import rows_of
    from owj.server.records.write import taken

    everything = ctx.with_full_reach()
    for field in writer.fields:
        value = row.get(field.attname)
        if not field.definition.unique or value in (None, "", ()):
            continue
        others = rows_of(everything, writer.entity.key).filter(**{field.attname: value})
        if others.exclude(pk=row.get("id") or 0).exists():
            raise taken(writer.entity, field.definition)


def _snapshot(schema: SchemaDef) -> Snapshot:
    """Return the classes of a drawn schema; a draft is asked for page after page."""
    source = (schema.fingerprint, declared_behaviour())
    with _lock:
        known = _snapshots.get(source)
        if known is None:
            known = _snapshots[source] = build_snapshot(schema, is_tried=True)
            while len(_snapshots) > _KEPT:
                _snapshots.popitem(last=False)
    return known


def _views(before: SchemaDef, plan: Plan, fresh: tried.Fresh) -> Iterator[sql.Composed]:
    changed: dict[str, dict[str, sql.Composable]] = {}
    for step in plan.steps:
        match step:
            case CreateTable(entity):
                yield _empty(entity)
            case AddColumn(entity, field):
                changed.setdefault(entity.id, {}).update(_new_columns(field))
            case AddFolded(entity, field):
                folded = _folded(sql.SQL("t.{}").format(sql.Identifier(field.column)))
                changed.setdefault(entity.id, {})[field.folded or ""] = folded
            case FillColumn(entity, field):
                column = sql.SQL("t.{}").format(sql.Identifier(field.column))
                filled = sql.SQL("coalesce({}, {})").format(column, _default(field))
                changed.setdefault(entity.id, {})[field.column] = filled
            case _:
                pass
    for key, fields in fresh.items():
        entity = plan.schema.by_key[key]
        columns = changed.setdefault(entity.id, {})
        for field in fields:
            plain = sql.SQL("t.{}").format(sql.Identifier(field.column))
            worked_out = tried.column_of(entity, field, columns.get(field.column, plain))
            columns[field.column] = worked_out
            if field.folded:
                columns[field.folded] = _folded(worked_out)
    for entity_id, columns in changed.items():
        yield _upon(before.by_id[entity_id], columns)


def _upon(entity: EntityDef, columns: Mapping[str, sql.Composable]) -> sql.Composed:
    """Return the view upon the table of an entity, with columns that are new or filled."""
    there = [name for f in entity.fields if not f.dropped for name in (f.column, f.folded) if name]
    shown: dict[str, sql.Composable] = {
        name: sql.SQL("t.{}").format(sql.Identifier(name)) for name in (*_SYSTEM, *there)
    }
    return sql.SQL(_VIEW).format(
        view=sql.Identifier(entity.table),
        columns=_named(shown | dict(columns)),
        table=sql.Identifier(entity.table),
    )


def _empty(entity: EntityDef) -> sql.Composed:
    """Return a view that stands for the table of an entity that is new, and has no rows."""
    columns: dict[str, sql.Composable] = {
        name: sql.SQL("t.{}").format(sql.Identifier(name)) for name in _SYSTEM
    }
    for field in entity.fields:
        columns |= _new_columns(field)
    return sql.SQL(_VIEW).format(
        view=sql.Identifier(entity.table),
        columns=_named(columns),
        table=sql.SQL(_NOTHING + " WHERE false)"),
    )


def _new_columns(field: FieldDef) -> dict[str, sql.Composable]:
    value = _default(field)
    columns: dict[str, sql.Composable] = {field.column: value}
    if field.folded:
        columns[field.folded] = _folded(value)
    return columns


def _named(columns: Mapping[str, sql.Composable]) -> sql.Composed:
    one = sql.SQL("{} AS {}")
    return sql.SQL(", ").join(one.format(v, sql.Identifier(name)) for name, v in columns.items())


def _default(field: FieldDef) -> sql.Composed:
    """Return the constant that a column would be filled with, of the column's type."""
    default = field.column_default
    if default is None and field.stored_kind in TEXT_KINDS - {Kind.AUTO_NUMBER}:
        default = ""
    kind = sql.SQL(column_type(field))
    return sql.SQL("CAST({} AS {})").format(sql.Literal(default), kind)


def _folded(value: sql.Composable) -> sql.Composed:
    return sql.SQL("persian_fold({})").format(value)
