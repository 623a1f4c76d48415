"""The rows of a list as HTML without a template: hundreds of cells stand in one page."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from owj.client.records.rows import Cell, Row
from owj.ui.records.drawn import draw_face, escape

# Faces that cannot stand within the link to the record: the row's title does in their place.
_NOT_IN_LINKS = frozenset({"link", "empty"})


def draw_row(row: Row) -> SafeString:
    """Return one row of a list's table."""
    select = escape(gettext("Select %(name)s") % {"name": row.title})
    parts = [
        f'<tr data-row data-id="{row.id}" id="r-{row.id}">'
        '<td class="o-pickcol"><input class="o-check" type="checkbox" name="ids" '
        f'value="{row.id}" form="bulk" aria-label="{select}"></td>',
        *_cells(row, row.cells),
        "</tr>",
    ]
    return mark_safe("".join(parts))  # noqa: S308 -- every text in it is escaped


def _cells(row: Row, cells: Sequence[Cell]) -> list[str]:
    edit, version = escape(row.edit), row.version
    drawn: list[str] = []
    for cell in cells:
        editing = ""
        if cell.editable:
            editing = f' data-cell="{edit}{escape(cell.key)}?in=cell" data-version="{version}"'
        if cell.part == "start":
            drawn.append(_title(row, cell, editing))
            continue
        numeric = ' class="n"' if cell.numeric else ""
        part = f' data-p="{cell.part}"' if cell.part else ""
        said = f'{numeric}{part} data-label="{escape(cell.label)}"{editing}'
        drawn.append(f"<td{said}>{draw_face(cell.face)}</td>")
    return drawn


def _title(row: Row, cell: Cell, editing: str) -> str:
    face = cell.face
    plain = face.look in _NOT_IN_LINKS or face.url
    inside = f"<bdi>{escape(row.title)}</bdi>" if plain else draw_face(face)
    link = f'<a class="o-celltitle" href="{escape(row.url)}">{inside}</a>'
    return f'<th scope="row" data-p="start"{editing}>{link}</th>'
