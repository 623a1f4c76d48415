"""Writing a proposal before it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any

from django.db import transaction

from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.promises.prices import PricedService, Site
from owj.packages.contracts.entity import Contract
from owj.packages.contracts.services import check_agreement
from owj.packages.customers.entity import Customer
from owj.packages.leads.entity import Lead
from owj.packages.pricing.queries import Work, price_work, tax_rates
from owj.packages.proposals.entity import Proposal
from owj.packages.proposals.errors import (
    NothingToExtend,
    OfferEmpty,
    OfferRefused,
    RecipientWanted,
)
from owj.packages.proposals.offer import (
    MOST_MINUTES,
    Offer,
    OfferedModule,
    OfferedPhase,
    OfferedService,
    check_offer,
    plain_offer,
)
from owj.packages.proposals.services.extending import (
    check_uncovered,
    extended_contract,
    offered_renewal,
)
from owj.packages.proposals.services.work import check_seller, hold_proposal
from owj.packages.proposals.words import ProposalState
from owj.packages.warranty.entity import Module, ModulePrice
from owj.packages.warranty.queries import today_of
from owj.server.agreements import SHIPPED_KEY
from owj.server.agreements.queries import agreement_at
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class Recipient:
    """For whom a proposal is: a customer, a lead, or the customer whose contract it extends."""

    customer_id: int | None = None
    lead_id: int | None = None
    contract_id: int | None = None


@dataclass(frozen=True, slots=True)
class WishedModule:
    """A module to be offered. value: None for its price in this year's list (R23)."""

    module_id: int
    value: int | None = None


@dataclass(frozen=True, slots=True)
class WishedService:
    """Work to be offered; its price is that of this year's table (R52)."""

    service: PricedService
    site: Site
    minutes: int


@dataclass(frozen=True, slots=True)
class ProposalDraft:
    """What a form says of a proposal.

    renew: with a year's renewal of the contract that it extends, under whose agreement it stands.
    """

    title: str
    valid_until: date
    modules: Sequence[WishedModule] = ()
    services: Sequence[WishedService] = ()
    phases: Sequence[OfferedPhase] = ()
    note: str = ""
    agreement: str = SHIPPED_KEY
    renew: bool = False


@transaction.atomic
def draft_proposal(ctx: Context, recipient: Recipient, draft: ProposalDraft) -> Proposal:
    """Write a proposal that is not sent yet.

    Raises: OnlySellers, RecipientWanted, NotFound, OfferEmpty, OfferRefused, UnknownAgreement,
    TableMissing, PriceMissing, TaxMissing, NothingToExtend, ModuleCovered; with a renewal also
    NotDelivered, RenewalInvoiced, ValueMissing.
    """
    check_seller(ctx)
    chosen = [one for one in astuple(recipient) if one is not None]
    if len(chosen) != 1:
        raise RecipientWanted
    contract = extended_contract(ctx, recipient.contract_id) if recipient.contract_id else None
    customer_id = contract.customer_id if contract else recipient.customer_id
    return ctx.as_system().create(
        Proposal,
        customer=ctx.get(Customer, customer_id) if customer_id else None,
        lead=ctx.get(Lead, recipient.lead_id) if recipient.lead_id else None,
        contract=contract,
        owner=ctx.actor.user_id,
        **_columns(ctx, draft, contract),
    )


@transaction.atomic
def change_proposal(
    ctx: Context, proposal_id: int, draft: ProposalDraft, expected_version: int | None = None
) -> Proposal:
    """Write a draft anew; who was quicker is not overwritten.

    Raises: as `draft_proposal`, and ProposalNotOpen, Conflict.
    """
    check_seller(ctx)
    work = hold_proposal(ctx, proposal_id, ProposalState.DRAFT)
    extended = work.proposal.contract_id
    contract = extended_contract(ctx, extended) if extended else None
    return ctx.as_system().update(
        work.proposal, expected_version=expected_version, **_columns(ctx, draft, contract)
    )


@transaction.atomic
def drop_proposal(ctx: Context, proposal_id: int) -> None:
    """Put a draft aside. Raises: OnlySellers, NotFound, ProposalNotOpen."""
    check_seller(ctx)
    work = hold_proposal(ctx, proposal_id, ProposalState.DRAFT)
    ctx.as_system().update(work.proposal, state=ProposalState.DROPPED)


def _columns(ctx: Context, draft: ProposalDraft, contract: Contract | None) -> dict[str, Any]:
    title = " ".join(draft.title.split())[:160]
    agreement = contract.agreement if contract else draft.agreement
    check_agreement(agreement, ctx)
    if draft.renew and contract is None:
        raise NothingToExtend
    modules = _modules(ctx, draft.modules)
    if contract is not None:
        check_uncovered(ctx, contract, modules)
    offer = Offer(
        modules,
        tuple(_service(ctx, one, agreement) for one in draft.services),
        tuple(sorted(draft.phases, key=lambda one: (one.begins, one.planned))),
        offered_renewal(ctx, contract, modules) if contract and draft.renew else None,
    )
    check_offer(offer)
    if not title:
        raise OfferEmpty
    tax = offer.tax(today_of(ctx), tax_rates(ctx))
    return {
        "title": title,
        "valid_until": draft.valid_until,
        "agreement": agreement,
        "note": draft.note.strip()[:10_000],
        "offer": plain_offer(offer),
        "total": offer.net + tax,
    }


def _modules(ctx: Context, wished: Sequence[WishedModule]) -> tuple[OfferedModule, ...]:
    year = JalaliDate.from_gregorian(today_of(ctx)).year
    ids = [one.module_id for one in wished]
    names = {one.id: one.name for one in ctx.as_system().rows(Module).filter(id__in=ids)}
    listed = ctx.as_system().rows(ModulePrice).filter(year=year, module_id__in=ids)
    prices = {one.module_id: int(one.value) for one in listed}
    found = []
    for one in {one.module_id: one for one in wished}.values():
        value = prices.get(one.module_id) if one.value is None else one.value
        if one.module_id not in names or value is None:
            raise OfferRefused(what=names.get(one.module_id, ""))
        found.append(OfferedModule(one.module_id, names[one.module_id], value))
    return tuple(found)


def _service(ctx: Context, wished: WishedService, agreement_key: str) -> OfferedService:
    if not 1 <= wished.minutes <= MOST_MINUTES:
        raise OfferRefused(what=wished.service.value)
    year = JalaliDate.from_gregorian(today_of(ctx)).year
    agreement = agreement_at(agreement_key, ctx.now).agreement
    work = Work(wished.service, wished.site, wished.minutes)
    price = price_work(ctx, year, work, agreement)
    return OfferedService(wished.service, wished.site, wished.minutes, int(price.total))
