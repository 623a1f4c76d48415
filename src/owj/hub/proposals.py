"""Proposals to the customer: read, accepted with proof, or declined."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from owj.hub.consent import read_consent
from owj.kernel.errors import Conflict, DefinitionError, InvalidInput, NotFound
from owj.packages.customers.entity import Contact
from owj.packages.customers.queries import Standing
from owj.packages.desk.queries import own_place
from owj.packages.proposals.prints import ask_for_paper, proposal_key, sheet_of
from owj.packages.proposals.queries import ProposalView, proposal_of
from owj.packages.proposals.services import accept_proposal, decline_proposal
from owj.server.documents.services import document_of, open_document
from owj.server.files.serving import file_response
from owj.ui.doors import DoorRequest, hub_page
from owj.ui.failures import words_of
from owj.ui.proposals import pdf_of, proposal_chip, sealed_answer
from owj.ui.standing import chosen_customer
from owj.ui.toasts import add_toast


@hub_page
@require_GET
def proposal_view(request: DoorRequest, proposal_id: int) -> HttpResponse:
    """Show one proposal as it was sealed."""
    return _page(request, proposal_id)


@hub_page
@require_http_methods(["GET", "POST"])
def proposal_pdf_view(request: DoorRequest, proposal_id: int) -> HttpResponseBase:
    """Give the PDF of a proposal, or let it be drawn."""
    _place, view = _place_and_view(request, proposal_id)
    if request.method == "POST" and view.paper is not None:
        ask_for_paper(request.ctx, view.proposal, view.paper)
        add_toast(request, gettext("The PDF is being drawn."))
        return redirect("hub:proposal", proposal_id)
    return file_response(open_document(pdf_of(view)), in_place=True)


@hub_page
@require_GET
def proposal_sealed_view(request: DoorRequest, proposal_id: int) -> FileResponse:
    """Give what was sealed, byte for byte as it is hashed."""
    return sealed_answer(_place_and_view(request, proposal_id)[1])


@hub_page
@require_POST
def proposal_answer_view(request: DoorRequest, proposal_id: int, verb: str) -> HttpResponse:
    """Accept a proposal, or decline it; the form carries the fingerprint of what was read."""
    _place_and_view(request, proposal_id)
    given = request.POST
    try:
        if verb == "accept":
            accept_proposal(request.ctx, proposal_id, read_consent(request))
            add_toast(request, gettext("The proposal is accepted; its proof stands here."))
        elif verb == "decline":
            decline_proposal(request.ctx, proposal_id, given.get("reason", ""))
            add_toast(request, gettext("Your answer is written down."))
        else:
            raise Http404
    except (InvalidInput, Conflict, DefinitionError) as error:
        status = 409 if isinstance(error, Conflict) else 422
        return _page(request, proposal_id, wrong=verb, words=words_of(error), status=status)
    return redirect("hub:proposal", proposal_id)


def _page(
    request: DoorRequest, proposal_id: int, *, wrong: str = "", words: str = "", status: int = 200
) -> HttpResponse:
    place, view = _place_and_view(request, proposal_id)
    contact = request.ctx.as_system().get(Contact, place.contact_id)
    context = {
        "nav": "contracts",
        "view": view,
        "proposal": view.proposal,
        "sheet": sheet_of(request.ctx, view),
        "chip": proposal_chip(view),
        "document": document_of(proposal_key(view.paper)) if view.paper else None,
        "judges": place.rights.judge,
        "name": request.POST.get("name") or contact.name,
        "given": request.POST,
        "wrong": wrong,
        "words": words,
        "files_at": "hub:file",
    }
    return render(request, "hub/proposal.html", context, status=status)


def _place_and_view(request: DoorRequest, proposal_id: int) -> tuple[Standing, ProposalView]:
    """Return where the person stands, and a proposal to that customer. Raises: NotFound."""
    place = own_place(request.ctx, chosen_customer(request))
    view = proposal_of(request.ctx, proposal_id)
    if view.proposal.customer_id != place.customer_id or view.paper is None:
        raise NotFound
    return place, view
