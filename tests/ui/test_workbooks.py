"""Workbooks that we write: streamed, read back by our own reader, without formulas."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from owj.server.imports.tables import TableForm, open_table
from owj.ui.workbooks import workbook_pieces

HOSTILE = ("=1+1", "+x", "@SUM(A1)", "</t><f>1</f>", "a\x0b\x00b", '"q" & <b>', "‌نیم‌فاصله ")


def rows_in(path: Path) -> list[list[str]]:
    with open_table(path, path.name, TableForm()) as table:
        return [list(table.header), *(list(cells) for _, cells in table.rows)]


def test_a_workbook_reads_back_as_it_was_written(tmp_path: Path) -> None:
    rows = [(*HOSTILE, 12, -3.5, None, 10**18)]
    pieces = workbook_pieces("رکوردها: [همه]", ["ستون"] * 11, rows, rtl=True)
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"".join(pieces))
    sheet = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert 'rightToLeft="1"' in sheet
    found = rows_in(path)[1]
    assert found[:5] == ["=1+1", "+x", "@SUM(A1)", "</t><f>1</f>", "ab"]
    assert found[7:] == ["12", "-3.5", "", str(10**18)]


def test_a_workbook_is_sent_while_its_rows_are_read() -> None:
    read: list[int] = []

    def rows() -> Iterator[list[str]]:
        for number in range(50_000):
            read.append(number)
            yield [str(number * 7919), "متن بلند " + str(number)]

    pieces = workbook_pieces("x", ["a", "b"], rows(), rtl=False)
    first = next(pieces)
    assert first.startswith(b"PK")
    assert len(read) < 50_000
    whole = first + b"".join(pieces)
    assert zipfile.ZipFile(io.BytesIO(whole)).testzip() is None
