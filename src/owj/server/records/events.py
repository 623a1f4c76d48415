"""What the records core tells the rooms above it, in the transaction of the write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from owj.server.records.defs import EntityDef

if TYPE_CHECKING:
    from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class RecordsWritten:
    """Records of an entity that keeps a memory of changes were made, changed, deleted or restored.

    ctx: the unit of work that wrote; it may see more than its actor. action: of
    RecordChange.Action. done: (record id, version after, {column: [old, new]}), tracked ones only.
    """

    ctx: Context
    entity: EntityDef
    action: str
    done: Sequence[tuple[int, int, Mapping[str, Any]]]
