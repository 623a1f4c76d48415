"""A proposal that extends a contract: more modules, more promised days, another year (R21, R23)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.doors import client_of, set_page_clock, text_of
from tests.packages.conftest import Desk
from tests.packages.proposals.conftest import accept, send
from tests.packages.warranty.conftest import Covered, covered, jalali

from owj.kernel.errors import NotFound, OwjError
from owj.kernel.money import Rial
from owj.packages.agreements.acceptances import acceptances_of
from owj.packages.billing.entity import Invoice, InvoiceKind
from owj.packages.billing.services import invoice_renewal, issue_invoice, record_payment
from owj.packages.billing.services.payments import Payment
from owj.packages.billing.words import PayMethod
from owj.packages.contracts.entity import Contract
from owj.packages.projects.entity import Project
from owj.packages.proposals.entity import Proposal
from owj.packages.proposals.errors import (
    ModuleCovered,
    NothingToExtend,
    RecipientWanted,
)
from owj.packages.proposals.offer import read_offer
from owj.packages.proposals.prints import paper_data
from owj.packages.proposals.queries import proposal_of
from owj.packages.proposals.services import (
    ProposalDraft,
    Recipient,
    WishedModule,
    change_proposal,
    draft_proposal,
    send_proposal,
)
from owj.packages.warranty.entity import ContractModule
from owj.packages.warranty.errors import NotDelivered, RenewalInvoiced
from owj.packages.warranty.services import set_price
from owj.packages.warranty.words import EntryKind

__all__ = ["covered"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def more(desk: Desk, draft: ProposalDraft) -> ProposalDraft:
    """Return what is added: two modules with a list price, a course, two phases."""
    set_price(desk.ctx(desk.manager), draft.modules[1].module_id, 1405, Rial(1_000_000_000))
    return replace(draft, title="شعبه‌های تازه")


def test_an_accepted_extension_lands_in_the_contract_it_names(
    desk: Desk, covered: Covered, more: ProposalDraft
) -> None:
    contract = covered.contract
    view = send(desk, Recipient(contract_id=contract.id), more)
    assert view.proposal.customer_id == desk.customer.id
    assert accept(desk, view).id == contract.id
    system = desk.system
    assert not system.rows(Contract).filter(title=more.title).exists()
    assert system.rows(ContractModule).filter(contract_id=contract.id).count() == 4
    projects = system.rows(Project).filter(contract_id=contract.id).order_by("id")
    assert [one.title for one in projects] == ["نصب و استقرار: شعبه‌های تازه", "آموزش: شعبه‌های تازه"]
    invoice = system.rows(Invoice).get(contract_id=contract.id)
    assert (invoice.subject, invoice.kind) == (more.title, InvoiceKind.OTHER)
    assert len(acceptances_of(system, contract)) == 1


def test_what_was_added_counts_at_the_next_renewal_and_stands_in_the_account(
    desk: Desk, covered: Covered, more: ProposalDraft
) -> None:
    covered.deliver(jalali(1404, 9, 1))
    before = covered.look().quote
    view = send(desk, Recipient(contract_id=covered.contract.id), more)
    accept(desk, view)
    warranty = covered.look()
    assert before is not None
    assert warranty.quote is not None
    # 15 % of the list's four billion more (R23); the warranty's end is where it was (R21).
    assert warranty.quote.fee.gross - before.fee.gross == 600_000_000
    told = next(one for one in warranty.entries if one.kind == EntryKind.EXTENDED)
    assert (told.data["modules"], told.data["renewal"]) == (["گزارش", "انبار"], False)
    assert told.by_name
    assert warranty.ends_on == jalali(1405, 8, 30)


def test_a_renewal_is_offered_at_its_price_of_the_day_with_what_is_added(
    desk: Desk, covered: Covered, more: ProposalDraft
) -> None:
    covered.deliver(jalali(1404, 10, 1))
    view = send(desk, Recipient(contract_id=covered.contract.id), replace(more, renew=True))
    assert view.paper is not None
    told = view.paper.content
    # 15 % of 4.25 billion that stand in the contract and of 4 billion that are added.
    assert told["renewal"]["gross"] == 1_237_500_000
    assert told["net"] == 4_006_000_000 + 1_237_500_000
    assert told["extends"]["until"] == jalali(1405, 9, 30).isoformat()
    accept(desk, view)
    renewal = desk.system.rows(Invoice).get(kind=InvoiceKind.RENEWAL)
    other = desk.system.rows(Invoice).get(kind=InvoiceKind.OTHER)
    assert renewal.total + other.total == told["total"]
    books = desk.ctx(desk.manager)
    issue_invoice(books, renewal.id)
    paid = Payment(renewal.total, desk.now.date(), PayMethod.TRANSFER, invoice_id=renewal.id)
    record_payment(books, desk.customer.id, paid)
    assert covered.look().ends_on == jalali(1406, 9, 30)


def test_a_draft_of_a_renewal_is_quoted_anew_when_it_is_sent(
    desk: Desk, covered: Covered, more: ProposalDraft
) -> None:
    covered.deliver(jalali(1404, 10, 1))
    lead = desk.ctx(desk.manager)
    wish = replace(more, modules=(), services=(), phases=(), renew=True)
    proposal = draft_proposal(lead, Recipient(contract_id=covered.contract.id), wish)
    rows = desk.system.rows(ContractModule).filter(contract_id=covered.contract.id)
    first = rows.order_by("id").first()
    assert first is not None
    set_price(lead, first.module_id, 1405, Rial(5_000_000_000))
    paper = send_proposal(lead, proposal.id)
    assert read_offer(proposal.offer).net == 637_500_000
    assert paper.content["net"] == 937_500_000
    rows_shown = paper_data(paper)["renewal"]
    assert [one["value"] for one in rows_shown] == ["۹۳۷٬۵۰۰٬۰۰۰"]


REFUSED: dict[str, type[OwjError]] = {
    "a module twice": ModuleCovered,
    "a renewal before the delivery": NotDelivered,
    "an implicit contract": NothingToExtend,
    "a renewal of nothing": NothingToExtend,
    "a customer and a contract": RecipientWanted,
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_extend_a_contract_is_refused(
    desk: Desk, covered: Covered, more: ProposalDraft, case: str
) -> None:
    recipient, draft = Recipient(contract_id=covered.contract.id), more
    if case == "a module twice":
        row = desk.system.rows(ContractModule).filter(contract_id=covered.contract.id)[0]
        draft = replace(more, modules=[WishedModule(row.module_id, 1)])
    elif case == "a renewal before the delivery":
        draft = replace(more, renew=True)
    elif case == "an implicit contract":
        desk.system.update(covered.contract, implicit=True)
    elif case == "a renewal of nothing":
        recipient, draft = Recipient(desk.customer.id), replace(more, renew=True)
    else:
        recipient = Recipient(desk.customer.id, contract_id=covered.contract.id)
    with pytest.raises(REFUSED[case]):
        draft_proposal(desk.ctx(desk.manager), recipient, draft)


def test_two_extensions_do_not_sell_one_module_twice(
    desk: Desk, covered: Covered, more: ProposalDraft
) -> None:
    first, second = (send(desk, Recipient(contract_id=covered.contract.id), more) for _ in "ab")
    accept(desk, first)
    with pytest.raises(ModuleCovered):
        accept(desk, second)
    assert desk.system.rows(ContractModule).filter(contract_id=covered.contract.id).count() == 4


def test_a_renewal_that_is_invoiced_meanwhile_is_not_invoiced_twice(
    desk: Desk, covered: Covered, more: ProposalDraft
) -> None:
    covered.deliver(jalali(1404, 10, 1))
    view = send(desk, Recipient(contract_id=covered.contract.id), replace(more, renew=True))
    invoice_renewal(desk.ctx(desk.hub_user), covered.contract.id)
    with pytest.raises(RenewalInvoiced):
        accept(desk, view)
    assert desk.system.rows(ContractModule).filter(contract_id=covered.contract.id).count() == 2


def test_an_extension_stands_under_the_agreement_of_its_contract_and_keeps_it(
    desk: Desk, covered: Covered, more: ProposalDraft
) -> None:
    lead = desk.ctx(desk.manager)
    proposal = draft_proposal(
        lead, Recipient(contract_id=covered.contract.id), replace(more, agreement="other")
    )
    assert proposal.agreement == covered.contract.agreement
    change_proposal(lead, proposal.id, replace(more, title="دیگر"))
    view = proposal_of(lead, proposal.id)
    assert view.proposal.contract_id == covered.contract.id


def test_another_customers_contract_is_not_found_on_the_hub(
    desk: Desk, covered: Covered, more: ProposalDraft
) -> None:
    view = send(desk, Recipient(contract_id=covered.contract.id), more)
    with pytest.raises(NotFound):
        desk.ctx(desk.other_hub_user).get(Proposal, view.proposal.id)


def test_both_doors_extend_a_contract(desk: Desk, covered: Covered, more: ProposalDraft) -> None:
    set_page_clock(desk)
    covered.deliver(desk.now.date() - timedelta(days=30))
    lead, customer = client_of(desk.manager), client_of(desk.hub_user)
    contract = covered.contract
    new = reverse("client:new_proposal")
    page = lead.get(reverse("client:contract", args=[contract.id]))
    assert f"{new}?contract={contract.id}" in page.content.decode()
    chosen = f'value="contract-{contract.id}" selected'
    assert chosen in lead.get(new, {"contract": contract.id}).content.decode()
    form = {
        "for": f"contract-{contract.id}",
        "title": "شعبه‌ها",
        "until": "1405/09/20",
        "agreement": more.agreement,
        "module": [str(more.modules[0].module_id)],
        "value": [""],
        "renew": "1",
    }
    assert lead.post(new, form).status_code == 302
    proposal = desk.system.rows(Proposal).get()
    edit = lead.get(reverse("client:edit_proposal", args=[proposal.id])).content.decode()
    assert 'name="renew" value="1" checked' in edit
    lead.post(reverse("client:proposal_write", args=[proposal.id, "send"]))
    here = reverse("hub:proposal", args=[proposal.id])
    told = text_of(customer.get(here))
    assert contract.title in told
    assert "تمدید گارانتی" in told
    digest = proposal_of(desk.ctx(desk.hub_user), proposal.id).paper.digest  # type: ignore[union-attr]  # it was sent
    answer = reverse("hub:proposal_answer", args=[proposal.id, "accept"])
    assert customer.post(answer, {"seen": digest, "name": "نوید", "agreed": "1"}).status_code == 302
    assert "شعبه‌ها" not in [one.title for one in desk.system.rows(Contract)]
    account = text_of(lead.get(reverse("client:contract", args=[contract.id])))
    assert "پروپزال P-۱۴۰۵-۰۰۰۱" in account
