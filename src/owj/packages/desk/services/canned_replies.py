"""Writing canned replies: one's own, and those of the whole desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from owj.packages.desk.entity import CannedReply
from owj.packages.desk.errors import OnlyReplyKeepers, OnlyStaff
from owj.packages.desk.moves import is_agent
from owj.packages.desk.services.texts import checked_text, optional_text
from owj.server.context import Actor
from owj.server.records.context import Context
from owj.server.records.rowtypes import Rows

KEEPERS = frozenset({"admin", "project_manager"})
TITLE_LIMIT = 120
SHORTCUT_LIMIT = 30
BODY_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class ReplyDraft:
    """A canned reply as its author wrote it. shared: for the whole desk."""

    title: str
    body: str
    shortcut: str = ""
    shared: bool = False


def may_keep_shared(actor: Actor) -> bool:
    """Return whether the actor may change the replies of the whole desk."""
    return actor.kind == "staff" and bool(KEEPERS & actor.roles)


@transaction.atomic
def add_reply(ctx: Context, draft: ReplyDraft) -> CannedReply:
    """Add a reply at the end of its list. Raises: OnlyStaff, OnlyReplyKeepers, EmptyText."""
    owner = None if draft.shared else ctx.actor.user_id
    _check_keeper(ctx, shared=draft.shared)
    last = _list_of(ctx, owner).aggregate(last=Max("position"))["last"] or 0
    return ctx.create(CannedReply, owner_id=owner, position=last + 1, **_checked(draft))


@transaction.atomic
def change_reply(
    ctx: Context, reply_id: int, draft: ReplyDraft, *, expected_version: int | None = None
) -> CannedReply:
    """Change a reply; one's own may become the desk's, and back to one's own.

    Raises: OnlyStaff, OnlyReplyKeepers, NotFound, EmptyText, Conflict.
    """
    reply = _locked(ctx, reply_id)
    _check_keeper(ctx, shared=draft.shared or reply.owner_id is None)
    owner = None if draft.shared else ctx.actor.user_id
    return ctx.update(reply, expected_version=expected_version, owner_id=owner, **_checked(draft))


@transaction.atomic
def remove_reply(ctx: Context, reply_id: int) -> CannedReply:
    """Take a reply out of the lists. Raises: OnlyStaff, OnlyReplyKeepers, NotFound."""
    return _mark(ctx, reply_id, removed_at=ctx.now)


@transaction.atomic
def restore_reply(ctx: Context, reply_id: int) -> CannedReply:
    """Put a removed reply back. Raises: OnlyStaff, OnlyReplyKeepers, NotFound."""
    return _mark(ctx, reply_id, removed_at=None)


@transaction.atomic
def move_reply(ctx: Context, reply_id: int, *, up: bool) -> None:
    """Let a reply change places with its neighbour. Raises: OnlyStaff, OnlyReplyKeepers, NotFound.

    Replies are numbered anew from 1, for two may have been added at one instant.
    """
    reply = _locked(ctx, reply_id)
    _check_keeper(ctx, shared=reply.owner_id is None)
    order = list(_list_of(ctx, reply.owner_id).order_by("position", "id"))
    now = next((place for place, row in enumerate(order) if row.id == reply_id), -1)
    to = now - 1 if up else now + 1
    if now < 0 or not 0 <= to < len(order):
        return
    order[now], order[to] = order[to], order[now]
    for place, row in enumerate(order, start=1):
        if row.position != place:
            ctx.update(row, position=place)


def _locked(ctx: Context, reply_id: int) -> CannedReply:
    if not is_agent(ctx.actor):
        raise OnlyStaff
    return ctx.lock(CannedReply, reply_id)


def _mark(ctx: Context, reply_id: int, *, removed_at: datetime | None) -> CannedReply:
    reply = _locked(ctx, reply_id)
    _check_keeper(ctx, shared=reply.owner_id is None)
    return ctx.update(reply, removed_at=removed_at)


def _list_of(ctx: Context, owner_id: int | None) -> Rows[CannedReply]:
    return ctx.rows(CannedReply).filter(owner_id=owner_id, removed_at=None)


def _check_keeper(ctx: Context, *, shared: bool) -> None:
    if not is_agent(ctx.actor):
        raise OnlyStaff
    if shared and not may_keep_shared(ctx.actor):
        raise OnlyReplyKeepers


def _checked(draft: ReplyDraft) -> dict[str, str]:
    shortcut = "".join(draft.shortcut.split()).lstrip(":/")
    return {
        "title": checked_text(" ".join(draft.title.split()), limit=TITLE_LIMIT),
        "shortcut": optional_text(shortcut, limit=SHORTCUT_LIMIT),
        "body": checked_text(draft.body, limit=BODY_LIMIT),
    }
