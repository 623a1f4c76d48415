"""The view and the form of an entity for which nobody has drawn one."""

from __future__ import annotations

from collections.abc import Sequence

from owj.server.layouts.definitions import (
    BoardDefinition,
    FormDefinition,
    FormField,
    FormSection,
    SortTerm,
    Total,
    ViewDefinition,
)
from owj.server.records.defs import EntityDef, FieldDef, Kind

COLUMNS = 7
CARD_FIELDS = 3
# Too large for a cell, or nothing that a person reads.
_UNLISTED = frozenset({Kind.LONG_TEXT, Kind.JSON, Kind.FILE, Kind.IMAGE, Kind.LINKS})
_UNWRITTEN = frozenset({Kind.JSON})
_SUMMED = frozenset({Kind.MONEY, Kind.DECIMAL, Kind.DURATION, Kind.WORKING_TIME})
WIDE = frozenset({Kind.LONG_TEXT, Kind.TAGS, Kind.MULTI_CHOICE})


def list_of(entity: EntityDef, fields: Sequence[FieldDef]) -> ViewDefinition:
    """Return the list of an entity: its title first, the newest records on top."""
    listed = [field for field in fields if _is_listed(field)]
    title = [field for field in listed if field.key == entity.title]
    rest = [field for field in listed if field.key != entity.title]
    columns = [*title, *rest][:COLUMNS]
    return ViewDefinition(
        columns=tuple(field.key for field in columns),
        sort=(SortTerm("id", descending=True),),
        totals=tuple(Total(field.key, "sum") for field in columns if field.stored_kind in _SUMMED),
    )


def _is_listed(field: FieldDef) -> bool:
    """Return whether a cell tells something by itself: not what is large, nor who wrote a row."""
    return field.kind not in _UNLISTED and field.names is None


def board_of(entity: EntityDef, fields: Sequence[FieldDef]) -> BoardDefinition | None:
    """Return the board by the first choice of an entity; None when it has none."""
    by = next((field for field in fields if field.kind is Kind.CHOICE), None)
    if by is None:
        return None
    card = [
        field.key
        for field in fields
        if _is_listed(field) and field.key not in (entity.title, by.key)
    ]
    return BoardDefinition(by.key, tuple(card[:CARD_FIELDS]))


def day_of(fields: Sequence[FieldDef]) -> str | None:
    """Return the first day or instant of an entity, by which a calendar places its records."""
    kinds = (Kind.DATE, Kind.DATE_TIME)
    return next((field.key for field in fields if field.stored_kind in kinds), None)


def form_of_fields(fields: Sequence[FieldDef]) -> FormDefinition:
    """Return the form of an entity: its fields in order, long ones across."""
    written = [
        FormField(field.key, wide=field.kind in WIDE)
        for field in fields
        if field.kind not in _UNWRITTEN and field.names is None
    ]
    return FormDefinition((FormSection(tuple(written), columns=2),))
