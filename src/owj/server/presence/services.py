"""Coming, staying and going; others hear of it only when something changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models.functions import Now

from owj.server.context import Actor
from owj.server.presence.models import Presence

# A page says every 30 s that it is still open; one missed time is a slow network, not a goodbye.
SILENT_AFTER_S = 75

# Only a person who comes, comes back from silence, or begins or ends writing is news.
ARRIVE_SQL = """
    WITH before AS (
        SELECT writing, seen_at FROM server_presence WHERE place = %(place)s AND user_id = %(user)s
    ), stored AS (
        INSERT INTO server_presence (user_id, place, writing, seen_at)
        VALUES (%(user)s, %(place)s, %(writing)s, now())
        ON CONFLICT ON CONSTRAINT server_presence_once
        DO UPDATE SET writing = excluded.writing, seen_at = excluded.seen_at
        RETURNING 1
    )
    SELECT NOT EXISTS (
        SELECT 1 FROM before
        WHERE writing = %(writing)s AND seen_at > now() - make_interval(secs => %(silent)s)
    ) FROM stored
"""


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody else who has the place open."""

    user_id: int
    name: str
    writing: bool


@transaction.atomic
def arrive(actor: Actor, place: str, *, writing: bool) -> bool:
    """Say that one is at a place; returns whether this is news to others."""
    given = {
        "user": actor.user_id,
        "place": place,
        "writing": writing,
        "silent": SILENT_AFTER_S,
    }
    with connection.cursor() as cursor:
        cursor.execute(ARRIVE_SQL, given)
        return bool(cursor.fetchone()[0])


def leave(actor: Actor, place: str) -> bool:
    """Say that one has gone; returns whether one was there."""
    mine = Presence.objects.filter(user_id=actor.user_id or 0, place=place)
    return bool(mine.delete()[0])


def others_at(actor: Actor, place: str) -> tuple[Present, ...]:
    """Return who else is at a place now, those who write first."""
    there = Presence.objects.filter(
        place=place, seen_at__gt=Now() - timedelta(seconds=SILENT_AFTER_S), user__is_active=True
    ).exclude(user_id=actor.user_id or 0)
    rows = there.order_by("-writing", "user__full_name", "user_id")
    return tuple(Present(*row) for row in rows.values_list("user_id", "user__full_name", "writing"))


def drop_absent() -> int:
    """Throw away the rows of those who fell silent; returns how many."""
    gone = Presence.objects.filter(seen_at__lt=Now() - timedelta(seconds=SILENT_AFTER_S * 4))
    return gone.delete()[0]
