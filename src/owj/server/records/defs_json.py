"""Definitions as plain data, for storing, comparing and handing over; and back.

What an older version of Owj wrote still reads, and a definition that uses nothing new is written
as it always was: its fingerprint stays, so that nobody builds its classes anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields
from typing import Any

from owj.server.records.defs import (
    EntityDef,
    FieldDef,
    IndexDef,
    Kind,
    Label,
    OptionDef,
    RuleDef,
)

# What came after the first stored definitions; written only where it says something.
_LATER_OF_FIELDS = frozenset(
    {"help", "message", "rule", "formula", "via", "source", "aggregate", "where", "result"}
    | {"index", "track", "decimals", "names", "former", "dropped"}
)
_LATER_OF_ENTITIES = frozenset({"description", "icon", "color", "own", "archived", "rules"})
_LATER_OF_OPTIONS = frozenset({"color"})


def entity_to_json(entity: EntityDef) -> dict[str, Any]:
    """Return plain data for storing one entity."""
    data = _without_defaults(EntityDef, asdict(entity), _LATER_OF_ENTITIES)
    data["fields"] = [field_to_json(one) for one in entity.fields]
    return data


def field_to_json(field: FieldDef) -> dict[str, Any]:
    """Return plain data for storing one field."""
    data = _without_defaults(FieldDef, asdict(field), _LATER_OF_FIELDS)
    data["options"] = [option_to_json(one) for one in field.options]
    return data


def option_to_json(option: OptionDef) -> dict[str, Any]:
    """Return plain data for storing one answer of a choice."""
    return _without_defaults(OptionDef, asdict(option), _LATER_OF_OPTIONS)


def entity_from_json(data: Mapping[str, Any]) -> EntityDef:
    """Read what `entity_to_json` wrote; keys of a newer version are ignored."""
    known = _known(EntityDef, data)
    known["label"] = Label(**data["label"])
    known["plural"] = Label(**data["plural"])
    known["description"] = label_from_json(data.get("description"))
    known["fields"] = tuple(field_from_json(one) for one in data["fields"])
    known["indexes"] = tuple(
        IndexDef(one["name"], tuple(one["terms"]), one["unique"]) for one in data["indexes"]
    )
    known["rules"] = tuple(rule_from_json(one) for one in data.get("rules", ()))
    return EntityDef(**known)


def field_from_json(data: Mapping[str, Any]) -> FieldDef:
    """Read what `field_to_json` wrote; keys of a newer version are ignored."""
    known = _known(FieldDef, data)
    known["kind"] = Kind(data["kind"])
    known["label"] = Label(**data["label"])
    known["options"] = tuple(option_from_json(one) for one in data.get("options", ()))
    for name in ("help", "message"):
        known[name] = label_from_json(data.get(name))
    known["former"] = tuple(data.get("former", ()))
    known["result"] = Kind(data["result"]) if data.get("result") else None
    return FieldDef(**known)


def option_from_json(data: Mapping[str, Any]) -> OptionDef:
    """Read one answer of a choice."""
    return OptionDef(
        data["value"], Label(**data["label"]), data.get("retired", False), data.get("color", "")
    )


def rule_from_json(data: Mapping[str, Any]) -> RuleDef:
    """Read one rule of an entity."""
    fields_of_rule = tuple(data.get("fields", ()))
    return RuleDef(data["key"], data["condition"], Label(**data["message"]), fields_of_rule)


def rule_to_json(rule: RuleDef) -> dict[str, Any]:
    """Return plain data for storing one rule."""
    return asdict(rule)


def label_from_json(data: Mapping[str, str] | None) -> Label | None:
    """Read a label that may be missing."""
    return None if data is None else Label(**data)


_Kind = type[EntityDef] | type[FieldDef] | type[OptionDef]


def _known(kind: _Kind, data: Mapping[str, Any]) -> dict[str, Any]:
    names = [one.name for one in fields(kind)]
    return {name: data[name] for name in names if name in data}


def _without_defaults(kind: _Kind, data: dict[str, Any], later: frozenset[str]) -> dict[str, Any]:
    blank = {one.name: one.default for one in fields(kind) if one.default is not MISSING}
    return {
        name: value for name, value in data.items() if name not in later or value != blank[name]
    }
