"""Telling rooms beside this one that rows were written, in the same transaction.

Events (`server/events.py`) tell what a service did in words of the domain; this tells every write
of every entity, whoever did it. Whoever listens is called inside of the write and may undo it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from owj.server.records.defs import EntityDef

if TYPE_CHECKING:
    from owj.server.records.context import Context

Deed = Literal["created", "changed", "deleted"]


@dataclass(frozen=True, slots=True)
class RowWritten:
    """One row by attname, before and after; None where there is none."""

    id: int
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class RowsWritten:
    """Rows of one entity that one write touched."""

    entity: EntityDef
    deed: Deed
    rows: Sequence[RowWritten]


WriteReaction = Callable[["Context", RowsWritten], None]
_reactions: list[WriteReaction] = []


def register_write_reaction(reaction: WriteReaction) -> None:
    """Let a function hear every write of records; the same one is kept once."""
    if reaction not in _reactions:
        _reactions.append(reaction)


def tell_written(ctx: Context, entity: EntityDef, deed: Deed, rows: Sequence[RowWritten]) -> None:
    """Tell everybody who listens."""
    for reaction in _reactions:
        reaction(ctx, RowsWritten(entity, deed, rows))
