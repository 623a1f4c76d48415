"""Changes of the fields that the organisation added to tickets, for the timeline."""

from __future__ import annotations

from owj.packages.desk.entity import Ticket
from owj.packages.desk.queries.results import TimelineEntry
from owj.server.identity.models import User
from owj.server.records.access import visible_fields
from owj.server.records.audit import FieldChange, changes_of
from owj.server.records.context import Context
from owj.server.records.defs import Kind
from owj.server.records.rights import OWN_PREFIX

SHOWN = 50


def own_changes(ctx: Context, ticket: Ticket) -> list[TimelineEntry]:
    """Return what was changed in the organisation's fields, as far as the reader may see them.

    data: {"fields": (definition, plain value before, plain value after) of each}.
    """
    seen = {one.key for one in visible_fields(ctx, Ticket.key) if one.key.startswith(OWN_PREFIX)}
    if not seen:
        return []
    entries: list[TimelineEntry] = []
    for change in changes_of(ctx, ticket, SHOWN):
        fields = [
            (one.field, _named(ctx, one, one.old), _named(ctx, one, one.new))
            for one in change.fields
            if one.field is not None and one.field.key in seen
        ]
        if fields:
            entries.append(
                TimelineEntry(
                    kind="fields_changed",
                    at=change.at,
                    actor_name=change.user_name,
                    actor_kind="staff" if change.user_id else "system",
                    data={"fields": tuple(fields)},
                )
            )
    return entries


def _named(ctx: Context, one: FieldChange, plain: object) -> object:
    """Return the name of whom or what a plain id stands for; other values as they are."""
    if one.field is None or not isinstance(plain, int):
        return plain
    if one.field.kind is Kind.USER:
        return User.objects.filter(pk=plain).values_list("full_name", flat=True).first() or "…"
    if one.field.kind is Kind.LINK:
        found = ctx.records(one.field.target or "").filter(pk=plain).first()
        return "…" if found is None else str(found)
    return plain
