"""Merging a ticket: choose the other one, see what happens to the clocks, do it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from owj.client.desk.moves import version_of
from owj.kernel.errors import Conflict, InvalidInput, NotFound
from owj.packages.desk.queries import preview_merge, staff_ticket, ticket_choices
from owj.packages.desk.services import check_reach, merge_ticket
from owj.packages.desk.words import Move
from owj.ui.dates import digits
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.toasts import add_toast


def preview_context(request: DoorRequest, tracking_id: str, into: str) -> dict[str, object]:
    """Return what the merge would come to, or why it is refused; nothing while none is chosen."""
    if not into:
        return {}
    try:
        return {"preview": preview_merge(request.ctx, tracking_id, into)}
    except (InvalidInput, Conflict, NotFound) as error:
        return {"refusal": words_of(error)}


def render_merge(
    request: DoorRequest, tracking_id: str, into: str, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    """Draw the page with the ticket chosen so far."""
    check_reach(request.ctx, tracking_id, Move.MERGE)
    ticket = staff_ticket(request.ctx, tracking_id)
    words = request.GET.get("q", "")
    context = {
        "nav": "inbox",
        "ticket": ticket,
        "q": words,
        "into": into,
        "found": ticket_choices(request.ctx, ticket, words, mergeable=True),
        "name": "into",
    } | preview_context(request, tracking_id, into)
    if refusal:
        context["refusal"] = refusal
    return render(request, "client/desk/merge.html", context, status=status)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def merge_view(request: DoorRequest, tracking_id: str) -> HttpResponse:
    """Show the choice and what it would come to, or merge."""
    if request.method != "POST":
        return render_merge(request, tracking_id, request.GET.get("into", ""))
    into = request.POST.get("into", "")
    try:
        kept = merge_ticket(
            request.ctx, tracking_id, into=into, expected_version=version_of(request)
        )
    except (InvalidInput, Conflict) as error:
        status = 409 if isinstance(error, Conflict) else 422
        return render_merge(request, tracking_id, into, refusal=words_of(error), status=status)
    words = gettext("%(gone)s was merged into %(kept)s; work goes on here.")
    add_toast(request, words % {"gone": digits(tracking_id), "kept": digits(kept.tracking_id)})
    return redirect(reverse("client:ticket", args=[kept.tracking_id]))


@staff_page
@require_GET
def merge_choices_view(request: DoorRequest, tracking_id: str) -> HttpResponse:
    """Give the tickets that this one may be merged into."""
    ticket = staff_ticket(request.ctx, tracking_id)
    found = ticket_choices(request.ctx, ticket, request.GET.get("q", ""), mergeable=True)
    context = {"found": found, "name": "into", "into": request.GET.get("into", "")}
    return render(request, "client/desk/ticket_choices.html", context | {"ticket": ticket})


@staff_page
@require_GET
def merge_preview_view(request: DoorRequest, tracking_id: str) -> HttpResponse:
    """Tell what merging into the chosen ticket would come to."""
    check_reach(request.ctx, tracking_id, Move.MERGE)
    context = preview_context(request, tracking_id, request.GET.get("into", ""))
    context["ticket"] = staff_ticket(request.ctx, tracking_id)
    return render(request, "client/desk/merge_preview.html", context)
