"""What becomes of a draft: published, dropped, taken from a file; test cases; the history."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from owj.client.studio.decisions.labels import value_names
from owj.client.studio.decisions.page import (
    Asked,
    name_of,
    render_decision,
    shown_decision,
    try_context,
)
from owj.client.studio.decisions.trying import constant, question_of, try_fields
from owj.client.studio.decisions.words import changes_between
from owj.kernel.dmn.json_values import json_value
from owj.kernel.errors import Conflict, DefinitionError, InvalidInput
from owj.kernel.whole import whole
from owj.server.decisions.errors import DecisionNotReady, OnlyDecisionEditors
from owj.server.decisions.models import DecisionVersion
from owj.server.decisions.points import decision_point
from owj.server.decisions.queries import version_row, versions_of
from owj.server.decisions.services import (
    SOURCE_LIMIT,
    drop_case,
    drop_draft,
    keep_case,
    keep_draft,
    may_edit_decisions,
    publish_draft,
    rebase_draft,
    restore_version,
)
from owj.ui.dates import digits
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import status_of
from owj.ui.feel_words import say_error
from owj.ui.toasts import add_toast

REFUSALS = (InvalidInput, Conflict, DefinitionError)


@staff_page
@require_POST
def publish_view(request: DoorRequest, key: str) -> HttpResponse:
    """Make one's draft the version that is asked; what stands against it is said beside it."""
    given = request.POST.dict()
    try:
        number = publish_draft(
            key, by=request.actor, now=request.ctx.now, note=given.get("note", "")
        )
    except REFUSALS as error:
        words = say_error(error)
        if isinstance(error, DecisionNotReady):
            words = gettext("The draft cannot be published yet; the reasons stand above.")
        return render_decision(request, Asked(key, given, words, "publish"), status_of(error))
    said = gettext("Version %(number)s is published. It decides from now on.")
    add_toast(request, said % {"number": digits(number)})
    return redirect("client:decision", key)


@staff_page
@require_POST
def drop_view(request: DoorRequest, key: str) -> HttpResponse:
    """Forget one's draft."""
    drop_draft(key, by=request.actor)
    add_toast(request, gettext("Your changes are dropped; the table is as it was."))
    return redirect("client:decision", key)


@staff_page
@require_POST
def rebase_view(request: DoorRequest, key: str) -> HttpResponse:
    """Say that one's draft is meant to stand in the place of what another published."""
    rebase_draft(key, by=request.actor, now=request.ctx.now)
    return redirect("client:decision", key)


@staff_page
@require_POST
def upload_view(request: DoorRequest, key: str) -> HttpResponse:
    """Take a model from a file as one's draft."""
    try:
        keep_draft(key, model_of(request), by=request.actor, now=request.ctx.now)
    except REFUSALS as error:
        asked = Asked(key, {}, say_error(error), "upload")
        return render_decision(request, asked, status_of(error))
    add_toast(request, gettext("The model of the file is your draft now."))
    return redirect("client:decision", key)


def model_of(request: DoorRequest) -> str:
    """Return the text of the model that came as a file. Raises: ModelFileRefused."""
    file = request.FILES.get("model")
    if file is None or (file.size or 0) > 4 * SOURCE_LIMIT:
        raise ModelFileRefused
    try:
        return str(file.read(), "utf-8-sig")
    except UnicodeDecodeError:
        raise ModelFileRefused from None


class ModelFileRefused(InvalidInput):
    """Say that a file is no model."""

    code = "decision.file_refused"
    message = "Choose a DMN file: XML in UTF-8, up to 300,000 characters."


@staff_page
@require_GET
def download_view(request: DoorRequest, key: str) -> HttpResponse:
    """Give the model that is shown, or an older one, as a file."""
    shown = shown_decision(request, key)
    number = whole(request.GET.get("version", ""), 9)
    row = version_row(key, number) if number is not None else None
    source = row.source if row is not None else shown.source
    answer = HttpResponse(source, content_type="application/xml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{key}.dmn"'
    return answer


@staff_page
@require_GET
def try_view(request: DoorRequest, key: str) -> HttpResponse:
    """Answer what was typed, or a real question that was chosen."""
    shown = shown_decision(request, key)
    context = {"key": key} | try_context(request, shown, request.GET.dict())
    return render(request, "client/studio/decisions/try.html", context)


@staff_page
@require_POST
def case_view(request: DoorRequest, key: str) -> HttpResponse:
    """Keep what was tried as a test case, with the answer that is expected."""
    given = request.POST.dict()
    shown = shown_decision(request, key)
    try:
        question = question_of(try_fields(shown.model, shown.point, given))
        expected = constant(given.get("expected", ""), gettext("Expected answer"))
        keep_case(
            key,
            given.get("name", ""),
            json.dumps({name: json_value(value) for name, value in question.items()}),
            json.dumps(json_value(expected)),
            by=request.actor,
            now=request.ctx.now,
        )
    except REFUSALS as error:
        asked = Asked(key, given, say_error(error), "case")
        return render_decision(request, asked, status_of(error))
    add_toast(request, gettext("The test is kept."))
    return redirect("client:decision", key)


@staff_page
@require_POST
def drop_case_view(request: DoorRequest, key: str) -> HttpResponse:
    """Throw a test case away."""
    drop_case(key, request.POST.get("name", ""), by=request.actor)
    add_toast(request, gettext("The test is thrown away."))
    return redirect("client:decision", key)


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """Hold one version and what it changed."""

    row: DecisionVersion
    changes: list[str]
    in_force: bool


@staff_page
@require_GET
def history_view(request: DoorRequest, key: str) -> HttpResponse:
    """Show every version, the last first, each with its difference to the one before."""
    point = decision_point(key)
    if not may_edit_decisions(request.actor):
        raise OnlyDecisionEditors
    rows = versions_of(key)
    before, names = [*rows[1:], None], value_names(request.ctx, point)
    shown = [
        ShownVersion(
            row,
            changes_between(point, old.source, row.source, names) if old is not None else [],
            row.number == rows[0].number,
        )
        for row, old in zip(rows, before, strict=True)
    ]
    context = {"nav": "decisions", "key": key, "name": name_of(point), "versions": shown}
    return render(request, "client/studio/decisions/history.html", context)


@staff_page
@require_POST
def restore_view(request: DoorRequest, key: str, number: int) -> HttpResponse:
    """Take an older version as one's draft."""
    restore_version(key, number, by=request.actor, now=request.ctx.now)
    words = gettext("This is version %(number)s again. Look at it, then publish.")
    add_toast(request, words % {"number": digits(number)})
    return redirect("client:decision", key)
