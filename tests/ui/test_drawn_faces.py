"""A face drawn without a template is the one that the template draws, letter by letter."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from owj.ui.records.drawn import draw_face
from owj.ui.records.faces import Face

LOOKS = ("empty", "text", "long", "number", "day", "code", "no", "yes", "hidden", "chip", "web")
TEXTS = (
    "",
    "کاربر",
    "<script>alert(1)</script>",
    "a & \"b\" 'c'",
    "{{ 7 }}",
    "- **x** `<b>`",
    "\u202eabc",
)


@pytest.mark.parametrize("look", [*LOOKS, "user", "link", "file", "many", "links"])
def test_both_ways_draw_the_same(look: str) -> None:
    for text in TEXTS:
        for face in (
            Face(look, text),
            Face(look, text, color="red"),
            Face(look, text, color='"><b>'),
            Face(look, text, url="https://example.ir/?a=1&b=2"),
            Face(look, text, many=(Face("link", text, url="/x"), Face("chip", text))),
        ):
            drawn = render_to_string("ui/records/value.html", {"face": face})
            assert draw_face(face).strip() == drawn.strip()
