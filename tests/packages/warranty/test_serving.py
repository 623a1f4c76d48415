"""Which of a customer's contracts serves a ticket, a call or a remote session today (R25)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.doors import client_of, set_page_clock, text_of
from tests.packages.conftest import Desk
from tests.packages.warranty.conftest import Covered, covered, jalali

from owj.kernel.sla.agreement import SHIPPED_AGREEMENT
from owj.packages.contracts.entity import Contract
from owj.packages.contracts.services import NewContract, add_contract
from owj.packages.desk.drafts import OpenTicket
from owj.packages.desk.entity import Ticket
from owj.packages.desk.services import open_ticket
from owj.packages.warranty import queries
from owj.packages.warranty.errors import WarrantyLapsed
from owj.packages.warranty.queries import serving_contract
from owj.packages.warranty.services import Delivery, record_delivery

__all__ = ["covered"]

pytestmark = pytest.mark.django_db
LAPSED, RUNS = jalali(1404, 8, 1), jalali(1405, 2, 1)


@pytest.fixture
def second(desk: Desk, covered: Covered) -> Contract:
    """Return a later contract of the same customer, which a new ticket falls under."""
    assert covered.contract.starts_on
    return add_contract(
        desk.ctx(desk.admin),
        NewContract(desk.customer.id, "شعبه‌ها", starts_on=jalali(1405, 8, 1)),
    )


def file(desk: Desk, **more: object) -> Ticket:
    draft = OpenTicket("چاپ", "کار نمی‌کند", is_bug=True, blocks_use=False)
    return open_ticket(desk.ctx(desk.hub_user), replace(draft, **more))  # type: ignore[arg-type]  # a test's facts


def test_an_undelivered_contract_does_not_stand_in_for_a_lapsed_one(
    desk: Desk, covered: Covered, second: Contract
) -> None:
    covered.deliver(LAPSED)
    with pytest.raises(WarrantyLapsed) as refused:
        file(desk)
    assert refused.value.data["contract"] == covered.contract.title
    # A claim may always be filed, and under the contract that it would have fallen under (R47).
    assert file(desk, is_claim=True).contract_id == second.id


def test_a_setting_of_the_agreement_opens_it(
    desk: Desk, covered: Covered, second: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    covered.deliver(LAPSED)
    opened = replace(SHIPPED_AGREEMENT, open_before_delivery=True)
    found = queries.agreement_at(second.agreement, desk.now)
    monkeypatch.setattr(queries, "agreement_at", lambda *_: replace(found, agreement=opened))
    assert serving_contract(desk.system, second).id == second.id


def test_an_undelivered_contract_takes_its_tickets_while_another_one_runs(
    desk: Desk, covered: Covered, second: Contract
) -> None:
    assert file(desk).contract_id == second.id
    covered.deliver(RUNS)
    assert file(desk).contract_id == second.id


def test_a_warranty_that_runs_serves_where_a_later_one_has_ended(
    desk: Desk, covered: Covered, second: Contract
) -> None:
    keeper = desk.ctx(desk.manager)
    record_delivery(keeper, second.id, Delivery(LAPSED, "صورت‌جلسه", "رضا"))
    covered.deliver(desk.now.date() - timedelta(days=1))
    assert file(desk).contract_id == covered.contract.id


def test_the_hub_offers_the_renewal_of_the_one_that_lapsed(
    desk: Desk, covered: Covered, second: Contract
) -> None:
    set_page_clock(desk)
    covered.deliver(LAPSED)
    page = text_of(client_of(desk.hub_user).get(reverse("hub:new_ticket")))
    assert covered.contract.title in page
    assert "تمدید" in page
