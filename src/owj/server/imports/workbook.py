"""The sheet of an Excel workbook (XLSX) as rows of text, read in a stream.

A part is unpacked piece by piece and read by the parser that refuses DTDs and entities; nothing is
kept but the shared texts. So neither a bomb in the archive nor a cell in the last column of the
last row costs memory. Formulas come as the value that was stored with them.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from owj.kernel.markup.parse import XmlRefused
from owj.kernel.markup.stream import ElementStream
from owj.kernel.whole import whole
from owj.server.imports.refusals import TableUnreadable

MOST_PARTS = 2_000
UNPACKED_BYTES = 2 * 2**30
# What one byte of an archive may become; tables of text reach about 30.
MOST_GROWTH = 200
SHARED_LETTERS = 200_000_000
MOST_COLUMNS = 500
CELL_LETTERS = 1_000_000
_PIECE = 256 * 1024
_WHOLE = re.compile(r"-?[1-9][0-9]{0,30}", re.ASCII)
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# Numbers of the formats that Excel brings along and that show a day or a time.
_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_BUILT_IN_SPAN = "46"
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 -- a sheet knows no zone
_DAY_ZERO_1904 = datetime(1904, 1, 1)  # noqa: DTZ001 -- a sheet knows no zone

BROKEN = _("the workbook is damaged.")
BOMB = _("the workbook unpacks to more than is let in.")
WIDE = _("it has more than 500 columns.")
LONG_CELL = _("row {row} holds a cell of more than a million letters, or an open quote.")


@dataclass(frozen=True, slots=True)
class Book:
    """An open sheet. rows: numbered as in the sheet, cells as text."""

    sheets: tuple[str, ...]
    sheet: str
    rows: Iterator[tuple[int, list[str]]]


def is_workbook(head: bytes) -> bool:
    """Return whether a file begins as an archive does."""
    return head.startswith(b"PK\x03\x04")


@contextmanager
def open_workbook(path: Path, name: str, sheet: str = "") -> Iterator[Book]:
    """Open one sheet, the first unless another is named. Raises: TableUnreadable."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_size(archive, path, name)
            parts = _Parts(archive, name)
            sheets = parts.sheets()
            chosen = sheet if sheet in sheets else next(iter(sheets), "")
            if chosen not in sheets:
                raise TableUnreadable(file=name, reason=BROKEN)
            yield Book(tuple(sheets), chosen, parts.rows(sheets[chosen]))
    except (zipfile.BadZipFile, XmlRefused, EOFError, NotImplementedError, RuntimeError, KeyError):
        raise TableUnreadable(file=name, reason=BROKEN) from None


def _check_size(archive: zipfile.ZipFile, path: Path, name: str) -> None:
    """Refuse bombs. An entry never gives more than its declared size, which is added up here."""
    entries = archive.infolist()
    size = sum(one.file_size for one in entries)
    most = min(UNPACKED_BYTES, max(MOST_GROWTH * path.stat().st_size, 10 * 2**20))
    if len(entries) > MOST_PARTS or size > most:
        raise TableUnreadable(file=name, reason=BOMB)


class _Parts:
    """The parts of one workbook, by their place in the archive."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.archive = archive
        self.name = name
        self.names = {one.lower(): one for one in archive.namelist()}
        self.from_1904 = False

    def elements(self, part: str) -> Iterator[tuple[str, dict[str, str], str]]:
        """Yield each element that ends: local name, attributes, its own text."""
        with self._open(part) as file:
            yield from ElementStream(file, _PIECE, CELL_LETTERS + 1).ended()

    def _open(self, part: str) -> IO[bytes]:
        known = self.names.get(part.lower())
        if known is None:
            raise TableUnreadable(file=self.name, reason=BROKEN)
        return self.archive.open(known)

    def sheets(self) -> dict[str, str]:
        """Return the parts of the sheets by name, in order."""
        places: dict[str, str] = {}
        for tag, attributes, _text in self.elements("xl/_rels/workbook.xml.rels"):
            if tag == "Relationship":
                target = attributes.get("Target", "")
                whole = target[1:] if target.startswith("/") else f"xl/{target}"
                places[attributes.get("Id", "")] = whole
        found: dict[str, str] = {}
        for tag, attributes, _text in self.elements("xl/workbook.xml"):
            if tag == "sheet" and attributes.get("state", "visible") == "visible":
                place = next((places[v] for k, v in attributes.items() if k == "id"), "")
                found.setdefault(attributes.get("name", ""), place)
            elif tag == "workbookPr":
                self.from_1904 = attributes.get("date1904") in ("1", "true")
        return found

    def shared(self) -> list[str]:
        """Return the shared texts; reading aids (`rPh`) are none of the text."""
        texts: list[str] = []
        if "xl/sharedstrings.xml" not in self.names:
            return texts
        pieces: list[str] = []
        letters = 0
        for tag, _attributes, text in self.elements("xl/sharedStrings.xml"):
            if tag == "t":
                pieces.append(text)
            elif tag == "rPh" and pieces:
                pieces.pop()
            elif tag == "si":
                texts.append("".join(pieces))
                letters += len(texts[-1])
                pieces = []
                if letters > SHARED_LETTERS:
                    raise TableUnreadable(file=self.name, reason=BOMB)
        return texts

    def dates(self) -> Mapping[str, Callable[[str, datetime], str]]:
        """Return the cell styles that show a day, a time or a length of time, and how."""
        if "xl/styles.xml" not in self.names:
            return {}
        formats: dict[str, Callable[[str, datetime], str]] = {
            str(one): _day for one in _BUILT_IN_DATES
        }
        formats[_BUILT_IN_SPAN] = _span
        styles: list[str] = []
        found: list[str] = []
        for tag, attributes, _text in self.elements("xl/styles.xml"):
            if tag == "numFmt":
                code = attributes.get("formatCode", "").lower()
                number = attributes.get("numFmtId", "")
                formats.pop(number, None)
                if _ELAPSED.search(code):
                    formats[number] = _span
                elif any(one in _QUOTED.sub("", code) for one in "ymdhs"):
                    formats[number] = _day
            elif tag == "xf":
                styles.append(attributes.get("numFmtId", ""))
            elif tag == "cellStyleXfs":
                styles = []
            elif tag == "cellXfs":
                found, styles = styles, []
        return {str(n): formats[one] for n, one in enumerate(found) if one in formats}

    def rows(self, part: str) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows that are not blank. Raises: TableUnreadable."""
        shared, dates = self.shared(), self.dates()
        zero = _DAY_ZERO_1904 if self.from_1904 else _DAY_ZERO
        row: list[str] = []
        number = 0
        value, inline = "", []
        for tag, attributes, text in self.elements(part):
            if tag == "v":
                value = text
            elif tag == "t":
                inline.append(text)
            elif tag == "c":
                place = _column(attributes.get("r", ""), len(row))
                if place >= MOST_COLUMNS:
                    raise TableUnreadable(file=self.name, reason=WIDE)
                row.extend([""] * (place + 1 - len(row)))
                kind = attributes.get("t", "n")
                raw = "".join(inline) if kind == "inlineStr" else value
                as_date = dates.get(attributes.get("s", ""))
                shown = _shown(raw, kind, as_date, shared, zero)
                if len(shown) > CELL_LETTERS:
                    reason = format_lazy(LONG_CELL, row=number + 1)
                    raise TableUnreadable(file=self.name, reason=reason)
                row[place] = shown
                value, inline = "", []
            elif tag == "row":
                said = attributes.get("r", "")
                number = read if (read := whole(said)) is not None else number + 1
                if any(row):
                    yield number, row
                row = []


def _column(reference: str, following: int) -> int:
    """Return the place of a column: 0 of A, 26 of AA; without a reference the following one."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return following
    place = 0
    for letter in found[1]:
        place = place * 26 + ord(letter) - 64
    return place - 1


def _shown(
    raw: str,
    kind: str,
    as_date: Callable[[str, datetime], str] | None,
    shared: list[str],
    zero: datetime,
) -> str:
    if kind == "s":
        place = whole(raw)
        return shared[place] if place is not None and place < len(shared) else ""
    if kind == "b":
        return "true" if raw == "1" else "false"
    if kind == "e":
        return ""
    if kind == "d":
        return raw.replace("T", " ")
    if kind != "n" or not raw:
        return raw
    return as_date(raw, zero) if as_date else _number(raw)


def _number(raw: str) -> str:
    if _WHOLE.fullmatch(raw):
        # Other programs write whole numbers with every digit, such as those of cards.
        return raw
    try:
        # Seventeen digits of a binary fraction are noise: Excel itself shows fifteen.
        number = Decimal(f"{float(raw):.15g}")
    except (ValueError, InvalidOperation, OverflowError):
        return raw
    if not number.is_finite() or abs(number.adjusted()) > 300:
        return raw
    return format(
        number.to_integral_value() if number == number.to_integral_value() else number, "f"
    )


def _span(raw: str, _zero: datetime) -> str:
    """Return a length of time, which a sheet counts in days, as hours, minutes and seconds."""
    try:
        minutes, seconds = divmod(round(abs(float(raw)) * 86_400), 60)
    except (ValueError, OverflowError):
        return raw
    sign, tail = "-" if raw.startswith("-") else "", f":{seconds:02d}" if seconds else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02d}{tail}"


def _day(raw: str, zero: datetime) -> str:
    try:
        days = float(raw)
        at = zero + timedelta(seconds=round(days * 86_400))
    except (ValueError, OverflowError):
        return raw
    if days < 1:
        return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"
    return f"{at:%Y-%m-%d}" if days == int(days) else f"{at:%Y-%m-%d %H:%M:%S}"
