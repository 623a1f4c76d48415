"""A customer whose contract is delivered, so that it can be renewed, and a price table of 1405."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from tests.packages.conftest import Desk
from tests.packages.warranty.conftest import Covered, cover, jalali

from owj.kernel.money import Rial
from owj.kernel.promises.prices import PricedService, Site
from owj.packages.billing.entity import Invoice
from owj.packages.billing.lines import Line
from owj.packages.billing.money import MoneyAccount, read_money
from owj.packages.billing.services import InvoiceDraft, draft_invoice, issue_invoice
from owj.packages.billing.services.work import money_account
from owj.packages.pricing.services import set_prices
from owj.server.ledger.entries import entries_of
from owj.server.records.context import Context


@dataclass
class Books:
    """The desk with one contract, and what its books say."""

    covered: Covered

    @property
    def desk(self) -> Desk:
        return self.covered.desk

    @property
    def ctx(self) -> Context:
        return self.desk.ctx(self.desk.manager)

    @property
    def customer_id(self) -> int:
        return self.desk.customer.id

    @property
    def account(self) -> MoneyAccount:
        return read_money(entries_of(money_account(self.customer_id)))

    def bill(self, amount: int = 10_000_000) -> Invoice:
        """Issue an invoice of one line, with 10 % tax on top."""
        lines = [Line("مشاوره", amount, unit_price=amount)]
        draft = draft_invoice(self.ctx, InvoiceDraft(self.customer_id, "مشاوره", lines))
        issue_invoice(self.ctx, draft.id)
        return self.fresh(draft)

    def fresh(self, invoice: Invoice) -> Invoice:
        return self.desk.system.get(Invoice, invoice.id)


def open_books(desk: Desk) -> Books:
    covered = cover(desk)
    covered.deliver(jalali(1404, 12, 1))
    books = Books(covered)
    prices = {
        (PricedService.TRAINING, Site.VENDOR): Rial(4_000_000),
        (PricedService.CONSULTING, Site.CUSTOMER): Rial(9_000_000),
    }
    set_prices(books.ctx, 1405, prices)
    return books


@pytest.fixture
def books(desk: Desk) -> Books:
    return open_books(desk)
