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

from owj.server.records.columns import ChoiceColumn
from owj.server.records.defs import EntityDef, FieldDef, Kind, Label
from owj.server.records.refusals import FieldValueRejected
from owj.server.records.values import Check, compile_check

SYSTEM_COLUMNS = ("version", "created_at", "updated_at")


@dataclass(frozen=True, slots=True)
class WritableField:
    """One field ready for writing: attname is the record's attribute with the raw value."""

    definition: FieldDef
    attname: str
    quoted: str
    check: Check
    to_database: Callable[[Any], Any]
    default: Any


@dataclass(frozen=True, slots=True)
class Writer:
    """The compiled writing of one entity. Statements name every column."""

    entity: EntityDef
    model: Any
    fields: tuple[WritableField, ...]
    by_name: Mapping[str, WritableField]
    table: str
    columns: str
    numbered: tuple[WritableField, ...]
    links: tuple[WritableField, ...]

    def clean_new(self, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        """Return every stored value of a new record by attname, the given ones checked.

        Auto numbers are still empty. Raises: FieldValueRejected.
        """
        named = self.by_attname(given)
        row: dict[str, Any] = {"version": 1, "created_at": now, "updated_at": now}
        for field in self.fields:
            value = named.get(field.attname, field.default)
            row[field.attname] = field.check(value)
        return row

    def clean_changes(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the given values by attname, checked. Raises: FieldValueRejected."""
        fields = self.by_name
        return {
            attname: fields[attname].check(value)
            for attname, value in self.by_attname(given).items()
        }

    def by_attname(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the given values by attname. Raises: FieldValueRejected for an unknown name."""
        named: dict[str, Any] = {}
        for name, value in given.items():
            field = self.by_name.get(name)
            if field is None or field.attname in named or field.definition.pattern:
                raise self._unwritable(name)
            named[field.attname] = value
        return named

    def insert_values(self, row: Mapping[str, Any]) -> list[Any]:
        """Return the parameters of `insert_statement` for one clean row."""
        values = [row[name] for name in SYSTEM_COLUMNS]
        values.extend([field.to_database(row[field.attname]) for field in self.fields])
        return values

    def insert_statement(self, rows: int) -> str:
        """Return the statement that inserts some rows and gives their ids in order."""
        row = f"({', '.join(['%s'] * (len(self.fields) + len(SYSTEM_COLUMNS)))})"
        values = ", ".join([row] * rows)
        # Names are quoted and come from definitions; values are parameters.
        return f"INSERT INTO {self.table} ({self.columns}) VALUES {values} RETURNING id"  # noqa: S608

    def update_statement(self, fields: Sequence[WritableField]) -> str:
        """Return the statement that sets fields if the row is still at a version."""
        sets = "".join(f"{field.quoted} = %s, " for field in fields)
        return (
            f"UPDATE {self.table} SET {sets}version = version + 1, updated_at = %s"  # noqa: S608
            " WHERE id = %s AND version = %s RETURNING version"
        )

    @property
    def delete_statement(self) -> str:
        """Return the statement that deletes one row by id."""
        return f"DELETE FROM {self.table} WHERE id = %s"  # noqa: S608

    def _unwritable(self, name: str) -> FieldValueRejected:
        known = self.by_name.get(name)
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
        table=_quoted(entity.table),
        columns=", ".join([*SYSTEM_COLUMNS, *(field.quoted for field in fields)]),
        numbered=tuple(f for f in fields if f.definition.kind is Kind.AUTO_NUMBER),
        links=tuple(f for f in fields if f.definition.kind is Kind.LINK),
    )


def _writable(entity: EntityDef, field: FieldDef, model: Any) -> WritableField:
    column = model._meta.get_field(field.key)
    members: Mapping[str, StrEnum] = column.members if isinstance(column, ChoiceColumn) else {}
    default = field.default
    if default is None and field.kind is Kind.YES_NO:
        default = False
    return WritableField(
        definition=field,
        attname=field.attname,
        quoted=_quoted(field.column),
        check=compile_check(entity, field, members),
        to_database=_TO_DATABASE.get(field.kind, _same),
        default=default,
    )


def _same(value: Any) -> Any:
    return value


# An enum's member would be adapted as an enum of the database; its text is what we store.
_TO_DATABASE: dict[Kind, Callable[[Any], Any]] = {
    Kind.CHOICE: lambda value: None if value is None else str(value),
    Kind.JSON: lambda value: None if value is None else Jsonb(value),
}


def _quoted(name: str) -> str:
    return sql.Identifier(name).as_string(None)
