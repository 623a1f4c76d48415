"""The promise a ticket would carry if it were filed now."""

from __future__ import annotations

from owj.packages.desk.decisions import decide_priority
from owj.packages.desk.queries.desk_hours import agreement_in_force
from owj.packages.desk.queries.results import ClockPreview
from owj.packages.desk.words import Importance
from owj.server.agreements.queries import calendar_at
from owj.server.records.context import Context


def preview_clock(
    ctx: Context, is_bug: bool, blocks_use: bool, importance: Importance
) -> ClockPreview:
    """Return the proposed priority, when its clock would start and when the first response is due.

    Source: R2, R5, R7, R8.
    """
    agreement = agreement_in_force(ctx)
    calendar = calendar_at(agreement.ticket_calendar, ctx.now)
    priority, _ = decide_priority(is_bug, blocks_use, importance, now=ctx.now)
    target_s = agreement.first_response_minutes[priority] * 60
    starts_at = calendar.next_open(ctx.now)
    return ClockPreview(
        priority=priority,
        starts_at=starts_at,
        due_at=calendar.add(ctx.now, target_s),
        target_s=target_s,
        waiting=not calendar.is_open(ctx.now),
    )
