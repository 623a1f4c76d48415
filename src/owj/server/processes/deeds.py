"""The audit of what cannot be taken back: deletions, and secrets that were written or removed."""

from __future__ import annotations

from owj.server.processes.access import check_administer
from owj.server.processes.deed_rows import ProcessDeed
from owj.server.records.context import Context

MOST_SHOWN = 50


def record_deed(ctx: Context, what: str, about: str, **detail: object) -> None:
    """Write one line of the audit; never a secret."""
    ProcessDeed.objects.create(
        at=ctx.now,
        by_id=ctx.actor.user_id,
        by_name=ctx.actor.name,
        what=what,
        about=about[:200],
        detail=detail,
    )


def deeds_of(ctx: Context, *beginnings: str) -> list[ProcessDeed]:
    """Return the last deeds whose kind begins so. Raises: OnlyProcessAdministrators."""
    check_administer(ctx)
    rows = ProcessDeed.objects.order_by("-at", "-pk")
    kinds = [what for what in WHATS if what.partition(".")[0] in beginnings]
    return list(rows.filter(what__in=kinds)[:MOST_SHOWN])


SECRET_SET, SECRET_REMOVED = "secret.set", "secret.removed"
DRAFT_DROPPED, PROCESS_DELETED = "process.draft_dropped", "process.deleted"
HISTORY_DELETED = "process.history_deleted"
WHATS = (SECRET_SET, SECRET_REMOVED, DRAFT_DROPPED, PROCESS_DELETED, HISTORY_DELETED)
