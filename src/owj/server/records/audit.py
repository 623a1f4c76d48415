"""The memory of changes: field by field what was and what is, who did it and when."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.db import connection
from django.utils.duration import duration_iso_string

from owj.server.events import publish
from owj.server.records.defs import EntityDef, FieldDef
from owj.server.records.events import RecordsWritten
from owj.server.records.models import RecordChange
from owj.server.records.queryset import rows_of
from owj.server.records.rights import OWN_PREFIX

if TYPE_CHECKING:
    from owj.server.records.context import Context
    from owj.server.records.declare import Entity
    from owj.server.records.generated import Generated

Changes = dict[str, list[Any]]

_COLUMNS = "entity_id, record_id, version, action, changes, at, user_id, user_name"
_INSERT = f"INSERT INTO server_recordchange ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"  # noqa: S608 -- constants
_COPY = f"COPY server_recordchange ({_COLUMNS}) FROM STDIN"


_PLAIN = frozenset({str, int, bool, type(None)})
_JSON = json.JSONEncoder(ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one change, for showing. field is None when it exists no more."""

    field: FieldDef | None
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One write of one record, for showing."""

    version: int
    action: str
    at: datetime
    user_id: int | None
    user_name: str
    fields: tuple[FieldChange, ...]
    record_id: int = 0


def note_changes(
    ctx: Context, entity: EntityDef, action: str, done: Iterable[tuple[int, int, Changes]]
) -> None:
    """Keep what one write did to some records. done: (record id, version after, changes)."""
    written = list(done)
    if not written:
        return
    who = (ctx.now, ctx.actor.user_id, ctx.actor.name)
    rows = [
        (entity.id, record_id, version, action, _JSON.encode(changes), *who)
        for record_id, version, changes in written
    ]
    with connection.cursor() as cursor:
        if len(rows) == 1:
            cursor.execute(_INSERT, rows[0])
        else:
            with cursor.copy(_COPY) as copy:
                for row in rows:
                    copy.write_row(row)
    publish(RecordsWritten(ctx, entity, action, written))


def as_plain(value: Any) -> Any:
    """Return a stored value as JSON can hold it."""
    if type(value) in _PLAIN:
        return value
    # A member of an enum is a text that is not plain: most of what comes here.
    if isinstance(value, str | UUID | Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, tuple):
        return [one if isinstance(one, int) else str(one) for one in value]
    return value


def is_tracked(field: FieldDef) -> bool:
    """Return whether the memory keeps a field; what is worked out follows from the others."""
    return field.track and not field.computed and field.names is None


def is_kept(entity: EntityDef, field: FieldDef) -> bool:
    """Return whether changes of a field are remembered.

    Of a package's entity that keeps no memory (a ticket has its log) the fields that the
    organisation added are remembered all the same.
    """
    added = not entity.own and field.key.startswith(OWN_PREFIX)
    return is_tracked(field) and (entity.audit or added)


def changed_columns_since(entity: EntityDef, record_id: int, version: int) -> set[str]:
    """Return the columns that writes after a version changed, as far as they are kept."""
    rows = RecordChange.objects.filter(
        entity_id=entity.id, record_id=record_id, version__gt=version
    ).values_list("changes", flat=True)
    return {column for changes in rows for column in changes}


def changes_of(
    ctx: Context,
    record: Entity,
    limit: int = 100,
    *,
    until: datetime | None = None,
    absorbed: Sequence[int] = (),
) -> Sequence[Change]:
    """Return the latest changes of a record, newest first, if the actor may see the record.

    until: no later ones than this. absorbed: records that went into this one, whose changes are
    told with its own.
    """
    entity = ctx.snapshot.entity(record.key)
    if not rows_of(ctx, record.key).filter(pk=record.id).exists():
        return ()
    hidden = _hidden_columns(ctx, record)
    by_column: Mapping[str, FieldDef] = {
        column: field
        for field in entity.by_key.values()
        for column in (field.column, *field.former)
    }
    ids = [record.id, *absorbed]
    rows = RecordChange.objects.filter(entity_id=entity.id, record_id__in=ids)
    rows = rows if until is None else rows.filter(at__lte=until)
    return [
        Change(
            row.version,
            row.action,
            row.at,
            row.user_id,
            row.user_name,
            tuple(
                FieldChange(by_column.get(column), old, new)
                for column, (old, new) in row.changes.items()
                if column not in hidden
            ),
            row.record_id,
        )
        for row in rows.order_by("-id")[:limit]
    ]


def _hidden_columns(ctx: Context, record: Entity) -> set[str]:
    """Return the columns that the generic doors must not tell of, also of fields that are gone."""
    unit = cast("Generated", record).unit_
    if not (ctx.is_guarded or (unit is not None and unit.is_guarded)):
        return set()
    access = ctx.rights(record.key).fields
    fields = ctx.snapshot.entity(record.key).fields
    hidden = (one for one in fields if access.get(one.id) == "hidden")
    return {column for one in hidden for column in (one.column, *one.former)}
