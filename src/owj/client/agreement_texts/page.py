"""The text of a version to read, or with what changed since another one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from owj.client.agreement import ShownSetting, compared_setting, shown_versions, version_asked
from owj.kernel.sla.agreement import AGREEMENT_FIELDS, Agreement
from owj.packages.agreements.prints import ask_for_text, text_key
from owj.packages.customers.services.who_may import check_staff
from owj.server.agreements import SHIPPED_KEY
from owj.server.agreements.queries import KeptText, agreement_at, kept_text
from owj.server.agreements.text_drafts import text_draft_of
from owj.server.documents.services import document_of, open_document
from owj.server.files.serving import file_response
from owj.ui.agreements.clauses import ShownClause, count_of, shown_clauses
from owj.ui.agreements.papers import plain_answer
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.toasts import add_toast

_FIELDS = {one.name: one for one in AGREEMENT_FIELDS}


@staff_page
@require_GET
def text_view(request: DoorRequest) -> HttpResponse:
    """Show the text of a version: that in force unless another is asked for."""
    number = version_asked(request, "version")
    shown = _kept(number or agreement_at(SHIPPED_KEY, request.ctx.now).number)
    asked = version_asked(request, "against")
    against = _kept(asked) if asked else None
    clauses = shown_clauses(shown.text, against.text if against else None)
    context = {
        "nav": "agreement",
        "shown": shown,
        "against": against,
        "before": shown.version.number - 1,
        "clauses": clauses,
        "differing": count_of(clauses) if against else 0,
        **clause_beside(request, clauses),
        "draft": text_draft_of(SHIPPED_KEY),
        "versions": shown_versions(request),
        "document": document_of(text_key(shown)),
        "may_write": request.actor.has_role("admin"),
    }
    context["params"] = params_of(
        context["settings_beside"],
        shown.version.agreement,
        against.version.agreement if against else None,
    )
    return render(request, "client/agreement_texts/page.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def text_pdf_view(request: DoorRequest, number: int) -> HttpResponseBase:
    """Give the PDF of a version's text, or let it be drawn."""
    check_staff(request.ctx)
    kept = _kept(number)
    if request.method == "POST":
        ask_for_text(request.ctx, kept)
        add_toast(request, gettext("The PDF is being drawn."))
        return redirect("client:agreement_text")
    return file_response(open_document(text_key(kept)), in_place=True)


@staff_page
@require_GET
def text_plain_view(request: DoorRequest, number: int) -> FileResponse:
    """Give the text as it is hashed, byte for byte."""
    return plain_answer(_kept(number))


def clause_beside(request: DoorRequest, clauses: Sequence[ShownClause]) -> dict[str, Any]:
    """Return the clause whose settings stand beside the text: that asked for, or the first."""
    wish = request.GET.get("clause", "")
    standing = [one for one in clauses if one.number]
    chosen = next((one for one in standing if one.key == wish), None)
    first = next((one for one in standing if one.settings), None)
    beside = chosen or first
    return {
        "on": chosen.key if chosen else "",
        "beside": beside,
        "settings_beside": beside.settings if beside else (),
    }


def params_of(
    names: Sequence[str], agreement: Agreement, against: Agreement | None
) -> list[ShownSetting]:
    """Return settings with their values, and how they were in another version."""
    return [compared_setting(_FIELDS[name], agreement, against) for name in names]


def _kept(number: int) -> KeptText:
    kept = kept_text(SHIPPED_KEY, number)
    if kept is None:
        raise Http404
    return kept
