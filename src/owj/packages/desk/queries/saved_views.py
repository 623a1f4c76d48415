"""The lists a person may open by name."""

from __future__ import annotations

from owj.packages.desk.moves import is_agent
from owj.packages.desk.saved_views import DefaultView, SavedView
from owj.server.records.context import Context

# More would be no help at the side of a list.
MOST_VIEWS = 30


def saved_views(ctx: Context) -> tuple[SavedView, ...]:
    """Return the person's own lists in their order, then those that others share."""
    if not is_agent(ctx.actor):
        return ()
    rows = ctx.rows(SavedView).filter(removed_at=None).order_by("position", "id")
    views = list(rows[: MOST_VIEWS * 2])
    views.sort(key=lambda view: view.owner_id != ctx.actor.user_id)
    return tuple(views[:MOST_VIEWS])


def default_view(ctx: Context) -> SavedView | None:
    """Return the list with which the person's inbox opens, as long as they may see it."""
    chosen = ctx.rows(DefaultView).filter(user_id=ctx.actor.user_id)
    view_id = chosen.values_list("view_id", flat=True).first()
    if view_id is None:
        return None
    return ctx.rows(SavedView).filter(id=view_id, removed_at=None).first()
