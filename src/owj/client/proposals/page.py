"""The list of proposals, and one: the sheet as its recipient gets it, and what may be done."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from owj.packages.customers.services.who_may import check_staff
from owj.packages.proposals.prints import proposal_key, sheet_of
from owj.packages.proposals.queries import (
    ProposalView,
    latest_proposals,
    proposal_of,
    proposals_of_customer,
    proposals_of_lead,
)
from owj.packages.proposals.services.work import may_sell
from owj.packages.proposals.words import ProposalState
from owj.server.documents.services import document_of, open_document
from owj.server.files.serving import file_response
from owj.server.records.defs import EntityDef
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.proposals import pdf_of, proposal_chip, sealed_answer

TABS = {
    "open": (ProposalState.SENT,),
    "drafts": (ProposalState.DRAFT,),
    "answered": (ProposalState.ACCEPTED, ProposalState.DECLINED),
    "all": tuple(ProposalState),
}


@staff_page
@require_GET
def proposals_view(request: DoorRequest) -> HttpResponse:
    """Show proposals, those that wait for an answer first."""
    check_staff(request.ctx)
    tab = request.GET.get("tab", "open")
    tab = tab if tab in TABS else "open"
    found = latest_proposals(request.ctx, TABS[tab])
    context = {
        "nav": "proposals",
        "tab": tab,
        "lines": [(one, *proposal_chip(one)) for one in found],
        "sells": may_sell(request.ctx),
    }
    return render(request, "client/proposals/list.html", context)


@staff_page
@require_GET
def proposal_view(request: DoorRequest, proposal_id: int) -> HttpResponse:
    """Show one proposal."""
    check_staff(request.ctx)
    return render_proposal(request, proposal_id)


@staff_page
@require_GET
def proposal_pdf_view(request: DoorRequest, proposal_id: int) -> HttpResponseBase:
    """Give the drawn PDF of the paper that was sent last."""
    check_staff(request.ctx)
    view = proposal_of(request.ctx, proposal_id)
    return file_response(open_document(pdf_of(view)), in_place=True)


@staff_page
@require_GET
def proposal_sealed_view(request: DoorRequest, proposal_id: int) -> FileResponse:
    """Give what was sealed, byte for byte as it is hashed."""
    check_staff(request.ctx)
    return sealed_answer(proposal_of(request.ctx, proposal_id))


def render_proposal(
    request: DoorRequest, proposal_id: int, *, wrong: str = "", words: str = "", status: int = 200
) -> HttpResponse:
    """Draw a proposal. wrong, words: the form that was refused and keeps what it held, and why."""
    view = proposal_of(request.ctx, proposal_id)
    proposal = view.proposal
    shown = view.paper is not None and proposal.state is not ProposalState.DRAFT
    context = {
        "nav": "proposals",
        "view": view,
        "proposal": proposal,
        "sheet": sheet_of(request.ctx, view),
        "chip": proposal_chip(view),
        "is_draft": proposal.state is ProposalState.DRAFT,
        "is_sent": proposal.state is ProposalState.SENT,
        "may_take_back": proposal.state in {ProposalState.SENT, ProposalState.DECLINED},
        "document": document_of(proposal_key(view.paper)) if shown and view.paper else None,
        "shown": shown,
        "files_at": "client:file",
        "sells": may_sell(request.ctx),
        "wrong": wrong,
        "words": words,
        "given": request.POST,
    }
    return render(request, "client/proposals/page.html", context, status=status)


def lead_panel(request: DoorRequest, entity: EntityDef, record: Any) -> dict[str, Any] | None:
    """Return what a lead's page shows of the proposals to it."""
    if entity.key != "lead":
        return None
    return proposals_panel(request, f"lead={record.id}", proposals_of_lead(request.ctx, record.id))


def customer_panel(request: DoorRequest, customer_id: int) -> dict[str, Any]:
    """Return what a customer's page shows of the proposals to it."""
    found = proposals_of_customer(request.ctx, customer_id)
    return proposals_panel(request, f"customer={customer_id}", found)


def proposals_panel(
    request: DoorRequest, query: str, found: tuple[ProposalView, ...]
) -> dict[str, Any]:
    """Return proposals with their chips, and how another one is begun."""
    return {
        "lines": [(one, *proposal_chip(one)) for one in found],
        "sells": may_sell(request.ctx),
        "query": query,
    }
