"""One installation: how its service stands and who says so, and by which right it is entered."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from owj.packages.customers.entity import Customer
from owj.packages.desk.queries.inbox import check_agent
from owj.packages.installations.entity import Installation
from owj.packages.installations.queries import standing_of
from owj.packages.installations.services.keys import may_give_keys
from owj.packages.warranty.queries import warranty_of
from owj.packages.warranty.services.remote import judged_by
from owj.server.signed_senders.signing import SenderKey
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.warranty.cards import warranty_card
from owj.ui.warranty.installations import remote_cover, service_card


@staff_page
@require_GET
def installation_view(request: DoorRequest, installation_id: int) -> HttpResponse:
    """Show one installation."""
    check_agent(request.ctx)
    return render_installation(request, installation_id)


def render_installation(
    request: DoorRequest,
    installation_id: int,
    *,
    wrong: str = "",
    words: str = "",
    made: SenderKey | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw an installation.

    wrong, words: the form that was refused and keeps what it held, and why. made: a key that was
    made just now, shown once.
    """
    installation = request.ctx.get(Installation, installation_id)
    contract, agreement = judged_by(request.ctx, installation)
    warranty = warranty_of(request.ctx, contract.id)
    context = {
        "nav": "customers",
        "installation": installation,
        "customer": request.ctx.get(Customer, installation.customer_id),
        "contract": contract,
        "service": service_card(standing_of(request.ctx, installation, agreement)),
        "minutes": agreement.heartbeat_minutes,
        "remote": remote_cover(request.ctx, installation),
        "card": warranty_card(warranty),
        "keeps": may_give_keys(request.ctx),
        "made": str(made) if made else "",
        "address": settings.BASE_URL,
        "wrong": wrong,
        "words": words,
        "given": request.POST,
    }
    return render(request, "client/installations/page.html", context, status=status)
