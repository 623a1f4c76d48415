"""The dashboard's tables as CSV: the same figures, with Jalali and ISO days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import FileResponse, Http404
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from owj.client.dashboard.address import Asked
from owj.client.dashboard.lists import wanted_list
from owj.client.dashboard.page import asked_of
from owj.client.dashboard.words import CAUSE_RULES, CAUSE_WORDS, PROMISE_WORDS
from owj.client.templatetags.dashboard import week_day
from owj.kernel.errors import InvalidInput
from owj.packages.desk.queries.reports import (
    EXPORT_LIMIT,
    ListedRow,
    agent_loads,
    arrivals,
    customer_loads,
    listed,
    open_by_priority,
    promise_figures,
    rating_figures,
    time_figures,
)
from owj.server.records.context import Context
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.sheets import Cell, iso_cell, jalali_cell, sheet_response
from owj.ui.tickets.words import PRIORITY_WORDS

Rows = Iterable[Sequence[Cell]]


class ExportTooLong(InvalidInput):
    """Say that a list is longer than one file takes."""

    code = "report.export_too_long"
    message = (
        "This list has %(rows)s rows; one file takes %(limit)s. Choose fewer days, or one customer."
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of the dashboard: its columns and its rows."""

    header: Callable[[], Sequence[str]]
    rows: Callable[[Context, Asked], Rows]


@staff_page
@require_GET
def export_view(request: DoorRequest, name: str) -> FileResponse:
    """Give one table of the dashboard as a file."""
    sheet = SHEETS.get(name)
    if sheet is None:
        raise Http404
    asked = asked_of(request)
    rows = sheet.rows(request.ctx, asked)
    return sheet_response(_file_name(name, asked), sheet.header(), rows)


@staff_page
@require_GET
def export_list_view(request: DoorRequest) -> FileResponse:
    """Give the list behind a figure as a file. Raises: ExportTooLong."""
    asked, narrow = asked_of(request), wanted_list(request)
    found = listed(request.ctx, asked.filter, narrow, limit=EXPORT_LIMIT)
    if found.total > EXPORT_LIMIT:
        raise ExportTooLong(rows=found.total, limit=EXPORT_LIMIT)
    name = _file_name(narrow.figure.value, asked)
    return sheet_response(name, _list_header(), [_list_cells(row) for row in found.rows])


def _file_name(name: str, asked: Asked) -> str:
    first, last = jalali_cell(asked.span.first), jalali_cell(asked.span.last)
    return f"owj-{name}-{first}-{last}"


def _promise_header() -> Sequence[str]:
    return (
        gettext("From, Jalali"),
        gettext("To, Jalali"),
        gettext("From, ISO"),
        gettext("To, ISO"),
        gettext("kept"),
        gettext("broken"),
    )


def _promise_rows(ctx: Context, asked: Asked) -> Rows:
    for span, one in promise_figures(ctx, asked.filter, asked.shown_step).steps:
        yield (
            jalali_cell(span.first),
            jalali_cell(span.last),
            iso_cell(span.first),
            iso_cell(span.last),
            one.kept,
            one.broken,
        )


def _cause_rows(ctx: Context, asked: Asked) -> Rows:
    causes = promise_figures(ctx, asked.filter, asked.shown_step).causes
    for cause, many in causes.items():
        rule = str(CAUSE_RULES[cause]) if cause else ""
        yield (str(CAUSE_WORDS[cause]), many, rule)


def _time_header() -> Sequence[str]:
    return (
        gettext("Promise"),
        gettext("Priority"),
        gettext("Count"),
        gettext("Median, working minutes"),
        gettext("90 of 100 within, working minutes"),
    )


def _time_rows(ctx: Context, asked: Asked) -> Rows:
    for promise, found in time_figures(ctx, asked.filter).items():
        name = str(PROMISE_WORDS[promise])
        parts = [
            (str(PRIORITY_WORDS[priority]), time) for priority, time in found.by_priority.items()
        ]
        for priority, time in [*parts, (gettext("all"), found.total)]:
            yield (name, priority, time.count, _minutes(time.median_s), _minutes(time.p90_s))


def _load_rows(ctx: Context, asked: Asked) -> Rows:
    for load in agent_loads(ctx, asked.filter):
        name = load.name or gettext("nobody")
        now, promises = load.open, load.promises
        yield (name, now.total, now.near, now.p0, promises.kept, promises.broken)


def _customer_rows(ctx: Context, asked: Asked) -> Rows:
    for load in customer_loads(ctx, asked.filter, limit=None)[0]:
        yield (load.name, load.arrived, load.open, load.promises.kept, load.promises.broken)


def _arrival_rows(ctx: Context, asked: Asked) -> Rows:
    for (weekday, hour), many in sorted(arrivals(ctx, asked.filter).items()):
        yield (week_day(weekday), hour, many)


def _open_rows(ctx: Context, asked: Asked) -> Rows:
    for priority, now in open_by_priority(ctx, asked.filter).items():
        yield (str(PRIORITY_WORDS[priority]), now.total, now.near, now.p0)


def _rating_rows(ctx: Context, asked: Asked) -> Rows:
    for span, one in rating_figures(ctx, asked.filter, asked.shown_step).steps:
        yield (jalali_cell(span.first), iso_cell(span.first), one.total, *one.counts)


def _list_header() -> Sequence[str]:
    return (
        gettext("Tracking id"),
        gettext("Subject"),
        gettext("Customer"),
        gettext("Assignee"),
        gettext("Priority"),
        gettext("Promise"),
        gettext("Came in, Jalali"),
        gettext("Came in, ISO"),
        gettext("Due, Jalali"),
        gettext("Due, ISO"),
        gettext("Done, Jalali"),
        gettext("Done, ISO"),
        gettext("Working minutes"),
        gettext("Working minutes late"),
        gettext("Cause"),
        gettext("Rating"),
        gettext("Comment"),
    )


def _list_cells(row: ListedRow) -> Sequence[Cell]:
    return (
        row.ticket.tracking_id,
        row.ticket.subject,
        row.ticket.customer_name,
        row.ticket.assignee_name,
        str(PRIORITY_WORDS[row.ticket.priority]),
        str(PROMISE_WORDS[row.promise]) if row.promise else "",
        jalali_cell(row.arrived_at),
        iso_cell(row.arrived_at),
        jalali_cell(row.due_at),
        iso_cell(row.due_at),
        jalali_cell(row.done_at),
        iso_cell(row.done_at),
        _minutes(row.taken_s),
        _minutes(row.late_s),
        str(CAUSE_WORDS[row.cause]) if row.cause else "",
        row.rating,
        row.comment,
    )


def _minutes(seconds: int | None) -> float | None:
    return None if seconds is None else round(seconds / 60, 1)


SHEETS: Mapping[str, Sheet] = {
    "promises": Sheet(_promise_header, _promise_rows),
    "causes": Sheet(lambda: (gettext("Cause"), gettext("Count"), gettext("Rule")), _cause_rows),
    "times": Sheet(_time_header, _time_rows),
    "agents": Sheet(
        lambda: (
            gettext("Agent"),
            gettext("open now"),
            gettext("near"),
            "P0",
            gettext("kept"),
            gettext("broken"),
        ),
        _load_rows,
    ),
    "customers": Sheet(
        lambda: (
            gettext("Customer"),
            gettext("came in"),
            gettext("open now"),
            gettext("kept"),
            gettext("broken"),
        ),
        _customer_rows,
    ),
    "arrivals": Sheet(
        lambda: (gettext("Weekday"), gettext("Hour"), gettext("Count")), _arrival_rows
    ),
    "open": Sheet(
        lambda: (gettext("Priority"), gettext("open now"), gettext("near"), "P0"), _open_rows
    ),
    "ratings": Sheet(
        lambda: (
            gettext("From, Jalali"),
            gettext("From, ISO"),
            gettext("Count"),
            *(gettext("rated %(n)s") % {"n": n} for n in range(1, 6)),
        ),
        _rating_rows,
    ),
}
