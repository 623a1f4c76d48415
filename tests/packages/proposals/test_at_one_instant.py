"""One proposal answered twice at one instant, over connections of their own."""

from __future__ import annotations

import pytest
from tests.packages.conftest import Desk
from tests.packages.desk.test_two_workers import at_once
from tests.packages.proposals.conftest import accept, draft_of, send
from tests.packages.warranty.conftest import cover

from owj.packages.billing.entity import Invoice
from owj.packages.contracts.entity import Contract
from owj.packages.projects.entity import Project
from owj.packages.proposals.errors import ModuleCovered, ProposalNotOpen
from owj.packages.proposals.services import Recipient
from owj.packages.warranty.entity import ContractModule


@pytest.mark.django_db(transaction=True)
def test_two_who_accept_at_once_make_one_contract_and_sell_a_module_once(
    committed_desk: Desk,
) -> None:
    desk = committed_desk
    draft, contract = draft_of(desk), cover(desk).contract
    view = send(desk, Recipient(desk.customer.id), draft)
    found = at_once(*[lambda: accept(desk, view)] * 2)
    assert [type(one) for one in found if isinstance(one, BaseException)] == [ProposalNotOpen]
    made = desk.system.rows(Contract).get(title=draft.title)
    assert desk.system.rows(Project).filter(contract_id=made.id).count() == 2
    assert desk.system.rows(Invoice).filter(contract_id=made.id).count() == 1
    # Two extensions of one contract that offer the same modules: one of them is too late.
    views = [send(desk, Recipient(contract_id=contract.id), draft) for _ in range(2)]
    found = at_once(*[lambda one=one: accept(desk, one) for one in views])
    assert [type(one) for one in found if isinstance(one, BaseException)] == [ModuleCovered]
    assert desk.system.rows(ContractModule).filter(contract_id=contract.id).count() == 4
