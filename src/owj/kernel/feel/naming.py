"""Names that contain spaces and signs: the longest one known wins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from owj.kernel.feel.lexer import pieces_of

Known = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]


def known_names(names: Iterable[str]) -> Known:
    """Return the names of more than one piece, by first piece, longest first."""
    return _known_names(tuple(sorted(names)))


@lru_cache(maxsize=512)
def _known_names(names: tuple[str, ...]) -> Known:
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name in names:
        if name.isidentifier():
            continue
        pieces = pieces_of(name)
        if len(pieces) > 1:
            found.setdefault(pieces[0], []).append((pieces, name))
    return {
        first: tuple(sorted(entries, key=lambda entry: -len(entry[0])))
        for first, entries in found.items()
    }


def longest_match(known: Known, texts: list[str], index: int) -> tuple[int, str] | None:
    """Return where the longest known name at this token ends, and the name."""
    for pieces, name in known.get(texts[index], ()):
        end = index + len(pieces)
        if tuple(texts[index:end]) == pieces:
            return end, name
    return None
