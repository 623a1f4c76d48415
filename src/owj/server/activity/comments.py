"""Comments on records: written, changed, taken away; whoever is named in one is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from owj.kernel.mentions import mentioned_ids
from owj.server.activity.around import Spot, find_spot
from owj.server.activity.files import attach
from owj.server.activity.following import add_followers
from owj.server.activity.models import RecordComment
from owj.server.activity.news import tell_comment
from owj.server.activity.people import colleagues
from owj.server.activity.refusals import (
    CommentEmpty,
    CommentNotFound,
    CommentNotYours,
    CommentTooLong,
)
from owj.server.activity.watching import tell_watchers

if TYPE_CHECKING:
    from owj.server.records.context import Context

LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Said:
    """A comment that was written. unseen: names of people it names who do not see the record."""

    comment: RecordComment
    unseen: Sequence[str]


@transaction.atomic
def add_comment(
    ctx: Context, entity_key: str, record_id: int, text: str, files: Sequence[UUID] = ()
) -> Said:
    """Write about a record; its author follows it from now on, and so does whoever is named.

    Raises: RecordNotFound, CommentEmpty, CommentTooLong.
    """
    spot, record = find_spot(ctx, entity_key, record_id)
    words = _clean(text, bare=not files)
    people = colleagues()
    named = [one for one in mentioned_ids(words, people) if one != ctx.actor.user_id]
    comment = RecordComment.objects.create(
        **spot.row,
        author_id=ctx.actor.user_id,
        author_name=ctx.actor.name,
        text=words,
        mentioned=named,
        created_at=ctx.now,
    )
    attach(ctx, spot, files, comment)
    told = tell_comment(ctx, spot, record, comment)
    add_followers(ctx, spot, [ctx.actor.user_id or 0, *told])
    tell_watchers([spot])
    names = dict(people)
    return Said(comment, [names[one] for one in named if one not in told])


@transaction.atomic
def change_comment(ctx: Context, comment_id: int, text: str) -> RecordComment:
    """Write a comment of one's own anew; who is named only now is told.

    Raises: CommentNotFound, CommentNotYours, CommentEmpty, CommentTooLong.
    """
    comment, spot, record = _own_comment(ctx, comment_id, removed=False)
    words = _clean(text, bare=not comment.files.filter(removed_at=None).exists())
    before = set(comment.mentioned)
    named = [one for one in mentioned_ids(words, colleagues()) if one != ctx.actor.user_id]
    comment.text, comment.mentioned, comment.edited_at = words, named, ctx.now
    comment.save(update_fields=["text", "mentioned", "edited_at"])
    told = tell_comment(
        ctx, spot, record, comment, only=[one for one in named if one not in before]
    )
    add_followers(ctx, spot, told)
    tell_watchers([spot])
    return comment


def remove_comment(ctx: Context, comment_id: int) -> RecordComment:
    """Take a comment away; `restore_comment` brings it back.

    Raises: CommentNotFound, CommentNotYours.
    """
    return _turn(ctx, comment_id, gone=True)


def restore_comment(ctx: Context, comment_id: int) -> RecordComment:
    """Bring a comment back. Raises: CommentNotFound, CommentNotYours."""
    return _turn(ctx, comment_id, gone=False)


@transaction.atomic
def _turn(ctx: Context, comment_id: int, *, gone: bool) -> RecordComment:
    comment, spot, _record = _own_comment(ctx, comment_id, removed=not gone)
    comment.removed_at = ctx.now if gone else None
    comment.save(update_fields=["removed_at"])
    comment.files.update(removed_at=comment.removed_at)
    tell_watchers([spot])
    return comment


def _clean(text: str, *, bare: bool) -> str:
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not words and bare:
        raise CommentEmpty
    if len(words) > LONGEST:
        raise CommentTooLong(limit=LONGEST)
    return words


def find_comment(ctx: Context, comment_id: int) -> tuple[RecordComment, Spot, Any]:
    """Return a comment, its place and its record. Raises: CommentNotFound, RecordNotFound."""
    comment = RecordComment.objects.filter(id=comment_id).first()
    entity = ctx.snapshot.schema.by_id.get(comment.entity_id) if comment else None
    if comment is None or entity is None or entity.retired:
        raise CommentNotFound
    spot, record = find_spot(ctx, entity.key, comment.record_id)
    return comment, spot, record


def _own_comment(
    ctx: Context, comment_id: int, *, removed: bool
) -> tuple[RecordComment, Spot, Any]:
    comment, spot, record = find_comment(ctx, comment_id)
    if (comment.removed_at is not None) is not removed:
        raise CommentNotFound
    if comment.author_id is None or comment.author_id != ctx.actor.user_id:
        raise CommentNotYours
    return comment, spot, record
