"""Tables that people take home: CSV that Excel opens rightly and that runs nothing there."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from asgiref.sync import sync_to_async
from django.http import FileResponse, StreamingHttpResponse
from django.utils.translation import get_language, override

from owj.kernel.calendars.jalali import JalaliDate, JalaliDateRejected
from owj.server.files.serving import SANDBOX
from owj.ui.reading import local

# A cell that begins so is a formula to a spreadsheet.
_FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r", "\n")
_BOM = "\ufeff"
_ROWS_A_PIECE = 200

Cell = str | int | float | Decimal | None


class StreamedFile(StreamingHttpResponse):
    """A file that is sent while it is made, in the language of whoever asked for it.

    Django would first make all of it where it answers asynchronously.
    """

    def __init__(self, pieces: Iterable[bytes], content_type: str) -> None:
        """Keep the language: when the pieces are made nobody speaks it any more."""
        super().__init__(_spoken(pieces, get_language() or "fa"), content_type=content_type)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        pieces = iter(self)

        def pull() -> bytes | None:
            return next(pieces, None)

        while (piece := await sync_to_async(pull)()) is not None:
            yield piece


def _spoken(pieces: Iterable[bytes], language: str) -> Iterator[bytes]:
    """Yield pieces, each made in a language; between them the reader's own is spoken."""
    making = iter(pieces)
    while True:
        with override(language):
            piece = next(making, None)
        if piece is None:
            return
        yield piece


def sheet_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> FileResponse:
    """Return a CSV file to be saved: UTF-8 with a byte order mark, for Excel; text stays text."""
    response = FileResponse(
        io.BytesIO(sheet_text(header, rows).encode()),
        as_attachment=True,
        filename=f"{name}.csv",
        content_type="text/csv; charset=utf-8",
    )
    response["Content-Security-Policy"] = SANDBOX
    return response


def sheet_text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return a table as CSV."""
    text = io.StringIO()
    text.write(_BOM)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([safe_cell(name) for name in header])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue()


def safe_cell(cell: Cell) -> str:
    """Return a cell as text that no spreadsheet takes for a formula. A number stays one."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return str(cell)
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA_MARKS) else cell


def jalali_cell(at: datetime | date | None) -> str:
    """Return a day, or an instant in the workspace's zone, in Jalali: "1405-09-01 11:20"."""
    if at is None:
        return ""
    if not isinstance(at, datetime):
        return _jalali_day(at)
    there = local(at)
    return f"{_jalali_day(there.date())} {there:%H:%M}"


def _jalali_day(day: date) -> str:
    """Return a Jalali day; past the years of that calendar, as of what waits for nobody, as ISO."""
    try:
        return JalaliDate.from_gregorian(day).iso
    except JalaliDateRejected:
        return day.isoformat()


def iso_cell(at: datetime | date | None) -> str:
    """Return a day or an instant as machines read it, with the workspace's zone."""
    if at is None:
        return ""
    return local(at).isoformat() if isinstance(at, datetime) else at.isoformat()


def stream_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> StreamedFile:
    """Return a CSV file that is written while it is read, however long it is."""
    response = StreamedFile(sheet_pieces(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Content-Security-Policy"] = SANDBOX
    return response


def sheet_pieces(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield a CSV file piece by piece."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    text.write(_BOM)
    writer.writerow([safe_cell(cell) for cell in header])
    for place, row in enumerate(rows):
        writer.writerow([safe_cell(cell) for cell in row])
        if place % _ROWS_A_PIECE == 0:
            yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    piece = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return piece
