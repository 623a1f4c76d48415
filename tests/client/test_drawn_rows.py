"""Rows drawn without a template escape whatever people wrote, wherever it stands."""

from __future__ import annotations

import pytest

from owj.client.records.drawn_rows import draw_row
from owj.client.records.rows import Cell, Row
from owj.ui.records.faces import Face

HOSTILE = "\"><script>alert(1)</script>'&"
LOOKS = ("text", "empty", "link", "chip", "code", "number", "user", "many", "web")


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("part", ["start", "end", ""])
def test_no_text_of_a_row_becomes_markup(look: str, part: str) -> None:
    face = Face(look, HOSTILE, color=HOSTILE, url=HOSTILE, many=(Face("chip", HOSTILE),))
    cell = Cell(HOSTILE, HOSTILE, face, numeric=True, editable=True, part=part)
    drawn = draw_row(Row(7, HOSTILE, HOSTILE, HOSTILE, [cell], None, 3))
    assert "<script" not in drawn
    assert HOSTILE not in drawn


def test_a_cell_says_where_it_is_edited_only_where_it_may_be() -> None:
    closed = Cell("x_note", "Note", Face("text", "a"), numeric=False, editable=False, part="")
    open_ = Cell("x_score", "Score", Face("number", "5"), numeric=True, editable=True, part="end")
    drawn = draw_row(Row(7, "Ali", "/records/x/7", "/records/x/7/", [closed, open_], None, 3))
    assert '<td data-label="Note"><bdi>a</bdi></td>' in drawn
    assert (
        '<td class="n" data-p="end" data-label="Score" data-cell="/records/x/7/x_score?in=cell"'
        ' data-version="3"><bdi>5</bdi></td>'
    ) in drawn
