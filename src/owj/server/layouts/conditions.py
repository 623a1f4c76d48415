"""The conditions of a view as data: a tree of and, or, not over own and linked fields.

A path is a chain of field keys: ("status",), ("customer", "city"). In an address keys stand
(`to_address`), in the database stable ids (`to_stored`), so that a renamed field keeps its views
and a removed one drops out of them quietly.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from owj.server.records.defs import EntityDef, FieldDef, Kind, SchemaDef

DEPTH = 5
PARTS = 100
VALUES = 50
VALUE_LENGTH = 500
# What every record has beside its fields.
RECORD_KEYS: Mapping[str, Kind] = {
    "id": Kind.NUMBER,
    "created_at": Kind.DATE_TIME,
    "updated_at": Kind.DATE_TIME,
}


class Operator(StrEnum):
    """What a test asks of a field."""

    IS = "is"
    IS_NOT = "is_not"
    ANY_OF = "any_of"
    NONE_OF = "none_of"
    CONTAINS = "contains"
    LACKS = "lacks"
    STARTS = "starts"
    LESS = "less"
    AT_MOST = "at_most"
    MORE = "more"
    AT_LEAST = "at_least"
    BETWEEN = "between"
    WITHIN = "within"
    BEFORE = "before"
    AFTER = "after"
    EMPTY = "empty"
    FILLED = "filled"


# Operators that ask without a value.
BARE = frozenset({Operator.EMPTY, Operator.FILLED})


@dataclass(frozen=True, slots=True)
class Test:
    """One question about one field. values: as text; dates as 2026-11-22, links as ids, "me"."""

    path: tuple[str, ...]
    operator: Operator
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Several parts, all of which (or any of which) must hold; negated: must not."""

    parts: tuple[Test | Group, ...] = ()
    any_of: bool = False
    negated: bool = False

    def tests(self) -> Iterator[Test]:
        """Yield every test of the tree."""
        for part in self.parts:
            if isinstance(part, Group):
                yield from part.tests()
            else:
                yield part


EVERYTHING = Group()


def fields_on(schema: SchemaDef, entity: EntityDef, path: Sequence[str]) -> list[FieldDef] | None:
    """Return the fields that a path of keys passes; None when it leads nowhere.

    The last key may be one that every record has, which is no field and is left out.
    """
    found: list[FieldDef] = []
    at: EntityDef | None = entity
    for place, key in enumerate(path):
        last = place == len(path) - 1
        if at is None:
            return None
        if last and key in RECORD_KEYS:
            return found
        field = at.by_key.get(key)
        if field is None or (not last and field.kind is not Kind.LINK):
            return None
        found.append(field)
        at = schema.by_key.get(field.target or "") if field.kind is Kind.LINK else None
    return found or None


def kind_at(schema: SchemaDef, entity: EntityDef, path: Sequence[str]) -> Kind | None:
    """Return what the field at the end of a path holds."""
    found = fields_on(schema, entity, path)
    if found is None:
        return None
    return RECORD_KEYS[path[-1]] if len(found) < len(path) else found[-1].stored_kind


def to_stored(schema: SchemaDef, entity: EntityDef, group: Group) -> dict[str, Any]:
    """Return a tree as it is stored: fields by stable id."""
    parts: list[dict[str, Any]] = []
    for part in group.parts:
        if isinstance(part, Group):
            parts.append(to_stored(schema, entity, part))
        elif (found := fields_on(schema, entity, part.path)) is not None:
            ids = [field.id for field in found]
            path = [*ids, part.path[-1]] if len(found) < len(part.path) else ids
            parts.append(
                {"path": path, "operator": part.operator.value, "values": list(part.values)}
            )
    return {"any": group.any_of, "not": group.negated, "parts": parts}


def from_stored(schema: SchemaDef, entity: EntityDef, data: object, depth: int = 0) -> Group:
    """Return a stored tree in today's keys; what it says of fields that are gone drops out."""
    if not isinstance(data, Mapping) or depth > DEPTH:
        return EVERYTHING
    parts: list[Test | Group] = []
    for part in _list(data.get("parts"))[:PARTS]:
        if isinstance(part, Mapping) and "parts" in part:
            inner = from_stored(schema, entity, part, depth + 1)
            parts += [inner] if inner.parts else []
        elif isinstance(part, Mapping):
            path = _keys_of(schema, entity, _list(part.get("path")))
            test = _test(path, part.get("operator"), _list(part.get("values")))
            parts += [test] if test is not None else []
    return Group(tuple(parts), bool(data.get("any")), bool(data.get("not")))


def _keys_of(schema: SchemaDef, entity: EntityDef, ids: Sequence[object]) -> tuple[str, ...] | None:
    at: EntityDef | None = entity
    keys: list[str] = []
    for one in ids:
        if at is None:
            return None
        if one in RECORD_KEYS and one == ids[-1]:
            return (*keys, str(one))
        field = at.by_id.get(str(one))
        if field is None or field.retired:
            return None
        keys.append(field.key)
        at = schema.by_key.get(field.target or "") if field.kind is Kind.LINK else None
    return tuple(keys) or None


def to_address(group: Group) -> str:
    """Return a tree as short text for an address; nothing for no condition."""
    plain = _plain(group)
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")) if group.parts else ""


def _plain(group: Group) -> list[Any]:
    word = ("not " if group.negated else "") + ("or" if group.any_of else "and")
    parts: list[Any] = [
        _plain(part)
        if isinstance(part, Group)
        else [".".join(part.path), part.operator.value, *part.values]
        for part in group.parts
    ]
    return [word, *parts]


def from_address(schema: SchemaDef, entity: EntityDef, text: str) -> Group:
    """Return the tree an address asks for; what it does not know is passed over."""
    try:
        plain = json.loads(text) if text and len(text) < 10_000 else None
    except (ValueError, RecursionError):
        return EVERYTHING
    return _group(schema, entity, plain, 0)


def _group(schema: SchemaDef, entity: EntityDef, plain: object, depth: int) -> Group:
    items = _list(plain)
    if not items or depth > DEPTH:
        return EVERYTHING
    words = str(items[0]).split()
    parts: list[Test | Group] = []
    for one in items[1 : PARTS + 1]:
        said = _list(one)
        if said and isinstance(said[0], str) and said[0] in ("and", "or", "not and", "not or"):
            inner = _group(schema, entity, said, depth + 1)
            parts += [inner] if inner.parts else []
        elif len(said) > 1:
            path = tuple(str(said[0]).split("."))
            known = fields_on(schema, entity, path) is not None
            test = _test(path if known else None, said[1], said[2:])
            parts += [test] if test is not None else []
    return Group(tuple(parts), any_of="or" in words, negated="not" in words)


def _test(path: tuple[str, ...] | None, operator: object, values: Sequence[object]) -> Test | None:
    if path is None or operator not in set(Operator):
        return None
    texts = tuple(str(value)[:VALUE_LENGTH] for value in values[:VALUES])
    asked = Operator(str(operator))
    if asked in BARE:
        return Test(path, asked)
    return Test(path, asked, texts) if any(texts) else None


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()
