"""The planner: from the stored schema to the wanted one, as ordered steps. Pure.

One planner serves packages' declarations today, the studio and imports later. It also freezes:
the planned schema keeps the stored tables, columns and index names, and keeps as retired what is
no longer declared, so that nothing is dropped and old values stay readable.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from owj.kernel.errors import DefinitionError
from owj.server.records.compiling import FOLDED_SUFFIX, ORGANISATION_PREFIX
from owj.server.records.defs import (
    LINK_KINDS,
    TEXT_KINDS,
    EntityDef,
    FieldDef,
    IndexDef,
    Kind,
    OptionDef,
    SchemaDef,
)
from owj.server.records.indexes import term_field
from owj.server.records.steps import (
    AddColumn,
    AddFolded,
    AddIndex,
    AddLink,
    ChangeDefault,
    CreateTable,
    DropColumn,
    DropIndex,
    FillColumn,
    GuardColumn,
    ReadGuarded,
    RelaxColumn,
    RequireColumn,
    Step,
    ValidateLink,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps in order, and the schema that holds when the last is done."""

    steps: tuple[Step, ...]
    schema: SchemaDef


def plan_changes(
    stored: SchemaDef,
    wanted: SchemaDef,
    user_table: str,
    purge: frozenset[str] = frozenset(),
) -> Plan:
    """Return how to get from one schema to the other.

    purge: ids of fields in the trash whose columns are to go.
    Raises: DefinitionError for a change that this planner does not know: another kind, a new
    required field without a default on a table that may hold rows, a link to elsewhere.
    """
    schema = _freeze(stored, wanted, purge)
    tables = {entity.key: entity.table for entity in schema.by_key.values()}
    return Plan(tuple(_steps(stored, schema, tables, user_table)), schema)


def _steps(
    stored: SchemaDef, schema: SchemaDef, tables: Mapping[str, str], user_table: str
) -> Iterator[Step]:
    new = [entity for entity in schema.entities if entity.id not in stored.by_id]
    kept = [(stored.by_id[e.id], e) for e in schema.entities if e.id in stored.by_id]
    added = [
        (entity, field)
        for before, entity in kept
        for field in entity.fields
        if _has_no_column(before.by_id.get(field.id), field)
    ]
    yield from (CreateTable(entity) for entity in new)
    yield from (AddColumn(entity, field) for entity, field in added)
    for before, entity in kept:
        for field in entity.fields:
            was = before.by_id.get(field.id)
            if was is not None and not was.dropped and not _is_moved(was, field):
                yield from _change_of_column(entity, field, was)
    links = [(entity, field) for entity in new for field in entity.fields] + added
    for entity, field in links:
        if field.stored_kind in LINK_KINDS:
            target = user_table if field.kind is Kind.USER else tables[field.target or ""]
            yield AddLink(entity, field, target)
            yield ValidateLink(entity, field)
    for before, entity in kept:
        had, has = _index_names(before), _index_names(entity)
        yield from (AddIndex(entity, index) for name, index in has.items() if name not in had)
        yield from (DropIndex(entity, index) for name, index in had.items() if name not in has)

    for before, entity in kept:
        for field in entity.fields:
            was = before.by_id.get(field.id)
            if field.dropped and was is not None and not was.dropped:
                yield DropColumn(entity, field)


def _has_no_column(was: FieldDef | None, field: FieldDef) -> bool:
    """Return whether a field is new, or comes back after its column was dropped."""
    return was is None or (was.dropped and not field.dropped)


def _change_of_column(entity: EntityDef, field: FieldDef, was: FieldDef) -> Iterator[Step]:
    if field.nullable and not was.nullable:
        yield RelaxColumn(entity, field)
    if field.column_default != was.column_default:
        yield ChangeDefault(entity, field, was)
    if field.folded and not was.folded:
        yield AddFolded(entity, field)
    if was.nullable and not field.nullable:
        if field.column_default is not None:
            yield FillColumn(entity, field)
        yield GuardColumn(entity, field)
        yield ReadGuarded(entity, field)
        yield RequireColumn(entity, field)


def _index_names(entity: EntityDef) -> dict[str, IndexDef]:
    return {index.name: index for index in entity.indexes}


def _freeze(stored: SchemaDef, wanted: SchemaDef, purge: frozenset[str]) -> SchemaDef:
    """Return the wanted schema under the names that were frozen when things were made."""
    entities = [
        _freeze_entity(stored.by_id[entity.id], entity, purge)
        if entity.id in stored.by_id
        else entity
        for entity in wanted.entities
    ]
    gone = [
        replace(entity, retired=True) for entity in stored.entities if entity.id not in wanted.by_id
    ]
    taken = [entity.table for entity in (*entities, *gone)]
    for entity in entities:
        if taken.count(entity.table) > 1:
            raise _refusal(entity.key, "a table of its own", entity.table)
    return SchemaDef((*entities, *gone))


def _freeze_entity(stored: EntityDef, wanted: EntityDef, purge: frozenset[str]) -> EntityDef:
    fields = [
        _freeze_field(stored.by_id[field.id], field, f"{wanted.key}.{field.key}")
        if field.id in stored.by_id
        else _checked_new(field, f"{wanted.key}.{field.key}")
        for field in wanted.fields
    ]
    gone = [
        replace(f, retired=True, dropped=f.dropped or f.id in purge)
        for f in stored.fields
        if f.id not in wanted.by_id
    ]
    columns = [name for f in (*fields, *gone) for name in (f.column, f.folded) if name]
    for field in fields:
        if columns.count(field.column) > 1:
            raise _refusal(f"{wanted.key}.{field.key}", "a column of its own", field.column)
    frozen = replace(wanted, table=stored.table, fields=(*fields, *gone))
    return replace(frozen, indexes=tuple(_kept_index(stored, frozen, i) for i in wanted.indexes))


def _is_moved(stored: FieldDef, wanted: FieldDef) -> bool:
    """Return whether a field goes over to the shadow column of another kind, or back from it."""
    return stored.column in wanted.former or wanted.column in stored.former


def _freeze_field(stored: FieldDef, wanted: FieldDef, where: str) -> FieldDef:
    if stored.dropped and not wanted.dropped:
        return _checked_new(wanted, where)
    if _is_moved(stored, wanted):
        # The shadow column is there and filled; see owj.server.schema.kinds.
        return wanted
    if not may_become(stored.stored_kind, wanted.stored_kind):
        raise _refusal(where, f"the kind {stored.kind}, as stored", wanted.kind)
    if stored.target != wanted.target:
        raise _refusal(where, f"a link to {stored.target}, as stored", wanted.target)
    known = {option.value for option in wanted.options}
    retired = tuple(
        OptionDef(one.value, one.label, retired=True)
        for one in stored.options
        if one.value not in known
    )
    # A folded copy that is there stays, searched or not.
    folded = stored.folded or (f"{stored.column}{FOLDED_SUFFIX}" if wanted.search else None)
    return replace(wanted, column=stored.column, folded=folded, options=(*wanted.options, *retired))


def _checked_new(field: FieldDef, where: str) -> FieldDef:
    """Refuse a new field that rows which are already there could not carry.

    Of an organisation's own fields the rows themselves are asked: the table may be empty.
    """
    if field.kind is Kind.AUTO_NUMBER:
        raise _refusal(where, "auto numbers from an entity's first version on", "a later one")
    is_own = field.key.startswith(ORGANISATION_PREFIX)
    if not is_own and not field.nullable and field.column_default is None:
        raise _refusal(where, "a default, because rows may be there already", "none")
    if field.unique and field.default is not None:
        raise _refusal(where, "a unique field without a default", field.default)
    return field


def _kept_index(stored: EntityDef, entity: EntityDef, index: IndexDef) -> IndexDef:
    """Return the index under its stored name when it indexes the same columns."""
    wanted = _index_columns(entity, index)
    for known in stored.indexes:
        if _index_columns(stored, known) == wanted:
            return replace(index, name=known.name)
    if index.name in {known.name for known in stored.indexes}:
        # The same fields in other columns: the old index stands until the new one is there.
        digest = hashlib.sha256(repr(wanted).encode()).hexdigest()[:6]
        return replace(index, name=f"{index.name[:55]}_{digest}")
    return index


def _index_columns(entity: EntityDef, index: IndexDef) -> tuple[object, ...]:
    columns = {field.key: field.column for field in entity.fields if not field.retired}
    terms = [
        term.replace(term_field(term), columns.get(term_field(term), term_field(term)))
        for term in index.terms
    ]
    return (index.unique, *terms)


def may_become(stored: Kind, wanted: Kind) -> bool:
    """Return whether a column holds values of another kind without being written anew."""
    if stored is wanted or {stored, wanted} <= _SAME_COLUMN:
        return True
    as_text = stored in TEXT_KINDS | {Kind.CHOICE, Kind.JALALI_MONTH} and wanted in _ANY_TEXT
    return as_text or (stored, wanted) in _SAME_TYPE


# Texts of any kind share a column type; a missing answer of these kinds is "" or False.
_ANY_TEXT = frozenset({Kind.TEXT, Kind.LONG_TEXT})
_SAME_COLUMN = _ANY_TEXT | {Kind.EMAIL, Kind.PHONE}
_SAME_TYPE = frozenset(
    {(Kind.NUMBER, Kind.MONEY), (Kind.MONEY, Kind.NUMBER), (Kind.NUMBER, Kind.WORKING_TIME)}
    | {(Kind.WORKING_TIME, Kind.NUMBER), (Kind.DECIMAL, Kind.PERCENT)}
    | {(Kind.PERCENT, Kind.DECIMAL), (Kind.IMAGE, Kind.FILE), (Kind.MULTI_CHOICE, Kind.TAGS)}
)


def _refusal(where: str, expected: str, got: object) -> DefinitionError:
    return DefinitionError(where=where, expected=expected, got=got)
