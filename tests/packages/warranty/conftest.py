"""A contract with two modules and their prices in the list of 1405."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from tests.packages.conftest import Desk

from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.money import Rial
from owj.packages.contracts.entity import Contract
from owj.packages.contracts.services import NewContract, add_contract
from owj.packages.warranty.entity import Module
from owj.packages.warranty.queries import Warranty, warranty_of
from owj.packages.warranty.services import Delivery, cover_module, record_delivery, set_price


def jalali(year: int, month: int, day: int) -> date:
    return JalaliDate(year, month, day).to_gregorian()


@dataclass
class Covered:
    """A desk with one written contract."""

    desk: Desk
    contract: Contract

    def deliver(self, day: date) -> None:
        record_delivery(
            self.desk.ctx(self.desk.manager), self.contract.id, Delivery(day, "صورت‌جلسه", "رضا")
        )

    def look(self, *, as_customer: bool = False) -> Warranty:
        user = self.desk.hub_user if as_customer else self.desk.agent
        return warranty_of(self.desk.ctx(user), self.contract.id)


def cover(desk: Desk) -> Covered:
    """Give the desk's customer a contract with two modules."""
    ctx = desk.ctx(desk.manager)
    contract = add_contract(
        desk.ctx(desk.admin),
        NewContract(desk.customer.id, "خرید سامانه", starts_on=jalali(1404, 8, 1)),
    )
    for name, value in (("پایه", 3_000_000_000), ("فروش", 1_250_000_000)):
        module = ctx.create(Module, name=name)
        cover_module(ctx, contract.id, module.id)
        set_price(ctx, module.id, 1405, Rial(value))
    return Covered(desk, contract)


@pytest.fixture
def covered(desk: Desk) -> Covered:
    return cover(desk)
