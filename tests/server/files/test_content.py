"""What a file is, by its content."""

from __future__ import annotations

import pytest

from owj.server.files.content import MOST_NAME_LETTERS, content_type_of, safe_name

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(20)
ZIP = b"PK\x03\x04\x14\x00\x06\x00\x08\x00" + bytes(30)
OFFICE = "application/vnd.openxmlformats-officedocument."
WORD = OFFICE + "wordprocessingml.document"
SHEET = OFFICE + "spreadsheetml.sheet"


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (PNG, "photo.png", "image/png"),
        (PNG, "invoice.pdf", "image/png"),
        (b"%PDF-1.7\n%\xe2\xe3", "x.png", "application/pdf"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "x", "image/jpeg"),
        (b"<html><script>alert(1)</script></html>", "photo.png", "text/html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "a.png", "image/svg+xml"),
        ("سلام، یک متن ساده\n".encode(), "x.png", "text/plain"),
        ("متن".encode()[:-1], "x.txt", "text/plain"),
        (b"a,b\r\n1,2\r\n", "x.csv", "text/plain"),
        (bytes(range(256)), "x.txt", "application/octet-stream"),
        (b"text\x00text", "x.txt", "application/octet-stream"),
        (b"", "x.png", "application/octet-stream"),
        (ZIP, "report.docx", WORD),
        (ZIP, "sheet.xlsx", SHEET),
        (ZIP, "all.zip", "application/zip"),
    ],
)
def test_the_content_tells_the_type(head: bytes, name: str, expected: str) -> None:
    assert content_type_of(head, name) == expected


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("گزارش نهایی.pdf", "گزارش نهایی.pdf"),
        ("می‌نا.txt", "می‌نا.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ali\\photo.png", "photo.png"),
        ("a\x00b\r\nSet-Cookie: x.txt", "abSet-Cookie: x.txt"),
        # A direction mark can make gpj.exe read as exe.jpg.
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("..", "file"),
        ("", "file"),
        ("  .hidden ", "hidden"),
    ],
)
def test_a_name_keeps_what_one_can_read(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_keeps_its_ending() -> None:
    safe = safe_name("ن" * 400 + ".docx")
    assert len(safe) == MOST_NAME_LETTERS
    assert safe.endswith(".docx")
    assert len(safe_name("a." + "b" * 400)) <= MOST_NAME_LETTERS
