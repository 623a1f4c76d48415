"""What deletion does to relatives: the rules of links, across generated and ordinary tables.

The database's constraints only refuse; what follows a deletion is done here, record by record,
so that every consequence is checked and remembered like any other write.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from owj.server.records.audit import Changes, as_plain, note_changes
from owj.server.records.computed.settling import spread_deleted
from owj.server.records.defs import EntityDef, FieldDef, Kind
from owj.server.records.models import RecordChange
from owj.server.records.queryset import rows_of
from owj.server.records.reacting import RowWritten, tell_written
from owj.server.records.refusals import RecordChanged, RecordInUse
from owj.server.records.trashed import leave_trash
from owj.server.records.trying import stop_if_tried
from owj.server.records.write import get_record, one_write, update_record
from owj.server.records.writer import SYSTEM_COLUMNS, Writer

if TYPE_CHECKING:
    from owj.server.records.context import Context
    from owj.server.records.declare import Entity


# The key of an entity and the id of one of its records.
Spot = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Gone:
    """One row that a deletion took, or one link that it emptied (`attname`), to be brought back.

    values: plain data by attname.
    """

    entity_id: str
    record_id: int
    values: Mapping[str, Any]
    attname: str = ""


def delete_record(ctx: Context, record: Entity) -> list[Gone]:
    """Delete a record and do to its relatives what their links say; see Context.delete.

    Returns what went, in the order in which it went.
    """
    if ctx.is_guarded:
        from owj.server.records.generic import delete_guarded

        return delete_guarded(ctx, record)
    entity = ctx.snapshot.entity(record.key)
    with one_write(ctx, entity, in_parts=True):
        held = get_record(ctx, type(record), record.id, lock=True)
        if held.version != record.version:
            raise RecordChanged(entity=entity.label, id=record.id, fields=[])
        stop_if_tried(ctx, ctx.snapshot.writer(record.key), ())
        went = list(_Deletion(ctx.with_full_reach()).run(held))
        spread_gone(ctx, went)
        return went


def delete_together(ctx: Context, key: str, ids: Sequence[int]) -> None:
    """Delete records, held already, to which nothing points; each is remembered.

    For who has full reach and looked for links before. Raises: RecordInUse when one points there.
    """
    entity, writer = ctx.snapshot.entity(key), ctx.snapshot.writer(key)
    with one_write(ctx, entity, in_parts=True):
        stop_if_tried(ctx, writer, ())
        records = list(rows_of(ctx, key).filter(pk__in=ids))
        with connection.cursor() as cursor:
            cursor.execute(writer.delete_many_statement, [list(ids)])
        rows = [(one, raw_of(writer, one)) for one in records]
        if entity.audit:
            done = ((one.id, one.version, lost_of(writer, raw)) for one, raw in rows)
            note_changes(ctx, entity, RecordChange.Action.DELETED, done)
        tell_written(ctx, entity, "deleted", [RowWritten(one.id, raw, None) for one, raw in rows])
        spread_gone(ctx, [Gone(entity.id, one.id, plain_of(one, raw)) for one, raw in rows])


def raw_of(writer: Writer, record: Any) -> dict[str, Any]:
    """Return the values of a record by attname."""
    return {field.attname: getattr(record, field.attname) for field in writer.fields}


def lost_of(writer: Writer, raw: Mapping[str, Any]) -> Changes:
    """Return what the memory keeps of a record that went."""
    return {
        field.definition.column: [as_plain(raw[field.attname]), None]
        for field in writer.fields
        if not field.definition.computed
    }


def plain_of(record: Any, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return every value of a record as plain data, to be brought back."""
    values = {name: as_plain(value) for name, value in raw.items()}
    return {**values, **{name: as_plain(getattr(record, name)) for name in SYSTEM_COLUMNS}}


def spread_gone(ctx: Context, went: Sequence[Gone]) -> None:
    """Bring up to date what added up the rows that went."""
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for one in went:
        if not one.attname:
            rows.setdefault(ctx.snapshot.schema.by_id[one.entity_id].key, []).append(one.values)
    spread_deleted(ctx.with_full_reach(), rows)


def detach_user(ctx: Context, user_id: int) -> None:
    """Empty every optional link to a person whose row is to go.

    People are deactivated rather than deleted; where one must go, this comes first.
    Raises: RecordInUse when a required link points to the person.
    """
    free = ctx.with_full_reach()
    for entity, field in fields_of_kind(ctx, Kind.USER):
        rows = rows_of(free, entity.key).filter(**{field.attname: user_id})
        if not field.nullable and rows.exists():
            raise RecordInUse(entity="user", id=user_id, users=entity.plural)
        with one_write(ctx, entity, in_parts=True):
            for record in rows.select_for_update(of=("self",)):
                update_record(free, record, {field.attname: None})


class _Deletion:
    """One deletion: the records on their way out, those that went, and those written meanwhile."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.going: dict[Spot, Any] = {}
        self.went: set[Spot] = set()
        # Since they were read a link of theirs was emptied.
        self.emptied: set[Spot] = set()

    def run(self, record: Any) -> Iterator[Gone]:
        """Delete a record after those that go with it, however long their chain is."""
        waiting = [self._begin(record)]
        while waiting:
            for step in waiting[-1]:
                if isinstance(step, Gone):
                    yield step
                else:
                    waiting.append(self._begin(step))
                    break
            else:
                waiting.pop()

    def _begin(self, record: Any) -> Iterator[Gone | Any]:
        self.going[record.key, record.id] = record
        return self._take(record)

    def _take(self, record: Any) -> Iterator[Gone | Any]:
        """Take one record; yields what went, and the records that must go before it.

        A link of one that is on its way already, which closes a circle, is emptied; where it must
        be filled the deletion is refused.
        """
        ctx, entity = self.ctx, self.ctx.snapshot.entity(record.key)
        for relative, field in fields_of_kind(ctx, Kind.LINK):
            if field.target != entity.key:
                continue
            rows = rows_of(ctx, relative.key).filter(**{field.attname: record.id})
            if field.on_delete == "restrict":
                if rows.exists():
                    raise RecordInUse(entity=entity.label, id=record.id, users=relative.plural)
                continue
            for found in rows.select_for_update(of=("self",)):
                yield from self._part(record, relative, field, found)
        yield from self._leave_lists(entity, record.id)
        for relative, field, row_id in leave_trash(ctx, entity, record.id):
            yield Gone(relative.id, row_id, {field.attname: record.id}, field.attname)
        writer = ctx.snapshot.writer(entity.key)
        with connection.cursor() as cursor:
            cursor.execute(writer.delete_statement, [record.id])
        self.went.add((record.key, record.id))
        del self.going[record.key, record.id]
        raw = raw_of(writer, record)
        if entity.audit:
            done = (record.id, record.version, lost_of(writer, raw))
            note_changes(ctx, entity, RecordChange.Action.DELETED, [done])
        tell_written(ctx, entity, "deleted", [RowWritten(record.id, raw, None)])
        yield Gone(entity.id, record.id, plain_of(record, raw))

    def _part(
        self, record: Any, relative: EntityDef, field: FieldDef, found: Any
    ) -> Iterator[Gone | Any]:
        """Do to one relative what its link says."""
        spot = (found.key, found.id)
        if spot in self.went:
            # It went with a record that came before it among its siblings.
            return
        one, closes_circle = self.going.get(spot, found), spot in self.going
        if spot in self.emptied and not closes_circle:
            one = get_record(self.ctx, type(found), found.id)
        if closes_circle and not field.nullable:
            entity = self.ctx.snapshot.entity(record.key)
            raise RecordInUse(entity=entity.label, id=record.id, users=relative.plural)
        if field.on_delete == "cascade" and not closes_circle:
            yield one
        else:
            yield Gone(relative.id, one.id, {field.attname: record.id}, field.attname)
            self._write(one, {field.attname: None})

    def _leave_lists(self, entity: EntityDef, record_id: int) -> Iterator[Gone]:
        """Take a record out of the lists that lead to it, or refuse where they say "restrict"."""
        for relative, field in fields_of_kind(self.ctx, Kind.LINKS):
            if field.target != entity.key:
                continue
            rows = rows_of(self.ctx, relative.key).filter(**{f"{field.key}__contains": [record_id]})
            if field.on_delete == "restrict":
                if rows.exists():
                    raise RecordInUse(entity=entity.label, id=record_id, users=relative.plural)
                continue
            for found in rows.select_for_update(of=("self",)):
                one = self.going.get((found.key, found.id), found)
                listed: tuple[int, ...] = getattr(one, field.key)
                yield Gone(relative.id, one.id, {field.key: record_id}, field.key)
                left = tuple(each for each in listed if each != record_id)
                self._write(one, {field.key: left})

    def _write(self, one: Any, values: Mapping[str, Any]) -> None:
        update_record(self.ctx, one, values)
        self.emptied.add((one.key, one.id))


def fields_of_kind(ctx: Context, kind: Kind) -> Iterator[tuple[EntityDef, FieldDef]]:
    """Return every field of one kind with its entity."""
    for entity in ctx.snapshot.schema.by_key.values():
        for field in entity.by_key.values():
            if field.kind is kind:
                yield entity, field
