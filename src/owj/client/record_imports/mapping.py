"""The step in which somebody says what the columns mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from owj.client.record_imports.words import DELIMITER_WORDS, MODE_WORDS
from owj.server.imports.meaning import (
    ID,
    Column,
    Meaning,
    importable_fields,
    key_fields,
    meaning_of,
)
from owj.server.imports.models import ImportRun
from owj.server.imports.runs import sample_of
from owj.server.imports.tables import ENCODINGS
from owj.server.records.context import Context
from owj.server.records.defs import TEXT_KINDS, EntityDef, FieldDef, Kind

_SAMPLES = 3
# Parts a field from the way in which its target is called, in the value of a choice.
_BY = ">"


def mapping_context(ctx: Context, entity: EntityDef, run: ImportRun) -> dict[str, Any]:
    """Return what the page of this step shows. Raises: TableUnreadable."""
    sample = sample_of(run)
    meaning = meaning_of(entity, run.form)
    choices = list(_choices(ctx, entity))
    cells = list(zip_longest(*(row[1] for row in sample.rows), fillvalue=""))
    columns = [
        {
            "name": one.name,
            "samples": [cell for cell in cells[place] if cell][:_SAMPLES]
            if place < len(cells)
            else [],
            "chosen": _value(one),
        }
        for place, one in enumerate(meaning.columns)
    ]
    keys = [(one.key, one.label) for one in key_fields(ctx, entity.key)]
    return {
        "columns": columns,
        "choices": choices,
        "encodings": [(value, words, value == sample.table.encoding) for value, words in ENCODINGS],
        "delimiters": [
            (value, words, value == sample.table.delimiter)
            for value, words in DELIMITER_WORDS.items()
        ],
        "sheets": [(name, name == sample.table.sheet) for name in sample.sheets],
        "modes": [
            (value, words, help_words, value == meaning.mode)
            for value, (words, help_words) in MODE_WORDS.items()
        ],
        "keys": [(ID, gettext("the record's number"), meaning.key == ID)]
        + [(key, label, key == meaning.key) for key, label in keys],
        "clear": meaning.clear,
    }


def chosen_meaning(meaning: Meaning, given: QueryDict) -> Meaning:
    """Return what the form says; columns stand in the order of the file."""
    said = given.getlist("column")
    columns = []
    for place, one in enumerate(meaning.columns):
        field, _sign, by = (said[place] if place < len(said) else "").partition(_BY)
        columns.append(Column(one.name, field, by))
    return replace(
        meaning,
        columns=tuple(columns),
        mode=given.get("mode", ""),
        key=given.get("key", ""),
        clear="clear" in given,
    )


def _value(column: Column) -> str:
    return f"{column.field}{_BY}{column.by}" if column.by else column.field


def _choices(ctx: Context, entity: EntityDef) -> Iterator[tuple[str, Any]]:
    """Yield what a column can be; a link once for each way to call its target."""
    yield ID, _("the record's number")
    known = {one.key for one in importable_fields(ctx, entity.key)}
    for one in importable_fields(ctx, entity.key):
        if one.kind is not Kind.LINK:
            yield one.key, one.label
            continue
        yield from _ways(ctx, one)
    for one in key_fields(ctx, entity.key):
        if one.key not in known:
            yield one.key, format_lazy(_("{field} (only to find records)"), field=one.label)


def _ways(ctx: Context, link: FieldDef) -> Iterator[tuple[str, Any]]:
    target = link.target or ""
    if not ctx.may(target, "read"):
        return
    definition = ctx.snapshot.entity(target)
    yield link.key, link.label
    access = ctx.field_access(target)
    for one in definition.by_key.values():
        is_name = one.unique or one.kind is Kind.AUTO_NUMBER
        if is_name and one.kind in TEXT_KINDS and access[one.key] != "hidden":
            words = _("{field}, by its {name}")
            yield f"{link.key}{_BY}{one.key}", format_lazy(words, field=link.label, name=one.label)
    yield f"{link.key}{_BY}{ID}", format_lazy(_("{field}, by its number"), field=link.label)
