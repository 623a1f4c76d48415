"""What differs between two drawings, shape by shape. Pure: two texts of XML in, changes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from owj.kernel.bpmn.read import BPMN, OWJ
from owj.kernel.markup import Element, parse_xml

# What tells how things hang together; flows tell it themselves.
LEFT_OUT = frozenset(("incoming", "outgoing", "flowNodeRef", "extensionElements"))
# Messages and the like: what refers to them is what changes.
NAMED = frozenset(("message", "signal", "error", "escalation"))


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a shape that changed: what it is called in the file, before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """A shape that is new, gone or changed. kind: in BPMN's words."""

    what: Literal["added", "removed", "changed"]
    node: str
    kind: str
    name: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class _Shape:
    """An element as it is compared."""

    kind: str
    name: str
    parts: Mapping[str, str]


def differences(before: str, after: str) -> list[Change]:
    """Return what changed between two drawings: new, gone, changed. Raises: XmlRefused."""
    old, new = _shapes(parse_xml(before)), _shapes(parse_xml(after))
    found = [Change("added", key, one.kind, one.name) for key, one in new.items() if key not in old]
    found += [
        Change("removed", key, one.kind, one.name) for key, one in old.items() if key not in new
    ]
    for key, one in new.items():
        if key in old and (parts := tuple(_parts_between(old[key], one))):
            found.append(Change("changed", key, one.kind, one.name or old[key].name, parts))
    return found


def _parts_between(before: _Shape, after: _Shape) -> Iterator[Part]:
    if before.kind != after.kind:
        yield Part("kind", before.kind, after.kind)
    for name in dict.fromkeys((*before.parts, *after.parts)):
        was, now = before.parts.get(name, ""), after.parts.get(name, "")
        if was != now:
            yield Part(name, was, now)


def _shapes(definitions: Element) -> dict[str, _Shape]:
    named = {
        one.get("id"): one.get("name") or one.get("errorCode") or one.get("escalationCode")
        for one in definitions.own()
        if one.name in NAMED
    }
    found: dict[str, _Shape] = {}
    waiting = [one for one in definitions.own() if one.name not in NAMED]
    while waiting:
        element = waiting.pop(0)
        key = element.get("id")
        children = [one for one in element.own() if one.name not in LEFT_OUT]
        if key and not element.name.endswith("EventDefinition"):
            found[key] = _Shape(element.name, element.get("name"), dict(_parts(element, named)))
        waiting = [one for one in children if not _is_part(one)] + waiting
    return found


def _is_part(element: Element) -> bool:
    """Tell what belongs to a shape from what is a shape of its own."""
    name = element.name
    return (
        not element.get("id") or name.endswith(("EventDefinition", "Expression", "Characteristics"))
    ) and name != "laneSet"


def _parts(element: Element, named: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in element.attributes.items():
        if name == "id":
            continue
        shown = name.replace(OWJ, "owj:")
        if not shown.startswith("{"):
            yield shown, named.get(value, value) or value
    for child in element.own():
        if child.name in LEFT_OUT or not _is_part(child):
            continue
        if child.text.strip():
            yield child.name, child.text.strip()
        for name, value in _parts(child, named):
            if name not in {"type", f"{{{BPMN}}}type"}:
                yield f"{child.name}.{name}" if name == "name" else name, value
