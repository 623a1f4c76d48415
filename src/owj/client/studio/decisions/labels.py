"""What the values of a decision are called, and cells told by those names.

A model stores FEEL; a cell that only names values is read as people say them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from django.utils.translation import gettext

from owj.kernel.dmn.cells import KnownInputs, cell_of, constant_of
from owj.kernel.feel import (
    FeelSyntaxError,
    FeelValue,
    compile_expression,
    compile_unary_tests,
    start_run,
)
from owj.kernel.feel.showing import show_literal
from owj.kernel.feel.syntax import ListLiteral, Tests
from owj.kernel.persian.folding import fold
from owj.server.agreements.setting_words import VALUE_WORDS
from owj.server.decisions.points import DecisionPoint
from owj.server.records.access import visible_fields
from owj.server.records.context import Context
from owj.ui.dates import digits
from owj.ui.feel_words import say_phrase

ANYTHING = "-"
Words = Mapping[str, str]
_NONE: Words = MappingProxyType({})
_NO_FIELDS: Mapping[str, Words] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Names:
    """Hold what values are called. fields: the options of each choice, by the field's names."""

    words: Words = field(default_factory=lambda: _NONE)
    fields: Mapping[str, Words] = field(default_factory=lambda: _NO_FIELDS)

    def get(self, value: str, default: str = "") -> str:
        """Return what a value is called."""
        return self.words.get(value, default)

    def options_of(self, *called: str) -> Words:
        """Return the options of the choice that a column is called by; none for another column."""
        for one in called:
            found = self.fields.get(" ".join(one.replace("_", " ").split()))
            if found is not None:
                return found
        return _NONE

    def at(self, *called: str) -> Names:
        """Return what values are called in a column: as its own choice calls them, first."""
        own = self.options_of(*called)
        return Names({**self.words, **own}, self.fields) if own else self


NO_NAMES = Names()


def value_names(ctx: Context, point: DecisionPoint) -> Names:
    """Return what the values of a decision are called: the options of its entity's choices.

    Values that the product's own tables use are called as the agreement calls them.
    """
    names = {} if point.own else {value: gettext(words) for value, words in VALUE_WORDS.items()}
    if point.entity not in ctx.snapshot.schema.by_key or not ctx.may(point.entity, "read"):
        return Names(names)
    fields: dict[str, Words] = {}
    for one in visible_fields(ctx, point.entity):
        for option in one.options:
            names.setdefault(option.value, str(option.label))
        if one.options:
            kept = {each.value: str(each.label) for each in one.options if not each.retired}
            fields[one.key.replace("_", " ")] = kept
            fields[" ".join(str(one.label).split())] = kept
    return Names(names, fields)


def show(value: FeelValue) -> str:
    """Return a value as FEEL writes it."""
    return show_literal(value, start_run())


def value_words(value: FeelValue, names: Names = NO_NAMES) -> str:
    """Return a value as people read it in a sentence."""
    if value is None:
        return say_phrase("Null")
    if isinstance(value, bool):
        return say_phrase("true" if value else "false")
    if isinstance(value, Decimal):
        return digits(show(value))
    if isinstance(value, tuple):
        return gettext(", ").join(value_words(one, names) for one in value) or gettext(
            "an empty list"
        )
    return names.get(value, value) if isinstance(value, str) else digits(show(value))


def condition_words(text: str, names: Names) -> str:
    """Return a condition that only names values, in words; "" for any other text."""
    try:
        tree = compile_unary_tests(text).tree
    except FeelSyntaxError:
        return ""
    cell = cell_of(tree) if isinstance(tree, Tests) else None
    if not isinstance(cell, KnownInputs) or cell.spans:
        return ""
    said = _said(cell.values, names, gettext(" or "))
    return gettext("not %(values)s") % {"values": said} if said and cell.negated else said


def answer_words(text: str, names: Names) -> str:
    """Return an answer that is a value or a list of values, in words; "" for any other text."""
    try:
        tree = compile_expression(text).tree
    except FeelSyntaxError:
        return ""
    if isinstance(tree, Tests):
        return ""
    found = [constant_of(one) for one in (tree.items if isinstance(tree, ListLiteral) else [tree])]
    values = [one.value for one in found if one is not None]
    return _said(values, names, gettext(", ")) if len(values) == len(found) else ""


def cell_words(kind: str, text: str, names: Names) -> str:
    """Return what a cell of a column of this kind is read as; "" where its text says it."""
    if kind == "annotation" or not text.strip() or text.strip() == ANYTHING:
        return ""
    return condition_words(text, names) if kind == "input" else answer_words(text, names)


def _said(values: Sequence[FeelValue], names: Names, between: str) -> str:
    """Return values in words, if words say more of one of them than FEEL does."""
    told = [one is None or isinstance(one, bool) or one in _named(one, names) for one in values]
    return between.join(value_words(one, names) for one in values) if any(told) else ""


def _named(value: FeelValue, names: Names) -> tuple[FeelValue, ...]:
    return (value,) if isinstance(value, str) and names.get(value) else ()


def meant_by(text: str, offers: Sequence[tuple[str, str]]) -> str | None:
    """Return labels that were typed, as FEEL writes their values; None where it is no label.

    offers: values as FEEL writes them, each with its label.
    """
    by_label = {fold(words): value for value, words in offers if words}
    found = [by_label.get(fold(part)) for part in text.replace("،", ",").split(",")]
    meant = [one for one in found if one is not None]
    return ", ".join(meant) if meant and len(meant) == len(found) else None
