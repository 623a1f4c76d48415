"""A record as a value that drawings read: its fields by key."""

from __future__ import annotations

from decimal import Decimal

from owj.kernel.feel import FeelValue
from owj.server.records.computed.values import feel_reader
from owj.server.records.context import Context
from owj.server.records.declare import Entity
from owj.server.records.defs import Kind
from owj.server.records.writer import Writer


def record_value(ctx: Context, record: Entity) -> dict[str, FeelValue]:
    """Return a record's fields as FEEL sees them; links and people by their numbers."""
    writer: Writer = ctx.snapshot.writer(record.key)
    found: dict[str, FeelValue] = {"id": Decimal(record.id), "entity": record.key}
    for field in writer.fields:
        definition = field.definition
        raw = getattr(record, field.attname)
        if definition.kind in (Kind.LINK, Kind.USER):
            found[definition.key] = None if raw is None else Decimal(raw)
        elif definition.kind not in (Kind.FILE, Kind.IMAGE, Kind.JSON):
            read = feel_reader(definition, lambda: ctx.zone)
            found[definition.key] = None if raw is None else read(raw)
    return found


def title_of(ctx: Context, record: Entity) -> str:
    """Return what a record is called."""
    entity = ctx.snapshot.entity(record.key)
    told = getattr(record, entity.title, "") if entity.title else ""
    return str(told or f"{entity.label} {record.id}")
