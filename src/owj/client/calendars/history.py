"""The revisions of a calendar: who declared what, when and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from owj.client.calendars.words import ShownChange, calendar_name, change_words
from owj.server.agreements.queries import (
    RevisionRow,
    revision_changes,
    revision_data,
    revision_rows,
)
from owj.server.agreements.services import may_edit_calendars
from owj.ui.doors import DoorRequest, staff_page


@dataclass(frozen=True, slots=True)
class ShownRevision:
    """A revision with what it changed."""

    row: RevisionRow
    changes: list[ShownChange]
    in_force: bool


@staff_page
@require_GET
def history_view(request: DoorRequest, key: str) -> HttpResponse:
    """Show every revision, the last first, each with its difference to the one before."""
    rows = revision_rows(key)
    last = rows[-1]
    shown = [
        ShownRevision(row, change_words(revision_changes(key, row.number)), row == last)
        for row in reversed(rows)
    ]
    context = {
        "nav": "calendars",
        "key": key,
        "name": calendar_name(key, revision_data(key, last.number).name),
        "revisions": shown,
        "may_edit": may_edit_calendars(request.actor),
    }
    return render(request, "client/calendars/history.html", context)
