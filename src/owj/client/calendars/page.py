"""The page of one calendar: its year, and beside it what can be changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from owj.client.calendars.words import (
    KIND_WORDS,
    calendar_name,
    change_words,
    plan_words,
    spans_words,
    week_lines,
)
from owj.client.calendars.year import YearSheet, laid_down_in, months_of
from owj.kernel.calendars.business import (
    BusinessCalendar,
    CalendarData,
    ClosureKind,
    DayPlan,
    hours_on,
    plan_of,
)
from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.whole import whole
from owj.packages.desk.queries.calendar_progress import revision_progress
from owj.server.agreements.drafts import Draft, draft_of, editors_of
from owj.server.agreements.queries import (
    calendar_rows,
    day_origins,
    revision_data,
    revision_rows,
)
from owj.server.agreements.services import may_edit_calendars
from owj.ui.dates import show_date, show_day
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.reading import current_page

YEARS = range(1300, 1500)
PANELS = ("hours", "new")
# Thursday, the day that desks close first.
THURSDAY = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the calendar is asked for, and what went wrong with what was sent."""

    key: str
    day: date | None = None
    year: int | None = None
    panel: str = ""
    error: str = ""
    error_in: str = ""
    given: Mapping[str, str] = field(default_factory=dict)


def asked_by(request: DoorRequest, key: str) -> Asked:
    """Read what a request asks for; what cannot be read is left out."""
    source = request.POST if request.method == "POST" else request.GET
    year = whole(source.get("year", ""), 4)
    return Asked(
        key=key,
        day=_day(source.get("day", "")),
        year=year if year in YEARS else None,
        panel=panel if (panel := source.get("panel", "")) in PANELS else "",
    )


def today_of(request: DoorRequest) -> date:
    """Return the day it is at the desk."""
    return request.ctx.now.astimezone(current_page().workspace.tz).date()


@staff_page
@require_GET
def calendars_view(request: DoorRequest) -> HttpResponse:
    """Lead to the first calendar: that of the desk."""
    return redirect("client:calendar", calendar_rows()[0].key)


@staff_page
@require_GET
def calendar_view(request: DoorRequest, key: str) -> HttpResponse:
    """Show a calendar's year."""
    return render_calendar(request, asked_by(request, key))


def render_calendar(request: DoorRequest, asked: Asked, *, status: int = 200) -> HttpResponse:
    """Draw the page of a calendar. Raises: UnknownCalendar."""
    draft = draft_of(asked.key, request.actor)
    in_force = revision_data(asked.key, draft.current)
    today = today_of(request)
    shown_for = JalaliDate.from_gregorian(asked.day or today)
    year = asked.year or shown_for.year
    sheet = YearSheet(draft.data, in_force, year, today, asked.day)
    last = revision_rows(asked.key)[-1]
    context = {
        "nav": "calendars",
        "key": asked.key,
        "name": calendar_name(asked.key, draft.data.name),
        "calendars": [
            (row.key, calendar_name(row.key, row.name), row.last.number) for row in calendar_rows()
        ],
        "asked": asked,
        "may_edit": may_edit_calendars(request.actor),
        "year": year,
        "this_year": JalaliDate.from_gregorian(today).year,
        "months": months_of(sheet),
        "laid_down": laid_down_in(sheet, day_origins(asked.key)),
        "revision": last,
        "next_number": last.number + 1,
        "others": editors_of(asked.key, besides=request.actor),
        "progress": revision_progress(asked.key),
        "draft": draft,
        "today": today,
        "whole": "whole" in request.GET,
        "letters": gettext("Sa Su Mo Tu We Th Fr").split(),
        **_draft_words(draft),
        **_pane(draft.data, asked, today),
    }
    return render(request, "client/calendars/page.html", context, status=status)


def _draft_words(draft: Draft) -> dict[str, Any]:
    return {
        "changes": change_words(draft.changes),
        "theirs": change_words(draft.theirs) if draft.is_outdated else [],
        "clashes": change_words(draft.clashes) if draft.is_outdated else [],
    }


def _pane(data: CalendarData, asked: Asked, today: date) -> dict[str, Any]:
    week = hours_on(data, asked.day or today)
    common = {
        "week": week_lines(week) if week else [],
        "weeks": [(one.valid_from, week_lines(one), one.valid_from > today) for one in data.hours],
    }
    if asked.day is not None:
        return common | _day_pane(data, asked.day, asked.given)
    if asked.panel == "hours":
        return common | _hours_pane(data, today, asked.given)
    weekdays = [(day, _weekday_name(day)) for day in (5, 6, 0, 1, 2, 3, 4)]
    return common | {"weekdays": weekdays, "thursday": THURSDAY}


def _day_pane(data: CalendarData, day: date, given: Mapping[str, str]) -> dict[str, Any]:
    plan = plan_of(data, day)
    week = hours_on(data, day)
    first = plan.closures[0] if plan.closures else None
    usual = spans_words(week.days[day.weekday()]) if week else ""
    special = plan.special
    state = "special" if special else "closed" if first else "week"
    name = special.name if special else first.name if first else ""
    filled = {
        "state": state,
        "name": name,
        "kind": (first.kind if first else ClosureKind.ONEOFF).value,
        "hours": spans_words(special.spans) if special else usual,
    }
    movable = {ClosureKind.LUNAR, ClosureKind.ESTIMATED}
    return {
        "plan": plan,
        "plan_words": plan_words(plan) if plan != DayPlan() else "",
        "is_open": bool(BusinessCalendar(data).spans_on(day)),
        "usual": usual,
        "form": filled | dict(given),
        "kinds": [(kind.value, words) for kind, words in KIND_WORDS.items()],
        "lunar": [one.name for one in plan.closures if one.kind in movable],
        "estimated": any(one.kind is ClosureKind.ESTIMATED for one in plan.closures),
    }


def _hours_pane(data: CalendarData, today: date, given: Mapping[str, str]) -> dict[str, Any]:
    week = hours_on(data, today)
    days = week.days if week else ((),) * 7
    rows = [
        (day, _weekday_name(day), given.get(f"hours_{day}", spans_words(days[day])))
        for day in (5, 6, 0, 1, 2, 3, 4)
    ]
    return {"rows": rows, "form": dict(given), "today_words": show_date(today)}


def _weekday_name(weekday: int) -> str:
    # Any week: 1 January 2024 was a Monday.
    return show_day(date(2024, 1, 1 + weekday)).split()[0]


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1921 <= day.year <= 2120 else None
