"""Answering a proposal: accepted with proof of who, when and of which text, or declined."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction

from owj.packages.agreements.queries import number_in_force
from owj.packages.agreements.services import (
    Consent,
    SignedPaper,
    accept_agreement,
    acceptances_of,
    record_paper,
)
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
from owj.packages.proposals.services.beginning import agree
from owj.packages.proposals.services.work import (
    ProposalWork,
    check_seller,
    given_reason,
    hold_proposal,
)
from owj.packages.proposals.words import ProposalEntry, ProposalState
from owj.packages.warranty.queries import today_of
from owj.server.events import publish
from owj.server.ledger.papers import Paper
from owj.server.records.context import Context


@transaction.atomic
def accept_proposal(ctx: Context, proposal_id: int, given: Consent) -> Contract:
    """Accept a proposal as the customer; returns the contract that it has become or extended.

    Raises: NotFound, OnlyCustomersAnswer, ProposalNotOpen, ValidityPassed, ProposalChanged,
    AnswerIncomplete, ModuleCovered, RenewalInvoiced, ValueMissing.
    """
    work = hold_proposal(ctx, proposal_id, ProposalState.SENT)
    place, paper = _check_answers(work), work.paper
    if work.proposal.valid_until < today_of(ctx):
        raise ValidityPassed
    if given.seen != paper.digest or not paper.is_whole:
        raise ProposalChanged
    if not given.is_whole:
        raise AnswerIncomplete
    contract = agree(ctx, work.proposal, paper, today_of(ctx))
    number = _agreement_number(ctx, contract, paper)
    if number is not None:
        digest = paper.content["warranty"]["digest"]
        accept_agreement(ctx, contract.id, number, replace(given, seen=digest))
    _accepted(work, contract, today_of(ctx), given.told(place.contact_id))
    return contract


@transaction.atomic
def record_signed_paper(ctx: Context, proposal_id: int, given: SignedPaper) -> Contract:
    """Write down that a proposal was signed on paper; a lead becomes a customer with it.

    Raises: NotFound, OnlySellers, ProposalNotOpen, PaperWanted, EvidenceFileUnknown, ModuleCovered,
    RenewalInvoiced, ValueMissing.
    """
    check_seller(ctx)
    work = hold_proposal(ctx, proposal_id, ProposalState.SENT)
    paper = work.paper
    in_time = paper.day <= given.signed_on <= min(work.proposal.valid_until, today_of(ctx))
    if not given.is_whole or not in_time:
        raise PaperWanted
    told = given.told(ctx, Proposal.key, work.proposal.id)
    contract = agree(ctx, work.proposal, paper, given.signed_on)
    number = _agreement_number(ctx, contract, paper)
    if number is not None:
        record_paper(ctx, contract.id, number, given)
    _accepted(work, contract, given.signed_on, told)
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


def _agreement_number(ctx: Context, contract: Contract, paper: Paper) -> int | None:
    """Return the version of the agreement that is accepted with the proposal.

    None where it has no text, or where another one is in force by now: that one is accepted by
    itself, after it was read. None, too, where it was accepted for the contract before.
    """
    told = paper.content["warranty"]
    key, number = told["agreement"], int(told["version"])
    if not told["digest"] or contract.agreement != key or number_in_force(ctx, key) > number:
        return None
    before = (one for one in acceptances_of(ctx.as_system(), contract) if not one.gone)
    same = any((one.data["key"], one.data["number"]) == (key, number) for one in before)
    return None if same else number


def _check_answers(work: ProposalWork) -> Standing:
    """Return where the person stands who answers. Raises: OnlyCustomersAnswer."""
    mine = (one for one in standings(work.ctx) if one.customer_id == work.proposal.customer_id)
    place = next(mine, None)
    if place is None or not place.rights.judge:
        raise OnlyCustomersAnswer
    return place
