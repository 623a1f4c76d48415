"""What of a ticket needs a warranty that runs, beside filing it. Source: R25."""

from __future__ import annotations

from owj.kernel.sla.warranty_settings import Service
from owj.packages.contracts.entity import Contract
from owj.packages.desk.services.work import TicketWork
from owj.packages.warranty.queries import serving_contract
from owj.packages.warranty.services import check_cover


def check_reopening(work: TicketWork) -> None:
    """Refuse a customer whose warranty has ended to open what was done again.

    It would be a service anew; a claim goes on, and staff may open what they like.
    Raises: WarrantyLapsed.
    """
    if work.ctx.actor.kind != "hub" or any(one.event.is_claim for one in work.log):
        return
    contract = work.ctx.as_system().get(Contract, work.ticket.contract_id)
    check_cover(work.ctx, serving_contract(work.ctx, contract), Service.TICKET)
