"""Everything that happened to one record, newest first: changes, comments, files, merges.

Pages begin at an instant, not at a number: what comes meanwhile moves nothing to another page. What
happened at one instant stays on one page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from owj.server.activity.around import Spot, spot_of
from owj.server.activity.models import RecordComment, RecordFile, RecordMerge
from owj.server.records.audit import Change, changes_of

if TYPE_CHECKING:
    from owj.server.records.context import Context
    from owj.server.records.declare import Entity

Kind = Literal["all", "comments", "changes", "files"]
_STEP = timedelta(microseconds=1)

What = Change | RecordComment | RecordFile | RecordMerge


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened at an instant."""

    at: datetime
    what: What


@dataclass(frozen=True, slots=True)
class History:
    """A stretch of what happened. before: where the next stretch begins; None at the end."""

    happenings: tuple[Happening, ...]
    before: datetime | None


def history_of(
    ctx: Context,
    record: Entity,
    *,
    kind: Kind = "all",
    limit: int = 50,
    before: datetime | None = None,
) -> History:
    """Return what happened to a record that the context has read, with what the actor may see."""
    spot = spot_of(ctx, record)
    until = before - _STEP if before else None
    found: list[Happening] = []
    merges = list(RecordMerge.objects.filter(**_into(spot), undone_at=None))
    if kind in ("all", "changes"):
        absorbed = [one for merge in merges for one in merge.gone_ids]
        changes = changes_of(ctx, record, limit + 1, until=until, absorbed=absorbed)
        found += [Happening(one.at, one) for one in changes]
        found += [
            Happening(one.done_at, one) for one in merges if not until or one.done_at <= until
        ]
    if kind in ("all", "comments"):
        found += _comments(spot, limit + 1, until)
    if kind in ("all", "files"):
        found += _files(spot, limit + 1, until, alone=kind == "all")
    return _cut(sorted(found, key=lambda one: one.at, reverse=True), limit)


def _into(spot: Spot) -> dict[str, object]:
    return {"entity_id": spot.entity_id, "kept_id": spot.record_id}


def _comments(spot: Spot, limit: int, until: datetime | None) -> list[Happening]:
    rows = RecordComment.objects.filter(**spot.row, removed_at=None)
    rows = rows if until is None else rows.filter(created_at__lte=until)
    rows = rows.prefetch_related("files__file").order_by("-created_at", "-id")
    return [Happening(one.created_at, one) for one in rows[:limit]]


def _files(spot: Spot, limit: int, until: datetime | None, *, alone: bool) -> list[Happening]:
    rows = RecordFile.objects.filter(**spot.row, removed_at=None).select_related("file")
    rows = rows if until is None else rows.filter(added_at__lte=until)
    rows = rows.filter(comment=None) if alone else rows
    return [Happening(one.added_at, one) for one in rows.order_by("-added_at", "-id")[:limit]]


def _cut(found: Sequence[Happening], limit: int) -> History:
    if len(found) <= limit:
        return History(tuple(found), None)
    end = limit
    while end < len(found) and found[end].at == found[limit - 1].at:
        end += 1
    shown = tuple(found[:end])
    return History(shown, shown[-1].at if end < len(found) else None)
