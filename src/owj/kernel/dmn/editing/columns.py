"""Changes of a table's columns; every rule gets or loses its cell with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType

from owj.kernel.dmn.editing.rules import (
    ANY,
    TableEdit,
    fresh_id,
    made_like,
    moved,
    with_every,
    with_text,
)
from owj.kernel.markup import Element

ENTRIES = {"input": "inputEntry", "output": "outputEntry", "annotation": "annotationEntry"}


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """Hold what is written at the head of a column.

    expression: of an input. name, default: of an output. values: which may stand in it.
    """

    label: str
    type_ref: str = ""
    values: str = ""
    expression: str = ""
    name: str = ""
    default: str = ""


def set_column(kind: str, column: int, words: ColumnWords) -> TableEdit:
    """Write the head of a column. kind: input, output or annotation; column: from 0."""

    def edit(table: Element) -> Element:
        heads = list(table.every(kind))
        heads[column] = HEADS[kind](heads[column], words)
        return with_every(table, kind, heads)

    return edit


def add_input(words: ColumnWords) -> TableEdit:
    """Put a column of conditions behind the others; every rule leaves it open."""
    return _add("input", words, ANY)


def add_output(words: ColumnWords) -> TableEdit:
    """Put a column of answers behind the others."""
    return _add("output", words, "null")


def remove_column(kind: str, column: int) -> TableEdit:
    """Throw a column away, with its cells."""

    def edit(table: Element) -> Element:
        heads = list(table.every(kind))
        del heads[column]
        table = with_every(table, kind, heads)

        def shorter(rule: Element) -> Element:
            cells = list(rule.every(ENTRIES[kind]))
            del cells[column : column + 1]
            return with_every(rule, ENTRIES[kind], cells)

        return _each_rule(table, shorter)

    return edit


def move_column(kind: str, column: int, to: int) -> TableEdit:
    """Put a column at another place among its kind, with its cells."""

    def edit(table: Element) -> Element:
        table = with_every(table, kind, moved(list(table.every(kind)), column, to))

        def turned(rule: Element) -> Element:
            cells = list(rule.every(ENTRIES[kind]))
            return with_every(rule, ENTRIES[kind], moved(cells, column, to))

        return _each_rule(table, turned)

    return edit


def _add(kind: str, words: ColumnWords, text: str) -> TableEdit:
    def edit(table: Element) -> Element:
        head = HEADS[kind](made_like(table, kind, {"id": fresh_id(table, kind)}), words)
        table = with_every(table, kind, [*table.every(kind), head])

        def longer(rule: Element) -> Element:
            cell = with_text(made_like(table, ENTRIES[kind], {}), text)
            return with_every(rule, ENTRIES[kind], [*rule.every(ENTRIES[kind]), cell])

        return _each_rule(table, longer)

    return edit


def _each_rule(table: Element, change: TableEdit) -> Element:
    return with_every(table, "rule", [change(rule) for rule in table.every("rule")])


def _input_head(head: Element, words: ColumnWords) -> Element:
    head = _attribute(head, "label", words.label)
    old = head.child("inputExpression")
    inner = old if old is not None else made_like(head, "inputExpression", {})
    inner = with_text(_attribute(inner, "typeRef", words.type_ref), words.expression)
    return _values(with_every(head, "inputExpression", [inner]), "inputValues", words.values)


def _output_head(head: Element, words: ColumnWords) -> Element:
    for name, value in (("label", words.label), ("name", words.name), ("typeRef", words.type_ref)):
        head = _attribute(head, name, value)
    head = _values(head, "outputValues", words.values)
    return _values(head, "defaultOutputEntry", words.default)


def _annotation_head(head: Element, words: ColumnWords) -> Element:
    return _attribute(head, "name", words.label)


HEADS = {"input": _input_head, "output": _output_head, "annotation": _annotation_head}


def _attribute(element: Element, name: str, value: str) -> Element:
    kept = dict(element.attributes)
    if value:
        kept[name] = value
    else:
        kept.pop(name, None)
    return replace(element, attributes=MappingProxyType(kept))


def _values(head: Element, name: str, text: str) -> Element:
    """Return a head with its values, or without them where there are none."""
    old = head.child(name)
    if not text.strip():
        return with_every(head, name, [])
    return with_every(head, name, [with_text(old or made_like(head, name, {}), text)])
