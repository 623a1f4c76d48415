"""Telling people something inside the program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from owj.server import clock
from owj.server.context import Actor
from owj.server.identity.models import User
from owj.server.live.notify import notify_live
from owj.server.notices.models import Notice


def notify_users(
    users: Iterable[User | int],
    kind: str,
    *,
    url: str = "",
    data: Mapping[str, object] | None = None,
    key: str | None = None,
) -> None:
    """Leave each person a notice and tell their open pages, on commit.

    kind: chooses the words when it is shown. key: the same key reaches a person once.
    """
    ids = list(dict.fromkeys(user.pk if isinstance(user, User) else user for user in users))
    if not ids:
        return
    at = clock.now()
    Notice.objects.bulk_create(
        [
            Notice(user_id=id_, kind=kind, url=url, data=dict(data or {}), key=key, created_at=at)
            for id_ in ids
        ],
        ignore_conflicts=True,
    )
    notify_live([f"user:{id_}" for id_ in ids], "notice", kind=kind)


def mark_read(actor: Actor, notice_ids: Iterable[int] | None = None) -> int:
    """Mark one's own notices (None: all of them) as read; returns how many were new."""
    unread = Notice.objects.filter(user_id=actor.user_id or 0, read_at=None)
    if notice_ids is not None:
        unread = unread.filter(id__in=list(notice_ids))
    read = unread.update(read_at=clock.now())
    if read:
        notify_live([f"user:{actor.user_id}"], "notice", kind="read")
    return read
