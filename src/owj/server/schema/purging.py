"""Emptying the trash: columns of removed fields go for ever, asked for or after some time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _
from psycopg import sql

from owj.server import clock
from owj.server.context import SYSTEM
from owj.server.events import publish as tell
from owj.server.records.apply import Story, apply_schema, current_number
from owj.server.records.context import Context, open_context
from owj.server.records.defs import EntityDef, FieldDef
from owj.server.records.models import SchemaVersion
from owj.server.records.rest import Do, Rest, register_rest
from owj.server.records.sync import check_layer
from owj.server.schema.drawing import Drawing, refusal
from owj.server.schema.events import SchemaPublished
from owj.server.schema.kinds.services import drop_expired
from owj.server.schema.queries import check_designer, current_drawing

PURGE = "purge"


def values_in_trash(ctx: Context, entity_key: str, field_key: str) -> int:
    """Return how many records hold a value in a removed field. Raises: as purge_field."""
    drawing, entity, field = _trashed(ctx, entity_key, field_key)
    column = sql.Identifier(field.column)
    blank = sql.SQL("AND {} <> {}").format(column, sql.Literal(field.column_default))
    query = sql.SQL("SELECT count(*) FROM {} WHERE {} IS NOT NULL {}").format(
        sql.Identifier(drawing.published.by_id[entity.id].table),
        column,
        sql.SQL("") if field.column_default is None else blank,
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])


def purge_field(ctx: Context, entity_key: str, field_key: str) -> None:
    """Drop a removed field with its values, for ever.

    Raises: OnlyDesigners, SchemaChangeRefused (it is not in the trash), SchemaBusy.
    """
    drawing, _entity, field = _trashed(ctx, entity_key, field_key)
    _purge(drawing, frozenset({field.id}), ctx.actor.name, ctx.actor.user_id)


def purge_old_trash() -> int:
    """Drop what has been in the trash for longer than `OWJ_TRASH_DAYS`; 0: never."""
    days = int(settings.TRASH_DAYS)
    ctx = open_context(SYSTEM)
    dropped = drop_expired(ctx)
    if not days:
        return dropped
    drawing = current_drawing()
    old = frozenset(
        field.id
        for entity in drawing.schema.by_key.values()
        for field in drawing.trash(entity.key)
        if _removed_before(entity, field, ctx.now - timedelta(days=days))
    )
    if old:
        _purge(drawing, old, ctx.actor.name, None)
    return dropped + len(old)


def _trashed(ctx: Context, entity_key: str, field_key: str) -> tuple[Drawing, EntityDef, FieldDef]:
    check_designer(ctx, entity_key)
    drawing = current_drawing()
    entity = drawing.entity(entity_key)
    found = next((one for one in drawing.trash(entity_key) if one.key == field_key), None)
    if found is None:
        raise refusal(entity.label, _("a field in the trash"), field_key)
    return drawing, entity, found


def _removed_before(entity: EntityDef, field: FieldDef, at: datetime) -> bool:
    """Return whether a field was last taken out before an instant; unknown: no."""
    wanted = [{"change": "remove_field", "entity": entity.key, "field": field.key}]
    states = [SchemaVersion.State.CURRENT, SchemaVersion.State.SUPERSEDED]
    removed = SchemaVersion.objects.filter(changes__contains=wanted, state__in=states)
    last = removed.order_by("-number").first()
    return last is not None and last.published_at is not None and last.published_at < at


def _purge(drawing: Drawing, ids: frozenset[str], by_name: str, by_id: int | None) -> None:
    apply_schema(
        check_layer(drawing.declared, drawing.layer),
        made_by=Story(by_name, note=", ".join(sorted(ids))[:300]),
        layer=drawing.layer,
        base=current_number(),
        rest=Rest(PURGE, SYSTEM, clock.now(), {"by": by_id}),
        purge=ids,
    )


def _tell(rest: Rest) -> Do:
    return lambda number: tell(SchemaPublished(number, rest.data["by"]))


register_rest(PURGE, _tell)
