"""Where a lapsed warranty leads: the renewal, and the claim that may always be filed (R25, R47)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from owj.kernel.errors import InvalidInput
from owj.packages.contracts.queries import current_contract
from owj.packages.contracts.services import contract_for
from owj.packages.desk.drafts import OpenTicket
from owj.packages.desk.queries import own_place
from owj.packages.desk.services import check_may_open, open_ticket
from owj.packages.warranty.queries import Warranty, read_warranty
from owj.ui.doors import DoorRequest, hub_page
from owj.ui.failures import words_of
from owj.ui.standing import chosen_customer, own_standing
from owj.ui.toasts import add_toast
from owj.ui.warranty.cards import warranty_card


def lapsed_warranty(request: DoorRequest) -> Warranty | None:
    """Return the warranty under which a ticket of this person would be refused, if it would."""
    place = own_standing(request)
    if place is None:
        return None
    contract = current_contract(request.ctx, place.customer_id)
    if contract is None:
        return None
    warranty = read_warranty(request.ctx, contract)
    return warranty if warranty.has_lapsed else None


def render_lapsed(
    request: DoorRequest, warranty: Warranty, *, words: str = "", status: int = 200
) -> HttpResponse:
    """Draw what a renewal costs and the form of a claim. words: why the claim was refused."""
    context = {
        "nav": "new",
        "card": warranty_card(warranty),
        "words": words,
        "text": request.POST.get("text", ""),
    }
    return render(request, "hub/lapsed.html", context, status=status)


@hub_page
@require_POST
def free_claim_view(request: DoorRequest) -> HttpResponse:
    """File a claim in the customer's own words; it needs no warranty that runs."""
    check_may_open(request.ctx)
    place = own_place(request.ctx, chosen_customer(request))
    draft = OpenTicket(
        subject="",
        text=request.POST.get("text", ""),
        is_bug=False,
        customer_id=place.customer_id,
        is_claim=True,
    )
    try:
        ticket = open_ticket(request.ctx, draft)
    except InvalidInput as error:
        contract = contract_for(request.ctx, place.customer_id)
        warranty = read_warranty(request.ctx, contract)
        return render_lapsed(request, warranty, words=words_of(error), status=422)
    add_toast(request, gettext("Your claim is filed; its ticket tells what comes of it."))
    return redirect("hub:ticket", ticket.tracking_id)
