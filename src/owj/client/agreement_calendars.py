"""Naming the calendars on which the agreement counts: a new version, from a day on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from owj.kernel.errors import Conflict, InvalidInput, NotFound
from owj.server.agreements.errors import OnlyAdministratorsAgree
from owj.server.agreements.queries import agreement_versions
from owj.server.agreements.services import publish_agreement
from owj.ui.dates import day_of, show_date
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.forms.moments import parse_day
from owj.ui.reading import current_page
from owj.ui.toasts import add_toast

AGREEMENT = "owj"


@staff_page
@require_POST
def name_calendars_view(request: DoorRequest) -> HttpResponse:
    """Publish the last version once more, counting on other calendars from a day on."""
    if not request.actor.has_role("admin"):
        raise OnlyAdministratorsAgree
    given, now = request.POST, request.ctx.now
    last = agreement_versions(AGREEMENT)[-1]
    try:
        day = parse_day(given.get("since", ""), today=day_of(now))
        since = datetime.combine(day, time(), current_page().workspace.tz)
        agreement = replace(
            last.agreement,
            ticket_calendar=given.get("ticket_calendar", ""),
            phone_calendar=given.get("phone_calendar", ""),
            effective_from=since,
        )
        publish_agreement(agreement, by=request.actor, now=now)
    except (InvalidInput, NotFound, Conflict) as error:
        add_toast(request, words_of(error), tone="danger")
    else:
        words = gettext("From %(day)s on what is filed counts on these calendars.")
        add_toast(request, words % {"day": show_date(day)})
    return redirect("client:agreement")
