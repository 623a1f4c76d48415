"""The button in the head of a list that leads to its imports."""

from __future__ import annotations

from owj.server.records.defs import EntityDef
from owj.ui.doors import DoorRequest


def ask_import_button(request: DoorRequest, entity: EntityDef, query: str) -> EntityDef | None:
    """Return the entity, if this reader may bring records of it in."""
    ctx = request.ctx
    writes = ctx.may(entity.key, "create") or ctx.may(entity.key, "update")
    return entity if writes and ctx.may(entity.key, "import") else None
