"""What people deleted on pages, kept for a month: brought back by who did it, or designs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from owj.server.layouts.access import entity_of, is_hidden
from owj.server.layouts.deeds import Done, bring_all_back
from owj.server.layouts.models import RecordDeed
from owj.server.layouts.refusals import DeedNotFound
from owj.server.records.generic import check_may
from owj.server.records.rights import Verb

if TYPE_CHECKING:
    from owj.server.records.context import Context
    from owj.server.records.defs import EntityDef

KEPT_FOR = timedelta(days=30)
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Thrown:
    """One deletion: the names of the records that went, as far as the reader may know them."""

    deed_id: int
    titles: Sequence[str]
    at: datetime
    by: str


def trash_of(ctx: Context, entity_key: str) -> list[Thrown]:
    """Return what was deleted of an entity, the latest first. Raises: VerbRefused."""
    entity = entity_of(ctx, entity_key)
    check_may(ctx, entity_key, Verb.DELETE)
    rows = in_trash(ctx, entity).select_related("user").order_by("-done_at", "-id")[:SHOWN]
    return [
        Thrown(row.pk, _titles(ctx, entity, row), row.done_at, row.user.full_name) for row in rows
    ]


def in_trash(ctx: Context, entity: EntityDef) -> QuerySet[RecordDeed]:
    """Return the deletions that the actor sees in the trash of an entity."""
    rows = RecordDeed.objects.filter(
        kind=RecordDeed.Kind.DELETE,
        entity_id=entity.id,
        undone_at=None,
        done_at__gt=ctx.now - KEPT_FOR,
    )
    # The rows are gone, so whose sight they were in cannot be asked any more.
    return rows if ctx.may(entity.key, "design") else rows.filter(user_id=ctx.actor.user_id or 0)


def _titles(ctx: Context, entity: EntityDef, row: RecordDeed) -> list[str]:
    title = entity.title
    shown = title and not is_hidden(ctx, entity.key, title)
    name = entity.by_key[title].attname if title and shown else ""
    went = [one for one in row.items if one[0] == entity.id and not one[3]]
    return [str(one[2].get(name) or "") or f"{entity.label} {one[1]}" for one in went]


@transaction.atomic
def restore_deed(ctx: Context, deed_id: int) -> Done:
    """Bring back what a deletion took. Raises: DeedNotFound, and as `returning.bring_back`."""
    row = RecordDeed.objects.select_for_update(of=("self",)).filter(id=deed_id).first()
    entity = ctx.snapshot.schema.by_id.get(row.entity_id) if row else None
    if row is None or entity is None or entity.retired:
        raise DeedNotFound
    entity_of(ctx, entity.key)
    if not in_trash(ctx, entity).filter(id=deed_id).exists():
        raise DeedNotFound
    done = bring_all_back(ctx, row)
    row.undone_at = ctx.now
    row.save(update_fields=["undone_at"])
    return done
