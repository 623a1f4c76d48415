"""Which roles' rights ask a field: it cannot go to the trash while they do."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from owj.server.records.context import Context
from owj.server.roles.models import EntityRight
from owj.server.roles.shares import read_shares
from owj.server.schema.dependents import Dependent, keys_in, register_dependents


@register_dependents
def uses_in_rights(ctx: Context, entity_key: str, field_key: str | None) -> Iterator[Dependent]:
    """Yield the roles whose reach is a condition over a field, or whose own records it tells."""
    schema = ctx.snapshot.schema
    entity = schema.by_key.get(entity_key)
    field = entity.by_key.get(field_key) if entity and field_key else None
    if entity is None or field is None:
        return
    by_id = {one.id: one for one in schema.by_key.values()}
    for right in EntityRight.objects.order_by("role", "entity_id"):
        about = by_id.get(right.entity_id)
        if about is None:
            continue
        for grant in right.grants.values():
            condition = str(grant.get("condition") or "")
            asked = bool(condition) and field.key in keys_in(schema, about, condition, entity)
            if asked or grant.get("owner") == field.id:
                yield Dependent(_("Right of a role"), f"{right.role} · {about.label}", blocks=True)
                break


@register_dependents
def uses_on_the_hub(ctx: Context, entity_key: str, field_key: str | None) -> Iterator[Dependent]:
    """Yield the entities that the hub shows by a link: without it nobody's records are theirs."""
    schema = ctx.snapshot.schema
    entity = schema.by_key.get(entity_key)
    field = entity.by_key.get(field_key) if entity and field_key else None
    for shared_id, share in read_shares().items() if field is not None else ():
        shared = schema.by_id.get(shared_id)
        if shared is not None and field is not None and field.id in share.path:
            yield Dependent(_("On the hub"), str(shared.label), blocks=True)
