"""The promise a ticket would carry if it were filed now, from a form that is half filled in."""

from __future__ import annotations

from django.http import QueryDict

from owj.packages.desk.queries import ClockPreview, preview_clock
from owj.packages.desk.words import Importance
from owj.server.records.context import Context


def preview_of(ctx: Context, given: QueryDict) -> ClockPreview | None:
    """Return the promise, or None while a fact it follows from is missing (R5)."""
    kind, blocks, importance = (
        given.get("kind"),
        given.get("blocks_use"),
        given.get("importance"),
    )
    if kind == "bug" and blocks in {"yes", "no"}:
        return preview_clock(ctx, True, blocks == "yes", Importance.LOW)
    if kind == "request" and importance in set(Importance):
        return preview_clock(ctx, False, False, Importance(importance))
    return None
