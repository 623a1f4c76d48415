"""Reading proposals: the same answer for the vendor and for the customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from owj.packages.customers.entity import Customer
from owj.packages.leads.entity import Lead
from owj.packages.proposals.entity import Proposal
from owj.packages.proposals.offer import Offer, read_offer
from owj.packages.proposals.words import SERIES, ProposalEntry, ProposalState
from owj.packages.warranty.queries import today_of
from owj.server.ledger.entries import Account, Entry, entries_of
from owj.server.ledger.entry_files import ProofFile, proof_file
from owj.server.ledger.papers import Paper, papers_of
from owj.server.records.context import Context

LISTED = 200


@dataclass(frozen=True, slots=True)
class ProposalView:
    """Everything that a proposal's page shows, on one day.

    paper: the last one that was sent; None before. recipient: the name of the customer or lead.
    """

    proposal: Proposal
    recipient: str
    today: date
    paper: Paper | None
    entries: tuple[Entry, ...]

    @property
    def offer(self) -> Offer:
        """Return what the draft offers; what was sent stands on the paper."""
        return read_offer(self.proposal.offer)

    @property
    def is_open(self) -> bool:
        """Tell whether the recipient may still answer."""
        return self.proposal.state is ProposalState.SENT and not self.has_passed

    @property
    def has_passed(self) -> bool:
        """Tell whether its last day is over while nobody has answered."""
        waits = self.proposal.state is ProposalState.SENT
        return waits and self.proposal.valid_until < self.today

    @property
    def answer(self) -> Answer | None:
        """Return how the last paper was answered."""
        kinds = {ProposalEntry.ACCEPTED, ProposalEntry.DECLINED}
        found = next((one for one in reversed(self.entries) if one.kind in kinds), None)
        answered = {ProposalState.ACCEPTED, ProposalState.DECLINED}
        return Answer(found) if found and self.proposal.state in answered else None


@dataclass(frozen=True, slots=True)
class Answer:
    """How a proposal was answered: who, when, of which text."""

    entry: Entry

    @property
    def data(self) -> Mapping[str, Any]:
        return self.entry.data

    @property
    def accepted(self) -> bool:
        return self.entry.kind == ProposalEntry.ACCEPTED

    @property
    def file(self) -> ProofFile | None:
        """Return the signed paper."""
        return proof_file(self.data)


def account_of(proposal: Proposal) -> Account:
    """Return where a proposal's facts are written down."""
    return Account(Proposal.key, proposal.id)


def last_paper(proposal: Proposal) -> Paper | None:
    """Return the paper that was sent last."""
    papers = [one for one in papers_of(Proposal.key, proposal.id) if one.series == SERIES]
    return papers[-1] if papers else None


def proposal_of(ctx: Context, proposal_id: int) -> ProposalView:
    """Return a proposal today. Raises: NotFound for one that is not seen."""
    return _view(ctx, ctx.get(Proposal, proposal_id))


def proposals_of_customer(ctx: Context, customer_id: int) -> tuple[ProposalView, ...]:
    """Return the proposals to a customer that the actor sees, the latest first."""
    rows = ctx.rows(Proposal).filter(customer_id=customer_id).order_by("-id")[:LISTED]
    return tuple(_view(ctx, one) for one in rows)


def proposals_of_lead(ctx: Context, lead_id: int) -> tuple[ProposalView, ...]:
    """Return the proposals to a lead that the actor sees, the latest first."""
    rows = ctx.rows(Proposal).filter(lead_id=lead_id).order_by("-id")[:LISTED]
    return tuple(_view(ctx, one) for one in rows)


def latest_proposals(ctx: Context, states: Sequence[ProposalState]) -> tuple[ProposalView, ...]:
    """Return the latest proposals that stand so."""
    rows = ctx.rows(Proposal).filter(state__in=states).select_related("customer", "lead")
    return tuple(_listed(ctx, one) for one in rows.order_by("-id")[:LISTED])


def _view(ctx: Context, proposal: Proposal) -> ProposalView:
    entries = entries_of(account_of(proposal))
    paper = last_paper(proposal)
    return ProposalView(proposal, _name(ctx, proposal), today_of(ctx), paper, entries)


def _listed(ctx: Context, proposal: Proposal) -> ProposalView:
    lead = proposal.lead
    name = proposal.customer.name if proposal.customer else ""
    name = name or (lead.company or lead.name if lead else "")
    return ProposalView(proposal, name, today_of(ctx), None, ())


def _name(ctx: Context, proposal: Proposal) -> str:
    system = ctx.as_system()
    if proposal.customer_id is not None:
        return system.get(Customer, proposal.customer_id).name
    if proposal.lead_id is None:
        return ""
    lead = system.get(Lead, proposal.lead_id)
    return lead.company or lead.name
