"""The changes one makes in a calendar's draft: a day, the week, a weekday, a moved lunar day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from owj.client.calendars.page import Asked, asked_by, render_calendar, today_of
from owj.client.calendars.words import calendar_name
from owj.kernel.calendars.business import (
    Closure,
    ClosureKind,
    DayPlan,
    SpecialHours,
    WeeklyHours,
    drop_hours,
    move_lunar_day,
    parse_spans,
    plan_day,
    plan_of,
    set_hours,
    set_weekday,
)
from owj.kernel.errors import DefinitionError, InvalidInput, NotFound
from owj.server.agreements.drafts import (
    Edit,
    drop_draft,
    edit_draft,
    rebase_draft,
    restore_revision,
)
from owj.server.agreements.services import add_calendar
from owj.ui.dates import digits
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import status_of, words_of
from owj.ui.forms.moments import parse_day
from owj.ui.toasts import add_toast

NAME_LIMIT = 120


class DayNeeded(InvalidInput):
    """Say that a change of one day did not say which."""

    code = "calendar.day_needed"
    message = "Choose a day of the year first."


class ChangeUnknown(NotFound):
    """Say that there is no such change of a calendar."""

    code = "calendar.change_unknown"
    message = "There is no such change of a calendar: %(verb)s."


def page_url(asked: Asked) -> str:
    """Return the calendar's page as it was asked for."""
    url = reverse("client:calendar", args=[asked.key])
    words = {"year": asked.year, "day": asked.day, "panel": asked.panel}
    query = "&".join(f"{name}={value}" for name, value in words.items() if value)
    return f"{url}?{query}" if query else url


@staff_page
@require_POST
def edit_view(request: DoorRequest, key: str, verb: str) -> HttpResponse:
    """Make one change in one's draft; what is wrong with it is said beside the form."""
    asked = asked_by(request, key)
    read = EDITS.get(verb)
    if read is None:
        raise ChangeUnknown(verb=verb)
    try:
        edit = read(request.POST.dict(), asked, today_of(request))
        edit_draft(key, edit, by=request.actor, now=request.ctx.now)
    except (InvalidInput, DefinitionError) as error:
        given = request.POST.dict()
        panel = "hours" if verb == "hours" else asked.panel
        asked = replace(asked, panel=panel, error=words_of(error), error_in=verb, given=given)
        return render_calendar(request, asked, status=status_of(error))
    # The pane shows what would change next.
    return redirect(page_url(replace(asked, day=None, panel="")))


@staff_page
@require_POST
def drop_view(request: DoorRequest, key: str) -> HttpResponse:
    """Forget one's unsaved changes."""
    drop_draft(key, by=request.actor)
    add_toast(request, gettext("Your changes are dropped; the calendar is as it was."))
    return redirect(page_url(asked_by(request, key)))


@staff_page
@require_POST
def rebase_view(request: DoorRequest, key: str) -> HttpResponse:
    """Lay one's changes upon what somebody else saved meanwhile."""
    rebase_draft(key, by=request.actor, now=request.ctx.now)
    add_toast(request, gettext("Your changes lie on the last revision now."))
    return redirect(page_url(asked_by(request, key)))


@staff_page
@require_POST
def restore_view(request: DoorRequest, key: str, number: int) -> HttpResponse:
    """Take an old revision as one's draft."""
    restore_revision(key, number, by=request.actor, now=request.ctx.now)
    words = gettext("This is revision %(number)s again. Look at what would change, then save.")
    add_toast(request, words % {"number": digits(number)})
    return redirect("client:calendar", key)


@staff_page
@require_POST
def add_view(request: DoorRequest, key: str) -> HttpResponse:
    """Make a new calendar like this one."""
    given = request.POST.dict()
    name = given.get("name", "")
    try:
        made = add_calendar(name, like=key, by=request.actor, now=request.ctx.now)
    except InvalidInput as error:
        asked = Asked(key, panel="new", error=words_of(error), error_in="new", given=given)
        return render_calendar(request, asked, status=422)
    words = gettext("The calendar %(name)s is made.") % {"name": calendar_name(made, name.strip())}
    add_toast(request, words)
    return redirect("client:calendar", made)


def _read_day(given: Mapping[str, str], asked: Asked, today: date) -> Edit:
    day = asked.day
    if day is None:
        raise DayNeeded
    state = given.get("state", "")
    name = " ".join(given.get("name", "").split())[:NAME_LIMIT]
    if state == "special":
        spans = parse_spans(given.get("hours", ""))
        special = SpecialHours(day, spans, name or gettext("Special hours"))
        return lambda data: plan_day(data, day, replace(plan_of(data, day), special=special))
    if state == "closed":
        known = given.get("kind") in list(ClosureKind)
        kind = ClosureKind(given["kind"]) if known else ClosureKind.ONEOFF
        closure = Closure(day, kind, name or gettext("Closed"))
        return lambda data: plan_day(
            data, day, DayPlan((closure, *plan_of(data, day).closures[1:]))
        )
    return lambda data: plan_day(data, day, DayPlan())


def _read_move(given: Mapping[str, str], asked: Asked, today: date) -> Edit:
    day = asked.day
    if day is None:
        raise DayNeeded
    to = parse_day(given.get("to", ""), today=today)
    return lambda data: move_lunar_day(data, day, to)


def _read_weekday(given: Mapping[str, str], asked: Asked, today: date) -> Edit:
    weekday = given.get("weekday", "")
    since = parse_day(given.get("since", ""), today=today)
    if weekday not in {str(day) for day in range(7)}:
        raise InvalidInput(field="weekday", expected="0 to 6", got=weekday)
    return lambda data: set_weekday(data, int(weekday), (), since)


def _read_hours(given: Mapping[str, str], asked: Asked, today: date) -> Edit:
    since = parse_day(given.get("since", ""), today=today)
    days = tuple(parse_spans(given.get(f"hours_{day}", "")) for day in range(7))
    return lambda data: set_hours(data, WeeklyHours(since, days))


def _read_drop_hours(given: Mapping[str, str], asked: Asked, today: date) -> Edit:
    try:
        valid_from = date.fromisoformat(given.get("valid_from", ""))
    except ValueError:
        raise DayNeeded from None
    return lambda data: drop_hours(data, valid_from)


Reader = Callable[[Mapping[str, str], Asked, date], Edit]
EDITS: Mapping[str, Reader] = {
    "day": _read_day,
    "move": _read_move,
    "weekday": _read_weekday,
    "hours": _read_hours,
    "drop-hours": _read_drop_hours,
}
