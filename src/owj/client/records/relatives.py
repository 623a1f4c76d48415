"""What belongs to a record: the records of other entities that link to it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from owj.client.records.addresses import record_address
from owj.client.records.rows import title_of
from owj.server.layouts.access import entities_of, is_hidden
from owj.server.records.context import Context
from owj.server.records.declare import Entity
from owj.server.records.defs import EntityDef, Kind

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Relatives:
    """The records of one entity that link here by one field. more: whether there are others."""

    label: str
    by: str
    icon: str
    rows: Sequence[tuple[str, str]]
    more: bool
    url: str
    new_url: str


def relatives_of(ctx: Context, entity: EntityDef, record: Entity) -> list[Relatives]:
    """Return what links to a record, entity by entity, as far as the reader may see it."""
    found: list[Relatives] = []
    for other in entities_of(ctx):
        fields = [
            field
            for field in other.by_key.values()
            if field.kind in (Kind.LINK, Kind.LINKS)
            and field.target == entity.key
            and not is_hidden(ctx, other.key, field.key)
        ]
        for field in fields:
            many = field.kind is Kind.LINKS
            leads = {f"{field.key}__contains": [record.id]} if many else {field.attname: record.id}
            rows = ctx.records(other.key).filter(**leads).order_by("-id")
            shown = list(rows[: SHOWN + 1])
            where = json.dumps(
                ["and", [field.key, "any_of", str(record.id)]], separators=(",", ":")
            )
            new = ""
            if ctx.may(other.key, "create"):
                new = reverse("client:new_record", args=[other.key])
                new += "?" + urlencode({field.key: record.id})
            found.append(
                Relatives(
                    label=str(other.plural),
                    by=str(field.label) if len(fields) > 1 else "",
                    icon=other.icon,
                    rows=[
                        (title_of(one), record_address(other.key, one.id)) for one in shown[:SHOWN]
                    ],
                    more=len(shown) > SHOWN,
                    url=reverse("client:records", args=[other.key])
                    + "?"
                    + urlencode({"where": where}),
                    new_url=new,
                )
            )
    return found
