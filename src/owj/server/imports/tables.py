"""Tables in files: their header and rows as text, read in a stream, however long they are."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from owj.server.imports.refusals import TableUnreadable
from owj.server.imports.workbook import is_workbook, open_workbook

# As a spreadsheet counts them, the header being row 1.
Row = tuple[int, Sequence[str]]

SAMPLE_ROWS = 8
MOST_COLUMNS = 500
# No longer than the longest text of a field.
CELL_LETTERS = 1_000_000
HEAD_BYTES = 64 * 1024
ENCODINGS = (
    ("utf-8-sig", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("cp1256", "Windows-1256"),
    ("iso8859-6", "ISO-8859-6"),
    ("cp1252", "Windows-1252"),
)
DELIMITERS = (",", ";", "\t", "|", "؛", "،")
_PIECE = 1024 * 1024
_HIGH_BYTES = frozenset({0x00, 0x06, 0x20})
_COMMON_LETTERS = frozenset("اینرمدهوتبلسکشیكي")
_OTHER_KINDS = (b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x7fELF", b"\x1f\x8b")
_MARKUP = ("<!doctype", "<html", "<?xml", "<script", "{\\rtf")

NOT_TEXT = _("it is neither a table of text (CSV) nor an Excel workbook (XLSX).")
WRONG_ENCODING = _("it is not written in this encoding. Choose another one.")
CELL_TOO_LONG = _("row {row} holds a cell of more than a million letters, or an open quote.")
EMPTY = _("it holds no header row.")
TOO_WIDE = _("it has more than 500 columns.")


@dataclass(frozen=True, slots=True)
class TableForm:
    """How a file is read. A workbook has neither encoding nor delimiter; sheet: which of its."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """An open table. rows: those below the header, blank ones left out."""

    form: TableForm
    header: tuple[str, ...]
    rows: Iterator[Row]
    sheets: tuple[str, ...] = ()


@contextmanager
def open_table(path: Path, name: str, form: TableForm) -> Iterator[Table]:
    """Open a file as a table; what the form leaves open is found out. Raises: TableUnreadable."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if is_workbook(head):
        with open_workbook(path, name, form.sheet) as book:
            found = TableForm(sheet=book.sheet)
            yield Table(found, *_parted(name, book.rows), book.sheets)
        return
    encoding = form.encoding or encoding_of(path, head)
    is_wide = encoding.startswith("utf-16")
    if head.startswith(_OTHER_KINDS) or (not is_wide and _is_no_table(head)):
        raise TableUnreadable(file=name, reason=NOT_TEXT)
    with path.open(encoding=encoding, newline="") as text:
        try:
            delimiter = form.delimiter or delimiter_of(text.read(HEAD_BYTES))
            text.seek(0)
            if encoding == "utf-8-sig" and text.read(1) != "\ufeff":
                text.seek(0)
            rows = _csv_rows(text, delimiter, name)
            yield Table(TableForm(encoding, delimiter), *_parted(name, rows))
        except (UnicodeError, LookupError):
            raise TableUnreadable(file=name, reason=WRONG_ENCODING) from None


def _parted(name: str, rows: Iterator[Row]) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Return the header and the rows below it. Raises: TableUnreadable."""
    _number, first = next(rows, (0, ()))
    cells = [cell.strip() for cell in first]
    while cells and not cells[-1]:
        cells.pop()
    if not cells:
        raise TableUnreadable(file=name, reason=EMPTY)
    if len(cells) > MOST_COLUMNS:
        raise TableUnreadable(file=name, reason=TOO_WIDE)
    return tuple(cell[:200].replace("\0", "") for cell in cells), rows


def _csv_rows(text: io.TextIOBase, delimiter: str, name: str) -> Iterator[Row]:
    csv.field_size_limit(CELL_LETTERS)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            if any(cells):
                yield number, cells
    except csv.Error:
        reason = format_lazy(CELL_TOO_LONG, row=number + 1)
        raise TableUnreadable(file=name, reason=reason) from None
    except UnicodeError:
        raise TableUnreadable(file=name, reason=WRONG_ENCODING) from None


def encoding_of(path: Path, head: bytes) -> str:
    """Return what a text seems to be written in."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Without a mark: every second byte says that its letter is Latin, Arabic or a sign.
    for encoding, highs in (("utf-16-le", head[1:2000:2]), ("utf-16-be", head[:2000:2])):
        if 0 in highs and 10 * sum(byte in _HIGH_BYTES for byte in highs) > 9 * len(highs):
            return encoding
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return max(("cp1256", "iso8859-6", "cp1252"), key=lambda one: _likeness(head, one))
    return "utf-8-sig"


def _likeness(head: bytes, encoding: str) -> float:
    """Return how much a text looks like Persian or Arabic; what is neither is Latin."""
    if encoding == "cp1252":
        return 0.05
    text = head.decode(encoding, "replace")
    foreign = sum(one > "\x7f" for one in text)
    common = sum(one in _COMMON_LETTERS for one in text)
    # No Arabic letter stands within a Latin word.
    pairs = ((one, other) for one, other in pairwise(text) if _in_word(one, other))
    mixed = sum(one.isascii() != other.isascii() for one, other in pairs)
    return (common - mixed) / foreign if foreign else 0.0


def _in_word(one: str, other: str) -> bool:
    return (one.isalpha() or not one.isascii()) and (other.isalpha() or not other.isascii())


def delimiter_of(sample: str) -> str:
    """Return the mark that parts the first lines into the same and the largest number of cells."""
    lines = [line for line in sample.splitlines()[:21] if line.strip()]

    def fit(mark: str) -> tuple[float, int]:
        try:
            counts = Counter(len(one) for one in csv.reader(lines, delimiter=mark))
        except csv.Error:
            return (0.0, 0)
        cells, times = max(counts.items(), key=lambda one: (one[1], one[0]), default=(1, 0))
        return (times / max(len(lines), 1) if cells > 1 else 0.0, cells)

    return max(DELIMITERS, key=fit)


def _is_no_table(head: bytes) -> bool:
    start = head.decode("utf-8", "ignore").lstrip("\ufeff \t\r\n")[:20].lower()
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head if byte)
    return start.startswith(_MARKUP) or 100 * controls > max(len(head), 100)
