"""Which record something lies around: its stable key, given only for records in sight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from owj.server.layouts.access import entities_of, entity_of

if TYPE_CHECKING:
    from owj.server.records.context import Context
    from owj.server.records.declare import Entity


@dataclass(frozen=True, slots=True)
class Spot:
    """A record as the rows around it name it."""

    entity_id: str
    record_id: int

    @property
    def row(self) -> dict[str, Any]:
        """Return the columns that say so."""
        return {"entity_id": self.entity_id, "record_id": self.record_id}


def spot_of(ctx: Context, record: Entity) -> Spot:
    """Return the place of a record that was read through this context."""
    return Spot(ctx.snapshot.entity(record.key).id, record.id)


def find_spot(ctx: Context, entity_key: str, record_id: int) -> tuple[Spot, Entity]:
    """Return a place and its record. Raises: RecordNotFound, also for what is out of sight."""
    entity = entity_of(ctx, entity_key)
    model: Any = ctx.snapshot.model(entity.key)
    record = ctx.guarded().get(model, record_id)
    return spot_of(ctx, record), record


def seen_records(ctx: Context, spots: Iterable[Spot]) -> dict[Spot, Any]:
    """Return the records at some places as far as the actor sees them; one query an entity."""
    ids: dict[str, set[int]] = {}
    for spot in spots:
        ids.setdefault(spot.entity_id, set()).add(spot.record_id)
    found: dict[Spot, Any] = {}
    for entity in entities_of(ctx) if ids else ():
        if wanted := ids.get(entity.id):
            rows = ctx.records(entity.key).filter(pk__in=wanted)
            found |= {Spot(entity.id, one.id): one for one in rows}
    return found
