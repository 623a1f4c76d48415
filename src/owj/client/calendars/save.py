"""What would change, before a draft is saved; saving; and how far it was applied."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from owj.client.calendars.edits import page_url
from owj.client.calendars.page import asked_by, render_calendar
from owj.client.calendars.words import calendar_name, change_words
from owj.kernel.calendars.jalali import format_day_month
from owj.kernel.errors import InvalidInput
from owj.packages.desk.queries.calendar_effect import (
    CalendarEffect,
    TicketEffect,
    calendar_effect,
)
from owj.packages.desk.queries.calendar_progress import revision_progress
from owj.server.agreements.drafts import draft_of, save_draft
from owj.server.agreements.errors import CalendarChanged
from owj.ui.cards import promise_name
from owj.ui.dates import day_of, digits, show_datetime, show_time
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.reading import language
from owj.ui.sheets import jalali_cell, sheet_response
from owj.ui.toasts import add_toast

FIRST = 5
MOST_LISTED = 500
Line = tuple[TicketEffect, str, str, str, str]


def short_moment(at: datetime) -> str:
    """Return «۲ آذر ۸:۳۴», which fits the pane."""
    return f"{format_day_month(day_of(at), language())} {show_time(at)}"


def lines_of(
    effect: CalendarEffect, show: Callable[[datetime], str] = show_datetime
) -> Iterator[Line]:
    """Yield a line a promise: its ticket, what happens (move, relief, risk), promise, from, to."""
    for one in effect.tickets:
        for relief in one.reliefs:
            dues = show(relief.deadline), show(relief.due_at)
            yield one, "relief", promise_name(relief.promise, relief.cycle), *dues
        for shift in one.shifts:
            dues = show(shift.before), show(shift.after)
            yield one, "move", promise_name(shift.promise, shift.cycle), *dues
        for risk in one.squeezes:
            due = show(risk.due_at)
            yield one, "risk", promise_name(risk.promise, risk.cycle), due, due


@staff_page
@require_GET
def effect_view(request: DoorRequest, key: str) -> HttpResponse:
    """Tell what saving one's draft would change: in the pane a summary, else the whole list."""
    draft = draft_of(key, request.actor)
    effect = calendar_effect(request.ctx, draft.data)
    whole = "all" in request.GET
    lines = list(lines_of(effect) if whole else lines_of(effect, short_moment))
    context = {
        "nav": "calendars",
        "key": key,
        "name": calendar_name(key, draft.data.name),
        "effect": effect,
        "lines": lines[: MOST_LISTED if whole else FIRST],
        "more": max(0, len(lines) - (MOST_LISTED if whole else FIRST)),
        "changes": change_words(draft.changes),
    }
    template = "effect_page" if whole else "effect"
    return render(request, f"client/calendars/{template}.html", context)


@staff_page
@require_GET
def effect_csv_view(request: DoorRequest, key: str) -> FileResponse:
    """Give every line of what would change as a file."""
    effect = calendar_effect(request.ctx, draft_of(key, request.actor).data)
    deeds = {
        "move": gettext("moves later"),
        "relief": gettext("breach taken back"),
        "risk": gettext("at risk"),
    }
    head = (gettext("Ticket"), gettext("Subject"), gettext("Customer"), gettext("Promise"))
    moments = (gettext("What happens"), gettext("Due now"), gettext("Would be due"))
    rows = (
        (one.tracking_id, one.subject, one.customer_name, promise, deeds[deed], before, after)
        for one, deed, promise, before, after in lines_of(effect, jalali_cell)
    )
    return sheet_response(f"calendar-{key}", [*head, *moments], rows)


@staff_page
@require_POST
def save_view(request: DoorRequest, key: str) -> HttpResponse:
    """Declare one's draft as the next revision."""
    asked = asked_by(request, key)
    note, tell = request.POST.get("note", ""), request.POST.get("tell") == "yes"
    try:
        number = save_draft(key, by=request.actor, now=request.ctx.now, note=note, tell=tell)
    except (InvalidInput, CalendarChanged) as error:
        asked = replace(asked, error=words_of(error), error_in="save", given=request.POST.dict())
        status = 409 if isinstance(error, CalendarChanged) else 422
        return render_calendar(request, asked, status=status)
    words = gettext("Revision %(number)s is saved; running tickets are brought to it.")
    add_toast(request, words % {"number": digits(number)})
    return redirect(page_url(replace(asked, day=None, panel="")))


@staff_page
@require_GET
def progress_view(request: DoorRequest, key: str) -> HttpResponse:
    """Tell how far the last revision was applied."""
    context = {"progress": revision_progress(key), "key": key}
    return render(request, "client/calendars/progress.html", context)
