"""Find the table of a decision in the text of its model, and put another one in its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice

from owj.kernel.dmn.names import clean_name
from owj.kernel.dmn.read import read_definitions
from owj.kernel.errors import InvalidInput
from owj.kernel.markup import Element, parse_xml
from owj.kernel.markup.write import write_element

_LINE_END = re.compile(r"\r\n|\r|\n")
# What only looks like a tag: it is blanked before tags are looked for.
_NO_TAGS = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)


class TableNotEditable(InvalidInput):
    """Say that a decision is not made by a table, so that there are no cells to change."""

    code = "dmn.table_not_editable"
    message = "The decision “%(decision)s” is not made by a table; change its XML instead."


def has_table(source: str, decision: str) -> bool:
    """Return whether a decision is made by a table. Raises: XmlRefused."""
    drawn = _decision_of(parse_xml(source), decision)
    return drawn is not None and drawn.child("decisionTable") is not None


def edit_table(source: str, decision: str, edit: Callable[[Element], Element]) -> str:
    """Return the model with another table in the place of a decision's own.

    Everything outside of the table stays letter by letter.
    Raises: XmlRefused, ModelRefused, TableNotEditable, and what `edit` raises.
    """
    drawn = _decision_of(parse_xml(source), decision)
    table = drawn.child("decisionTable") if drawn is not None else None
    if table is None or drawn is None:
        raise TableNotEditable(decision=decision)
    start = _offset(source, table)
    end = _end_of(source, start)
    changed = write_element(edit(table), drawn.prefixes, _indent_at(source, start))
    made = f"{source[:start]}{changed}{source[end:]}"
    read_definitions(made)
    return made


def _decision_of(root: Element, name: str) -> Element | None:
    found = (one for one in root.every("decision") if clean_name(one.get("name")) == name)
    return next(found, None)


def _offset(source: str, element: Element) -> int:
    """Return where an element begins: expat counts columns in letters, lines by their ends."""
    ends = [found.end() for found in islice(_LINE_END.finditer(source), element.line - 1)]
    return (ends[-1] if ends else 0) + element.column - 1


def _end_of(source: str, start: int) -> int:
    """Return where the element that begins there ends; tables do not lie in one another."""
    name = re.compile(r"<([^\s/>]+)").match(source, start)
    if name is None:
        raise ValueError(source[start : start + 20])
    blanked = _NO_TAGS.sub(lambda found: " " * len(found[0]), source)
    closing = re.compile(rf"</{re.escape(name[1])}\s*>").search(blanked, start)
    if closing is None:
        return source.index(">", start) + 1
    return closing.end()


def _indent_at(source: str, start: int) -> str:
    before = source[source.rfind("\n", 0, start) + 1 : start]
    return before if not before.strip() else ""
