"""Documents: data is never markup, failures are told, nothing is asked of the net."""

from __future__ import annotations

from pathlib import Path

import pytest

from owj.server.documents.drawing import draw_pdf
from owj.server.documents.errors import DocumentNotDrawn, TemplateUnknown
from owj.server.documents.templates import add_template

LETTER = {"lang": "fa", "org": "آذرین‌رود", "title": "نامه", "date": "۲ آذر ۱۴۰۵"}


def test_letter_is_a_pdf_and_what_people_write_is_no_markup() -> None:
    hostile = '#panic("x") #image("/etc/passwd") $ * _ ` @x <y> \\ ['
    pdf = draw_pdf("letter", LETTER | {"paragraphs": [hostile], "to": hostile, "signer": hostile})
    assert pdf.startswith(b"%PDF")


@pytest.mark.parametrize(
    "markup",
    ['#read("/etc/passwd")', '#import "@preview/cetz:0.3.0": *', "#while true { }", "#missing"],
)
def test_template_that_reaches_outside_or_never_ends_fails_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, markup: str
) -> None:
    monkeypatch.setattr("owj.server.documents.drawing.LIMIT_S", 5.0)
    (tmp_path / "bad.typ").write_text(markup)
    add_template("bad", tmp_path / "bad.typ")
    with pytest.raises(DocumentNotDrawn):
        draw_pdf("bad", {})


def test_unknown_template_is_named() -> None:
    with pytest.raises(TemplateUnknown):
        draw_pdf("no-such", {})
