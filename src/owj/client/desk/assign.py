"""Giving tickets to an agent, one or many, and giving them back."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from owj.client.desk.filters import address_of, read_filter
from owj.client.desk.moves import answer_move, version_of
from owj.kernel.errors import OwjError
from owj.packages.desk.queries import assignable_users
from owj.packages.desk.services import assign_ticket
from owj.server.records.context import Context
from owj.ui.dates import digits
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.toasts import add_toast

MANY = 200


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


@staff_page
@require_POST
def assign_many_view(request: DoorRequest) -> HttpResponse:
    """Give the selected tickets to one agent; those that refuse are named, the others go.

    Each selected row tells its id and the holder its reader saw, as "12:5"; that is what undo
    goes back to.
    """
    to = number_of(request.POST.get("to", ""))
    chosen = [pair for text in request.POST.getlist("ids")[:MANY] if (pair := pair_of(text))]
    given, refused = assign_each(request.ctx, [(ref, to) for ref, _held in chosen])
    if given:
        words = ngettext(
            "%(count)s ticket was given to %(name)s.",
            "%(count)s tickets were given to %(name)s.",
            len(given),
        )
        add_toast(
            request,
            words % {"count": digits(len(given)), "name": name_of(request.ctx, to)},
            undo_url=reverse("client:put_back"),
            undo_fields={
                "pairs": " ".join(f"{ref}:{held or ''}" for ref, held in chosen if ref in given),
                "back": request.POST.get("back", ""),
            },
        )
    if refused:
        add_toast(request, refused, tone="danger")
    return to_list(request)


@staff_page
@require_POST
def put_back_view(request: DoorRequest) -> HttpResponse:
    """Give tickets back to those who held them."""
    texts = request.POST.get("pairs", "").split()[:MANY]
    _given, refused = assign_each(request.ctx, [pair for text in texts if (pair := pair_of(text))])
    if refused:
        add_toast(request, refused, tone="danger")
    else:
        add_toast(request, _("The tickets are with their former holders again."))
    return to_list(request)


def pair_of(text: str) -> tuple[int, int | None] | None:
    """Return (ticket, holder) of "12:5"; the holder of "12:" is nobody."""
    ref, _colon, held = text.partition(":")
    number = number_of(ref)
    return None if number is None else (number, number_of(held))


def assign_each(ctx: Context, pairs: Sequence[tuple[int, int | None]]) -> tuple[set[int], str]:
    """Assign ticket by ticket; return the ids that went, and the words of the last refusal."""
    given: set[int] = set()
    refused = ""
    for ref, to in pairs:
        try:
            assign_ticket(ctx, ref, to)
        except OwjError as error:
            refused = words_of(error)
        else:
            given.add(ref)
    return given, refused


def to_list(request: DoorRequest) -> HttpResponse:
    """Go back to the list the person came from."""
    asked = read_filter(QueryDict(request.POST.get("back", "").removeprefix("?")))
    return redirect(reverse("client:inbox") + address_of(asked))
