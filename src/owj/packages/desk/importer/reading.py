"""Reading a log from its file: whole, checked, before anything is written."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from owj.packages.desk.importer.errors import (
    LogDamaged,
    LogEmpty,
    LogForeign,
    LogNotText,
    LogTooLarge,
    LogUnreadable,
)
from owj.packages.desk.importer.rows import (
    FACTS,
    NEEDED,
    SHIPPED_FORM,
    LogForm,
    LogRow,
    RejectedRow,
    RowRejected,
    parse_row,
)

# A message that is longer is no message.
FIELD_LETTERS = 131_072
LIMIT_MB = 256
_FOREIGN_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read; shown: what people call it, which its errors name."""

    path: Path
    shown: str

    def __str__(self) -> str:
        return self.shown


@dataclass(frozen=True, slots=True)
class Log:
    """What a file holds: its events in file order, without exact duplicates.

    header: the column names as they stand. total: rows below the header. places: where our names
    stand among them.
    """

    source: Source
    header: tuple[str, ...]
    rows: tuple[LogRow, ...]
    duplicates: int
    rejected: tuple[RejectedRow, ...]
    places: Mapping[str, int]

    @property
    def total(self) -> int:
        """Return how many rows stand below the header."""
        return len(self.rows) + self.duplicates + len(self.rejected)


def read_log(path: Path, form: LogForm = SHIPPED_FORM, *, shown: str = "") -> Log:
    """Return the log in a file. shown: what people call it. Raises: LogRefused's kinds."""
    source = Source(path, shown or str(path))
    text = text_of(source, form.encoding)
    header, lines = records_of(source, text, form.delimiter)
    places = _places_of(source, header, form)
    _refuse_cut_off(source, text, header, lines)
    seen: set[tuple[str, ...]] = set()
    rows: list[LogRow] = []
    rejected: list[RejectedRow] = []
    duplicates = 0
    for line, fields in lines:
        if fields in seen:
            duplicates += 1
            continue
        seen.add(fields)
        try:
            rows.append(_row(line, fields, header, places, form))
        except RowRejected as why:
            rejected.append(RejectedRow(line, why.reason, fields))
    return Log(source, header, tuple(rows), duplicates, tuple(rejected), places)


def text_of(path: Source, encoding: str = "") -> str:
    """Return the file's text. Raises: LogUnreadable, LogTooLarge, LogEmpty, LogNotText."""
    try:
        size_mb = path.path.stat().st_size / 2**20
        if size_mb > LIMIT_MB:
            raise LogTooLarge(file=path, size_mb=round(size_mb), limit_mb=LIMIT_MB)
        content = path.path.read_bytes()
    except OSError as error:
        raise LogUnreadable(file=path, reason=error.strerror or str(error)) from error
    if not encoding.startswith("utf-16"):
        if content.startswith(_FOREIGN_MARKS):
            raise LogNotText(file=path, line=1)
        if b"\x00" in content:
            raise LogNotText(file=path, line=_line_at(content, content.index(b"\x00")))
    try:
        text = content.decode(encoding or "utf-8-sig")
    except UnicodeDecodeError as error:
        raise LogNotText(file=path, line=_line_at(content, error.start)) from None
    if not text.strip():
        raise LogEmpty(file=path)
    return text


def records_of(
    path: Source, text: str, delimiter: str = ","
) -> tuple[tuple[str, ...], list[tuple[int, tuple[str, ...]]]]:
    """Return the header and every record with its line. Raises: LogDamaged, LogEmpty."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    records: list[tuple[int, tuple[str, ...]]] = []
    try:
        records.extend((reader.line_num, tuple(fields)) for fields in reader if fields)
    except csv.Error as error:
        reason = "it breaks off inside quotes" if "end of data" in str(error) else str(error)
        raise LogDamaged(file=path, line=reader.line_num, reason=reason) from None
    for line, fields in records:
        if max(map(len, fields)) > FIELD_LETTERS:
            raise LogDamaged(file=path, line=line, reason="a field is longer than any log's")
    if not records:
        raise LogEmpty(file=path)
    (_, header), *lines = records
    return tuple(name.strip() for name in header), lines


def _places_of(path: Source, header: Sequence[str], form: LogForm) -> dict[str, int]:
    """Return where each column stands; of a name that comes twice, the first.

    Raises: LogForeign.
    """
    named = {name: form.columns.get(name, name) for name in (*NEEDED, *FACTS)}
    missing = [named[name] for name in NEEDED if named[name] not in header]
    if missing:
        raise LogForeign(file=path, missing=", ".join(missing))
    return {name: header.index(word) for name, word in named.items() if word in header}


def _refuse_cut_off(
    path: Source,
    text: str,
    header: Sequence[str],
    lines: Sequence[tuple[int, tuple[str, ...]]],
) -> None:
    """Refuse a file that ends in the middle of a row, and one without any.

    A last row that is whole but for its line end is taken, unless its last field looks like the
    beginning of one that the column holds elsewhere. Raises: LogDamaged, LogEmpty.
    """
    if not lines:
        raise LogEmpty(file=path)
    if text.endswith(("\n", "\r")):
        return
    line, last = lines[-1]
    ends = {fields[-1] for _, fields in lines[:-1] if len(fields) == len(header)}
    cut = len(last) < len(header) or (
        last[-1] not in ends and any(end.startswith(last[-1]) for end in ends)
    )
    if cut:
        raise LogDamaged(file=path, line=line, reason="the file breaks off in the middle of a row")


def _row(
    line: int,
    fields: tuple[str, ...],
    header: Sequence[str],
    places: Mapping[str, int],
    form: LogForm,
) -> LogRow:
    if len(fields) != len(header):
        raise RowRejected(f"{len(header)} fields were expected, {len(fields)} found")
    return parse_row(line, fields, places, form)


def _line_at(content: bytes, offset: int) -> int:
    return content.count(b"\n", 0, offset) + 1
