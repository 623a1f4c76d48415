"""Tables as Excel workbooks, written while they are read: no row is kept, however many there are.

Texts are inline strings, so no cell is ever a formula, whatever it begins with.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from owj.kernel.errors import InvalidInput
from owj.server.files.serving import SANDBOX
from owj.ui.sheets import Cell, StreamedFile

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What Excel itself takes, and how many rows that leaves below the header.
MOST_ROWS = 1_048_576
MOST_RECORDS = MOST_ROWS - 1
CELL_LETTERS = 32_767
# Larger whole numbers lose digits in a spreadsheet.
_EXACT = 10**15
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        "</Relationships>"
    ),
    # Style 1: the header, bold.
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}">'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        "<borders><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        "</cellStyleXfs>"
        '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
        "</styleSheet>"
    ),
}


class SheetFull(InvalidInput):
    """Say that a list has more rows than a sheet can hold. data: count."""

    code = "workbook.full"
    message = "A sheet of Excel holds %(count)s records at most. Take the list as CSV."


class _Outlet(io.RawIOBase):
    """Takes what the archive writes, to be sent on; nobody can go back in it."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        self._pieces.append(bytes(piece))  # type: ignore[call-overload]  # bytes-like, says zipfile
        return len(self._pieces[-1])

    def taken(self) -> bytes:
        piece = b"".join(self._pieces)
        self._pieces.clear()
        return piece


def workbook_response(
    name: str, title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, rtl: bool
) -> StreamedFile:
    """Return a workbook of one sheet to be saved. rtl: whether the sheet begins on the right."""
    pieces = workbook_pieces(title, header, rows, rtl=rtl)
    response = StreamedFile(pieces, content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    response["Content-Security-Policy"] = SANDBOX
    return response


def workbook_pieces(
    title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, rtl: bool
) -> Iterator[bytes]:
    """Yield a workbook piece by piece. Raises: SheetFull; nothing is cut short."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in {**_PARTS, "xl/workbook.xml": _book(title)}.items():
            archive.writestr(part, _HEAD + text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            side = ' rightToLeft="1"' if rtl else ""
            pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
            view = f'<sheetView{side} workbookViewId="0">{pane}</sheetView>'
            begin = f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews>{view}</sheetViews><sheetData>'
            sheet.write((begin + _row(header, ' s="1"')).encode())
            for number, row in enumerate(rows, 2):
                if number > MOST_ROWS:
                    raise SheetFull(count=MOST_RECORDS)
                sheet.write(_row(row).encode())
                if piece := outlet.taken():
                    yield piece
            sheet.write(b"</sheetData></worksheet>")
    yield outlet.taken()


def _book(title: str) -> str:
    name = escape(_SHEET_NAME.sub(" ", _UNWRITABLE.sub("", title)).strip(" '")[:31] or "1")
    sheets = f'<sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets>'
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{sheets}</workbook>'


def _row(cells: Sequence[Cell], style: str = "") -> str:
    return f"<row>{''.join(_cell(cell, style) for cell in cells)}</row>"


def _cell(cell: Cell, style: str) -> str:
    if cell is None or cell == "":
        return f"<c{style}/>"
    if not isinstance(cell, str) and -_EXACT < cell < _EXACT:
        return f"<c{style}><v>{cell}</v></c>"
    text = escape(_UNWRITABLE.sub("", str(cell))[:CELL_LETTERS])
    return f'<c{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
