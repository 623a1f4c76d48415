"""Files of every encoding, delimiter and kind; hostile ones end in a sentence."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from owj.server.imports.refusals import TableUnreadable
from owj.server.imports.tables import TableForm, open_table

TEXT = "نام,شهر\nعلی پژمان,کرمانشاه\n"
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{}</sheetData></worksheet>"
)


def read(path: Path, **form: str) -> tuple[TableForm, list[str], list[tuple[int, list[str]]]]:
    with open_table(path, path.name, TableForm(**form)) as table:
        return table.form, list(table.header), [(at, list(cells)) for at, cells in table.rows]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1256", "cp1256"),
    ],
)
def test_encodings_are_told_apart(tmp_path: Path, written: str, told: str) -> None:
    text = TEXT if written != "cp1256" else TEXT.replace("ی", "ي").replace("ک", "ك")
    (tmp_path / "f.csv").write_bytes(text.encode(written))
    form, header, rows = read(tmp_path / "f.csv")
    assert form.encoding == told
    assert header == ["نام", "شهر"]
    assert len(rows) == 1


def test_arabic_of_iso_and_latin_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("الاسم,المدينة\nعلي,بغداد\n".encode("iso8859-6"))
    (tmp_path / "b.csv").write_bytes("Straße,Größe\nMünchen,5\n".encode("cp1252"))
    assert read(tmp_path / "a.csv")[0].encoding == "iso8859-6"
    assert read(tmp_path / "b.csv")[1] == ["Straße", "Größe"]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|", "؛", "،"])
def test_delimiters_are_told_apart(tmp_path: Path, mark: str) -> None:
    lines = [["نام", "مبلغ", "شرح"], ["الف", "1", "a b"], ["ب", "2", "c d"]]
    (tmp_path / "f.csv").write_text("\n".join(mark.join(one) for one in lines), encoding="utf-8")
    form, header, rows = read(tmp_path / "f.csv")
    assert form.delimiter == mark
    assert [header, *(cells for _, cells in rows)] == lines


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text('a,b\n"x\ny",1\n,\nz,2\n', encoding="utf-8")
    assert [at for at, _ in read(tmp_path / "f.csv")[2]] == [2, 4]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("old.xls", b"\xd0\xcf\x11\xe0 x"),
        ("web.csv", b"<!doctype html><table>"),
        ("blank.csv", b"\n\n"),
        ("binary.csv", bytes(range(256)) * 20),
        ("wide.csv", b",".join([b"x"] * 501)),
        ("huge.csv", b'a\n"' + b"x" * 1_000_001 + b'"\n'),
        ("open.csv", b'a\n"never closed\n'),
        ("zip.xlsx", b"PK\x03\x04nonsense"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(TableUnreadable):
        read(tmp_path / name)


def test_a_wrong_encoding_is_said(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_bytes(TEXT.encode("cp1256", "replace"))
    with pytest.raises(TableUnreadable):
        read(tmp_path / "f.csv", encoding="utf-8-sig")


def workbook(path: Path, sheet: str, **parts: str) -> Path:
    """Write the smallest workbook with a sheet."""
    name = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    known = {
        "xl/workbook.xml": (
            f'<workbook xmlns:r="{name}"><sheets>'
            '<sheet name="یک" sheetId="1" r:id="r1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            '<Relationships><Relationship Id="r1" Target="worksheets/s.xml"/></Relationships>'
        ),
        "xl/worksheets/s.xml": sheet,
        **parts,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, text in known.items():
            archive.writestr(place, text)
    return path


def test_cells_of_a_workbook_become_text(tmp_path: Path) -> None:
    styles = (
        '<styleSheet><numFmts><numFmt numFmtId="200" formatCode="yyyy/mm/dd"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>'
        '<xf numFmtId="200"/><xf numFmtId="22"/></cellXfs></styleSheet>'
    )
    shared = (
        "<sst><si><t>نام</t></si><si><r><t>دو</t></r><r><t> تکه</t></r>"
        "<rPh><t>x</t></rPh></si></sst>"
    )
    cells = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>ب</t></is></c>'
        '<c r="C1" t="str"><v>ج</v></c><c r="D1"><v>1</v></c><c r="E1"><v>1</v></c></row>'
        '<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3" s="1"><v>45983</v></c>'
        '<c r="C3" s="2"><v>45983.604166666664</v></c><c r="D3"><f>1+1</f><v>2</v></c>'
        '<c r="E3"><v>0.30000000000000004</v></c></row>'
        '<row r="4"><c r="B4" t="b"><v>1</v></c><c r="C4" t="e"><v>#REF!</v></c>'
        '<c r="D4" t="s"><v>99</v></c></row>'
    )
    path = workbook(
        tmp_path / "f.xlsx",
        SHEET.format(cells),
        **{"xl/styles.xml": styles, "xl/sharedStrings.xml": shared},
    )
    form, header, rows = read(path)
    assert form.sheet == "یک"
    assert header == ["نام", "ب", "ج", "1", "1"]
    assert rows == [
        (3, ["دو تکه", "2025-11-22", "2025-11-22 14:30:00", "2", "0.3"]),
        (4, ["", "true", "", ""]),
    ]


def test_a_cell_at_the_end_of_the_world_costs_no_memory(tmp_path: Path) -> None:
    first = '<row r="1"><c r="A1" t="str"><v>a</v></c></row>'
    cells = first + '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    assert read(workbook(tmp_path / "f.xlsx", SHEET.format(cells)))[2] == [(1_048_576, ["1"])]
    wide = '<row r="1"><c r="A1" t="str"><v>a</v></c><c r="XFD1"><v>1</v></c></row>'
    with pytest.raises(TableUnreadable):
        read(workbook(tmp_path / "g.xlsx", SHEET.format(wide)))


def test_endless_numbers_in_a_workbook_are_none(tmp_path: Path) -> None:
    nines = "9" * 5000
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>نام</t></is></c></row>'
        f'<row r="{nines}"><c r="A2"><v>7</v></c><c r="B2" t="s"><v>{nines}</v></c></row>'
    )
    path = workbook(tmp_path / "w.xlsx", SHEET.format(rows))
    assert read(path)[2] == [(2, ["7", ""])]


def test_bombs_in_a_workbook_are_refused(tmp_path: Path) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'
    for sheet in (laughs, outside, "<worksheet><sheetData>"):
        with pytest.raises(TableUnreadable):
            read(workbook(tmp_path / "f.xlsx", sheet))
    big = SHEET.format(f'<row><c t="str"><v>{"a" * 30_000_000}</v></c></row>')
    with pytest.raises(TableUnreadable):
        read(workbook(tmp_path / "f.xlsx", big))
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for number in range(2_001):
            archive.writestr(f"p{number}", "")
    (tmp_path / "many.xlsx").write_bytes(raw.getvalue())
    with pytest.raises(TableUnreadable):
        read(tmp_path / "many.xlsx")


@pytest.mark.parametrize(
    "target",
    ["../../../../../etc/passwd", "/etc/passwd", "..\\..\\secret", "file:///etc/passwd", "\0"],
)
def test_a_workbook_reaches_nothing_beside_itself(tmp_path: Path, target: str) -> None:
    links = f'<Relationships><Relationship Id="r1" Target="{target}"/></Relationships>'
    path = workbook(tmp_path / "f.xlsx", SHEET, **{"xl/_rels/workbook.xml.rels": links})
    with pytest.raises(TableUnreadable):
        read(path)


def test_parts_that_climb_out_of_a_workbook_are_written_nowhere(tmp_path: Path) -> None:
    cells = '<row r="1"><c r="A1" t="str"><v>a</v></c></row>'
    inside = tmp_path / "inside"
    inside.mkdir()
    path = workbook(
        inside / "f.xlsx", SHEET.format(cells), **{"../../evil": "x", "/tmp/owj-evil": "x"}
    )
    assert read(path)[1] == ["a"]
    assert [one.name for one in tmp_path.rglob("*")] == ["inside", "f.xlsx"]
    assert not Path("/tmp/owj-evil").exists()


def test_numbers_and_lengths_of_time_lose_nothing_on_the_way(tmp_path: Path) -> None:
    styles = (
        '<styleSheet><numFmts><numFmt numFmtId="200" formatCode="[h]:mm:ss"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="200"/><xf numFmtId="46"/><xf numFmtId="21"/>'
        "</cellXfs></styleSheet>"
    )
    cells = (
        '<row r="1"><c r="A1" t="str"><v>a</v></c></row>'
        '<row r="2"><c r="A2"><v>6219861012345678</v></c><c r="B2" s="1"><v>1.5</v></c>'
        '<c r="C2" s="2"><v>-0.0006944444444444445</v></c>'
        '<c r="D2" s="3"><v>0.00034722</v></c></row>'
    )
    path = workbook(tmp_path / "f.xlsx", SHEET.format(cells), **{"xl/styles.xml": styles})
    _form, _header, [(_number, row)] = read(path)
    assert row == ["6219861012345678", "36:00", "-0:01", "00:00:30"]
