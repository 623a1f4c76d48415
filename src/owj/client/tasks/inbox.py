"""The lists of the task inbox, grouped by when their tasks are due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from owj.server.processes.queries import startable
from owj.server.processes.services import start
from owj.server.processes.tasks.queries import (
    Asked,
    Tab,
    TaskPage,
    TaskRow,
    held_count,
    open_task_of_start,
    opinions_asked,
    task_counts,
    tasks_of,
)
from owj.server.processes.tasks.reach import standing_of, today
from owj.server.records.context import Context
from owj.ui.doors import DoorRequest, staff_page

WORDS_LENGTH = 100
HIGH, LOW = 80, 20
TABS: Mapping[Tab, tuple[str, Promise]] = {
    Tab.MINE: ("user", _("Mine")),
    Tab.TEAM: ("users", _("My teams'")),
    Tab.OVERDUE: ("alarm-clock", _("Overdue")),
    Tab.DELEGATED: ("send", _("Given on")),
    Tab.DONE: ("check-check", _("Finished")),
    Tab.ALL: ("layers", _("Everybody's")),
}


@dataclass(frozen=True, slots=True)
class TabLink:
    """One list at the side. count: None where it is not counted."""

    tab: Tab
    icon: str
    label: Promise
    count: int | None
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Tasks that are due in one stretch of time."""

    label: Promise
    tone: str
    rows: Sequence[TaskRow]


@staff_page
@require_GET
def tasks_view(request: DoorRequest) -> HttpResponse:
    """Show a list of tasks."""
    context = _list_context(request)
    return render(request, "client/tasks/inbox.html", context)


@staff_page
@require_GET
def task_rows_view(request: DoorRequest) -> HttpResponse:
    """Give a list anew, or its next page."""
    context = _list_context(request)
    template = "client/tasks/rows.html" if request.GET.get("place") else "client/tasks/fresh.html"
    return render(request, template, context)


@staff_page
@require_POST
def start_process_view(request: DoorRequest, key: str) -> HttpResponse:
    """Start a process that needs no record, and go straight to its first task if that is mine."""
    started = start(request.ctx, key)
    first = open_task_of_start(request.ctx, started.pk)
    if first is not None:
        return redirect("client:task", first)
    return redirect("client:tasks")


def _list_context(request: DoorRequest) -> dict[str, object]:
    ctx = request.ctx
    asked = read_asked(request)
    page: TaskPage = tasks_of(ctx, asked)
    counts = task_counts(ctx)
    return {
        "nav": "tasks",
        "asked": asked,
        "tabs": tab_links(ctx, asked, counts),
        "title": TABS[asked.tab][1],
        "groups": groups_of(ctx, page.rows, asked.tab),
        "rows": page.rows,
        "more": _query(asked.tab, asked.words, page.more) if page.more else "",
        "here": _query(asked.tab, asked.words),
        "opinions": opinions_asked(ctx) if asked.tab is Tab.MINE and not asked.words else (),
        "covered": list(standing_of(ctx).covered.values()),
        "startable": startable(ctx),
        "counts": counts,
    }


def read_asked(request: DoorRequest) -> Asked:
    """Return what an address asks for; a list that there is not is one's own."""
    tab = request.GET.get("tab", "")
    known = Tab(tab) if tab in set(Tab) else Tab.MINE
    if known is Tab.ALL and not standing_of(request.ctx).is_admin:
        known = Tab.MINE
    words = request.GET.get("q", "").replace("\x00", "").strip()[:WORDS_LENGTH]
    return Asked(known, words, request.GET.get("place", ""))


def tab_links(ctx: Context, asked: Asked, counts: Mapping[Tab, int]) -> list[TabLink]:
    """Return the lists that the reader has, with how many tasks stand in each."""
    shown = [tab for tab in TABS if tab is not Tab.ALL or standing_of(ctx).is_admin]
    return [
        TabLink(
            tab,
            *TABS[tab],
            counts.get(tab),
            reverse("client:tasks") + _query(tab, ""),
            tab is asked.tab,
        )
        for tab in shown
    ]


def _query(tab: Tab, words: str, place: str = "") -> str:
    pairs = {"tab": tab.value, "q": words, "place": place}
    return "?" + urlencode({name: said for name, said in pairs.items() if said})


def groups_of(ctx: Context, rows: Sequence[TaskRow], tab: Tab) -> list[TaskGroup]:
    """Return tasks by when they are due, those put aside last; done ones in one group."""
    if tab is Tab.DONE:
        return [TaskGroup(_("Done by me"), "", rows)] if rows else []
    ordered = sorted(rows, key=lambda row: _rank(ctx, row))
    return [
        TaskGroup(_GROUPS[rank][0], _GROUPS[rank][1], list(some))
        for rank, some in groupby(ordered, key=lambda row: _rank(ctx, row))
    ]


_GROUPS: Sequence[tuple[Promise, str]] = (
    (_("Overdue"), "danger"),
    (_("Due today"), "warn"),
    (_("Due tomorrow"), ""),
    (_("Due within a week"), ""),
    (_("Due later"), ""),
    (_("Without a date"), ""),
    (_("Put aside until later"), ""),
)


def _rank(ctx: Context, row: TaskRow) -> int:
    if row.follow_up is not None and row.follow_up > ctx.now:
        return 6
    if row.due is None:
        return 5
    if row.due < ctx.now:
        return 0
    days = (row.due.astimezone(ctx.zone).date() - today(ctx)) // timedelta(days=1)
    return 1 if days <= 0 else 2 if days == 1 else 3 if days <= 7 else 4


def count_tasks(ctx: Context) -> int:
    """Return how many tasks the reader holds, for the place in the navigation."""
    return held_count(ctx)
