"""Giving a ticket to an agent, and giving it back."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from owj.client.desk.moves import answer_move, version_of
from owj.packages.desk.queries import assignable_users
from owj.packages.desk.services import assign_ticket
from owj.server.records.context import Context
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.toasts import add_toast


def number_of(text: str) -> int | None:
    """Return the id written in a form's field, or None where none is."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def name_of(ctx: Context, user_id: int | None) -> str:
    """Return the agent's name, or the word for nobody."""
    names = {person.id: person.name for person in assignable_users(ctx)}
    return names.get(user_id) or _("nobody")


@staff_page
@require_POST
def assign_view(request: DoorRequest, tracking_id: str) -> HttpResponse:
    """Give one ticket to an agent, or to nobody."""
    to, before = number_of(request.POST.get("to", "")), request.POST.get("before")

    def do() -> None:
        assign_ticket(request.ctx, tracking_id, to, expected_version=version_of(request))
        add_toast(
            request,
            _("The ticket was given to %(name)s.") % {"name": name_of(request.ctx, to)},
            undo_url=reverse("client:assign", args=[tracking_id]) if before is not None else "",
            undo_fields={"to": before} if before is not None else {},
        )

    return answer_move(request, tracking_id, do)
