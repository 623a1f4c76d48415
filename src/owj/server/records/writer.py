"""What writing an entity needs, compiled once per snapshot: checks, columns, statements."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from psycopg import sql
from psycopg.types.json import Jsonb

from owj.server.records.audit import is_tracked
from owj.server.records.columns import ChoiceColumn, ListColumn
from owj.server.records.defs import LIST_KINDS, EntityDef, FieldDef, Kind, Label
from owj.server.records.kind_checks import Check, Standing
from owj.server.records.refusals import FieldIsComputed, FieldValueRejected
from owj.server.records.values import compile_check

SYSTEM_COLUMNS = ("version", "created_at", "updated_at")


@dataclass(frozen=True, slots=True)
class WritableField:
    """One field ready for writing: attname is the record's attribute with the raw value."""

    definition: FieldDef
    attname: str
    quoted: str
    check: Check
    to_database: Callable[[Any], Any]
    # What the column fills in by itself, as a record holds it.
    blank: Any


@dataclass(frozen=True, slots=True)
class Writer:
    """The compiled writing of one entity. Statements name every column."""

    entity: EntityDef
    model: Any
    fields: tuple[WritableField, ...]
    by_name: Mapping[str, WritableField]
    table: str
    blank_row: Mapping[str, Any]
    needed: tuple[WritableField, ...]
    numbered: tuple[WritableField, ...]
    links: tuple[WritableField, ...]
    # Links to many.
    lists: tuple[WritableField, ...]
    # The attnames of those whose answers were retired in part.
    retiring: frozenset[str]
    # Fields that name who made a record, and who changed it last.
    creators: tuple[WritableField, ...]
    changers: tuple[WritableField, ...]

    def name_actor(self, actor_id: int | None, *, new: bool) -> dict[str, Any]:
        """Return by attname what the system writes of the person who makes or changes a record."""
        named = (*self.creators, *self.changers) if new else self.changers
        return {field.attname: actor_id for field in named}

    # The attnames and columns of what the memory of changes keeps.
    tracked: tuple[tuple[str, str], ...]

    def clean_new(self, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        """Return every stored value of a new record by attname, the given ones checked.

        Auto numbers are still empty. Raises: FieldValueRejected.
        """
        fields = self.by_name
        named = self.by_attname(given)
        checked = {attname: fields[attname].check(value) for attname, value in named.items()}
        return self.complete_new(checked, now)

    def complete_new(self, checked: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        """Return every stored value of a new record, of values by attname checked already.

        Raises: FieldValueRejected when a needed one is missing.
        """
        row = {**self.blank_row, "version": 1, "created_at": now, "updated_at": now, **checked}
        for field in self.needed:
            if field.attname not in checked:
                row[field.attname] = field.check(field.definition.default)
        return row

    def clean_changes(self, given: Mapping[str, Any], record: Any = None) -> dict[str, Any]:
        """Return the given values by attname, checked; a record keeps its retired answers.

        Raises: FieldValueRejected.
        """
        named = self.by_attname(given)
        for name in self.retiring & named.keys() if record is not None else ():
            named[name] = _with_standing(named[name], getattr(record, name))
        return {attname: self.by_name[attname].check(value) for attname, value in named.items()}

    def by_attname(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the given values by attname. Raises: FieldValueRejected for an unknown name."""
        named: dict[str, Any] = {}
        for name, value in given.items():
            field = self.by_name.get(name)
            if field is None or field.attname in named or field.definition.is_given:
                raise self._unwritable(name)
            named[field.attname] = value
        return named

    def insert_one(self, row: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """Return the statement that inserts a clean row and gives its id, and its parameters.

        Columns that would fill themselves in so are left out: most of a wide row is blank.
        """
        columns, values = list(SYSTEM_COLUMNS), [row[name] for name in SYSTEM_COLUMNS]
        for field in self.fields:
            value = row[field.attname]
            if value is not field.blank and value != field.blank:
                columns.append(field.quoted)
                values.append(field.to_database(value))
        names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
        # Names are quoted and come from definitions; values are parameters.
        return f"INSERT INTO {self.table} ({names}) VALUES ({marks}) RETURNING id", values  # noqa: S608 -- quoted names

    @property
    def copy_statement(self) -> str:
        """Return the statement that takes in many whole rows, ids first."""
        columns = ", ".join(("id", *SYSTEM_COLUMNS, *(field.quoted for field in self.fields)))
        return f"COPY {self.table} ({columns}) FROM STDIN"

    def copy_values(self, row: Mapping[str, Any]) -> list[Any]:
        """Return the values of one clean row for `copy_statement`; it carries its id already."""
        values = [row["id"], *[row[name] for name in SYSTEM_COLUMNS]]
        values.extend([field.to_database(row[field.attname]) for field in self.fields])
        return values

    def update_statement(self, fields: Sequence[WritableField]) -> str:
        """Return the statement that sets fields if the row is still at a version."""
        sets = "".join(f"{field.quoted} = %s, " for field in fields)
        return (
            f"UPDATE {self.table} SET {sets}version = version + 1, updated_at = %s"  # noqa: S608 -- quoted names
            " WHERE id = %s AND version = %s RETURNING version"
        )

    def update_many_statement(self, fields: Sequence[WritableField]) -> str:
        """Return the statement that sets fields of rows, held already, by their ids."""
        sets = "".join(f"{field.quoted} = %s, " for field in fields)
        return (
            f"UPDATE {self.table} SET {sets}version = version + 1, updated_at = %s"  # noqa: S608 -- quoted names
            " WHERE id = ANY(%s)"
        )

    @property
    def delete_statement(self) -> str:
        """Return the statement that deletes one row by id."""
        return f"DELETE FROM {self.table} WHERE id = %s"  # noqa: S608 -- quoted names

    @property
    def delete_many_statement(self) -> str:
        """Return the statement that deletes rows by their ids."""
        return f"DELETE FROM {self.table} WHERE id = ANY(%s)"  # noqa: S608 -- quoted

    def _unwritable(self, name: str) -> FieldValueRejected:
        known = self.by_name.get(name)
        if known is not None and known.definition.computed:
            return FieldIsComputed(
                entity=self.entity.key,
                name=known.definition.key,
                field=known.definition.label,
                expected=_("a field that can be written"),
                got=name,
            )
        label: object = known.definition.label if known else Label(name, name)
        return FieldValueRejected(
            entity=self.entity.key,
            name=name,
            field=label,
            expected=_("a field that can be written"),
            got=name,
        )


def compile_writer(entity: EntityDef, model: type[models.Model]) -> Writer:
    """Return the writer of one entity of a snapshot."""
    fields = tuple(_writable(entity, field, model) for field in entity.by_key.values())
    by_name = {field.attname: field for field in fields}
    by_name.update({field.definition.key: field for field in fields})
    return Writer(
        entity=entity,
        model=model,
        fields=fields,
        by_name=by_name,
        table=quoted_name(entity.table),
        blank_row={field.attname: field.blank for field in fields},
        needed=tuple(field for field in fields if _is_needed(field.definition)),
        numbered=tuple(f for f in fields if f.definition.kind is Kind.AUTO_NUMBER),
        links=tuple(f for f in fields if f.definition.kind is Kind.LINK),
        lists=tuple(f for f in fields if f.definition.kind is Kind.LINKS),
        retiring=frozenset(
            f.attname for f in fields if any(o.retired for o in f.definition.options)
        ),
        creators=tuple(f for f in fields if f.definition.names == "creator"),
        changers=tuple(f for f in fields if f.definition.names == "changer"),
        tracked=tuple((f.attname, f.definition.column) for f in fields if is_tracked(f.definition)),
    )


def _writable(entity: EntityDef, field: FieldDef, model: Any) -> WritableField:
    column = model._meta.get_field(field.key)
    chosen = isinstance(column, ChoiceColumn | ListColumn)
    members: Mapping[str, StrEnum] = column.members if chosen else {}
    check = compile_check(entity, field, members)
    blank = field.column_default
    if field.kind is Kind.JSON and blank is not None:
        blank = _NEVER
    elif field.stored_kind in LIST_KINDS:
        blank = tuple(members.get(one, one) for one in blank)
    elif field.kind is Kind.CHOICE and blank is not None:
        blank = check(blank)
    return WritableField(
        definition=field,
        attname=field.attname,
        quoted=quoted_name(field.column),
        check=check,
        to_database=to_column(field),
        blank=blank,
    )


def _with_standing(value: Any, held: Any) -> Any:
    """Return answers, those that a record holds already marked as such."""
    if isinstance(value, str):
        known = (held,) if isinstance(held, str) else held or ()
        return Standing(value) if value in known else value
    if isinstance(value, list | tuple | set | frozenset):
        return [Standing(one) if one in (held or ()) else one for one in value]
    return value


def _is_needed(field: FieldDef) -> bool:
    """Return whether a new record must be given the field, or a default made for it alone."""
    if field.kind is Kind.JSON:
        return field.required or field.default is not None
    return field.required and field.default is None and not field.computed


def to_column(field: FieldDef) -> Callable[[Any], Any]:
    """Return what turns a checked value into what the column of its field takes."""
    return _TO_DATABASE.get(field.stored_kind, _same)


# Equal to no value.
_NEVER = object()


def _same(value: Any) -> Any:
    return value


# An enum's member would be adapted as an enum of the database; its text is what we store.
_TO_DATABASE: dict[Kind, Callable[[Any], Any]] = {
    Kind.CHOICE: lambda value: None if value is None else str(value),
    Kind.MULTI_CHOICE: lambda value: [str(one) for one in value],
    Kind.TAGS: list,
    Kind.LINKS: list,
    Kind.JSON: lambda value: None if value is None else Jsonb(value),
}


def quoted_name(name: str) -> str:
    """Return a name of a table or column, quoted for a statement."""
    return sql.Identifier(name).as_string(None)
