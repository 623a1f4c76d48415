"""Sending a proposal: its text is sealed, its number given, its recipient told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import override

from owj.kernel.calendars.business import BusinessCalendar
from owj.kernel.promises.renewal import renewal_fee
from owj.packages.billing.services.issue import buyer_facts, percent_on, seller_facts
from owj.packages.contracts.entity import Contract
from owj.packages.leads.entity import Lead
from owj.packages.pricing.entity import WorkService, WorkSite
from owj.packages.pricing.queries import tax_rates
from owj.packages.proposals.entity import Proposal
from owj.packages.proposals.errors import PromiseTooEarly, ValidityPassed
from owj.packages.proposals.events import ProposalSent
from owj.packages.proposals.offer import Offer, OfferedPhase, plain_offer, read_offer
from owj.packages.proposals.services.extending import (
    check_uncovered,
    extended_contract,
    extension_facts,
    offered_renewal,
)
from owj.packages.proposals.services.work import (
    check_seller,
    given_reason,
    hold_proposal,
)
from owj.packages.proposals.words import NUMBERS, SERIES, ProposalEntry, ProposalState
from owj.packages.warranty.queries import today_of
from owj.server.agreements.queries import agreement_at, calendar_at, kept_text
from owj.server.events import publish
from owj.server.ledger.papers import Paper, PaperDraft, seal_paper
from owj.server.records.context import Context


@transaction.atomic
def send_proposal(ctx: Context, proposal_id: int) -> Paper:
    """Send a draft; from then on nothing on this paper changes.

    Raises: OnlySellers, NotFound, ProposalNotOpen, ValidityPassed, PromiseTooEarly, TaxMissing,
    NothingToExtend, ModuleCovered; with a renewal also NotDelivered, RenewalInvoiced, ValueMissing.
    """
    check_seller(ctx)
    work = hold_proposal(ctx, proposal_id, ProposalState.DRAFT)
    proposal, offer = work.proposal, _offer_today(ctx, work.proposal)
    if proposal.valid_until < today_of(ctx):
        raise ValidityPassed
    for phase in offer.phases:
        # A promise that is late already when it is made would be a remedy, not a promise.
        if phase.planned < proposal.valid_until:
            raise PromiseTooEarly(what=phase.title)
    content = proposal_content(ctx, proposal, offer)
    paper = seal_paper(ctx, PaperDraft(SERIES, NUMBERS, Proposal.key, proposal.id, content))
    work.write(ProposalEntry.SENT, paper.day, {"number": paper.number, "digest": paper.digest})
    ctx.as_system().update(
        proposal, state=ProposalState.SENT, number=paper.number, total=content["total"]
    )
    publish(ProposalSent(proposal.id, paper.number, ctx.actor.user_id))
    return paper


@transaction.atomic
def take_proposal_back(ctx: Context, proposal_id: int, reason: str) -> None:
    """Take a sent proposal back to change it; its paper stays, another one gets another number.

    Raises: OnlySellers, NotFound, ProposalNotOpen, ProposalReasonWanted.
    """
    check_seller(ctx)
    work = hold_proposal(ctx, proposal_id, ProposalState.SENT, ProposalState.DECLINED)
    data = {"number": work.paper.number, "reason": given_reason(reason)}
    work.write(ProposalEntry.TAKEN_BACK, today_of(ctx), data)
    ctx.as_system().update(work.proposal, state=ProposalState.DRAFT)


def proposal_content(ctx: Context, proposal: Proposal, offer: Offer) -> dict[str, Any]:
    """Return everything that stands on the paper, as it is today."""
    language, today = ctx.workspace.language, today_of(ctx)
    tax = int(offer.tax(today, tax_rates(ctx)))
    plain = plain_offer(offer)
    agreement = agreement_at(proposal.agreement, ctx.now).agreement
    calendar = calendar_at(agreement.ticket_calendar, ctx.now)
    with override(language):
        for one, work in zip(plain["services"], offer.services, strict=True):
            one["name"] = WorkService(work.service.value).label.in_language(language)
            one["place"] = WorkSite(work.site.value).label.in_language(language)
        for one, phase in zip(plain["phases"], offer.phases, strict=True):
            one["name"] = phase.kind.label.in_language(language)
            one["days"] = phase.days
            one["working_days"] = working_days(phase, calendar)
    return {
        "language": language,
        "title": proposal.title,
        "note": proposal.note,
        "seller": seller_facts(ctx),
        "buyer": _recipient_facts(ctx, proposal),
        "issued_on": today.isoformat(),
        "valid_until": proposal.valid_until.isoformat(),
        **plain,
        "net": int(offer.net),
        "tax_percent": percent_on(ctx),
        "tax": tax,
        "total": int(offer.net) + tax,
        "warranty": _warranty_facts(ctx, proposal, offer),
        "extends": _extension(ctx, proposal, offer),
    }


def _offer_today(ctx: Context, proposal: Proposal) -> Offer:
    """Return what a draft offers; a renewal costs what it costs on the day it is sent (R23)."""
    offer = read_offer(proposal.offer)
    if proposal.contract_id is None:
        return offer
    contract = extended_contract(ctx, proposal.contract_id)
    check_uncovered(ctx, contract, offer.modules)
    if offer.renewal is None:
        return offer
    return replace(offer, renewal=offered_renewal(ctx, contract, offer.modules))


def working_days(phase: OfferedPhase, calendar: BusinessCalendar) -> int:
    """Return on how many days of a phase the desk opens. Source: R46."""
    days = (phase.begins + timedelta(days=at) for at in range(phase.days))
    return sum(bool(calendar.spans_on(day)) for day in days)


def _recipient_facts(ctx: Context, proposal: Proposal) -> dict[str, Any]:
    if proposal.customer_id is not None:
        return buyer_facts(ctx, proposal.customer_id)
    if proposal.lead_id is None:
        return {"name": ""}
    lead = ctx.as_system().get(Lead, proposal.lead_id)
    return {"name": lead.company or lead.name, "contact": lead.name, "phone": lead.phone}


def _extension(ctx: Context, proposal: Proposal, offer: Offer) -> dict[str, Any] | None:
    if proposal.contract_id is None:
        return None
    return extension_facts(ctx, ctx.as_system().get(Contract, proposal.contract_id), offer)


def _warranty_facts(ctx: Context, proposal: Proposal, offer: Offer) -> dict[str, Any]:
    """Return the conditions under which the contract will stand. Source: R21, R23, R27, R28."""
    version = agreement_at(proposal.agreement, ctx.now)
    agreement, kept = version.agreement, kept_text(proposal.agreement, version.number)
    fee = renewal_fee(offer.product, (), agreement).fee
    return {
        "agreement": proposal.agreement,
        "version": version.number,
        "id": agreement.id,
        "name": kept.text.title if kept and kept.text.title else agreement.label,
        "digest": kept.digest if kept and kept.text.clauses else "",
        "years": agreement.warranty_years,
        "renewal_percent": agreement.renewal_percent,
        "renewal_today": int(fee),
        "remote_installs": agreement.remote_installs,
        "training_minutes": agreement.training_sessions * agreement.training_session_minutes,
    }
