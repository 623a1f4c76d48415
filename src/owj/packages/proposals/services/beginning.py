"""An accepted proposal becomes a contract or extends one: modules, projects, promised days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from owj.packages.billing.services import Line
from owj.packages.billing.services.drafts import InvoiceDraft, write_draft, write_renewal
from owj.packages.contracts.entity import Contract
from owj.packages.contracts.services import NewContract, add_contract
from owj.packages.customers.entity import CustomerKind
from owj.packages.customers.services import NewContact, NewCustomer, add_contact, add_customer
from owj.packages.leads.entity import Lead
from owj.packages.projects.services import (
    NewPhase,
    NewProject,
    Plan,
    add_phase,
    open_project,
)
from owj.packages.proposals.entity import Proposal
from owj.packages.proposals.errors import RecipientWanted
from owj.packages.proposals.offer import Offer, OfferedPhase, read_offer
from owj.packages.proposals.services.extending import check_uncovered, note_extended
from owj.packages.warranty.entity import Module
from owj.packages.warranty.services import cover_module
from owj.server.ledger.papers import Paper
from owj.server.records.context import Context


def agree(ctx: Context, proposal: Proposal, paper: Paper, day: date) -> Contract:
    """Let a proposal become what it offers: a contract, or more of the one that it extends.

    Raises: RecipientWanted for a lead that was deleted meanwhile; ModuleCovered, RenewalInvoiced,
    ValueMissing where the contract has changed since the paper was sealed.
    """
    system, offer = ctx.as_system(), read_offer(paper.content)
    if proposal.contract_id is None:
        contract = _begin_contract(system, proposal, paper, day)
    else:
        contract = system.lock(Contract, proposal.contract_id)
        check_uncovered(system, contract, offer.modules)
        note_extended(ctx, contract, paper, offer, day)
    _add_work(system, contract, proposal, paper, day)
    if offer.renewal:
        write_renewal(system, contract.id)
    return contract


def _begin_contract(system: Context, proposal: Proposal, paper: Paper, day: date) -> Contract:
    """Write the contract down; its warranty begins with the full delivery (R21)."""
    customer_id = proposal.customer_id or _become_customer(system, proposal)
    return add_contract(
        system,
        NewContract(
            customer_id,
            paper.content["title"],
            number=paper.number,
            agreement=paper.content["warranty"]["agreement"],
            starts_on=day,
        ),
    )


def _add_work(
    system: Context, contract: Contract, proposal: Proposal, paper: Paper, day: date
) -> None:
    """Add modules, projects with the promised days, and the draft of what they cost."""
    offer = read_offer(paper.content)
    known = set(system.rows(Module).values_list("id", flat=True))
    for module in offer.modules:
        # One that was deleted since stays on the paper.
        if module.module_id in known:
            cover_module(system, contract.id, module.module_id, day)
    for kind in dict.fromkeys(one.kind for one in offer.phases):
        phases = [one for one in offer.phases if one.kind is kind]
        title = f"{kind.label.in_language(system.workspace.language)}: {paper.content['title']}"
        first = min(one.begins for one in phases)
        draft = NewProject(
            contract.id, title[:160], kind, first, proposal.owner_id, agreed_price=True
        )
        _begin_project(system, draft, phases)
    if offer.work:
        _draft_invoice(system, contract, paper, offer)


def _begin_project(system: Context, draft: NewProject, phases: Sequence[OfferedPhase]) -> None:
    """Begin what is promised of one kind; the days are those of the proposal (feature 24)."""
    kind, project = draft.kind, open_project(system, draft)
    for one in phases:
        add_phase(system, project.id, NewPhase(one.title, Plan(one.begins, one.planned), kind))


def _draft_invoice(system: Context, contract: Contract, paper: Paper, offer: Offer) -> None:
    """Leave the bookkeeper a draft of what was agreed; nobody is asked to pay by it."""
    names = [one["name"] for one in paper.content["services"]]
    lines = [Line(one.name, one.value) for one in offer.modules]
    lines += [
        Line(name, one.value, quantity=one.minutes, unit="hour")
        for name, one in zip(names, offer.services, strict=True)
    ]
    draft = InvoiceDraft(contract.customer_id, paper.content["title"], lines, contract.id)
    write_draft(system, draft)


def _become_customer(system: Context, proposal: Proposal) -> int:
    if proposal.lead_id is None:
        raise RecipientWanted
    lead = system.get(Lead, proposal.lead_id)
    kind = CustomerKind.LEGAL if lead.company else CustomerKind.NATURAL
    customer = add_customer(system, NewCustomer(lead.company or lead.name, kind, phone=lead.phone))
    add_contact(system, NewContact(customer.id, name=lead.name, email=lead.email, phone=lead.phone))
    return customer.id
