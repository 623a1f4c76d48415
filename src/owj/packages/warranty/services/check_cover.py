"""Refusing what a warranty that has ended no longer gives. Source: R25."""

from __future__ import annotations

from owj.kernel.promises.cover import CoverReason, cover_of
from owj.kernel.sla.warranty_settings import Service
from owj.packages.contracts.entity import Contract
from owj.packages.warranty.account import read_account
from owj.packages.warranty.errors import WarrantyLapsed
from owj.packages.warranty.queries import account_of, today_of
from owj.server.agreements.queries import agreement_at
from owj.server.ledger.entries import entries_of
from owj.server.records.context import Context


def check_cover(ctx: Context, contract: Contract, service: Service) -> None:
    """Refuse a service that lapsed with the warranty.

    A contract whose delivery nobody wrote down has no warranty to lapse: nothing is refused.
    Raises: WarrantyLapsed. Source: R25.
    """
    agreement = agreement_at(contract.agreement, ctx.now).agreement
    account = read_account(entries_of(account_of(contract)), agreement)
    cover = cover_of(service, account.periods, today_of(ctx), agreement)
    if cover.reason is CoverReason.LAPSED:
        raise WarrantyLapsed(contract=contract.title)
