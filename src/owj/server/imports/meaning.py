"""What the columns of a file mean: fields of an entity, how records are found, what is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from owj.kernel.persian.folding import fold
from owj.server.imports.models import ImportRun
from owj.server.imports.refusals import MeaningRefused
from owj.server.imports.tables import TableForm
from owj.server.records.access import writable_fields
from owj.server.records.defs import LINK_KINDS, TEXT_KINDS, EntityDef, FieldDef, Kind

if TYPE_CHECKING:
    from owj.server.records.context import Context

CREATE, UPDATE, UPSERT = "create", "update", "upsert"
MODES = (CREATE, UPDATE, UPSERT)
# The column that holds the number of the record itself, and of a link's target.
ID = "id"
# What a column can be that finds a record.
KEY_KINDS = TEXT_KINDS | {Kind.NUMBER, Kind.LINK}
_ID_WORDS = ("id", "شناسه", "شناسهٔ رکورد", "record id")
_NOT_IN_CELLS = frozenset({Kind.FILE, Kind.IMAGE})
_REMEMBERED_RUNS = 20


@dataclass(frozen=True, slots=True)
class Column:
    """What one column means. field: its key, "" for nothing; by: how a link's target is called.

    by: the key of a field of the target, "id", or "" for its title.
    """

    name: str
    field: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a file means for an entity. key: the field by which records are found, or "id".

    clear: whether an empty cell empties the field of a record that is changed.
    """

    table: TableForm
    columns: tuple[Column, ...]
    mode: str = CREATE
    key: str = ""
    clear: bool = False

    def to_json(self, entity: EntityDef) -> dict[str, Any]:
        """Return plain data that names fields by their stable ids."""
        ids = {key: one.id for key, one in entity.by_key.items()}
        return {
            "encoding": self.table.encoding,
            "delimiter": self.table.delimiter,
            "sheet": self.table.sheet,
            "columns": [[one.name, ids.get(one.field, one.field), one.by] for one in self.columns],
            "mode": self.mode,
            "key": ids.get(self.key, self.key),
            "clear": self.clear,
        }


def meaning_of(entity: EntityDef, form: Mapping[str, Any]) -> Meaning:
    """Return what `to_json` kept; a field that is gone means nothing any more."""
    keys = {one.id: key for key, one in entity.by_key.items()}
    keys[ID] = ID
    columns = tuple(Column(name, keys.get(field, ""), by) for name, field, by in form["columns"])
    table = TableForm(form["encoding"], form["delimiter"], form["sheet"])
    return Meaning(table, columns, form["mode"], keys.get(form["key"], ""), form["clear"])


def importable_fields(ctx: Context, entity_key: str) -> tuple[FieldDef, ...]:
    """Return the fields that an import may fill; a file is no text of a cell."""
    fields = writable_fields(ctx, entity_key)
    return tuple(one for one in fields if one.kind not in _NOT_IN_CELLS)


def key_fields(ctx: Context, entity_key: str) -> list[FieldDef]:
    """Return the fields by which records can be found, unique ones first."""
    shown = [
        one
        for one in ctx.snapshot.entity(entity_key).by_key.values()
        if one.kind in KEY_KINDS and ctx.field_access(entity_key)[one.key] != "hidden"
    ]
    return sorted(shown, key=lambda one: not (one.unique or one.kind is Kind.AUTO_NUMBER))


def guess_columns(ctx: Context, entity: EntityDef, header: Sequence[str]) -> tuple[Column, ...]:
    """Return what each column seems to mean: as it was said before, or by its name, once each."""
    fields = {one.key: one for one in importable_fields(ctx, entity.key)}
    known = _remembered(entity)
    for one in fields.values():
        for word in (one.label.fa, one.label.en, one.key):
            known.setdefault(fold(word), one.key)
    taken: set[str] = set()
    columns = []
    for name in header:
        field = known.get(fold(name), "")
        if field in taken or field not in fields:
            field = ""
        taken.add(field)
        columns.append(Column(name, field))
    if ID not in taken:
        columns = [
            Column(one.name, ID) if not one.field and fold(one.name) in _ID_WORDS else one
            for one in columns
        ]
    return tuple(columns)


def _remembered(entity: EntityDef) -> dict[str, str]:
    """Return, by folded name, the field that a column was said to be in the latest imports."""
    keys = {one.id: key for key, one in entity.by_key.items()}
    runs = ImportRun.objects.filter(entity_id=entity.id).exclude(state=ImportRun.State.MAPPING)
    known: dict[str, str] = {}
    for form in runs.order_by("-id").values_list("form", flat=True)[:_REMEMBERED_RUNS]:
        for name, field, _by in form.get("columns", ()):
            if field in keys:
                known.setdefault(fold(name), keys[field])
    return known


def guess_meaning(
    ctx: Context, entity: EntityDef, table: TableForm, header: Sequence[str]
) -> Meaning:
    """Return what a file seems to mean: new records, unless it names their numbers."""
    columns = guess_columns(ctx, entity, header)
    has_id = any(one.field == ID for one in columns)
    return Meaning(table, columns, UPDATE if has_id else CREATE, ID if has_id else "")


def check_meaning(ctx: Context, entity: EntityDef, meaning: Meaning) -> None:
    """Refuse what cannot be carried out. Raises: MeaningRefused."""
    fields = {one.key: one for one in importable_fields(ctx, entity.key)}
    keys = {one.key for one in key_fields(ctx, entity.key)} | {ID}
    used = [one.field for one in meaning.columns if one.field]
    if meaning.mode not in MODES:
        raise MeaningRefused(reason=_("Say whether records are made, changed, or both."))
    if not used:
        raise MeaningRefused(reason=_("No column is brought in. Say what at least one means."))
    _check_used(entity, used, fields, meaning)
    if meaning.mode != CREATE:
        if meaning.key not in keys:
            raise MeaningRefused(reason=_("Say by which field records are found."))
        if meaning.key not in used:
            reason = format_lazy(
                _("No column holds {field}, by which records are found."),
                field=_label(entity, meaning.key),
            )
            raise MeaningRefused(reason=reason)
    if meaning.mode != UPDATE:
        missing = [
            one
            for one in fields.values()
            if one.required and one.default is None and one.key not in used
        ]
        if missing:
            names = format_lazy(
                _("No column holds {fields}, which every new record needs."),
                fields=_joined(missing),
            )
            raise MeaningRefused(reason=names)


def _check_used(
    entity: EntityDef, used: Sequence[str], fields: Mapping[str, FieldDef], meaning: Meaning
) -> None:
    twice = next((key for key in used if used.count(key) > 1), None)
    if twice is not None:
        reason = format_lazy(_("Two columns are said to be {field}."), field=_label(entity, twice))
        raise MeaningRefused(reason=reason)
    # A field that only finds the record need not be written.
    allowed = {*fields, ID, *([meaning.key] if meaning.mode == UPDATE else [])}
    closed = next((key for key in used if key not in allowed), None)
    if closed is not None:
        reason = format_lazy(_("You may not write {field}."), field=_label(entity, closed))
        raise MeaningRefused(reason=reason)


def _label(entity: EntityDef, key: str) -> Any:
    field = entity.by_key.get(key)
    return _("the record's number") if field is None else field.label


def _joined(fields: Iterable[FieldDef]) -> str:
    return ", ".join(str(one.label) for one in fields)


def is_link(field: FieldDef) -> bool:
    """Return whether a field's cells name other records or people."""
    return field.kind in LINK_KINDS or field.kind is Kind.LINKS
