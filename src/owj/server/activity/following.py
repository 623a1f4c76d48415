"""Following, starring and visiting records: each person's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

from owj.server.activity.around import Spot, find_spot, seen_records
from owj.server.activity.models import RecordFollow, RecordStar, RecordVisit

if TYPE_CHECKING:
    from owj.server.records.context import Context

VISITS_KEPT = 100
_VISIT = """
INSERT INTO server_recordvisit (entity_id, record_id, user_id, at) VALUES (%s, %s, %s, %s)
ON CONFLICT (user_id, entity_id, record_id) DO UPDATE SET at = EXCLUDED.at
"""
_FORGET = """
DELETE FROM server_recordvisit WHERE user_id = %s AND id IN (
  SELECT id FROM server_recordvisit WHERE user_id = %s ORDER BY at DESC OFFSET %s)
"""


@dataclass(frozen=True, slots=True)
class Own:
    """What one person keeps of a record, and how many follow it."""

    follows: bool
    starred: bool
    followers: int


@dataclass(frozen=True, slots=True)
class AtHand:
    """A record that somebody starred or was at, as that person sees it."""

    record: Any
    at: datetime


def own_of(ctx: Context, spot: Spot) -> Own:
    """Return what the actor keeps of a record that the context has read."""
    user = ctx.actor.user_id or 0
    followers = list(RecordFollow.objects.filter(**spot.row).values_list("user_id", flat=True))
    starred = RecordStar.objects.filter(**spot.row, user_id=user).exists()
    return Own(user in followers, starred, len(followers))


def follow(ctx: Context, entity_key: str, record_id: int, *, wanted: bool = True) -> None:
    """Follow a record, or follow it no more. Raises: RecordNotFound."""
    spot, _record = find_spot(ctx, entity_key, record_id)
    if wanted:
        add_followers(ctx, spot, [ctx.actor.user_id or 0])
    else:
        RecordFollow.objects.filter(**spot.row, user_id=ctx.actor.user_id or 0).delete()


def add_followers(ctx: Context, spot: Spot, user_ids: Iterable[int]) -> None:
    """Let people follow a record."""
    rows = [
        RecordFollow(**spot.row, user_id=one, since=ctx.now)
        for one in dict.fromkeys(user_ids)
        if one
    ]
    RecordFollow.objects.bulk_create(rows, ignore_conflicts=True)


def star(ctx: Context, entity_key: str, record_id: int, *, wanted: bool = True) -> None:
    """Keep a record at hand, or keep it no more. Raises: RecordNotFound."""
    spot, _record = find_spot(ctx, entity_key, record_id)
    user = ctx.actor.user_id or 0
    if wanted:
        made = RecordStar(**spot.row, user_id=user, starred_at=ctx.now)
        RecordStar.objects.bulk_create([made], ignore_conflicts=True)
    else:
        RecordStar.objects.filter(**spot.row, user_id=user).delete()


def note_visit(ctx: Context, spot: Spot) -> None:
    """Remember that the actor was at a record; the oldest visits are forgotten."""
    user = ctx.actor.user_id
    if user is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_VISIT, [spot.entity_id, spot.record_id, user, ctx.now])
        cursor.execute(_FORGET, [user, user, VISITS_KEPT])


def recent_records(ctx: Context, limit: int, entity_key: str = "") -> list[AtHand]:
    """Return where the actor was last, as far as it is still in sight."""
    rows = RecordVisit.objects.filter(user_id=ctx.actor.user_id or 0)
    if entity_key:
        rows = rows.filter(entity_id=ctx.snapshot.entity(entity_key).id)
    found = list(rows.order_by("-at").values_list("entity_id", "record_id", "at")[: limit * 3])
    return _at_hand(ctx, found)[:limit]


def starred_records(ctx: Context, limit: int, entity_key: str = "") -> list[AtHand]:
    """Return what the actor keeps at hand, as far as it is still in sight."""
    rows = RecordStar.objects.filter(user_id=ctx.actor.user_id or 0)
    if entity_key:
        rows = rows.filter(entity_id=ctx.snapshot.entity(entity_key).id)
    names = ("entity_id", "record_id", "starred_at")
    found = list(rows.order_by("-starred_at").values_list(*names)[: limit * 3])
    return _at_hand(ctx, found)[:limit]


def _at_hand(ctx: Context, found: Sequence[tuple[str, int, datetime]]) -> list[AtHand]:
    seen = seen_records(ctx, (Spot(entity_id, record_id) for entity_id, record_id, _ in found))
    return [
        AtHand(seen[Spot(entity_id, record_id)], at)
        for entity_id, record_id, at in found
        if Spot(entity_id, record_id) in seen
    ]
