"""The list behind a figure: a row for each promise or ticket that the figure counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from owj.kernel.sla.causes import Cause
from owj.kernel.sla.clocks import Promise
from owj.kernel.sla.outcomes import Outcome
from owj.packages.desk.entity import Ticket
from owj.packages.desk.queries.desk_hours import desk_calendar
from owj.packages.desk.queries.reports.asked import (
    IS_KEPT,
    Figure,
    ListFilter,
    ReportFilter,
    conditions_of,
    is_broken,
    own_filter,
    results_arrived,
    results_done,
    results_due,
)
from owj.packages.desk.queries.reports.ratings import rated_in
from owj.packages.desk.queries.results import InboxRow
from owj.packages.desk.queries.rows import list_rows, load_tickets
from owj.server.agreements.result_rows import PromiseResult
from owj.server.records.context import Context
from owj.server.records.rowtypes import Rows

EXPORT_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One counted promise with its ticket; of a rated ticket the rating alone.

    late_s: working seconds too late, up to now while it is still open. broken: as counted.
    """

    ticket: InboxRow
    promise: Promise | None = None
    cycle: int = 1
    arrived_at: datetime | None = None
    due_at: datetime | None = None
    done_at: datetime | None = None
    taken_s: int | None = None
    late_s: int = 0
    broken: bool = False
    cause: Cause | None = None
    cause_at: datetime | None = None
    rating: int | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A stretch of a list and how many rows the whole of it has: the figure itself."""

    rows: Sequence[ListedRow]
    total: int


def listed(
    ctx: Context, asked: ReportFilter, narrow: ListFilter, *, skip: int = 0, limit: int = 50
) -> ListedPage:
    """Return the rows that a figure counts, the latest first. Raises: OnlyStaff."""
    asked = own_filter(ctx, asked)
    if narrow.figure is Figure.RATED:
        return _rated(ctx, asked, narrow, skip, limit)
    rows, order = _results(ctx, asked, narrow)
    shown = list(rows.order_by(*order)[skip : skip + limit])
    tickets = _tickets(ctx, {row.record_id for row in shown})
    now_calendar = desk_calendar(ctx)

    def late_s(row: PromiseResult) -> int:
        if row.done_at or row.due_at is None or row.due_at >= ctx.now:
            return row.late_s
        return row.late_s or now_calendar.between(row.due_at, ctx.now)

    listed_rows = [
        _row(row, tickets[row.record_id], late_s(row)) for row in shown if row.record_id in tickets
    ]
    return ListedPage(listed_rows, rows.count())


def _results(
    ctx: Context, asked: ReportFilter, narrow: ListFilter
) -> tuple[QuerySet[PromiseResult], tuple[str, ...]]:
    rows, order = _figure_rows(ctx, asked, narrow.figure)
    return rows.filter(*conditions_of(narrow)), order


def _figure_rows(
    ctx: Context, asked: ReportFilter, figure: Figure
) -> tuple[QuerySet[PromiseResult], tuple[str, ...]]:
    by_due = ("-due_day", "-due_at", "-id")
    by_done = ("-done_day", "-done_at", "-id")
    if figure is Figure.KEPT:
        return results_due(asked).filter(IS_KEPT), by_due
    if figure is Figure.BROKEN:
        return results_due(asked).filter(is_broken(ctx.now)), by_due
    if figure is Figure.ANSWERED:
        return results_done(asked).filter(promise=Promise.FIRST_RESPONSE.value), by_done
    if figure is Figure.FINISHED:
        return results_done(asked).filter(promise=Promise.FOLLOWUP.value), by_done
    return results_arrived(asked), ("-arrived_day", "-arrived_at", "-id")


def _row(row: PromiseResult, ticket: InboxRow, late_s: int) -> ListedRow:
    broken = row.outcome in {Outcome.BROKEN.value, Outcome.EXCLUDED.value}
    return ListedRow(
        ticket=ticket,
        promise=Promise(row.promise),
        cycle=row.cycle,
        arrived_at=row.arrived_at,
        due_at=row.due_at,
        done_at=row.done_at,
        taken_s=row.taken_s,
        late_s=late_s,
        broken=broken or (row.outcome == Outcome.OPEN.value and late_s > 0),
        cause=Cause(row.cause) if row.cause else None,
        cause_at=row.cause_at,
    )


def _rated(
    ctx: Context, asked: ReportFilter, narrow: ListFilter, skip: int, limit: int
) -> ListedPage:
    rows = rated_in(ctx, asked)
    if narrow.rating is not None:
        rows = rows.filter(rating=narrow.rating)
    tickets = list(
        rows.select_related("customer", "assignee").order_by("-rated_at", "-id")[
            skip : skip + limit
        ]
    )
    faces = list_rows(ctx, tickets)
    return ListedPage(
        [
            ListedRow(
                ticket=row,
                arrived_at=ticket.opened_at,
                done_at=ticket.rated_at,
                rating=ticket.rating,
                comment=ticket.rating_comment,
            )
            for ticket, row in zip(tickets, faces, strict=True)
        ],
        rows.count(),
    )


def _tickets(ctx: Context, ids: set[int]) -> dict[int, InboxRow]:
    found: Rows[Ticket] = ctx.rows(Ticket).filter(id__in=ids)
    return {row.id: row for row in list_rows(ctx, load_tickets(found))}
