"""Marking searched words in a text as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owj.kernel.persian.marks import Piece, marked_pieces, snippet
from owj.kernel.persian.typos import near_patterns


@pytest.mark.parametrize(
    ("text", "question", "marked"),
    [
        ("كتاب‌ها", "کتاب", ["كتاب"]),
        ("شمارهٔ ۱۲۳ است", "123", ["۱۲۳"]),
        ("گواهیِ بانک", "گواهی بانک", ["گواهی", "بانک"]),
        ("می‌روم", "میروم", ["می‌روم"]),
        ("HP Printer", "printer", ["Printer"]),
        ("هیچ", "دیگر", []),
        ("هر چه", "", []),
        ("تکرار تکرار", "تکرار", ["تکرار", "تکرار"]),
    ],
)
def test_words_are_marked_as_they_were_written(text: str, question: str, marked: list[str]) -> None:
    pieces = marked_pieces(text, question)
    assert [piece.text for piece in pieces if piece.marked] == marked
    assert "".join(piece.text for piece in pieces) == text


@given(text=st.text(max_size=60), question=st.text(max_size=8))
def test_no_letter_is_lost_whatever_is_asked(text: str, question: str) -> None:
    assert "".join(piece.text for piece in marked_pieces(text, question)) == text


@given(text=st.text("ابپت ۱\u200c\n", max_size=400), question=st.text("ابپت", max_size=3))
def test_a_snippet_is_one_short_line(text: str, question: str) -> None:
    line = "".join(piece.text for piece in snippet(text, question, width=50))
    assert "\n" not in line
    assert len(line) <= 50 + 2 + len(question)


def test_a_snippet_begins_near_the_find_and_says_that_it_is_cut() -> None:
    text = "واژه " * 100 + "هدف " + "دنباله " * 100
    pieces = snippet(text, "هدف")
    assert Piece("هدف", marked=True) in pieces
    assert pieces[0].text.startswith("…واژه")
    assert pieces[-1].text.endswith("…")


def test_a_short_word_is_not_guessed_at() -> None:
    assert near_patterns("صدر") == ("صدر",)
    assert len(near_patterns("پرداخت")) == 1 + 5 * 3 + 4
    assert near_patterns("a_%b")[0] == r"a\_\%b"
