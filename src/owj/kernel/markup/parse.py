"""Parse XML without any of its dangers: no DTD, no entities, nothing outside, all within limits."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol
from xml.parsers import expat

from owj.kernel.errors import InvalidInput
from owj.kernel.markup.element import Element
from owj.kernel.markup.limits import DEFAULT_LIMITS, XmlLimits

# A space cannot stand in a local name, so the last one divides namespace and name.
SEPARATOR = " "
NO_ENTITIES = "a document without DTD and entities"
Parser = expat.XMLParserType


class XmlRefused(InvalidInput):
    """Say at which place an XML document is broken, dangerous or too large."""

    code = "xml.refused"
    message = "XML, line %(line)s, column %(column)s: expected %(expected)s, got %(got)s."


def parse_xml(document: bytes | str, limits: XmlLimits = DEFAULT_LIMITS) -> Element:
    """Return the root element of a document.

    Refuses DTDs, entities and external references instead of reading past them.
    Raises: XmlRefused.
    """
    if len(document) > limits.document_bytes:
        most, size = f"up to {limits.document_bytes:,} bytes", f"{len(document):,} bytes"
        raise XmlRefused(line=1, column=1, expected=most, got=size)
    return _TreeBuilder(limits).build(document)


def safe_parser() -> Parser:
    """Return a parser that refuses DTDs, entities and external references; see `feed_parser`."""
    parser = expat.ParserCreate(namespace_separator=SEPARATOR)

    def refuse(what: str) -> _Refusing:
        def refuse_told(*_told: object) -> int:
            raise refusal_at(parser, NO_ENTITIES, what)

        return refuse_told

    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = refuse("a document type declaration")
    parser.EntityDeclHandler = refuse("an entity declaration")
    parser.UnparsedEntityDeclHandler = refuse("an unparsed entity")
    parser.ExternalEntityRefHandler = refuse("an external reference")
    parser.SkippedEntityHandler = refuse("an entity")
    return parser


def feed_parser(parser: Parser, piece: bytes | str, *, final: bool) -> None:
    """Parse a piece of a document; final: its last one. Raises: XmlRefused."""
    try:
        parser.Parse(piece, final)
    except expat.ExpatError as error:
        raise XmlRefused(
            line=error.lineno,
            column=error.offset + 1,
            expected="well-formed XML",
            got=expat.ErrorString(error.code),
        ) from None
    except (LookupError, ValueError):
        # An encoding that nobody knows, or one of several bytes a letter.
        raise refusal_at(parser, "UTF-8 or another simple encoding", "an unknown one") from None


def refusal_at(parser: Parser, expected: str, got: str) -> XmlRefused:
    """Return a refusal at the place at which a parser stands."""
    line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
    return XmlRefused(line=line, column=column, expected=expected, got=got)


class _Refusing(Protocol):
    """Describe a listener that takes whatever expat tells, and refuses it."""

    def __call__(self, *told: object) -> int: ...


class _Open:
    """Hold an element that is not closed yet."""

    __slots__ = ("attributes", "children", "column", "line", "name", "prefixes", "text")

    def __init__(
        self,
        name: str,
        attributes: Mapping[str, str],
        prefixes: Mapping[str, str],
        line: int,
        column: int,
    ) -> None:
        self.name = name
        self.attributes = attributes
        self.prefixes = prefixes
        self.line = line
        self.column = column
        self.children: list[Element] = []
        self.text: list[str] = []

    def close(self) -> Element:
        namespace, _, name = self.name.rpartition(SEPARATOR)
        return Element(
            namespace,
            name,
            self.attributes,
            tuple(self.children),
            "".join(self.text),
            self.prefixes,
            self.line,
            self.column,
        )


class _TreeBuilder:
    """Build the tree from expat's calls; never recurses, so depth costs no stack."""

    def __init__(self, limits: XmlLimits) -> None:
        self._limits = limits
        self._open: list[_Open] = []
        self._root: Element | None = None
        self._count = 0
        self._prefixes: Mapping[str, str] = MappingProxyType({})
        self._declared: dict[str, str] = {}
        self._parser = safe_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartNamespaceDeclHandler = self._declare_prefix

    def build(self, document: bytes | str) -> Element:
        feed_parser(self._parser, document, final=True)
        if self._root is None:
            raise self._refusal("an element", "nothing")
        return self._root

    def _refusal(self, expected: str, got: str) -> XmlRefused:
        return refusal_at(self._parser, expected, got)

    def _declare_prefix(self, prefix: str | None, namespace: str | None) -> None:
        self._declared[prefix or ""] = namespace or ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._check_limits(attributes)
        prefixes = self._open[-1].prefixes if self._open else self._prefixes
        if self._declared:
            prefixes = MappingProxyType({**prefixes, **self._declared})
            self._declared = {}
            if len(prefixes) > self._limits.prefixes:
                raise self._refusal(f"up to {self._limits.prefixes} prefixes", str(len(prefixes)))
        opened = _Open(
            name,
            MappingProxyType({_attribute_name(key): value for key, value in attributes.items()}),
            prefixes,
            self._parser.CurrentLineNumber,
            self._parser.CurrentColumnNumber + 1,
        )
        self._open.append(opened)

    def _check_limits(self, attributes: Mapping[str, str]) -> None:
        limits = self._limits
        self._count += 1
        if self._count > limits.elements:
            raise self._refusal(f"up to {limits.elements:,} elements", "more")
        if len(self._open) >= limits.depth:
            raise self._refusal(f"elements up to {limits.depth} deep", "deeper ones")
        if len(attributes) > limits.attributes:
            raise self._refusal(f"up to {limits.attributes} attributes", str(len(attributes)))
        longest = max(map(len, attributes.values()), default=0)
        if longest > limits.attribute_letters:
            raise self._refusal(
                f"attributes up to {limits.attribute_letters:,} letters", f"{longest:,}"
            )

    def _characters(self, letters: str) -> None:
        self._open[-1].text.append(letters)

    def _end(self, _name: str) -> None:
        element = self._open.pop().close()
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element


def _attribute_name(name: str) -> str:
    namespace, _, local = name.rpartition(SEPARATOR)
    return f"{{{namespace}}}{local}" if namespace else local
