"""A record as a value that drawings read: its fields by key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from owj.kernel.feel import FeelValue
from owj.server.records.computed.values import feel_reader
from owj.server.records.context import Context
from owj.server.records.declare import Entity
from owj.server.records.defs import Kind
from owj.server.records.writer import Writer

# The variable that holds the record a process belongs to.
RECORD = "record"


@dataclass(slots=True)
class Seen:
    """What became of a process's own record while its step did work."""

    value: FeelValue = None


_own: ContextVar[dict[tuple[str, int], Seen] | None] = ContextVar("own records", default=None)


@contextmanager
def own_record(entity: str, record_id: int | None) -> Iterator[Seen]:
    """Let a step do work on its own record: the change comes back to the step, not to the rows."""
    seen = Seen()
    if record_id is None:
        yield seen
        return
    token = _own.set({**(_own.get() or {}), (entity, record_id): seen})
    try:
        yield seen
    finally:
        _own.reset(token)


def seen_by_step(entity: str, record_id: int) -> Seen | None:
    """Return where a running step takes note of its own record; None when none runs."""
    return (_own.get() or {}).get((entity, record_id))


def record_value(ctx: Context, record: Entity) -> dict[str, FeelValue]:
    """Return a record's fields as FEEL sees them; links and people by their numbers."""
    return value_of_row(ctx, record.key, record.id, lambda name: getattr(record, name))


def value_of_row(
    ctx: Context, entity_key: str, record_id: int, read: Callable[[str], Any]
) -> dict[str, FeelValue]:
    """Return a row's fields as FEEL sees them. read: gives a stored value by attname."""
    writer: Writer = ctx.snapshot.writer(entity_key)
    found: dict[str, FeelValue] = {"id": Decimal(record_id), "entity": entity_key}
    hidden = ctx.hidden_names(entity_key)
    for field in writer.fields:
        definition = field.definition
        if field.attname in hidden:
            continue
        raw = read(field.attname)
        if definition.kind in (Kind.LINK, Kind.USER):
            found[definition.key] = None if raw is None else Decimal(raw)
        elif definition.kind not in (Kind.FILE, Kind.IMAGE, Kind.JSON):
            shown = feel_reader(definition, lambda: ctx.zone)
            found[definition.key] = None if raw is None else shown(raw)
    return found


def title_of(ctx: Context, record: Entity) -> str:
    """Return what a record is called."""
    entity = ctx.snapshot.entity(record.key)
    told = getattr(record, entity.title, "") if entity.title else ""
    return str(told or f"{entity.label} {record.id}")
