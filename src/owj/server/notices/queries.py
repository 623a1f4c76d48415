"""A person's notices."""

from __future__ import annotations

from django.db.models import QuerySet

from owj.server.context import Actor
from owj.server.notices.models import Notice


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """Return a person's notices, the latest first."""
    return Notice.objects.filter(user_id=actor.user_id or 0).order_by("-created_at", "-id")


def count_unread(actor: Actor) -> int:
    """Return how many notices a person has not read."""
    return Notice.objects.filter(user_id=actor.user_id or 0, read_at=None).count()
