"""The inbox: queues, the grouped list, and giving tickets to an agent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from owj.client.desk.bulk import TOLD_DEEDS, running_of
from owj.client.desk.filters import (
    address_of,
    chips_of,
    column_pairs,
    list_address,
    pairs_of,
    read_filter,
)
from owj.client.desk.own_fields import (
    column_choices,
    filter_fields,
    filter_inputs,
    with_own_cells,
)
from owj.client.desk.views import ROLE_WORDS, filter_of, view_links
from owj.packages.desk.queries import (
    COUNT_LIMIT,
    InboxFilter,
    InboxRow,
    Page,
    assignable_users,
    default_view,
    desk_status,
    inbox_rows,
    list_counts,
    may_set_priority,
    saved_views,
)
from owj.packages.desk.services import may_share
from owj.packages.desk.words import USUAL_COLUMNS, Column, Queue, Rank, Sort, Status
from owj.server.records.context import Context
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.tickets.words import PRIORITY_WORDS, STATUS_WORDS

PAGE_ROWS = 50
# A live refresh asks again for all that is loaded; a longer list keeps its tail as it was.
REFRESH_ROWS = 200

QUEUE_FACES: Mapping[Queue, tuple[str, Promise]] = {
    Queue.P0: ("siren", _("P0, outside the queue")),
    Queue.OPEN: ("inbox", _("All open")),
    Queue.MINE: ("user", _("Mine")),
    Queue.UNASSIGNED: ("users", _("Unassigned")),
    Queue.NEAR: ("timer", _("Near the deadline")),
    Queue.PAUSED: ("pause", _("Waiting for the customer")),
    Queue.WAITING: ("moon", _("Out of hours")),
    Queue.ALL: ("tag", _("All, closed ones too")),
}
RANK_WORDS: Mapping[Rank, Promise] = {
    Rank.P0: _("P0, before all other work"),
    Rank.RESPONSE: _("First response, ours to give"),
    Rank.FOLLOWUP: _("Follow-up to the end"),
    Rank.DONE: _("Finished"),
}
COLUMN_WORDS: Mapping[Column, Promise] = {
    Column.CUSTOMER: _("Customer"),
    Column.PRIORITY: _("Priority"),
    Column.ASSIGNEE: _("Assignee"),
    Column.STATUS: _("Status"),
    Column.OPENED: _("Filed at"),
}
SORT_WORDS: Mapping[Sort, Promise] = {
    Sort.DUE: _("By deadline"),
    Sort.NEW: _("Newest first"),
    Sort.OLD: _("Oldest first"),
    Sort.CUSTOMER: _("By customer"),
}


@dataclass(frozen=True, slots=True)
class QueueLink:
    """One queue at the list's side; count: None where it is not counted."""

    queue: Queue
    icon: str
    label: Promise
    count: int | None
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows of one rank that follow each other; `continues` when the page before ended in it."""

    rank: Rank | None
    label: Promise | None
    count: int | None
    rows: tuple[InboxRow, ...]
    continues: bool


def groups_of(page: Page[InboxRow], *, sort: Sort, after: str) -> list[RowGroup]:
    """Return the page's rows cut into the groups in which they are worked.

    Only the order by deadline has groups; any other order is one plain list.
    """
    if sort is not Sort.DUE:
        return [RowGroup(None, None, None, page.rows, continues=True)] if page.rows else []
    return [
        RowGroup(rank, RANK_WORDS[rank], page.groups.get(rank), tuple(rows), rank.value == after)
        for rank, rows in groupby(page.rows, key=lambda row: row.rank)
    ]


def queue_links(counts: Mapping[Queue, int], asked: InboxFilter) -> list[QueueLink]:
    """Return the queues with their counts; a queue keeps no other condition of the list."""
    return [
        QueueLink(
            queue,
            icon,
            label,
            counts.get(queue) if queue is not Queue.ALL else None,
            reverse("client:inbox") + list_address(InboxFilter(queue=queue)),
            current=queue is asked.queue,
        )
        for queue, (icon, label) in QUEUE_FACES.items()
    ]


def rows_context(page: Page[InboxRow], asked: InboxFilter, *, after: str = "") -> dict[str, object]:
    """Return what the rows' template needs; `after` is the rank the page before ended in."""
    last = page.rows[-1].rank.value if page.rows else after
    here = replace(asked, cursor=None)
    more = f"{address_of(here, cursor=page.next_cursor)}&after={last}" if page.next_cursor else ""
    return {
        "groups": groups_of(page, sort=asked.sort, after=after),
        "more": more,
        "page": page,
        "asked": asked,
        "here": address_of(here),
        "wide": asked.columns != USUAL_COLUMNS or bool(asked.own_columns),
        "count_limit": COUNT_LIMIT,
    }


def side_context(ctx: Context, asked: InboxFilter) -> dict[str, object]:
    """Return the queues and the kept lists with their counts, all of one query."""
    views = saved_views(ctx)
    queues, kept = list_counts(ctx, {view.id: filter_of(view) for view in views})
    return {
        "queues": queue_links(queues, asked),
        "views": view_links(views, kept, asked, ctx.actor.user_id),
    }


@staff_page
@require_GET
def inbox_view(request: DoorRequest) -> HttpResponse:
    """Show the list that the address asks for; without any word the one the person begins with."""
    if not request.GET and (first := default_view(request.ctx)):
        return redirect(reverse("client:inbox") + list_address(filter_of(first)))
    asked = read_filter(request.GET)
    page = with_own_cells(request.ctx, inbox_rows(request.ctx, asked, limit=PAGE_ROWS), asked)
    own = filter_fields(request.ctx)
    people = assignable_users(request.ctx)
    customer_name = page.rows[0].customer_name if page.rows else str(asked.customer or "")
    return render(
        request,
        "client/desk/inbox.html",
        rows_context(page, asked, after=request.GET.get("after", ""))
        | {
            "nav": "inbox",
            "shown": len(page.rows),
            "chips": chips_of(asked, people=people, customer_name=customer_name, own=own),
            "own_inputs": filter_inputs(request.ctx, asked) if own else (),
            "own_choices": column_choices(request.ctx),
            "column_pairs": column_pairs(asked),
            "may_export": request.ctx.may("ticket", "export"),
            "narrowed": address_of(asked) != address_of(InboxFilter(queue=asked.queue)),
            "people": people,
            "desk": desk_status(request.ctx),
            "running": running_of(request.ctx),
            "told_deeds": TOLD_DEEDS,
            "may_set_priority": may_set_priority(request.ctx),
            "sorts": [(s, words, address_of(asked, sort=s)) for s, words in SORT_WORDS.items()],
            "priorities": PRIORITY_WORDS.items(),
            "columns": COLUMN_WORDS.items(),
            "kept_pairs": [pair for pair in pairs_of(asked) if pair[0] != "columns"],
            "roles": ROLE_WORDS.items(),
            "may_share": may_share(request.actor),
            "statuses": [(s, words) for s, words in STATUS_WORDS.items() if s is not Status.MERGED],
        }
        | side_context(request.ctx, asked),
    )


@staff_page
@require_GET
def desk_state_view(request: DoorRequest) -> HttpResponse:
    """Give the chip that says until when the desk is open, or from when."""
    return render(request, "client/desk/desk_state.html", {"desk": desk_status(request.ctx)})


@staff_page
@require_GET
def inbox_rows_view(request: DoorRequest) -> HttpResponse:
    """Give the rows alone: the next stretch, or all that is loaded once more."""
    asked = read_filter(request.GET)
    shown = request.GET.get("shown", "")
    before = int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 6 else 0
    if asked.cursor:
        page = inbox_rows(request.ctx, asked, limit=PAGE_ROWS)
        extra: dict[str, object] = {"shown": before + len(page.rows)}
    else:
        page = inbox_rows(request.ctx, asked, limit=min(max(before, PAGE_ROWS), REFRESH_ROWS))
        extra = {
            "shown": len(page.rows),
            "refresh": True,
            **side_context(request.ctx, asked),
        }
    page = with_own_cells(request.ctx, page, asked)
    rows = rows_context(page, asked, after=request.GET.get("after", ""))
    return render(request, "client/desk/rows_answer.html", rows | extra)
