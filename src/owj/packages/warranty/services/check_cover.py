"""Refusing what a warranty that has ended no longer gives. Source: R25."""

from __future__ import annotations

from owj.kernel.promises.cover import Cover, CoverReason, ServiceState, cover_of
from owj.kernel.sla.warranty_settings import Service
from owj.packages.contracts.entity import Contract
from owj.packages.warranty.account import read_account
from owj.packages.warranty.errors import RemoteRefused, ServiceLapsed, WarrantyLapsed
from owj.packages.warranty.queries import account_of, today_of
from owj.server.agreements.queries import agreement_at
from owj.server.ledger.entries import entries_of
from owj.server.records.context import Context

# What is refused in the words of a ticket.
_FILED = frozenset({Service.TICKET, Service.PHONE})


def check_cover(
    ctx: Context,
    contract: Contract,
    service: Service,
    owj_service: ServiceState = ServiceState.UNKNOWN,
) -> Cover:
    """Refuse a service that lapsed with the warranty; return why it may be used.

    A contract whose delivery nobody wrote down has no warranty to lapse: nothing is refused.
    owj_service: how the service on the customer's server stands, which remote access asks for.
    Raises: WarrantyLapsed, ServiceLapsed, RemoteRefused. Source: R25.
    """
    agreement = agreement_at(contract.agreement, ctx.now).agreement
    account = read_account(entries_of(account_of(contract)), agreement)
    cover = cover_of(service, account.periods, today_of(ctx), agreement, owj_service)
    if cover.reason is CoverReason.LAPSED:
        if service is Service.REMOTE:
            told = {"contract": contract.title, "contract_id": contract.id}
            raise RemoteRefused(**told, state=owj_service.value)
        asked = WarrantyLapsed if service in _FILED else ServiceLapsed
        raise asked(contract=contract.title, contract_id=contract.id)
    return cover
