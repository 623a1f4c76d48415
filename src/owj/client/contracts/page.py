"""One contract: what it covers until when, what a renewal costs, what is claimed of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from owj.client.projects.page import contract_projects
from owj.packages.customers.entity import Customer
from owj.packages.desk.queries.inbox import check_agent
from owj.packages.remedies.errors import ClaimNotFound
from owj.packages.warranty.queries import warranty_of
from owj.packages.warranty.services.work import may_keep
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.warranty.cards import warranty_card
from owj.ui.warranty.claims import claim_cards
from owj.ui.warranty.installations import service_card
from owj.ui.warranty.serials import module_cards
from owj.ui.warranty.words import AWARD_WORDS, BENEFIT_WORDS


@staff_page
@require_GET
def contract_view(request: DoorRequest, contract_id: int) -> HttpResponse:
    """Show one contract."""
    check_agent(request.ctx)
    return render_contract(request, contract_id)


@staff_page
@require_GET
def minutes_view(request: DoorRequest, contract_id: int, seq: int) -> HttpResponse:
    """Show what the committee had before it and what it decided, to print and to sign."""
    check_agent(request.ctx)
    warranty = warranty_of(request.ctx, contract_id)
    cards = claim_cards(request.ctx, warranty)
    card = next((one for one in cards if one.claim and one.claim.seq == seq), None)
    if card is None:
        raise ClaimNotFound
    context = {
        "nav": "customers",
        "contract": warranty.contract,
        "customer": request.ctx.get(Customer, warranty.contract.customer_id),
        "card": card,
    }
    return render(request, "client/contracts/minutes.html", context)


def render_contract(
    request: DoorRequest, contract_id: int, *, wrong: str = "", words: str = "", status: int = 200
) -> HttpResponse:
    """Draw a contract. wrong, words: the form that was refused and keeps what it held, and why."""
    warranty = warranty_of(request.ctx, contract_id)
    usable = [one for one in warranty.balances if one.left]
    context = {
        "nav": "customers",
        "contract": warranty.contract,
        "customer": request.ctx.get(Customer, warranty.contract.customer_id),
        "card": warranty_card(warranty),
        "claims": claim_cards(request.ctx, warranty),
        **contract_projects(request, warranty.contract),
        "services": [service_card(one) for one in warranty.services],
        "modules": module_cards(request.ctx, warranty.contract),
        "quorum": warranty.agreement.committee_quorum,
        "awards": [(one.value, gettext(words)) for one, words in AWARD_WORDS.items()],
        "keeps": may_keep(request.ctx),
        "may_contract": request.actor.has_role("admin"),
        "benefits": [(one.benefit.value, gettext(BENEFIT_WORDS[one.benefit])) for one in usable],
        "wrong": wrong,
        "words": words,
        "given": request.POST,
    }
    return render(request, "client/contracts/page.html", context, status=status)
