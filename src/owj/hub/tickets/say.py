"""What a customer says to a ticket: reply, confirm, reopen, rate."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from owj.hub.tickets.page import (
    HubReplyForm,
    Refusal,
    empty_reply,
    render_parts,
    render_ticket,
)
from owj.kernel.errors import Conflict, InvalidInput, OwjError
from owj.packages.desk.drafts import Reply
from owj.packages.desk.services import (
    check_reach,
    confirm_resolution,
    customer_reply,
    rate_ticket,
    reopen_ticket,
)
from owj.packages.desk.words import Move
from owj.packages.warranty.errors import WarrantyLapsed
from owj.ui.doors import DoorRequest, hub_page
from owj.ui.failures import words_of
from owj.ui.requests import is_htmx
from owj.ui.toasts import add_toast


@hub_page
@require_POST
def reply_view(request: DoorRequest, tracking_id: str) -> HttpResponse:
    """Write to the desk; an error keeps the text and its files."""
    check_reach(request.ctx, tracking_id, Move.CUSTOMER_REPLY)
    form = HubReplyForm(request.POST, request.FILES)
    form.is_valid()
    form.take_files(request.actor)
    status = 422
    if form.is_valid():
        given = form.cleaned_data
        reply = Reply(given["text"], files=form.file_ids, key=str(given["key"]))
        try:
            customer_reply(request.ctx, tracking_id, reply)
        except InvalidInput as error:
            form.add_error(None, words_of(error))
        except Conflict as error:
            form.add_error(None, words_of(error))
            form.lapsed_contract = _lapsed(error)
            status = 409
        else:
            return answer_done(request, tracking_id, _("Your message is sent."), sent=True)
    if is_htmx(request):
        return render_parts(request, tracking_id, reply=form, status=status)
    return render_ticket(request, tracking_id, reply=form, status=status)


@hub_page
@require_POST
def confirm_view(request: DoorRequest, tracking_id: str) -> HttpResponse:
    """Agree that the ticket is solved."""

    def do() -> str:
        confirm_resolution(request.ctx, tracking_id)
        return _("Thank you. The ticket is closed; a word about our work helps us.")

    return answer_doing(request, tracking_id, do)


@hub_page
@require_POST
def reopen_view(request: DoorRequest, tracking_id: str) -> HttpResponse:
    """Say that it is not solved; the ticket is open again, with a clock of its own."""
    text = request.POST.get("text", "").strip()

    def do() -> str:
        reopen_ticket(request.ctx, tracking_id, text=text)
        return _("The ticket is open again.")

    return answer_doing(request, tracking_id, do)


@hub_page
@require_POST
def rate_view(request: DoorRequest, tracking_id: str) -> HttpResponse:
    """Rate the work, 1 to 5."""
    text = request.POST.get("rating", "")
    rating = int(text) if text in {"1", "2", "3", "4", "5"} else 0
    comment = request.POST.get("comment", "").strip()

    def do() -> str:
        rate_ticket(request.ctx, tracking_id, rating, comment)
        return _("Thank you for your rating.")

    return answer_doing(request, tracking_id, do)


def answer_doing(request: DoorRequest, tracking_id: str, do: Callable[[], str]) -> HttpResponse:
    """Do it and show the ticket, or show why not."""
    try:
        done = do()
    except (InvalidInput, Conflict) as error:
        status = 409 if isinstance(error, Conflict) else 422
        draw = render_parts if is_htmx(request) else render_ticket
        refusal = Refusal(words_of(error), _lapsed(error))
        return draw(request, tracking_id, refusal=refusal, status=status)
    return answer_done(request, tracking_id, done)


def _lapsed(error: OwjError) -> int | None:
    """Return the contract whose renewal would open what was refused; None where none would."""
    return cast("int", error.data["contract_id"]) if isinstance(error, WarrantyLapsed) else None


def answer_done(
    request: DoorRequest, tracking_id: str, done: str, *, sent: bool = False
) -> HttpResponse:
    """Show the ticket after it was done; sent: a message, so the browser may forget its draft.

    The place to write is drawn too: whether there is one may have changed.
    """
    add_toast(request, done)
    if is_htmx(request):
        return render_parts(request, tracking_id, reply=empty_reply(), sent=sent)
    return redirect("hub:ticket", tracking_id)
