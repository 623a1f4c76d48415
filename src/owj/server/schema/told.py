"""What a version tells of beside a draft's changes: kept as a code and its parts, never as words.

Whoever reads the list of versions reads it in their own language, and in that of a later release.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from owj.server.records.defs import EntityDef, FieldDef, Kind, Label

_CODE = "told"


@dataclass(frozen=True, slots=True)
class KindChanged:
    """A field became one of another kind, with its values."""

    entity: Label
    field: Label
    before: Kind
    after: Kind


@dataclass(frozen=True, slots=True)
class WentBack:
    """An older version was published anew."""

    number: int


Told = KindChanged | WentBack


def kind_changed(entity: EntityDef, before: FieldDef, after: FieldDef) -> Mapping[str, Any]:
    """Return, as a version keeps it, that a field changed its kind."""
    names = {"entity": asdict(entity.label), "field": asdict(after.label)}
    return {_CODE: "kind", **names, "before": str(before.kind), "after": str(after.kind)}


def went_back(number: int) -> Mapping[str, Any]:
    """Return, as a version keeps it, that it is as an older one was."""
    return {_CODE: "back", "number": number}


def is_told(data: Mapping[str, Any]) -> bool:
    """Whether what a version keeps is one of these, and no change of a draft."""
    return _CODE in data


def told_from_json(data: Mapping[str, Any]) -> Told:
    """Read what a version keeps."""
    if data[_CODE] == "back":
        return WentBack(int(data["number"]))
    entity, field = Label(**data["entity"]), Label(**data["field"])
    return KindChanged(entity, field, Kind(data["before"]), Kind(data["after"]))
