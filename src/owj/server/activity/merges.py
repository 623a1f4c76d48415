"""Merging records of one entity, and parting them again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from owj.server.activity.models import RecordMerge

if TYPE_CHECKING:
    from owj.server.records.context import Context

UNDO_WITHIN = timedelta(days=7)


def may_undo(ctx: Context, merge: RecordMerge) -> bool:
    """Return whether the actor may take a merge back now: who did it, or who designs the entity."""
    entity = ctx.snapshot.schema.by_id.get(merge.entity_id)
    if entity is None or merge.undone_at is not None or ctx.now - merge.done_at > UNDO_WITHIN:
        return False
    own = merge.user_id is not None and merge.user_id == ctx.actor.user_id
    return (own or ctx.may(entity.key, "design")) and ctx.may(entity.key, "delete")
