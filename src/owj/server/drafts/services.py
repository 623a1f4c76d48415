"""Keeping, reading and throwing away what a person has begun to write."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from owj.kernel.errors import InvalidInput
from owj.server import clock
from owj.server.context import Actor
from owj.server.drafts.models import Draft

TEXT_LIMIT = 50_000
# What nobody has gone on with for so long was given up.
KEPT_DAYS = 30


class DraftTooLong(InvalidInput):
    """Say that a draft is longer than what could ever be sent."""

    code = "draft.too_long"
    message = "The text is longer than %(limit)s characters, so it is not kept."


def keep_draft(actor: Actor, place: str, text: str, *, now: datetime) -> bool:
    """Keep the text of one's own draft at a place; an empty text throws it away.

    Returns whether there is a draft now. Raises: DraftTooLong.
    """
    if len(text) > TEXT_LIMIT:
        raise DraftTooLong(limit=TEXT_LIMIT, got=len(text))
    clean = text.replace("\x00", "")
    if not clean.strip():
        drop_drafts(actor, [place])
        return False
    Draft.objects.update_or_create(
        user_id=actor.user_id, place=place, defaults={"text": clean, "saved_at": now}
    )
    return True


def drafts_at(actor: Actor, places: Iterable[str]) -> dict[str, str]:
    """Return one's own drafts by place."""
    mine = Draft.objects.filter(user_id=actor.user_id or 0, place__in=list(places))
    return dict(mine.values_list("place", "text"))


def drop_drafts(actor: Actor, places: Iterable[str]) -> None:
    """Throw own drafts away: they were sent, or given up."""
    Draft.objects.filter(user_id=actor.user_id or 0, place__in=list(places)).delete()


def drop_old_drafts() -> int:
    """Throw away every draft that nobody went on with; returns how many."""
    old = Draft.objects.filter(saved_at__lt=clock.now() - timedelta(days=KEPT_DAYS))
    return old.delete()[0]
