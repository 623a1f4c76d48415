"""What differs between two drawings, shape by shape. Pure: two texts of XML in, changes out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
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
        if was == now:
            continue
        old, new = _items(was), _items(now)
        if old is None or new is None:
            yield Part(name, was, now)
        else:
            yield from _parts_of_items(name, old, new)


def _items(text: str) -> Mapping[str, Mapping[str, object]] | None:
    """Return the lines of a list that a shape keeps as JSON, by name; None: it is no such list."""
    if not text:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict):
        return {str(key): {"": value} for key, value in found.items()}
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        return None
    return {str(one.get("name") or one.get("value") or at): one for at, one in enumerate(found)}


def _parts_of_items(
    name: str, old: Mapping[str, Mapping[str, object]], new: Mapping[str, Mapping[str, object]]
) -> Iterator[Part]:
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key, {}), new.get(key, {})
        changed = [one for one in dict.fromkeys((*was, *now)) if was.get(one) != now.get(one)]
        if changed:
            shown = changed if (was and now) or changed == [""] else []
            yield Part(name, _brief(key, was, shown), _brief(key, now, shown))


def _brief(key: str, item: Mapping[str, object], shown: Sequence[str]) -> str:
    """Return a line of a list by what differs in it; by its name when all of it is new or gone."""
    told = [f"{one} {item[one]}".strip() for one in shown if one in item]
    return ": ".join([key, *([", ".join(told)] if told else [])]) if item else ""


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
