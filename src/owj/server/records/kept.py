"""Values that were kept as plain data, back as the writer takes them.

What stood in a record once may stand there again: an answer that was retired since, and a file that
somebody else had uploaded. Only links are looked up anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.dateparse import parse_duration

from owj.server.records.defs import FieldDef, Kind
from owj.server.records.kind_checks import Standing

if TYPE_CHECKING:
    from owj.server.records.context import Context

_CHOSEN = (Kind.CHOICE, Kind.MULTI_CHOICE)
_FILES = (Kind.FILE, Kind.IMAGE)


class StandingFile(UUID):
    """A file that a record of the entity holds, or held, with whoever's upload it began."""


def values_kept(ctx: Context, entity_key: str, before: Mapping[str, Any]) -> dict[str, Any]:
    """Return, by field key, what `as_plain` kept by attname; a field that is gone is left out."""
    writer, model = ctx.snapshot.writer(entity_key), ctx.snapshot.model(entity_key)
    values: dict[str, Any] = {}
    for attname, plain in before.items():
        known = writer.by_name.get(attname)
        if known is None:
            continue
        field = known.definition
        is_plain = known.attname != field.key or isinstance(plain, list) or plain is None
        value = plain if is_plain else model._meta.get_field(field.key).to_python(plain)
        values[field.key] = standing(field, value)
    return values


def standing(field: FieldDef, value: Any) -> Any:
    """Return a value of a record as one that may stand in another one, too."""
    if value is None:
        return None
    if field.kind in _FILES:
        return StandingFile(str(value))
    if field.kind in _CHOSEN:
        if isinstance(value, str):
            return Standing(value)
        return [Standing(one) for one in value]
    return value


def for_column(field: FieldDef, plain: Any) -> Any:
    """Return a plain value as the column takes it; the database reads the others itself."""
    if field.stored_kind is Kind.DURATION and isinstance(plain, str):
        # The database knows no sign before the whole.
        return parse_duration(plain)
    return plain
