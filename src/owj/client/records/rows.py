"""The rows of a list of records as they are drawn: cells, groups, what may be edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from owj.client.records.addresses import addresses_for, record_address
from owj.client.records.asked import Asked
from owj.client.records.groups import Head, Heads
from owj.server.layouts.access import written_keys
from owj.server.layouts.keyset import is_sortable
from owj.server.layouts.listing import RecordPage
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef, FieldDef, Kind, Label
from owj.ui.records.faces import NUMBERS, Address, Face, face_of
from owj.ui.records.linked import read_titles

CREATED = FieldDef("created_at", "created_at", Kind.DATE_TIME, Label("ساخته شد", "Created"), "")
UPDATED = FieldDef("updated_at", "updated_at", Kind.DATE_TIME, Label("تغییر کرد", "Changed"), "")
NUMBER = FieldDef("id", "id", Kind.NUMBER, Label("ردیف", "No."), "")
RECORD_FIELDS = {"created_at": CREATED, "updated_at": UPDATED, "id": NUMBER}
# Kinds that are edited on the record's own page only.
NOT_IN_CELLS = frozenset({Kind.FILE, Kind.IMAGE, Kind.LINKS})
UNNAMED = _("unnamed")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. sort: the address that sorts by it, down after up; direction: as it is sorted."""

    key: str
    label: str
    numeric: bool
    sort: str
    direction: str
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of one row. part: where it stands on a phone's card."""

    key: str
    label: str
    face: Face
    numeric: bool
    editable: bool
    part: str


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a list.

    head: the words of its group where one begins. edit: where its cells are edited, before the key.
    """

    id: int
    title: str
    url: str
    edit: str
    cells: Sequence[Cell]
    head: Head | None
    version: int


def field_named(entity: EntityDef, key: str) -> FieldDef | None:
    """Return a field, or one of those that every record has."""
    return entity.by_key.get(key) or RECORD_FIELDS.get(key)


def columns_of(ctx: Context, asked: Asked) -> list[Column]:
    """Return the columns of a list with the addresses that sort by them."""
    now = {one.key: one for one in asked.definition.sort[:1]}
    columns: list[Column] = []
    for field in _fields(asked):
        known = now.get(field.key)
        turned = field.key if known is None or known.descending else f"-{field.key}"
        sortable = is_sortable(ctx, asked.entity, field.key)
        columns.append(
            Column(
                field.key,
                str(field.label),
                field.stored_kind in NUMBERS,
                asked.address(sort=turned, place=None) if sortable else "",
                "" if known is None else "descending" if known.descending else "ascending",
                asked.definition.widths.get(field.key),
            )
        )
    return columns


def _fields(asked: Asked) -> list[FieldDef]:
    found = (field_named(asked.entity, key) for key in asked.definition.columns)
    return [one for one in found if one is not None]


def rows_of_page(ctx: Context, asked: Asked, page: RecordPage, last_group: str = "") -> list[Row]:
    """Return the rows of a page. last_group: what the page before ended in."""
    address = addresses_for(ctx)
    open_keys = written_keys(ctx, asked.entity)
    fields = _fields(asked)
    title_key = asked.entity.title
    if title_key not in asked.definition.columns:
        title_key = fields[0].key if fields else None
    read_titles(ctx, fields, page.rows)
    heads = Heads(ctx, asked, page, address, last_group)
    columns = [_column(field, title_key, open_keys) for field in fields]
    drawing = _Drawing(ctx, columns, address)
    query = asked.query(place=None)
    return [
        Row(
            id=record.id,
            title=title_of(record),
            url=record_address(asked.entity.key, record.id) + query,
            edit=f"{record_address(asked.entity.key, record.id)}/",
            cells=_cells(drawing, record),
            head=heads.head_of(record),
            version=record.version,
        )
        for record in page.rows
    ]


@dataclass(frozen=True, slots=True)
class _Column:
    """What the cells of a field have in common in every row."""

    field: FieldDef
    label: str
    is_title: bool
    numeric: bool
    editable: bool


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What the cells of every row of a list have in common."""

    ctx: Context
    columns: Sequence[_Column]
    address: Address


def _column(field: FieldDef, title_key: str | None, open_keys: frozenset[str]) -> _Column:
    return _Column(
        field,
        str(field.label),
        is_title=field.key == title_key,
        numeric=field.stored_kind in NUMBERS,
        editable=field.key in open_keys and field.kind not in NOT_IN_CELLS,
    )


def _cells(drawing: _Drawing, record: Any) -> list[Cell]:
    cells: list[Cell] = []
    many = 0
    for column in drawing.columns:
        key = column.field.key
        face = face_of(drawing.ctx, column.field, record, drawing.address)
        if face.look == "image":
            place = [record.key, record.id, getattr(record, column.field.attname)]
            face = replace(face, url=reverse("client:record_file", args=place))
        part = "start" if column.is_title else ""
        if not part and face.look != "empty":
            part = "end" if many == 0 else "wide" if many < 3 else ""
            many += 1
        cells.append(Cell(key, column.label, face, column.numeric, column.editable, part))
    return cells


def title_of(record: Any) -> str:
    """Return what a record is called."""
    return str(record).strip() or str(UNNAMED)
