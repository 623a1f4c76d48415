"""Which modules a contract covers, and what they are worth."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from owj.kernel.money import Rial
from owj.packages.contracts.entity import Contract
from owj.packages.warranty.entity import ContractModule, Module, ModulePrice
from owj.packages.warranty.services.work import check_keeper
from owj.server.records.context import Context


@transaction.atomic
def cover_module(
    ctx: Context, contract_id: int, module_id: int, bought_on: date | None = None
) -> ContractModule:
    """Let a contract cover a module. Raises: OnlyKeepers, NotFound, Conflict: it does already."""
    check_keeper(ctx)
    return ctx.create(
        ContractModule,
        contract=ctx.get(Contract, contract_id),
        module=ctx.get(Module, module_id),
        bought_on=bought_on,
    )


@transaction.atomic
def set_price(ctx: Context, module_id: int, year: int, value: Rial) -> ModulePrice:
    """Write a module's price in the list of a Jalali year down, or over.

    A renewal keeps the value it was paid by, so a changed list changes no past. Raises:
    OnlyKeepers, NotFound, InvalidInput.
    """
    check_keeper(ctx)
    module = ctx.lock(Module, module_id)
    found = ctx.rows(ModulePrice).filter(module_id=module_id, year=year).first()
    if found is not None:
        return ctx.update(found, value=value)
    return ctx.create(ModulePrice, module=module, year=year, value=value)
