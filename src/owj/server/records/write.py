"""The one way in which records change: checked, within reach, versioned, remembered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _
from psycopg import errors as pg

from owj.kernel.errors import OwjError
from owj.server.records.audit import (
    Changes,
    as_plain,
    changed_columns_since,
    is_kept,
    note_changes,
)
from owj.server.records.computed.settling import (
    settle_change,
    settle_new,
    spread_change,
    spread_new,
)
from owj.server.records.declare import Entity
from owj.server.records.defs import EntityDef, FieldDef
from owj.server.records.generated import make_record
from owj.server.records.models import RecordChange
from owj.server.records.numbers import take_numbers
from owj.server.records.queryset import rows_of
from owj.server.records.reacting import RowWritten, tell_written
from owj.server.records.refusals import (
    EntityArchived,
    RecordChanged,
    RecordInUse,
    RecordNotFound,
    RecordOutOfReach,
)
from owj.server.records.trying import stop_if_tried
from owj.server.records.values import reject
from owj.server.records.writer import SYSTEM_COLUMNS, WritableField, Writer

if TYPE_CHECKING:
    from owj.server.records.context import Context

E = TypeVar("E", bound=Entity)

_ROWS_AT_ONCE = 2_000
_TAKE_IDS = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"


def get_record(ctx: Context, entity: type[E], record_id: int, *, lock: bool = False) -> E:
    """Return one record within the actor's reach. Raises: RecordNotFound."""
    rows = rows_of(ctx, entity.key).filter(pk=record_id)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found: E | None = rows.order_by().first()
    if found is None:
        raise RecordNotFound(entity=ctx.snapshot.entity(entity.key).label, id=record_id)
    return found


def create_record(ctx: Context, entity: type[E], values: Mapping[str, Any]) -> E:
    """Write one new record. Raises: FieldValueRejected, RecordOutOfReach."""
    if ctx.is_guarded:
        from owj.server.records.generic import create_guarded

        return create_guarded(ctx, entity, values)
    writer = _writer_of_new(ctx, entity)
    row = writer.clean_new(values, ctx.now)
    row.update(writer.name_actor(ctx.actor.user_id, new=True))
    with one_write(ctx, writer.entity):
        _give_numbers(ctx, writer, [row])
        check_links(ctx, writer, row)
        hold_linked(ctx, writer, [row])
        settle_new(ctx, writer, [row])
        stop_if_tried(ctx, writer, [row])
        with connection.cursor() as cursor:
            cursor.execute(*writer.insert_one(row))
            row["id"] = cursor.fetchone()[0]
        spread_new(ctx, writer, [row])
        _follow_creation(ctx, writer, [row])
        tell_written(ctx, writer.entity, "created", [RowWritten(row["id"], None, row)])
    record: E = make_record(writer.model, row, ctx)
    return record


def create_records(ctx: Context, entity: type[E], rows: Iterable[Mapping[str, Any]]) -> list[E]:
    """Write many new records in one stream and return them in order. Raises: as create_record."""
    if ctx.is_guarded:
        from owj.server.records.generic import create_many_guarded

        return create_many_guarded(ctx, entity, rows)
    writer = _writer_of_new(ctx, entity)
    clean = [writer.clean_new(given, ctx.now) for given in rows]
    insert_clean(ctx, writer, clean)
    return [make_record(writer.model, row, ctx) for row in clean]


def insert_clean(ctx: Context, writer: Writer, clean: Sequence[dict[str, Any]]) -> None:
    """Write new rows that `clean_new` or `complete_new` gave, in one stream; they get their ids.

    Raises: as create_record.
    """
    if not clean:
        return
    named = writer.name_actor(ctx.actor.user_id, new=True)
    for row in clean:
        row.update(named)
    with one_write(ctx, writer.entity):
        _give_numbers(ctx, writer, clean)
        for row in clean:
            check_links(ctx, writer, row)
        hold_linked(ctx, writer, clean)
        settle_new(ctx, writer, clean)
        stop_if_tried(ctx, writer, clean)
        with connection.cursor() as cursor:
            cursor.execute(_TAKE_IDS, [writer.table, len(clean)])
            for row, (record_id,) in zip(clean, cursor.fetchall(), strict=True):
                row["id"] = record_id
            # Django words what its own calls raise, and a stream is none of them.
            with connection.wrap_database_errors, cursor.copy(writer.copy_statement) as copy:
                for row in clean:
                    copy.write_row(writer.copy_values(row))
        spread_new(ctx, writer, clean)
        for start in range(0, len(clean), _ROWS_AT_ONCE):
            part = clean[start : start + _ROWS_AT_ONCE]
            _follow_creation(ctx, writer, part)
            told = [RowWritten(row["id"], None, row) for row in part]
            tell_written(ctx, writer.entity, "created", told)


def _writer_of_new(ctx: Context, entity: type[Entity]) -> Writer:
    writer = ctx.snapshot.writer(entity.key)
    if writer.entity.archived:
        raise EntityArchived(entity=writer.entity.label)
    return writer


def _give_numbers(ctx: Context, writer: Writer, rows: Sequence[dict[str, Any]]) -> None:
    for field in writer.numbered:
        pattern = field.definition.pattern or ""
        numbers = take_numbers(field.definition.id, pattern, ctx.now, ctx.zone, len(rows))
        for row, number in zip(rows, numbers, strict=True):
            row[field.attname] = number


def _follow_creation(ctx: Context, writer: Writer, rows: Sequence[dict[str, Any]]) -> None:
    """Check that the actor may see what was made, and remember it."""
    check_reach(ctx, writer, [row["id"] for row in rows])
    if writer.entity.audit:
        done = ((row["id"], 1, _all_of(writer, row)) for row in rows)
        note_changes(ctx, writer.entity, RecordChange.Action.CREATED, done)


def _all_of(writer: Writer, row: Mapping[str, Any]) -> Changes:
    made: Changes = {}
    for attname, column in writer.tracked:
        value = row[attname]
        # Most of a wide row is blank; an import asks this millions of times.
        if value not in (None, "", ()):
            made[column] = [None, value if type(value) is str else as_plain(value)]
    return made


def update_record(
    ctx: Context, record: E, values: Mapping[str, Any], expected_version: int | None = None
) -> E:
    """Write changed values into a record; see Context.update."""
    if ctx.is_guarded:
        from owj.server.records.generic import update_guarded

        return update_guarded(ctx, record, values, expected_version)
    writer = ctx.snapshot.writer(record.key)
    clean = writer.clean_changes(values, record)
    with one_write(ctx, writer.entity):
        if not ctx.is_free(record.key):
            # The record may have been read with other rights, or have left the actor's reach.
            get_record(ctx, type(record), record.id, lock=True)
        if expected_version is not None and expected_version != record.version:
            _refuse_overlap(writer, record.id, clean, expected_version)
        changed = _changed(record, clean)
        if not changed:
            return record
        _check_new_links(ctx, writer, record, changed)
        old = {attname: getattr(record, attname) for attname in changed}
        settled = settle_change(ctx, writer, record, changed)
        named = writer.name_actor(ctx.actor.user_id, new=False)
        written = {**changed, **named, **settled.values}
        stop_if_tried(ctx, writer, [{**changed, "id": record.id}])
        version = _update_row(ctx, writer, record.id, record.version, written)
        if version is None:
            fresh = get_record(ctx, type(record), record.id, lock=True)
            _refuse_overlap(writer, record.id, clean, record.version)
            _bring_up_to_date(record, fresh, writer)
            old = {attname: getattr(record, attname) for attname in changed}
            settled = settle_change(ctx, writer, record, changed)
            written = {**changed, **named, **settled.values}
            version = _update_row(ctx, writer, record.id, record.version, written)
        written.update(spread_change(ctx, writer, record, changed, settled))
        check_reach(ctx, writer, [record.id])
        kept = _changes(writer, old, changed)
        if writer.entity.audit or kept:
            done = (record.id, version or 0, kept)
            note_changes(ctx, writer.entity, RecordChange.Action.UPDATED, [done])
        _tell_changed(ctx, writer, record, written)
    _set_values(record, {**written, "version": version, "updated_at": ctx.now}, writer)
    return record


def _check_new_links(
    ctx: Context, writer: Writer, record: Entity, changed: Mapping[str, Any]
) -> None:
    """Check what links lead to from now on; what a list led to already may stay."""
    new = dict(changed)
    for field in writer.lists:
        if field.attname in changed:
            known = set(getattr(record, field.attname) or ())
            new[field.attname] = tuple(one for one in changed[field.attname] if one not in known)
    check_links(ctx, writer, new)
    hold_linked(ctx, writer, [new])


def _tell_changed(ctx: Context, writer: Writer, record: Entity, written: Mapping[str, Any]) -> None:
    """Tell the change while the record still holds what was before."""
    before = {field.attname: getattr(record, field.attname) for field in writer.fields}
    row = RowWritten(record.id, before, {**before, **written})
    tell_written(ctx, writer.entity, "changed", [row])


def _changed(record: Entity, clean: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in clean.items() if getattr(record, name) != value}


def _changes(writer: Writer, old: Mapping[str, Any], new: Mapping[str, Any]) -> Changes:
    return {
        writer.by_name[name].definition.column: [as_plain(old[name]), as_plain(value)]
        for name, value in new.items()
        if is_kept(writer.entity, writer.by_name[name].definition)
    }


def _refuse_overlap(writer: Writer, record_id: int, clean: Mapping[str, Any], version: int) -> None:
    """Refuse when others changed one of the same fields after a version. Raises: RecordChanged."""
    theirs = changed_columns_since(writer.entity, record_id, version)
    mine = {writer.by_name[name].definition.column for name in clean}
    kept = (is_kept(writer.entity, writer.by_name[name].definition) for name in clean)
    if theirs & mine or not all(kept):
        raise RecordChanged(
            entity=writer.entity.label, id=record_id, fields=sorted((theirs or mine) & mine)
        )


def _update_row(
    ctx: Context, writer: Writer, record_id: int, version: int, changed: Mapping[str, Any]
) -> int | None:
    """Write a row if it is still at a version; return the new version, else None."""
    fields = [writer.by_name[name] for name in changed]
    values = [field.to_database(changed[field.attname]) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(writer.update_statement(fields), [*values, ctx.now, record_id, version])
        row = cursor.fetchone()
    return None if row is None else int(row[0])


def _bring_up_to_date(record: Entity, fresh: Entity, writer: Writer) -> None:
    names = (*SYSTEM_COLUMNS, *(field.attname for field in writer.fields))
    _set_values(record, {name: getattr(fresh, name) for name in names}, writer)


def _set_values(record: Any, values: Mapping[str, Any], writer: Writer) -> None:
    """Set values on a record that is at hand; a link that moved is read anew when asked for."""
    for name, value in values.items():
        field = writer.by_name.get(name)
        if field is not None and field.attname != field.definition.key:
            record._state.fields_cache.pop(field.definition.key, None)
        setattr(record, name, value)


def check_links(ctx: Context, writer: Writer, row: Mapping[str, Any]) -> None:
    """Refuse a link to a record that the actor may not see, as if there were none."""
    for field in writer.links:
        value, target = row.get(field.attname), field.definition.target or ""
        if value is None or ctx.is_free(target):
            continue
        if not rows_of(ctx, target).filter(pk=value).exists():
            raise _no_such_record(writer.entity, field, value)
    for field in writer.lists:
        ids, target = row.get(field.attname) or (), field.definition.target or ""
        if ids and not ctx.is_free(target):
            seen = set(rows_of(ctx, target).filter(pk__in=ids).values_list("pk", flat=True))
            if hidden := set(ids) - seen:
                raise _no_such_record(writer.entity, field, min(hidden))


def hold_linked(ctx: Context, writer: Writer, rows: Sequence[Mapping[str, Any]]) -> None:
    """Hold the records that links to many lead to until the transaction ends.

    No constraint of the database guards the elements of a list. Whoever deletes one of them
    waits for us and then finds the list, or was first, and then there is no such record.
    Raises: FieldValueRejected.
    """
    for field in writer.lists:
        ids = {one for row in rows for one in row.get(field.attname) or ()}
        if not ids:
            continue
        table = ctx.snapshot.writer(field.definition.target or "").table
        with connection.cursor() as cursor:
            held = f"SELECT id FROM {table} WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"  # noqa: S608 -- quoted
            cursor.execute(held, [sorted(ids)])
            found = {row[0] for row in cursor.fetchall()}
        if ids - found:
            raise _no_such_record(writer.entity, field, min(ids - found))


def check_reach(ctx: Context, writer: Writer, ids: Sequence[int]) -> None:
    """Refuse rows that the actor may not see. Raises: RecordOutOfReach."""
    key = writer.entity.key
    if not ctx.is_free(key) and rows_of(ctx, key).filter(pk__in=ids).count() != len(ids):
        raise RecordOutOfReach(entity=writer.entity.label)


def _no_such_record(entity: EntityDef, field: WritableField, value: object) -> OwjError:
    return missing(entity, field.definition, value)


def missing(entity: EntityDef, field: FieldDef, got: object) -> OwjError:
    """Return the error that a link leads to no record; the value itself has its right shape."""
    return _clashing(reject(entity, field, _("an existing record"), got))


def _clashing(error: OwjError) -> OwjError:
    """Mark what only the stored records refuse, so that programs are told of a conflict."""
    error.data["clashes"] = True
    return error


@contextmanager
def one_write(ctx: Context, entity: EntityDef, *, in_parts: bool = False) -> Iterator[None]:
    """Hold one write together, and say in words what the database refuses.

    A write that may be refused after a part of it is done gets a savepoint: for actors who see
    only a part of the rows, and with `in_parts`. Others save themselves its two round trips.
    """
    may_turn_back = in_parts or not ctx.is_free(entity.key)
    whole = connection.in_atomic_block and not may_turn_back
    try:
        with nullcontext() if whole else transaction.atomic():
            yield
    except IntegrityError as refused:
        raise _worded(ctx, entity, refused) from refused


def taken(entity: EntityDef, field: FieldDef) -> OwjError:
    """Return the error that another record has this value already."""
    got = _("one that is taken")
    return _clashing(reject(entity, field, _("a value that no other record has"), got))


def _worded(ctx: Context, entity: EntityDef, refused: IntegrityError) -> Exception:
    cause = refused.__cause__
    if isinstance(cause, pg.NotNullViolation | pg.CheckViolation):
        return _worded_blank(entity, refused, cause)
    if not isinstance(cause, pg.UniqueViolation | pg.ForeignKeyViolation):
        return refused
    name = cause.diag.constraint_name or ""
    fields = {field.key: field for field in entity.by_key.values()}
    if isinstance(cause, pg.UniqueViolation):
        index = next((one for one in entity.indexes if one.name == name), None)
        if index is None or index.terms[0] not in fields:
            return refused
        return taken(entity, fields[index.terms[0]])
    for field in fields.values():
        if name == f"{entity.table}_{field.column}_link"[:63]:
            return missing(entity, field, _("none"))
    # A link of another table, which this process may not know, points at the row.
    table = cause.diag.table_name
    known = (one.plural for one in ctx.snapshot.schema.entities if one.table == table)
    return RecordInUse(entity=entity.label, id="", users=next(known, table))


def _worded_blank(entity: EntityDef, refused: IntegrityError, cause: pg.Error) -> Exception:
    """Say which field must be filled since a version that this unit of work does not know."""
    for field in entity.by_key.values():
        if field.column == cause.diag.column_name or (
            cause.diag.constraint_name == f"{entity.table}_{field.column}_full"[:63]
        ):
            return reject(entity, field, _("a value"), _("nothing"))
    return refused
