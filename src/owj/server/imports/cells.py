"""From the cells of a row to checked values: one compiled reader a column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from owj.kernel.errors import OwjError
from owj.kernel.persian.digits import latin_digits
from owj.server.imports.links import LinkFinder
from owj.server.imports.meaning import ID, Meaning, is_link
from owj.server.imports.refusals import RowUnfit
from owj.server.records.defs import TEXT_KINDS, FieldDef, Kind
from owj.server.records.texts import from_text, listed

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from owj.server.records.context import Context
    from owj.server.records.writer import WritableField

# Short columns say the same words over and over.
_MOST_KEPT = 20_000
_KEPT_LETTERS = 60
Read = Callable[[str], Any]
# An export puts ' before what a spreadsheet would take for a formula; it is no part of the text.
_GUARDED = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is refused; column: at which cell, -1 for the whole row."""

    row: int
    column: int
    value: str
    error: OwjError


@dataclass(slots=True)
class Draft:
    """A row on its way. values: by attname, checked. record_id: of what it changes."""

    row: int
    cells: Sequence[str]
    values: dict[str, Any] = field(default_factory=dict)
    record_id: int | None = None
    key: Any = None


@dataclass(frozen=True, slots=True)
class _Column:
    place: int
    field: WritableField
    read: Read
    finder: LinkFinder | None
    is_text: bool
    empties: bool


class Reader:
    """Reads rows into drafts under one schema version."""

    def __init__(self, ctx: Context, entity_key: str, meaning: Meaning) -> None:
        """Compile a reader for each column that means something."""
        writer = ctx.snapshot.writer(entity_key)
        self.width = len(meaning.columns)
        self.columns: list[_Column] = []
        self.places: dict[str, int] = {}
        self.id_place = -1
        # Whether records that the import makes may be led to by others of it.
        self.grows = False
        for place, column in enumerate(meaning.columns):
            known = writer.by_name.get(column.field)
            if column.field == ID:
                self.id_place = place
            elif known is not None:
                definition = known.definition
                grows = definition.target == entity_key
                self.grows = self.grows or grows
                finder = (
                    LinkFinder(definition, column.by, grows=grows) if is_link(definition) else None
                )
                self.places[definition.key] = place
                self.columns.append(
                    _Column(
                        place,
                        known,
                        _reader(definition, known, ctx.zone),
                        finder,
                        definition.stored_kind in TEXT_KINDS,
                        meaning.clear and not definition.required,
                    )
                )

    def read(
        self, ctx: Context, rows: Sequence[tuple[int, Sequence[str]]]
    ) -> tuple[list[Draft], list[Fault]]:
        """Return the rows that can be read, and every cell that cannot, of the others."""
        named = self._named(ctx, rows)
        drafts: list[Draft] = []
        faults: list[Fault] = []
        for number, cells in rows:
            found = self._row(number, cells, named)
            if isinstance(found, Draft):
                drafts.append(found)
            else:
                faults += found
        return drafts, faults

    def _named(
        self, ctx: Context, rows: Sequence[tuple[int, Sequence[str]]]
    ) -> dict[int, Mapping[str, int | OwjError]]:
        named: dict[int, Mapping[str, int | OwjError]] = {}
        for column in self.columns:
            if column.finder is not None:
                at = column.place
                texts = {cells[at].strip() for _, cells in rows if at < len(cells)} - {""}
                if column.field.definition.kind is Kind.LINKS:
                    texts = {part for text in texts for part in listed(text)}
                named[at] = column.finder.find(ctx, texts)
        return named

    def _row(
        self,
        number: int,
        cells: Sequence[str],
        named: Mapping[int, Mapping[str, int | OwjError]],
    ) -> Draft | list[Fault]:
        width = len(cells)
        if width > self.width and any(cells[self.width :]):
            return [Fault(number, -1, "", RowUnfit(found=width, expected=self.width))]
        draft = Draft(number, cells)
        values = draft.values
        faults: list[Fault] | None = None
        for column in self.columns:
            at = column.place
            text = cells[at].strip() if at < width else ""
            if not text and not column.empties:
                continue
            if text[:1] == "'" and text[1:2] in _GUARDED:
                text = text[1:]
            try:
                if column.finder is None or not text:
                    values[column.field.attname] = column.read(text)
                else:
                    values[column.field.attname] = _ids(column, text, named[at])
            except OwjError as error:
                faults = faults or []
                faults.append(Fault(number, at, text, error))
        if self.id_place >= 0:
            text = latin_digits(cells[self.id_place].strip()) if self.id_place < width else ""
            draft.key = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else text
        return faults or draft

    def place_of(self, key: str) -> int:
        """Return which column holds a field; -1: none."""
        return self.id_place if key == ID else self.places.get(key, -1)


def _ids(column: _Column, text: str, named: Mapping[str, int | OwjError]) -> Any:
    """Return the id that a cell names, or the ids. Raises: LinkNotFound, LinkAmbiguous."""
    many = column.field.definition.kind is Kind.LINKS
    found = [named[part] for part in (listed(text) if many else (text,))]
    for one in found:
        if isinstance(one, OwjError):
            raise one
    return column.field.check(found) if many else found[0]


def _reader(definition: FieldDef, known: WritableField, zone: ZoneInfo) -> Read:
    check = known.check
    if definition.stored_kind in TEXT_KINDS:
        return check
    kept: dict[str, Any] = {}

    def read(text: str) -> Any:
        found = kept.get(text)
        if found is None:
            found = check(from_text(definition, text, zone))
            if len(text) <= _KEPT_LETTERS and definition.kind is not Kind.JSON:
                if len(kept) > _MOST_KEPT:
                    kept.clear()
                kept[text] = found
        return found

    return read
