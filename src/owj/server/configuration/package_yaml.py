"""Plain data as YAML, for packages that people read and write by hand. Pure.

Of YAML only what JSON has, too, is taken: one document of settings, lists, texts, numbers, yes, no
and nothing. Anchors could blow a small file up, tags could ask for anything, so both are refused;
`no` is a text, because it may be the name of a country.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

# What other readers of YAML take for something else than a text.
_WORDS = frozenset(["null", "true", "false", "yes", "no", "on", "off", "y", "n"])
_PLAIN = re.compile(r"[^\W\d](?:[\w./ \u200c-]*[\w/-])?")
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,39})")
_FRACTION = re.compile(r"-?(?:0|[1-9][0-9]{0,39})(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,3})?")
_CONSTANTS = {"": None, "~": None, "null": None, "true": True, "false": False}
_LONGEST_SIMPLE_KEY = 500
# Joiners of Persian and of emoji, which are not seen and are needed.
_JOINERS = "\u200c\u200d"


class YamlRefused(ValueError):
    """Say why a text is no YAML of ours, and where. words: in the reader's language."""

    def __init__(self, words: str | Promise) -> None:
        super().__init__(words)
        self.words = words


def write_yaml(data: Mapping[str, Any]) -> str:
    """Return plain data as YAML: names in order, texts of several lines as they are."""
    return "".join(f"{line}\n" for line in _block(data, 0))


def _block(value: Any, depth: int) -> Iterator[str]:
    """Yield the lines of settings or of a list that is not empty."""
    space = "  " * depth
    if isinstance(value, Mapping):
        for name in sorted(value):
            key, lead = _scalar(name), ""
            if len(key) > _LONGEST_SIMPLE_KEY:
                yield f"{space}? {key}"
                key, lead = "", space
            yield from _after(f"{lead or space}{key}:", value[name], depth)
        return
    for one in value:
        if isinstance(one, Mapping | list) and one:
            first, *rest = _block(one, depth + 1)
            yield f"{space}- {first.lstrip(' ')}"
            yield from rest
        else:
            yield from _after(f"{space}-", one, depth)


def _after(start: str, value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, Mapping | list) and value:
        yield start
        yield from _block(value, depth + 1)
    elif isinstance(value, str) and "\n" in value and _stands_as_it_is(value):
        ends = value.endswith("\n")
        yield f"{start} |2{'+' if ends else '-'}"
        space = "  " * (depth + 1)
        lines = (value[:-1] if ends else value).split("\n")
        yield from (f"{space}{line}" if line else "" for line in lines)
    else:
        yield f"{start} {_scalar(value)}"


def _scalar(value: Any) -> str:
    match value:
        case None:
            return "null"
        case True | False:
            return str(value).lower()
        case str():
            plain = _PLAIN.fullmatch(value) and value.lower() not in _WORDS
            return value if plain else _quoted(value)
        case Mapping():
            return "{}"
        case list():
            return "[]"
    return repr(value)


def _quoted(text: str) -> str:
    short = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
    return '"' + "".join(short.get(one) or _letter(one) for one in text) + '"'


def _letter(one: str) -> str:
    if _is_seen(one):
        return one
    code = ord(one)
    return f"\\u{code:04X}" if code < 0x1_0000 else f"\\U{code:08X}"


def _is_seen(one: str) -> bool:
    """Tell whether a letter may stand as it is: marks that turn a line round may not."""
    return one in _JOINERS or unicodedata.category(one) not in {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}


def _stands_as_it_is(text: str) -> bool:
    lines = text.split("\n")
    seen = all(_is_seen(one) or one == "\t" for line in lines for one in line)
    return seen and not lines[0].startswith((" ", "\t")) and any(line.strip() for line in lines)


def read_yaml(text: str, deepest: int) -> Any:
    """Return the data of a text. Raises: YamlRefused."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Reading(deepest).read(yaml.parse(text, Loader=loader))
    except yaml.MarkedYAMLError as wrong:
        raise _refused(wrong.problem_mark, _("this is neither JSON nor YAML")) from None
    except (yaml.YAMLError, UnicodeError):
        raise YamlRefused(_("it holds letters that no text has")) from None


def _refused(mark: Any, words: str | Promise) -> YamlRefused:
    if mark is None:
        return YamlRefused(words)
    place = _("line {line}, column {column}: {words}")
    return YamlRefused(format_lazy(place, line=mark.line + 1, column=mark.column + 1, words=words))


class _Reading:
    """Builds data of the events of a parser, so that no word of a file decides what is built."""

    def __init__(self, deepest: int) -> None:
        self._deepest = deepest
        # What is open: a list, or settings with the name that waits for its value.
        self._open: list[tuple[Any, list[str]]] = []
        self._found: list[Any] = []

    def read(self, events: Iterator[Any]) -> Any:
        """Return the one document. Raises: YamlRefused, YAMLError."""
        for event in events:
            self._take(event)
        return self._found[0] if self._found else None

    def _take(self, event: Any) -> None:
        match event:
            case yaml.AliasEvent():
                raise _refused(event.start_mark, _("anchors and references are not taken"))
            case yaml.DocumentStartEvent() if self._found:
                raise _refused(event.start_mark, _("one document is expected"))
            case yaml.NodeEvent() if event.anchor is not None:
                raise _refused(event.start_mark, _("anchors and references are not taken"))
            case yaml.ScalarEvent():
                self._refuse_tag(event, event.tag not in (None, "!"))
                self._put(event, _value_of(event))
            case yaml.CollectionStartEvent():
                self._refuse_tag(event, event.tag is not None)
                self._begin(event)
            case yaml.CollectionEndEvent():
                self._open.pop()

    def _refuse_tag(self, event: Any, given: bool) -> None:
        if given:
            raise _refused(event.start_mark, _("tags are not taken"))

    def _begin(self, event: Any) -> None:
        made: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._put(event, made)
        self._open.append((made, []))
        if len(self._open) > self._deepest:
            raise _refused(event.start_mark, _("it is nested too deeply"))

    def _put(self, event: Any, value: Any) -> None:
        if not self._open:
            self._found.append(value)
            return
        within, names = self._open[-1]
        if isinstance(within, list):
            within.append(value)
        elif names:
            within[names.pop()] = value
        elif not isinstance(event, yaml.ScalarEvent):
            raise _refused(event.start_mark, _("a name is expected"))
        elif event.value in within:
            words = format_lazy(_("“{name}” stands twice"), name=event.value[:60])
            raise _refused(event.start_mark, words)
        else:
            names.append(event.value)


def _value_of(event: Any) -> Any:
    text = event.value
    if event.style or not event.implicit[0]:
        return text
    if text.lower() in _CONSTANTS:
        return _CONSTANTS[text.lower()]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _FRACTION.fullmatch(text) else text
