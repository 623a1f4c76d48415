"""Keeping lists of the inbox: for oneself, or for everybody of a role."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max

from owj.packages.desk.errors import OnlyLeaders, OnlyStaff, ViewNotFound
from owj.packages.desk.moves import STAFF_ROLES, is_agent
from owj.packages.desk.saved_views import ADDRESS_LIMIT, NAME_LIMIT, DefaultView, SavedView
from owj.packages.desk.services.texts import checked_text, optional_text
from owj.server.context import Actor
from owj.server.records.context import Context

# Whoever leads the desk may put a list before everybody's eyes.
LEADERS = frozenset({"admin", "project_manager"})


def may_share(actor: Actor) -> bool:
    """Return whether this person may keep lists for others."""
    return actor.kind == "staff" and bool(LEADERS & actor.roles)


@transaction.atomic
def save_view(ctx: Context, *, name: str, address: str, roles: Iterable[str] = ()) -> SavedView:
    """Keep a list under a name, behind the person's other ones.

    Raises: OnlyStaff, OnlyLeaders (for roles), EmptyText, TextTooLong.
    """
    if not is_agent(ctx.actor):
        raise OnlyStaff
    shared = _shared(ctx, roles)
    mine = ctx.rows(SavedView).filter(owner_id=ctx.actor.user_id)
    last = mine.aggregate(last=Max("position"))["last"]
    return ctx.create(
        SavedView,
        owner_id=ctx.actor.user_id,
        name=checked_text(" ".join(name.split()), limit=NAME_LIMIT),
        address=optional_text(address, limit=ADDRESS_LIMIT),
        shared_with=shared,
        position=(last or 0) + 1,
    )


@transaction.atomic
def change_view(
    ctx: Context,
    view_id: int,
    *,
    name: str | None = None,
    address: str | None = None,
    roles: Iterable[str] | None = None,
) -> SavedView:
    """Rename a list, keep another one under its name, or show it to other roles.

    Raises: ViewNotFound, OnlyLeaders, EmptyText, TextTooLong.
    """
    view = _own(ctx, view_id)
    changes: dict[str, Any] = {}
    if name is not None:
        changes["name"] = checked_text(" ".join(name.split()), limit=NAME_LIMIT)
    if address is not None:
        changes["address"] = optional_text(address, limit=ADDRESS_LIMIT)
    if roles is not None:
        shared = _shared(ctx, roles)
        changes["shared_with"] = shared
    return ctx.update(view, **changes)


@transaction.atomic
def move_view(ctx: Context, view_id: int, *, up: bool) -> None:
    """Let a list change places with the one before or behind it. Raises: ViewNotFound."""
    _own(ctx, view_id)
    mine = ctx.rows(SavedView).filter(owner_id=ctx.actor.user_id, removed_at=None)
    views = list(mine.select_for_update(of=("self",)).order_by("position", "id"))
    place = next(n for n, view in enumerate(views) if view.id == view_id)
    other = place - 1 if up else place + 1
    if 0 <= other < len(views):
        views[place], views[other] = views[other], views[place]
    for position, view in enumerate(views, start=1):
        ctx.update(view, position=position)


@transaction.atomic
def remove_view(ctx: Context, view_id: int) -> SavedView:
    """Take a list away from everybody who saw it. Raises: ViewNotFound."""
    return ctx.update(_own(ctx, view_id), removed_at=ctx.now)


@transaction.atomic
def restore_view(ctx: Context, view_id: int) -> SavedView:
    """Bring a list back that was taken away. Raises: ViewNotFound."""
    return ctx.update(_own(ctx, view_id, removed=True), removed_at=None)


@transaction.atomic
def set_default_view(ctx: Context, view_id: int | None) -> None:
    """Let the person's inbox open with a list, or with all open tickets.

    Raises: OnlyStaff, ViewNotFound.
    """
    if not is_agent(ctx.actor):
        raise OnlyStaff
    system = ctx.as_system()
    chosen = system.rows(DefaultView).filter(user_id=ctx.actor.user_id).first()
    if view_id is None:
        if chosen is not None:
            system.delete(chosen)
        return
    if not ctx.rows(SavedView).filter(id=view_id, removed_at=None).exists():
        raise ViewNotFound
    if chosen is None:
        system.create(DefaultView, user_id=ctx.actor.user_id, view_id=view_id)
    else:
        system.update(chosen, view_id=view_id)


def _own(ctx: Context, view_id: int, *, removed: bool = False) -> SavedView:
    """Return a list of this person's own; a shared one is its owner's to change."""
    rows = ctx.rows(SavedView).filter(id=view_id, owner_id=ctx.actor.user_id)
    view = rows.filter(removed_at__isnull=not removed).select_for_update(of=("self",)).first()
    if view is None:
        raise ViewNotFound
    return view


def _shared(ctx: Context, roles: Iterable[str]) -> str:
    wanted = sorted(set(roles) & STAFF_ROLES)
    if wanted and not may_share(ctx.actor):
        raise OnlyLeaders
    return f"|{'|'.join(wanted)}|" if wanted else ""
