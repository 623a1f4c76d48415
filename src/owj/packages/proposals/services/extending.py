"""A proposal that extends a contract: more modules, more promised days, another year of warranty.

Its modules stand under the warranty of that contract, and count at its next renewal (R23).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from owj.kernel.money import Rial
from owj.kernel.promises.renewal import renewal_fee
from owj.packages.contracts.entity import Contract
from owj.packages.proposals.errors import ModuleCovered, NothingToExtend
from owj.packages.proposals.offer import Offer, OfferedModule, OfferedRenewal
from owj.packages.warranty.entity import ContractModule
from owj.packages.warranty.queries import read_warranty, today_of
from owj.packages.warranty.services.facts import note_extension
from owj.packages.warranty.services.renew import quote_now
from owj.packages.warranty.services.work import hold
from owj.server.ledger.papers import Paper
from owj.server.records.context import Context


def extended_contract(ctx: Context, contract_id: int) -> Contract:
    """Return a contract that may be extended. Raises: NotFound, NothingToExtend."""
    contract = ctx.get(Contract, contract_id)
    if contract.implicit:
        raise NothingToExtend
    return contract


def check_uncovered(ctx: Context, contract: Contract, modules: Sequence[OfferedModule]) -> None:
    """Refuse to sell a module twice to one contract. Raises: ModuleCovered."""
    rows = ctx.as_system().rows(ContractModule).filter(contract_id=contract.id)
    covered = set(rows.values_list("module_id", flat=True))
    for one in modules:
        if one.module_id in covered:
            raise ModuleCovered(what=one.name)


def offered_renewal(
    ctx: Context, contract: Contract, modules: Sequence[OfferedModule]
) -> OfferedRenewal:
    """Return what a year's renewal costs today, with the modules that are added (R23, R41).

    Raises: NotDelivered, RenewalInvoiced, ValueMissing, TaxMissing.
    """
    work = hold(ctx, contract.id)
    quote = quote_now(work, today_of(ctx), [one.module_id for one in modules])
    fee = quote.fee
    return OfferedRenewal(quote.year, quote.percent, int(fee.gross), int(fee.discount))


def extension_facts(ctx: Context, contract: Contract, offer: Offer) -> dict[str, Any]:
    """Return what a paper says of the contract that it extends, and of its warranty today.

    renewal_today: what a year costs with what is added; 0 where the list misses a module.
    """
    warranty = read_warranty(ctx.as_system(), contract)
    values = [one.value for one in warranty.modules]
    known = [int(one) for one in values if one is not None]
    value = sum(known) + offer.product if len(known) == len(values) else 0
    return {
        "contract": contract.id,
        "title": contract.title,
        "until": warranty.ends_on.isoformat() if warranty.ends_on else None,
        "has_lapsed": warranty.has_lapsed,
        "renewal_today": int(renewal_fee(Rial(value), (), warranty.agreement).fee),
    }


def note_extended(ctx: Context, contract: Contract, paper: Paper, offer: Offer, day: date) -> None:
    """Write into the contract's account by which paper it was extended."""
    note_extension(
        hold(ctx, contract.id),
        day,
        {
            "number": paper.number,
            "digest": paper.digest,
            "modules": [one.name for one in offer.modules],
            "phases": [one.title for one in offer.phases],
            "renewal": offer.renewal is not None,
        },
    )
