"""Who hears that something happened to a record: followers, and whoever a comment names.

Everybody is told in the terms of their own rights: who does not see the record, or none of the
fields that changed, hears nothing, and its name is what they may read of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from owj.server.activity.around import Spot
from owj.server.activity.models import RecordComment, RecordFollow
from owj.server.activity.people import Reader, readers_of
from owj.server.events import reacts_to
from owj.server.notices.kinds import NoticeKind, Way, register_notice_kinds
from owj.server.notices.services import NoticeWords, notify_users
from owj.server.records.events import RecordsWritten
from owj.server.records.models import RecordChange

if TYPE_CHECKING:
    from owj.server.identity.models import User
    from owj.server.records.context import Context

register_notice_kinds(
    [
        NoticeKind(
            "record_mention",
            _("A colleague mentions me in a comment on a record"),
            _("%(by)s mentioned you at a record"),
            "at-sign",
            by_default=frozenset({Way.APP, Way.EMAIL}),
        ),
        NoticeKind(
            "record_comment",
            _("Somebody comments on a record that I follow"),
            _("%(by)s wrote about a record that you follow"),
            "message-square",
        ),
        NoticeKind(
            "record_changed",
            _("A record that I follow changes"),
            _("%(by)s changed a record that you follow"),
            "pencil",
        ),
        NoticeKind(
            "record_deleted",
            _("A record that I follow is deleted"),
            _("%(by)s deleted a record that you followed"),
            "trash-2",
        ),
    ]
)


def tell_comment(
    ctx: Context,
    spot: Spot,
    record: Any,
    comment: RecordComment,
    only: Collection[int] | None = None,
) -> list[int]:
    """Tell of a comment; returns those of the people it names who see the record.

    only: tell nobody but these, because the others have heard of it.
    """
    named = list(comment.mentioned) if only is None else list(only)
    readers = readers_of(ctx, spot, named)
    for reader in readers:
        _tell(ctx, reader, "record_mention", key=f"mention:{comment.pk}", text=comment.text)
    told = [one.user.pk for one in readers]
    if only is None:
        others = {one for one in _followers(ctx, spot) if one not in told}
        for reader in readers_of(ctx, spot, others):
            _tell(ctx, reader, "record_comment", key=f"comment:{comment.pk}", text=comment.text)
    return told


@reacts_to(RecordsWritten)
def tell_followers(event: RecordsWritten) -> None:
    """Tell who follows a record that it changed or went."""
    if event.action == RecordChange.Action.CREATED or event.ctx.actor.is_system:
        return
    ids = [one[0] for one in event.done]
    rows = RecordFollow.objects.filter(entity_id=event.entity.id, record_id__in=ids)
    followers: dict[int, set[int]] = {}
    for record_id, user_id in rows.values_list("record_id", "user_id"):
        if user_id != event.ctx.actor.user_id:
            followers.setdefault(record_id, set()).add(user_id)
    for record_id, version, changes in event.done:
        people = followers.get(record_id)
        if not people:
            continue
        key = f"record:{event.entity.id}:{record_id}:{version}"
        if event.action == RecordChange.Action.DELETED:
            _tell_deleted(event, people, key)
            continue
        for reader in readers_of(event.ctx, Spot(event.entity.id, record_id), people):
            if _sees_a_change(reader, event, changes):
                _tell(event.ctx, reader, "record_changed", key=f"changed:{key}")


def _sees_a_change(reader: Reader, event: RecordsWritten, changes: Mapping[str, Any]) -> bool:
    access = reader.ctx.field_access(event.entity.key)
    columns = {one.column: one.key for one in event.entity.by_key.values()}
    return any(access.get(columns.get(column, ""), "hidden") != "hidden" for column in changes)


def _tell_deleted(event: RecordsWritten, people: Collection[int], key: str) -> None:
    # The record is gone, so nobody's rights to it can be asked any more: no name is told.
    data = {"by": event.ctx.actor.name, "subject": str(event.entity.label)}
    url = reverse("client:records", args=[event.entity.key])
    notify_users(people, "record_deleted", url=url, data=data, key=f"deleted:{key}")


def _tell(ctx: Context, reader: Reader, kind: str, *, key: str, text: str = "") -> None:
    record = reader.record
    title, by = str(record), ctx.actor.name
    entity = reader.ctx.snapshot.entity(record.key)
    url = reverse("client:record", args=[record.key, record.id])

    def words(user: User) -> NoticeWords:
        told = (
            gettext("%(by)s mentioned you at %(name)s")
            if kind == "record_mention"
            else gettext("News of %(name)s, which you follow, from %(by)s")
        )
        subject = told % {"by": by, "name": f"{entity.label} {title}"}
        return NoticeWords(subject, f"{subject}\n\n{text}".strip(), subject)

    data = {"by": by, "subject": title}
    notify_users([reader.user], kind, url=url, data=data, key=key, words=words)


def _followers(ctx: Context, spot: Spot) -> list[int]:
    rows = RecordFollow.objects.filter(**spot.row).exclude(user_id=ctx.actor.user_id or 0)
    return list(rows.values_list("user_id", flat=True))
