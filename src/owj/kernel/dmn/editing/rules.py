"""Changes of a table's rules, each a function from element to element."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from types import MappingProxyType

from owj.kernel.dmn.expressions import Aggregation, HitPolicy
from owj.kernel.markup import Element

TableEdit = Callable[[Element], Element]
CELL_KINDS = ("inputEntry", "outputEntry", "annotationEntry")
_COLUMN_KINDS = {"inputEntry": "input", "outputEntry": "output", "annotationEntry": "annotation"}
ANY = "-"


def set_cell(rule: int, kind: str, column: int, text: str) -> TableEdit:
    """Write a text into a cell. rule, column: from 0. kind: one of `CELL_KINDS`."""

    def edit(table: Element) -> Element:
        rules = list(table.every("rule"))
        cells = list(rules[rule].every(kind))
        while len(cells) <= column:  # annotations may be fewer than their columns
            cells.append(_entry(table, kind, ""))
        cells[column] = with_text(cells[column], text)
        rules[rule] = with_every(rules[rule], kind, cells)
        return with_every(table, "rule", rules)

    return edit


def add_rule(at: int) -> TableEdit:
    """Put a rule that matches everything and answers nothing at a place from 0."""

    def edit(table: Element) -> Element:
        cells = [
            _entry(table, kind, ANY if kind == "inputEntry" else "")
            for kind, column in _COLUMN_KINDS.items()
            for _ in table.every(column)
        ]
        made = made_like(table, "rule", {"id": fresh_id(table, "rule")}, tuple(cells))
        rules = list(table.every("rule"))
        return with_every(table, "rule", [*rules[:at], made, *rules[at:]])

    return edit


def copy_rule(rule: int) -> TableEdit:
    """Put the same rule once more behind it."""

    def edit(table: Element) -> Element:
        rules = list(table.every("rule"))
        copied = _without_ids(rules[rule])
        named = {"id": fresh_id(table, "rule"), **copied.attributes}
        copied = replace(copied, attributes=MappingProxyType(named))
        return with_every(table, "rule", [*rules[: rule + 1], copied, *rules[rule + 1 :]])

    return edit


def remove_rule(rule: int) -> TableEdit:
    """Throw a rule away."""

    def edit(table: Element) -> Element:
        rules = list(table.every("rule"))
        return with_every(table, "rule", [*rules[:rule], *rules[rule + 1 :]])

    return edit


def move_rule(rule: int, to: int) -> TableEdit:
    """Put a rule at another place."""

    def edit(table: Element) -> Element:
        return with_every(table, "rule", moved(list(table.every("rule")), rule, to))

    return edit


def set_hit_policy(policy: HitPolicy, aggregation: Aggregation | None) -> TableEdit:
    """Say what the table answers when several rules match."""

    def edit(table: Element) -> Element:
        kept = {key: one for key, one in table.attributes.items() if key != "aggregation"}
        kept["hitPolicy"] = policy.value
        if aggregation is not None and policy is HitPolicy.COLLECT:
            kept["aggregation"] = aggregation.value
        return replace(table, attributes=MappingProxyType(kept))

    return edit


def moved(items: list[Element], at: int, to: int) -> list[Element]:
    """Return the items with one of them at another place; a place outside is the nearest end."""
    one = items.pop(at)
    items.insert(max(0, min(to, len(items))), one)
    return items


def with_text(element: Element, text: str) -> Element:
    """Return a cell with another text inside its <text>."""
    inner = element.child("text")
    made = made_like(element, "text", {}, (), text) if inner is None else replace(inner, text=text)
    if inner is None:
        return replace(element, children=(*element.children, made))
    return replace(
        element, children=tuple(made if one is inner else one for one in element.children)
    )


def with_every(parent: Element, name: str, given: Iterable[Element]) -> Element:
    """Return an element with other children of a name, where the first of them stood.

    Where there were none they come behind what DMN puts before them.
    """
    old = list(parent.every(name))
    first = parent.children.index(old[0]) if old else _place_for(parent, name)
    kept = [(place, one) for place, one in enumerate(parent.children) if one not in old]
    before = [one for place, one in kept if place < first]
    after = [one for place, one in kept if place >= first]
    return replace(parent, children=(*before, *given, *after))


_ORDER = (
    "description", "extensionElements", "inputExpression", "inputValues", "outputValues",
    "defaultOutputEntry", "input", "output", "annotation", "rule", "inputEntry", "outputEntry",
    "annotationEntry", "text",
)  # fmt: skip


def _place_for(parent: Element, name: str) -> int:
    rank = _ORDER.index(name)
    places = [
        place + 1
        for place, one in enumerate(parent.children)
        if one.name in _ORDER and _ORDER.index(one.name) < rank
    ]
    return max(places, default=0)


def made_like(
    like: Element,
    name: str,
    attributes: dict[str, str],
    children: tuple[Element, ...] = (),
    text: str = "",
) -> Element:
    """Return a new element in the namespace of another."""
    found = MappingProxyType(attributes)
    return Element(like.namespace, name, found, children, text, like.prefixes, 0, 0)


def _entry(table: Element, kind: str, text: str) -> Element:
    return made_like(table, kind, {}, (made_like(table, "text", {}, (), text),))


def _without_ids(element: Element) -> Element:
    kept = {key: one for key, one in element.attributes.items() if key != "id"}
    children = tuple(_without_ids(child) for child in element.children)
    return replace(element, attributes=MappingProxyType(kept), children=children)


def fresh_id(table: Element, stem: str) -> str:
    """Return an id that nothing in the table has, of the table's own id and a number."""
    taken = set(_ids(table))
    base = f"{table.get('id') or 'table'}_{stem}"
    number = 1
    while f"{base}_{number}" in taken:
        number += 1
    return f"{base}_{number}"


def _ids(element: Element) -> list[str]:
    return [element.get("id"), *(one for child in element.children for one in _ids(child))]
