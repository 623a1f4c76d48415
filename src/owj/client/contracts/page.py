"""One contract: what it covers until when, what a renewal costs, what is claimed of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from owj.packages.customers.entity import Customer
from owj.packages.desk.queries.inbox import check_agent
from owj.packages.remedies.queries import month_claims
from owj.packages.warranty.queries import COUNTED, warranty_of
from owj.packages.warranty.services.work import may_keep
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.warranty.cards import claim_card, warranty_card
from owj.ui.warranty.words import BENEFIT_WORDS


@staff_page
@require_GET
def contract_view(request: DoorRequest, contract_id: int) -> HttpResponse:
    """Show one contract."""
    check_agent(request.ctx)
    return render_contract(request, contract_id)


def render_contract(
    request: DoorRequest, contract_id: int, *, wrong: str = "", words: str = "", status: int = 200
) -> HttpResponse:
    """Draw a contract. wrong, words: the form that was refused and keeps what it held, and why."""
    warranty = warranty_of(request.ctx, contract_id)
    context = {
        "nav": "customers",
        "contract": warranty.contract,
        "customer": request.ctx.get(Customer, warranty.contract.customer_id),
        "card": warranty_card(warranty),
        "claims": [claim_card(one, warranty) for one in month_claims(request.ctx, contract_id)],
        "keeps": may_keep(request.ctx),
        "may_contract": request.actor.has_role("admin"),
        "benefits": [(one.value, gettext(BENEFIT_WORDS[one])) for one in COUNTED],
        "wrong": wrong,
        "words": words,
        "given": request.POST,
    }
    return render(request, "client/contracts/page.html", context, status=status)
