"""Forms, views, rights and the like as lines that people read, so that two are laid side by side.

A form of twenty fields of which one moved is told by the lines that differ, not as plain data.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from owj.client.records.words import OPERATOR_WORDS
from owj.client.studio.roles.words import ACCESS_WORDS, SCOPE_WORDS, VERB_WORDS
from owj.server.layouts.conditions import Operator
from owj.server.records.defs import SchemaDef
from owj.ui.dates import digits
from owj.ui.feel_words import END_OF_PIECE, FROM_LEFT

LINES_SHOWN = 40
_LONGEST = 160
_INDENT = "\u2003"
# Marks that turn the reading round: in a file they may stand anywhere.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_WORDS: Mapping[str, str] = {
    "wide": _("wide"),
    "visible_if": _("shown if"),
    "required_if": _("required if"),
    "columns": _("Columns"),
    "fields": _("Fields"),
    "where": _("Conditions"),
    "sort": _("Sorted by"),
    "group": _("Grouped by"),
    "totals": _("Totals"),
    "board": _("Board"),
    "by": _("Columns by"),
    "card": _("On its cards"),
    "limits": _("At most"),
    "day": _("Day"),
    "widths": _("Widths"),
    "down": _("downwards"),
    "any": _("any of them"),
    "not": _("not"),
    "scope": _("Rows"),
    "owner": _("Whose"),
    "condition": _("Condition"),
    "message": _("Message"),
    "inputs": _("Inputs"),
    "expected": _("Expected"),
    "name": _("Name"),
}
# Their value stands at the beginning of the line, without its name.
_LEADS = ("field", "title", "name", "label")
_GROUPED = ("parts",)
_FEEL = ("visible_if", "required_if", "condition")


def without_turns(text: str) -> str:
    """Return a text without the marks that would turn what stands beside it."""
    return _TURNS.sub("", text)


def is_nested(value: Any) -> bool:
    """Tell whether a setting is told in lines: settings by name, or a list of such."""
    if isinstance(value, Mapping):
        return not value.keys() <= {"fa", "en"}
    return isinstance(value, list) and any(isinstance(one, Mapping) for one in value)


def lines_between(schema: SchemaDef, here: Any, there: Any) -> list[tuple[str, str]]:
    """Return the lines that differ, each with "+", "-" or " " before it."""
    ours, theirs = (list(_Teller(schema).tell(one, 0)) for one in (here, there))
    found = difflib.unified_diff(ours, theirs, lineterm="", n=1)
    told = [line for line in found if not line.startswith(("---", "+++", "@@"))]
    return [(line[:1], line[1:]) for line in told[:LINES_SHOWN]]


class _Teller:
    """Words plain data: ids of fields by the fields' names, settings by theirs."""

    def __init__(self, schema: SchemaDef) -> None:
        self._labels = {
            one.id: str(one.label) for entity in schema.entities for one in entity.fields
        }

    def tell(self, value: Any, depth: int) -> Iterator[str]:
        """Yield the lines of settings or of a list."""
        space = _INDENT * depth
        if isinstance(value, list):
            for one in value:
                yield from self._item(one, depth)
            return
        # In one order: stored data and a file have their own.
        for name, one in sorted(value.items()) if isinstance(value, Mapping) else ():
            if one in (None, "", [], {}) or one is False:
                continue
            if name in _GROUPED:
                yield from self.tell(one, depth)
            elif is_nested(one):
                yield f"{space}{self._name(name)}:"
                yield from self.tell(one, depth + 1)
            else:
                yield f"{space}{self._named(name, one)}"

    def _item(self, one: Any, depth: int) -> Iterator[str]:
        space = _INDENT * depth
        if not isinstance(one, Mapping):
            yield f"{space}{self._value(one)}"
            return
        if "path" in one:
            yield f"{space}{self._test(one)}"
            return
        lead = next((name for name in _LEADS if one.get(name)), "")
        flat = [
            self._named(name, said)
            for name, said in sorted(one.items())
            if name != lead and not is_nested(said) and said not in (None, "", [], {}, False)
        ]
        head = " · ".join([self._value(one[lead]), *flat] if lead else flat)
        if head:
            yield f"{space}{head}"
        rest = {name: said for name, said in sorted(one.items()) if is_nested(said)}
        for name, said in rest.items():
            if name not in ("fields", *_GROUPED):
                yield f"{space}{_INDENT}{self._name(name)}:"
            yield from self.tell(said, depth + 1)

    def _test(self, one: Mapping[str, Any]) -> str:
        way = self._value(one["path"]).replace(gettext(", "), " › ")
        known = [each for each in Operator if each.value == one.get("operator")]
        operator = str(OPERATOR_WORDS[known[0]]) if known else ""
        return f"{way} {operator} {self._value(one.get('values') or '')}".strip()

    def _named(self, name: str, value: Any) -> str:
        worded = self._name(name)
        if value is True:
            return worded
        said = self._value(value)
        # FEEL is read from the left, whatever stands around it.
        return (
            f"{worded}: {FROM_LEFT}{said}{END_OF_PIECE}" if name in _FEEL else f"{worded}: {said}"
        )

    def _name(self, name: str) -> str:
        if name in _WORDS:
            return gettext(_WORDS[name])
        verb = next((str(words) for one, words in VERB_WORDS.items() if one.value == name), "")
        return verb or self._value(name)

    def _value(self, value: Any) -> str:
        if isinstance(value, Mapping):
            return " · ".join(dict.fromkeys(self._value(one) for one in value.values()))
        if isinstance(value, list):
            return gettext(", ").join(self._value(one) for one in value)
        if type(value) is int:
            return digits(value)
        text = str(value)
        scopes = {one.value: str(words) for one, words in SCOPE_WORDS.items()}
        said = self._labels.get(text) or scopes.get(text) or str(ACCESS_WORDS.get(text, ""))
        if not said and re.fullmatch(r"(?:\w+\.){2}\w+", text):
            # A field of the package that is not here yet.
            said = text.rpartition(".")[2]
        return without_turns(said or text)[:_LONGEST]
