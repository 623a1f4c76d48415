"""Parse XML of any length piece by piece, with the same refusals as `parse_xml`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from owj.kernel.markup.parse import SEPARATOR, feed_parser, refusal_at, safe_parser

MOST_DEPTH = 64

Ended = tuple[str, dict[str, str], str]


class ElementStream:
    """Gives the elements of a document in the order in which they end, and keeps none."""

    def __init__(self, source: IO[bytes], piece_bytes: int, text_letters: int) -> None:
        """Take what is read; text_letters: how much of an element's own text is kept."""
        self._source = source
        self._piece_bytes = piece_bytes
        self._most = text_letters
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self._ended: list[Ended] = []
        self._kept = 0
        self._parser = safe_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def ended(self) -> Iterator[Ended]:
        """Yield local name, attributes by local name, and own text. Raises: XmlRefused."""
        while piece := self._source.read(self._piece_bytes):
            feed_parser(self._parser, piece, final=False)
            yield from self._ended
            self._ended.clear()
        feed_parser(self._parser, b"", final=True)
        yield from self._ended

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= MOST_DEPTH:
            expected = f"elements up to {MOST_DEPTH} deep"
            raise refusal_at(self._parser, expected, "deeper ones")
        plain = {key.rpartition(SEPARATOR)[2]: value for key, value in attributes.items()}
        self._open.append((name.rpartition(SEPARATOR)[2], plain, []))
        self._kept = 0

    def _characters(self, letters: str) -> None:
        if self._kept < self._most:
            self._open[-1][2].append(letters)
            self._kept += len(letters)

    def _end(self, _name: str) -> None:
        name, attributes, pieces = self._open.pop()
        self._ended.append((name, attributes, "".join(pieces)))
