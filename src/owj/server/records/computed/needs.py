"""Reads what expressions need of records: whole rows and linked ones at once, locked if asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import connection

from owj.kernel.feel import FeelContext, FeelValue
from owj.server.records.computed.reading import Read
from owj.server.records.computed.values import feel_reader
from owj.server.records.conditions.fields import LINK, PEOPLE
from owj.server.records.defs import EntityDef
from owj.server.records.writer import quoted_name

if TYPE_CHECKING:
    from owj.server.records.context import Context

_SYSTEM = ("created_at", "updated_at")
# Waits for whoever changes the row, and lets others link to it.
FOR_WRITING = "FOR NO KEY UPDATE"
# Waits for whoever changes the row, and lets others read it in the same way.
FOR_READING = "FOR SHARE"


@dataclass(slots=True)
class Needs:
    """The fields of one entity that are read, and those behind each of its links."""

    entity: str
    fields: set[str] = field(default_factory=set)
    links: dict[str, Needs] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """One row that was read: raw values by field key, and the scope that expressions see."""

    id: int
    raw: dict[str, Any]
    scope: FeelContext


def needs_of(ctx: Context, entity_key: str, reads: Iterable[Read]) -> Needs:
    """Return what some reads need of the records of an entity."""
    whole = Needs(entity_key)
    for read in reads:
        at = whole
        for link in (*read.links, *((read.field,) if read.kind == LINK else ())):
            target = _target(ctx, at.entity, link)
            at = at.links.setdefault(link, Needs(target))
        if read.kind != LINK:
            at.fields.add(read.field)
    return whole


def _target(ctx: Context, entity_key: str, link: str) -> str:
    return ctx.snapshot.schema.by_key[entity_key].by_key[link].target or PEOPLE


def read_rows(
    ctx: Context,
    needs: Needs,
    ids: Collection[int],
    *,
    lock: str = "",
    lock_linked: bool = False,
    over: Mapping[int, Mapping[str, Any]] | None = None,
) -> dict[int, Row]:
    """Return rows by id with the scopes that the needs ask for, in id order.

    lock: how the rows themselves are held. lock_linked: hold the linked rows too, so that what is
    read of them is still so at the end of the transaction. over: values that are about to be
    written, by id and key, to be seen in place of the stored ones.
    """
    if not ids:
        return {}
    raws = _select(ctx, needs, ids, lock)
    for row_id, values in (over or {}).items():
        raw = raws.get(row_id, {})
        raw.update({key: value for key, value in values.items() if key in raw})
    rows = {row_id: Row(row_id, raw, _scope(ctx, needs, raw)) for row_id, raw in raws.items()}
    read_linked(ctx, needs, rows.values(), lock=lock_linked)
    return rows


def read_linked(ctx: Context, needs: Needs, rows: Collection[Row], *, lock: bool) -> None:
    """Put into the scopes of rows what is read behind their links."""
    for link, behind in sorted(needs.links.items(), key=lambda one: (one[1].entity, one[0])):
        ids = sorted({row.raw[link] for row in rows if row.raw[link] is not None})
        found: Mapping[int, FeelContext]
        if behind.fields - {"id"} or behind.links:
            held = _strength(ctx, behind.entity) if lock else ""
            linked = read_rows(ctx, behind, ids, lock=held, lock_linked=lock)
            found = {row_id: row.scope for row_id, row in linked.items()}
        else:
            found = {row_id: {"id": Decimal(row_id)} for row_id in ids}
        for row in rows:
            target = row.raw[link]
            row.scope[link] = None if target is None else found.get(target)


def _strength(ctx: Context, entity_key: str) -> str:
    """Return how linked rows are held: those that may be written later, for writing at once."""
    if entity_key == PEOPLE:
        return ""
    return FOR_WRITING if entity_key in ctx.snapshot.computed.rolled else FOR_READING


def _scope(ctx: Context, needs: Needs, raw: Mapping[str, Any]) -> FeelContext:
    readers = readers_of(ctx, needs.entity)
    return {key: readers[key](raw[key]) for key in needs.fields}


Reader = Callable[[Any], FeelValue]


def readers_of(ctx: Context, entity_key: str) -> Mapping[str, Reader]:
    """Return what turns each field of an entity into FEEL's value, made once a unit of work."""
    return ctx.once(f"computed.readers.{entity_key}", lambda _: _readers(ctx, entity_key))


def _readers(ctx: Context, entity_key: str) -> Mapping[str, Reader]:
    def instant(value: Any) -> FeelValue:
        return None if value is None else value.astimezone(ctx.zone)

    found: dict[str, Reader] = dict.fromkeys(_SYSTEM, instant)
    found["id"] = Decimal
    if entity_key == PEOPLE:
        for name in ("username", "full_name", "email", "phone", "kind"):
            found[name] = lambda value: None if value is None else str(value)
        found["is_active"] = lambda value: value
        return found
    for key, one in ctx.snapshot.schema.by_key[entity_key].by_key.items():
        found[key] = feel_reader(one, lambda: ctx.zone)
    return found


def _select(
    ctx: Context, needs: Needs, ids: Collection[int], lock: str
) -> dict[int, dict[str, Any]]:
    keys = sorted((needs.fields | set(needs.links)) - {"id"})
    table, columns = _columns(ctx, needs.entity, keys)
    listed = "".join(f", {column}" for column in columns)
    # Names are quoted and come from definitions; ids are parameters.
    statement = f"SELECT id{listed} FROM {table} WHERE id = ANY(%s) ORDER BY id {lock}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(ids)])
        return {
            row[0]: {"id": row[0], **dict(zip(keys, row[1:], strict=True))}
            for row in cursor.fetchall()
        }


def _columns(ctx: Context, entity_key: str, keys: Iterable[str]) -> tuple[str, list[str]]:
    if entity_key == PEOPLE:
        return quoted_name(get_user_model()._meta.db_table), [quoted_name(key) for key in keys]
    entity: EntityDef = ctx.snapshot.schema.by_key[entity_key]
    columns = [
        quoted_name(entity.by_key[key].column if key in entity.by_key else key) for key in keys
    ]
    return quoted_name(entity.table), columns


def lock_rows(ctx: Context, entity_key: str, ids: Collection[int]) -> None:
    """Hold rows that are to be written later in the transaction, in the order of their ids."""
    if ids:
        table = quoted_name(ctx.snapshot.schema.by_key[entity_key].table)
        statement = f"SELECT 1 FROM {table} WHERE id = ANY(%s) ORDER BY id {FOR_WRITING}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(statement, [list(ids)])
