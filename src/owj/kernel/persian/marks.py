"""Where the words of a search stand in a text as it was written, and the stretch around them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from owj.kernel.persian.folding import fold, fold_letters

# Letters before the first find, so that a reader sees where it stands.
BEFORE = 40
WIDTH = 160


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; marked: one of the searched words."""

    text: str
    marked: bool


def marked_pieces(text: str, question: str) -> tuple[Piece, ...]:
    """Return the text in pieces, each place of a word of the question marked.

    Words are found however they are written: «كتاب‌ها» is marked for «کتاب».
    """
    spans = _spans(text, fold(question).split())
    pieces: list[Piece] = []
    at = 0
    for start, end in spans:
        if start > at:
            pieces.append(Piece(text[at:start], marked=False))
        pieces.append(Piece(text[start:end], marked=True))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:], marked=False))
    return tuple(pieces)


def snippet(text: str, question: str, width: int = WIDTH) -> tuple[Piece, ...]:
    """Return one line around the first place where a word of the question stands, marked."""
    line = " ".join(text.split())
    spans = _spans(line, fold(question).split())
    start = max(0, spans[0][0] - BEFORE) if spans else 0
    if start:
        # Begin with a whole word.
        start = line.find(" ", start, spans[0][0]) + 1 or start
    end = min(len(line), start + width)
    if end < len(line):
        end = max(line.rfind(" ", start, end), spans[0][1] if spans else 0) or end
    shown = f"{'…' if start else ''}{line[start:end]}{'…' if end < len(line) else ''}"
    return marked_pieces(shown, question)


def _spans(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the words stand, in order, those that touch or overlap joined."""
    if not words:
        return []
    letters, places = _folded_with_places(text)
    found = sorted(
        (places[at], places[at + len(word) - 1] + 1) for word in words for at in _all(letters, word)
    )
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _folded_with_places(text: str) -> tuple[str, list[int]]:
    """Return the folded letters and for each the place in the text that it came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        folded = _folded_letter(letter)
        letters.append(folded)
        places += [place] * len(folded)
    return "".join(letters), places


@lru_cache(maxsize=4096)
def _folded_letter(letter: str) -> str:
    if letter.isspace():
        return " "
    return "" if unicodedata.combining(letter) else fold_letters(letter)


def _all(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))
