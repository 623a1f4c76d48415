"""Where a lapsed warranty leads: the renewal, and the claim that may always be filed (R25, R47)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from owj.kernel.errors import Conflict, InvalidInput
from owj.packages.contracts.entity import Contract
from owj.packages.contracts.queries import current_contract
from owj.packages.contracts.services import contract_for
from owj.packages.desk.queries import own_place
from owj.packages.desk.services import check_may_open
from owj.packages.remedies.services import file_own_claim
from owj.packages.warranty.queries import Warranty, read_warranty, serving_contract, today_of
from owj.ui.doors import DoorRequest, hub_page
from owj.ui.failures import words_of
from owj.ui.forms.moments import parse_day
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
    warranty = read_warranty(request.ctx, serving_contract(request.ctx, contract))
    return warranty if warranty.has_lapsed else None


def render_lapsed(
    request: DoorRequest, warranty: Warranty, *, words: str = "", status: int = 200
) -> HttpResponse:
    """Draw what a renewal costs and the form of a claim. words: why the claim was refused."""
    place = own_standing(request)
    context = {
        "nav": "new",
        "judges": place is not None and place.rights.judge,
        "card": warranty_card(warranty),
        "words": words,
        "given": request.POST,
    }
    return render(request, "hub/lapsed.html", context, status=status)


@hub_page
@require_http_methods(["GET", "POST"])
def free_claim_view(request: DoorRequest) -> HttpResponse:
    """Show the form of a claim in own words, or file it; it needs no warranty that runs."""
    check_may_open(request.ctx)
    place = own_place(request.ctx, chosen_customer(request))
    contract = contract_for(request.ctx, place.customer_id)
    if request.method == "GET":
        return render_claim(request, contract)
    given = request.POST
    try:
        late_on = parse_day(given.get("late_on", ""), today=today_of(request.ctx))
        ticket = file_own_claim(request.ctx, contract.id, given.get("text", ""), late_on)
    except (InvalidInput, Conflict) as error:
        status = 422 if isinstance(error, InvalidInput) else 409
        return render_claim(request, contract, words=words_of(error), status=status)
    add_toast(request, gettext("Your claim is filed; its ticket tells what comes of it."))
    return redirect("hub:ticket", ticket)


def render_claim(
    request: DoorRequest, contract: Contract, *, words: str = "", status: int = 200
) -> HttpResponse:
    """Draw the form of a claim, on the page that the customer's warranty asks for."""
    warranty = read_warranty(request.ctx, contract)
    if warranty.has_lapsed:
        return render_lapsed(request, warranty, words=words, status=status)
    context = {"nav": "contracts", "card": warranty_card(warranty), "words": words}
    return render(request, "hub/own_claim.html", context | {"given": request.POST}, status=status)
