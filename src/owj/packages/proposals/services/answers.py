"""Answering a proposal: accepted with proof of who, when and of which text, or declined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from owj.packages.agreements.queries import number_in_force
from owj.packages.agreements.services import Acceptance as OfAgreement
from owj.packages.agreements.services import PaperAcceptance, accept_agreement, record_paper
from owj.packages.contracts.entity import Contract
from owj.packages.customers.queries import standings
from owj.packages.customers.queries.standing import Standing
from owj.packages.proposals.entity import Proposal
from owj.packages.proposals.errors import (
    AnswerIncomplete,
    OnlyCustomersAnswer,
    PaperWanted,
    ProposalChanged,
    ValidityPassed,
)
from owj.packages.proposals.events import ProposalAnswered
from owj.packages.proposals.services.beginning import begin_contract
from owj.packages.proposals.services.work import (
    ProposalWork,
    check_seller,
    given_reason,
    hold_proposal,
)
from owj.packages.proposals.words import HUB, PAPER, ProposalEntry, ProposalState
from owj.packages.warranty.queries import today_of
from owj.server.events import publish
from owj.server.ledger.entry_files import lay_file
from owj.server.ledger.papers import Paper
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What a person accepts with. seen: the fingerprint of the paper that was read.

    address: of the browser, kept where the installation wishes so.
    """

    seen: str
    name: str
    agreed: bool
    address: str = ""


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """A signed paper. file_id: the scan, uploaded by whoever writes it down."""

    name: str
    signed_on: date
    file_id: UUID | None


@transaction.atomic
def accept_proposal(ctx: Context, proposal_id: int, given: Acceptance) -> Contract:
    """Accept a proposal as the customer; returns the contract that it has become.

    Raises: NotFound, OnlyCustomersAnswer, ProposalNotOpen, ValidityPassed, ProposalChanged,
    AnswerIncomplete.
    """
    work = hold_proposal(ctx, proposal_id, ProposalState.SENT)
    place, paper = _check_answers(work), work.paper
    if work.proposal.valid_until < today_of(ctx):
        raise ValidityPassed
    if given.seen != paper.digest or not paper.is_whole:
        raise ProposalChanged
    name = " ".join(given.name.split())[:120]
    if not name or not given.agreed:
        raise AnswerIncomplete
    contract = begin_contract(ctx.as_system(), work.proposal, paper, today_of(ctx))
    data: dict[str, Any] = {"way": HUB, "name": name, "contact": place.contact_id}
    if given.address:
        data["address"] = given.address[:60]
    number = _agreement_number(ctx, paper)
    if number is not None:
        digest = paper.content["warranty"]["digest"]
        told = OfAgreement(number, digest, name, agreed=True, address=given.address)
        accept_agreement(ctx, contract.id, told)
    _accepted(work, contract, today_of(ctx), data)
    return contract


@transaction.atomic
def record_signed_paper(ctx: Context, proposal_id: int, given: SignedPaper) -> Contract:
    """Write down that a proposal was signed on paper; a lead becomes a customer with it.

    Raises: NotFound, OnlySellers, ProposalNotOpen, PaperWanted, EvidenceFileUnknown.
    """
    check_seller(ctx)
    work = hold_proposal(ctx, proposal_id, ProposalState.SENT)
    paper, name = work.paper, " ".join(given.name.split())[:120]
    in_time = paper.day <= given.signed_on <= min(work.proposal.valid_until, today_of(ctx))
    if not name or given.file_id is None or not in_time:
        raise PaperWanted
    file = lay_file(ctx, Proposal.key, work.proposal.id, given.file_id)
    contract = begin_contract(ctx.as_system(), work.proposal, paper, given.signed_on)
    number = _agreement_number(ctx, paper)
    if number is not None:
        told = PaperAcceptance(number, name, given.signed_on, given.file_id)
        record_paper(ctx, contract.id, told)
    _accepted(work, contract, given.signed_on, {"way": PAPER, "name": name, **file})
    return contract


@transaction.atomic
def decline_proposal(ctx: Context, proposal_id: int, reason: str, name: str = "") -> None:
    """Decline a proposal: as the customer, or as staff who write down what was said.

    Raises: NotFound, OnlyCustomersAnswer, OnlySellers, ProposalNotOpen, ProposalReasonWanted.
    """
    if ctx.actor.kind == "staff":
        check_seller(ctx)
    work = hold_proposal(ctx, proposal_id, ProposalState.SENT)
    if ctx.actor.kind != "staff":
        _check_answers(work)
    said = " ".join(name.split())[:120] or ctx.actor.name
    data = {"number": work.paper.number, "name": said, "reason": given_reason(reason)}
    work.write(ProposalEntry.DECLINED, today_of(ctx), data)
    ctx.as_system().update(work.proposal, state=ProposalState.DECLINED)
    publish(ProposalAnswered(work.proposal.id, False, None, ctx.actor.user_id))


def _accepted(work: ProposalWork, contract: Contract, day: date, data: dict[str, Any]) -> None:
    paper = work.paper
    told = {"number": paper.number, "digest": paper.digest, "contract": contract.id, **data}
    work.write(ProposalEntry.ACCEPTED, day, told)
    work.ctx.as_system().update(
        work.proposal,
        state=ProposalState.ACCEPTED,
        contract=contract,
        customer=contract.customer_id,
    )
    publish(ProposalAnswered(work.proposal.id, True, contract.id, work.ctx.actor.user_id))


def _agreement_number(ctx: Context, paper: Paper) -> int | None:
    """Return the version of the agreement that is accepted with the proposal.

    None where it has no text, or where another one is in force by now: that one is accepted by
    itself, after it was read.
    """
    told = paper.content["warranty"]
    current = number_in_force(ctx, told["agreement"]) <= told["version"]
    return int(told["version"]) if told["digest"] and current else None


def _check_answers(work: ProposalWork) -> Standing:
    """Return where the person stands who answers. Raises: OnlyCustomersAnswer."""
    mine = (one for one in standings(work.ctx) if one.customer_id == work.proposal.customer_id)
    place = next(mine, None)
    if place is None or not place.rights.judge:
        raise OnlyCustomersAnswer
    return place
