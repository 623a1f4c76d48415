"""One contract: what it covers until when, what a renewal costs, what is claimed of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from owj.client.projects.page import contract_projects
from owj.packages.agreements.acceptances import acceptance_of, acceptances_of
from owj.packages.agreements.prints import ask_for_proof, proof_facts, proof_key
from owj.packages.agreements.queries import number_in_force
from owj.packages.contracts.entity import Contract
from owj.packages.customers.entity import Customer
from owj.packages.desk.queries.inbox import check_agent
from owj.packages.parties.queries import party_file
from owj.packages.parties.words import DocumentKind
from owj.packages.remedies.errors import ClaimNotFound
from owj.packages.warranty.queries import warranty_of
from owj.packages.warranty.services.work import may_keep
from owj.server.agreements.queries import agreement_versions
from owj.server.documents.services import document_of, open_document
from owj.server.files.serving import file_response
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.toasts import add_toast
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


def contract_agreement(request: DoorRequest, contract: Contract) -> dict[str, Any]:
    """Return what a contract's page shows of the agreement that was accepted."""
    now = number_in_force(request.ctx, contract.agreement)
    proofs = acceptances_of(request.ctx, contract)
    return {
        "proofs": proofs,
        "in_force": now,
        "signable": [one.number for one in reversed(agreement_versions(contract.agreement))],
        "is_current": any(not one.gone and one.data["number"] == now for one in proofs),
    }


def party_documents(request: DoorRequest, contract: Contract) -> dict[str, Any]:
    """Return what a contract's page shows of the parties' documents."""
    return {
        "sees_documents": may_keep(request.ctx),
        "party": party_file(request.ctx, contract),
        "document_kinds": [(one.value, one.label) for one in DocumentKind],
        "files_at": "client:file",
    }


@staff_page
@require_http_methods(["GET", "POST"])
def acceptance_view(request: DoorRequest, contract_id: int, seq: int) -> HttpResponse:
    """Show the proof of an acceptance, to print; or let it be drawn as PDF."""
    check_agent(request.ctx)
    contract, proof = acceptance_of(request.ctx, contract_id, seq)
    if request.method == "POST":
        ask_for_proof(request.ctx, contract, proof)
        add_toast(request, gettext("The PDF is being drawn."))
        return redirect("client:acceptance", contract_id, seq)
    context = {
        "nav": "customers",
        "contract": contract,
        "customer": request.ctx.get(Customer, contract.customer_id),
        "proof": proof,
        "facts": proof_facts(request.ctx, contract, proof),
        "document": document_of(proof_key(contract, proof)),
    }
    return render(request, "client/contracts/acceptance.html", context)


@staff_page
@require_GET
def acceptance_pdf_view(request: DoorRequest, contract_id: int, seq: int) -> HttpResponseBase:
    """Give the PDF of the proof of an acceptance."""
    check_agent(request.ctx)
    key = proof_key(*acceptance_of(request.ctx, contract_id, seq))
    return file_response(open_document(key), in_place=True)


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
        **contract_agreement(request, warranty.contract),
        **party_documents(request, warranty.contract),
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
