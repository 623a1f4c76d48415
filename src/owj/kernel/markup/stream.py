"""Parse XML of any length piece by piece, with the same refusals as `parse_xml`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from owj.kernel.markup.parse import NO_ENTITIES, XmlRefused

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
        parser = self._parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.buffer_size = 64 * 1024
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.ExternalEntityRefHandler = self._refuse
        parser.SkippedEntityHandler = self._refuse

    def ended(self) -> Iterator[Ended]:
        """Yield local name, attributes by local name, and own text. Raises: XmlRefused."""
        try:
            while piece := self._source.read(self._piece_bytes):
                self._parser.Parse(piece, False)
                yield from self._ended
                self._ended.clear()
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            got = expat.ErrorString(error.code)
            raise self._refusal("well-formed XML", got) from None
        except (LookupError, ValueError):
            raise self._refusal("UTF-8 or another simple encoding", "an unknown one") from None
        yield from self._ended

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= MOST_DEPTH:
            raise self._refusal(f"elements up to {MOST_DEPTH} deep", "deeper ones")
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        self._open.append((name.rpartition(" ")[2], plain, []))
        self._kept = 0

    def _characters(self, letters: str) -> None:
        if self._kept < self._most:
            self._open[-1][2].append(letters)
            self._kept += len(letters)

    def _end(self, _name: str) -> None:
        name, attributes, pieces = self._open.pop()
        self._ended.append((name, attributes, "".join(pieces)))

    def _refuse(self, *_told: object) -> int:
        raise self._refusal(NO_ENTITIES, "a declaration")

    def _refusal(self, expected: str, got: str) -> XmlRefused:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        return XmlRefused(line=line, column=column, expected=expected, got=got)
