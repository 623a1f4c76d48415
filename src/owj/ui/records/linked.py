"""The titles of records that lists of links lead to, asked for once a unit of work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from owj.server.files.models import StoredFile
from owj.server.layouts.listing import naming_links
from owj.server.records.context import Context
from owj.server.records.defs import FieldDef, Kind


def linked_titles(ctx: Context, entity_key: str, ids: Iterable[int]) -> Mapping[int, str]:
    """Return titles by id; records that the actor may not see have none."""
    if entity_key not in ctx.snapshot.schema.by_key or not ctx.may(entity_key, "read"):
        return {}
    known: dict[int, str | None] = ctx.once(f"titles of {entity_key}", lambda _: {})
    asked = dict.fromkeys(ids)
    missing = [one for one in asked if one not in known]
    if missing:
        rows = ctx.records(entity_key)
        names = naming_links(ctx, ctx.snapshot.entity(entity_key))
        found = (rows.select_related(*names) if names else rows).in_bulk(missing)
        known.update({one: str(found[one]) if one in found else None for one in missing})
    return {one: title for one in asked if (title := known[one]) is not None}


def file_names(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of stored files by id."""
    known: dict[UUID, str] = ctx.once("names of files", lambda _: {})
    missing = {one for one in ids if one not in known}
    if missing:
        found = StoredFile.objects.filter(id__in=missing).values_list("id", "original_name")
        known.update(found)
    return known


def read_titles(ctx: Context, fields: Iterable[FieldDef], records: Sequence[Any]) -> None:
    """Ask at once for every title and name of a file that the lists of some records will show."""
    kept = [field for field in fields if field.kind in (Kind.FILE, Kind.IMAGE)]
    if kept:
        values = (getattr(record, field.key, None) for record in records for field in kept)
        file_names(ctx, [value for value in values if isinstance(value, UUID)])
    for field in fields:
        if field.kind is Kind.LINKS:
            ids = [one for record in records for one in getattr(record, field.key, ()) or ()]
            linked_titles(ctx, field.target or "", ids)
