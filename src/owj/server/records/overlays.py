"""What an organisation lays over a package's entity, and the entity that comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from owj.server.records.defs import EntityDef, FieldDef
from owj.server.records.defs_json import field_from_json, field_to_json


@dataclass(frozen=True)
class Overlay:
    """What an organisation laid over a package's entity: for now, fields of its own (`x_…`)."""

    fields: tuple[FieldDef, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """Return plain data for storing."""
        return {"fields": [field_to_json(one) for one in self.fields]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Overlay:
        """Read what `to_json` wrote."""
        return cls(tuple(field_from_json(one) for one in data.get("fields", ())))


def compose_entity(declared: EntityDef, overlay: Overlay) -> EntityDef:
    """Return the entity as this organisation sees it: the package's fields, then its own."""
    return replace(declared, fields=declared.fields + overlay.fields)
