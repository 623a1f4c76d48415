"""The customer's contracts: the warranty, what a renewal costs, and what is claimed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from owj.kernel.errors import Conflict, InvalidInput, NotFound
from owj.kernel.promises.remedies import RemedyNotOffered
from owj.kernel.sla.remedy_settings import RemedyOption
from owj.packages.contracts.entity import Contract
from owj.packages.contracts.queries import contracts_of
from owj.packages.customers.errors import NotAmongYourRights
from owj.packages.customers.queries import Standing
from owj.packages.desk.queries import own_place
from owj.packages.installations.queries import ServiceStanding
from owj.packages.parties.queries import party_file
from owj.packages.parties.services import file_document, may_file
from owj.packages.parties.words import DocumentKind
from owj.packages.proposals.queries import proposals_of_customer
from owj.packages.remedies.services import choose, file_claim, file_delay_claim
from owj.packages.warranty.queries import read_warranty
from owj.ui.doors import DoorRequest, hub_page
from owj.ui.failures import words_of
from owj.ui.forms.documents import new_document
from owj.ui.proposals import proposal_chip
from owj.ui.standing import chosen_customer
from owj.ui.toasts import add_toast
from owj.ui.warranty.cards import warranty_card
from owj.ui.warranty.claims import claim_cards
from owj.ui.warranty.installations import service_card
from owj.ui.warranty.serials import module_cards


@hub_page
@require_GET
def contracts_view(request: DoorRequest) -> HttpResponse:
    """Show every contract of the customer, with its warranty and claims."""
    place = _place(request)
    shown: list[dict[str, object]] = []
    services: tuple[ServiceStanding, ...] = ()
    for contract in contracts_of(request.ctx, place.customer_id):
        warranty = read_warranty(request.ctx, contract)
        claims = claim_cards(request.ctx, warranty)
        services = warranty.services
        shown.append(
            {
                "card": warranty_card(warranty),
                "claims": claims,
                "contract": contract,
                "modules": module_cards(request.ctx, contract),
                "party": party_file(request.ctx, contract),
            }
        )
    context = {
        "nav": "contracts",
        "place": place,
        "shown": shown,
        "proposals": [
            (one, *proposal_chip(one))
            for one in proposals_of_customer(request.ctx, place.customer_id)
        ],
        "services": [service_card(one) for one in services],
        "judges": place.rights.judge,
        "document_kinds": [(one.value, one.label) for one in DocumentKind],
        "files_at": "hub:file",
    }
    return render(request, "hub/contracts.html", context)


@hub_page
@require_POST
def file_document_view(request: DoorRequest, contract_id: int) -> HttpResponse:
    """File a document of the customer with a contract."""
    contract = contract_of_place(request, contract_id)
    if not may_file(request.ctx, contract):
        raise NotAmongYourRights
    try:
        file_document(request.ctx, contract.id, new_document(request))
    except (InvalidInput, Conflict) as error:
        add_toast(request, words_of(error), tone="danger")
    else:
        add_toast(request, gettext("The document is filed."))
    return redirect("hub:contracts")


@hub_page
@require_POST
def claim_view(request: DoorRequest, contract_id: int) -> HttpResponse:
    """File the claim of a month that gave a remedy, or of a late delivery."""
    contract_of_place(request, contract_id)
    given = request.POST
    try:
        if "delay" in given:
            tracking_id = file_delay_claim(request.ctx, contract_id, given["delay"][:60])
        else:
            tracking_id = file_claim(request.ctx, contract_id, given.get("month", "")[:7])
    except (InvalidInput, Conflict) as error:
        add_toast(request, words_of(error), tone="danger")
        return redirect("hub:contracts")
    add_toast(request, gettext("Your claim is filed; its ticket tells what comes of it."))
    return redirect("hub:ticket", tracking_id)


@hub_page
@require_POST
def choose_view(request: DoorRequest, contract_id: int) -> HttpResponse:
    """Choose the remedy of an accepted claim; the choice is final."""
    contract_of_place(request, contract_id)
    seq, wish = request.POST.get("seq", ""), request.POST.get("option", "")
    try:
        option = next((one for one in RemedyOption if one.value == wish), None)
        if option is None:
            offered = ", ".join(one.value for one in RemedyOption)
            raise RemedyNotOffered(offered=offered, got=wish[:40])
        number = int(seq) if seq.isascii() and seq.isdigit() and len(seq) < 10 else 0
        choose(request.ctx, contract_id, number, option)
    except (InvalidInput, Conflict) as error:
        add_toast(request, words_of(error), tone="danger")
    else:
        add_toast(request, gettext("Your choice is written down."))
    return redirect("hub:contracts")


def _place(request: DoorRequest) -> Standing:
    """Return where the person stands. Raises: NotAmongYourRights without the right to numbers."""
    place = own_place(request.ctx, chosen_customer(request))
    if not place.rights.numbers:
        raise NotAmongYourRights
    return place


def contract_of_place(request: DoorRequest, contract_id: int) -> Contract:
    """Return a contract of the customer that the person acts for. Raises: NotFound."""
    place = _place(request)
    contract = request.ctx.get(Contract, contract_id)
    if contract.customer_id != place.customer_id:
        raise NotFound
    return contract
