"""Writing a proposal: for whom, until when, what is offered and which days are promised."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from owj.client.desk.assign import number_of
from owj.client.proposals.typed import (
    TypedPhase,
    TypedService,
    blank_rows,
    read_draft,
    typed_modules,
    typed_of,
    typed_phases,
    typed_services,
)
from owj.kernel.errors import Conflict, DefinitionError, InvalidInput
from owj.packages.contracts.entity import Contract
from owj.packages.customers.entity import Customer
from owj.packages.leads.entity import Lead
from owj.packages.pricing.entity import WorkService, WorkSite
from owj.packages.projects.words import ProjectKind
from owj.packages.proposals.entity import Proposal
from owj.packages.proposals.errors import ProposalNotOpen
from owj.packages.proposals.offer import read_offer
from owj.packages.proposals.services import Recipient, change_proposal, draft_proposal
from owj.packages.proposals.services.work import check_seller
from owj.packages.proposals.words import ProposalState
from owj.packages.warranty.entity import Module
from owj.packages.warranty.queries import today_of
from owj.server.agreements import SHIPPED_KEY
from owj.server.agreements.queries import agreement_names
from owj.ui.dates import show_date
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of

CHOICES = 500


@staff_page
@require_http_methods(["GET", "POST"])
def new_proposal_view(request: DoorRequest) -> HttpResponse:
    """Write a new proposal."""
    check_seller(request.ctx)
    if request.method == "GET":
        return _form(request, None)
    try:
        draft = read_draft(request.POST, today_of(request.ctx))
        proposal = draft_proposal(request.ctx, _recipient(request), draft)
    except (InvalidInput, Conflict, DefinitionError) as error:
        return _form(request, None, words_of(error))
    return redirect("client:proposal", proposal.id)


@staff_page
@require_http_methods(["GET", "POST"])
def edit_proposal_view(request: DoorRequest, proposal_id: int) -> HttpResponse:
    """Write a draft anew; who was quicker is not overwritten."""
    check_seller(request.ctx)
    proposal = request.ctx.get(Proposal, proposal_id)
    if proposal.state is not ProposalState.DRAFT:
        raise ProposalNotOpen
    if request.method == "GET":
        return _form(request, proposal)
    try:
        draft = read_draft(request.POST, today_of(request.ctx))
        change_proposal(request.ctx, proposal_id, draft, number_of(request.POST.get("version", "")))
    except (InvalidInput, Conflict, DefinitionError) as error:
        return _form(request, proposal, words_of(error))
    return redirect("client:proposal", proposal_id)


def _recipient(request: DoorRequest) -> Recipient:
    """Return for whom it is: "customer-3", "lead-7", or "contract-4" that it extends."""
    kind, _dash, number = request.POST.get("for", "").partition("-")
    id_ = number_of(number) or None
    return Recipient(
        customer_id=id_ if kind == "customer" else None,
        lead_id=id_ if kind == "lead" else None,
        contract_id=id_ if kind == "contract" else None,
    )


def _form(request: DoorRequest, proposal: Proposal | None, words: str = "") -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    kept = typed_of(proposal) if proposal else None
    modules = typed_modules(given) if given else kept.modules if kept else []
    services = typed_services(given) if given else kept.services if kept else []
    phases = typed_phases(given) if given else kept.phases if kept else []
    context = {
        "nav": "proposals",
        "proposal": proposal,
        "fields": _fields(request, proposal),
        "recipients": [] if proposal else _recipients(request),
        "agreements": agreement_names().items(),
        "module_rows": blank_rows(modules),
        "service_rows": [*services, *[TypedService()] * (1 if services else 2)],
        "phase_rows": [*phases, *[TypedPhase()] * (1 if phases else 3)],
        "modules": list(request.ctx.rows(Module).order_by("name")[:CHOICES]),
        "services": [(one.value, one.label) for one in WorkService],
        "sites": [(one.value, one.label) for one in WorkSite],
        "kinds": [(one.value, one.label) for one in ProjectKind],
        "words": words,
    }
    return render(request, "client/proposals/form.html", context, status=422 if words else 200)


def _fields(request: DoorRequest, proposal: Proposal | None) -> dict[str, str]:
    """Return the plain fields as they are typed, kept or usual."""
    if request.method == "POST":
        names = ("title", "until", "note", "agreement", "version", "for", "renew")
        return {name: request.POST.get(name, "") for name in names}
    if proposal is None:
        wished = (
            f"{kind}-{request.GET[kind][:20]}"
            for kind in ("customer", "lead", "contract")
            if kind in request.GET
        )
        return {"agreement": SHIPPED_KEY, "for": next(wished, "")}
    until: date = proposal.valid_until
    return {
        "title": proposal.title,
        "until": show_date(until),
        "note": proposal.note,
        "agreement": proposal.agreement,
        "version": str(proposal.version),
        "renew": "1" if read_offer(proposal.offer).renewal else "",
    }


def _recipients(request: DoorRequest) -> dict[str, list[tuple[str, str]]]:
    customers = request.ctx.rows(Customer).order_by("name")[:CHOICES]
    contracts = request.ctx.rows(Contract).filter(implicit=False).select_related("customer")
    leads = request.ctx.rows(Lead).exclude(stage="lost").order_by("-id")[:CHOICES]
    return {
        "customers": [(f"customer-{one.id}", one.name) for one in customers],
        "contracts": [
            (f"contract-{one.id}", f"{one.title} ({one.customer.name})")
            for one in contracts.order_by("customer__name", "-id")[:CHOICES]
        ],
        "leads": [
            (f"lead-{one.id}", f"{one.company} ({one.name})" if one.company else one.name)
            for one in leads
        ],
    }
