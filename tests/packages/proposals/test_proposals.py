"""Proposals: sealed when sent, accepted with proof, kept as a contract with its promised days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from tests.doors import client_of, set_page_clock, text_of
from tests.packages.conftest import Desk
from tests.packages.proposals.conftest import COURSE, HOURS, INSTALL, UNTIL, accept, send

from owj.kernel.errors import Conflict, NotFound, OwjError
from owj.packages.agreements.acceptances import acceptances_of
from owj.packages.billing.entity import Invoice, InvoiceState
from owj.packages.contracts.entity import Contract
from owj.packages.customers.entity import Contact, Customer, Membership
from owj.packages.leads.entity import Lead
from owj.packages.projects.entity import Project, ProjectPhase
from owj.packages.projects.words import ProjectKind
from owj.packages.proposals.entity import Proposal
from owj.packages.proposals.errors import (
    AnswerIncomplete,
    OfferEmpty,
    OfferRefused,
    OnlyCustomersAnswer,
    OnlySellers,
    PaperWanted,
    PromiseTooEarly,
    ProposalChanged,
    ProposalNotOpen,
    ProposalReasonWanted,
    RecipientWanted,
    ValidityPassed,
)
from owj.packages.proposals.offer import plain_offer, read_offer
from owj.packages.proposals.prints import paper_data
from owj.packages.proposals.queries import ProposalView, proposal_of
from owj.packages.proposals.services import (
    ProposalDraft,
    Recipient,
    SignedPaper,
    WishedModule,
    change_proposal,
    decline_proposal,
    draft_proposal,
    drop_proposal,
    record_signed_paper,
    send_proposal,
    take_proposal_back,
)
from owj.packages.proposals.words import ProposalState
from owj.packages.warranty.entity import ContractModule
from owj.packages.warranty.queries import warranty_of
from owj.server.documents.models import Document
from owj.server.files.services import store_file
from owj.server.ledger.papers import sealed_bytes
from owj.server.notices.models import Notice

pytestmark = pytest.mark.django_db


def scan(desk: Desk) -> Any:
    return store_file(BytesIO(b"%PDF-1.4 signed"), "signed.pdf", desk.manager.actor).id


def test_a_proposal_adds_up_modules_services_and_tax(sent: ProposalView) -> None:
    assert sent.paper is not None
    told = sent.paper.content
    assert told["net"] == 3_000_000_000 + 1_000_000_000 + 6_000_000
    assert (told["tax_percent"], told["tax"]) == (10, 400_600_000)
    assert told["total"] == sent.proposal.total == 4_406_600_000
    # 15 % of what the modules are worth; services are no part of the product (R23).
    assert told["warranty"]["renewal_today"] == 600_000_000
    assert [one["days"] for one in told["phases"]] == [9, 5]
    # Of the nine days one is a Friday; of the five one, and one is a holiday (R4).
    assert [one["working_days"] for one in told["phases"]] == [8, 3]


def test_a_proposal_taxes_each_row_as_its_invoice_does(desk: Desk, draft: ProposalDraft) -> None:
    odd = replace(draft, modules=[replace(one, value=1_004) for one in draft.modules])
    told = send(desk, Recipient(desk.customer.id), odd)
    assert told.paper is not None
    # 100.4 rial each: 200 by row, 201 of the sum.
    assert told.paper.content["tax"] == 600_000 + 200
    contract = accept(desk, told)
    invoice = desk.system.rows(Invoice).get(contract_id=contract.id)
    assert invoice.total == told.paper.content["total"] == told.proposal.total


def test_an_accepted_proposal_becomes_a_contract_with_its_promised_days(
    desk: Desk, sent: ProposalView
) -> None:
    contract = accept(desk, sent)
    system = desk.system
    assert (contract.title, contract.customer_id) == ("سامانهٔ فروش", desk.customer.id)
    modules = system.rows(ContractModule).filter(contract_id=contract.id).order_by("id")
    assert [one.module.name for one in modules] == ["گزارش", "انبار"]
    projects = list(system.rows(Project).filter(contract_id=contract.id).order_by("id"))
    assert [one.kind for one in projects] == [ProjectKind.INSTALLATION, ProjectKind.TRAINING]
    phases = system.rows(ProjectPhase).filter(project__contract_id=contract.id).order_by("id")
    assert [(one.title, one.begins_on, one.planned_on) for one in phases] == [
        (one.title, one.begins, one.planned) for one in (INSTALL, COURSE)
    ]
    # The warranty waits for the full delivery (R21), under the agreement that was accepted with it.
    assert not warranty_of(system, contract.id).is_kept
    invoice = system.rows(Invoice).get(contract_id=contract.id)
    assert (invoice.state, invoice.total) == (InvoiceState.DRAFT, 4_406_600_000)


def test_the_proof_says_who_when_and_which_text(desk: Desk, sent: ProposalView) -> None:
    contract = accept(desk, sent)
    view = proposal_of(desk.ctx(desk.hub_user), sent.proposal.id)
    assert view.answer is not None
    assert view.paper is not None
    told = view.answer.data
    assert (told["name"], told["way"], told["contract"]) == ("نوید امینی", "hub", contract.id)
    assert told["digest"] == sha256(sealed_bytes(view.paper.content)).hexdigest()
    assert view.answer.entry.recorded_at == desk.now
    proofs = acceptances_of(desk.system, contract)
    digest = view.paper.content["warranty"]["digest"]
    assert [one.data["digest"] for one in proofs] == ([digest] if digest else [])


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({"seen": "0" * 64}, ProposalChanged),
        ({"name": " "}, AnswerIncomplete),
        ({"agreed": False}, AnswerIncomplete),
    ],
)
def test_only_what_was_read_is_accepted(
    desk: Desk, sent: ProposalView, more: dict[str, object], refused: type[OwjError]
) -> None:
    with pytest.raises(refused):
        accept(desk, sent, **more)
    assert not desk.system.rows(Contract).filter(title="سامانهٔ فروش").exists()


def test_a_proposal_binds_until_its_last_day_and_is_accepted_once(
    desk: Desk, sent: ProposalView
) -> None:
    desk.wait(days=(UNTIL - desk.now.date()).days)
    accept(desk, sent)
    with pytest.raises(ProposalNotOpen):
        accept(desk, sent)


def test_a_proposal_lapses_after_its_last_day(desk: Desk, sent: ProposalView) -> None:
    desk.wait(days=(UNTIL - desk.now.date()).days + 1)
    with pytest.raises(ValidityPassed):
        accept(desk, sent)
    assert proposal_of(desk.ctx(desk.hub_user), sent.proposal.id).has_passed


def test_what_was_sent_changes_no_more_and_another_paper_gets_another_number(
    desk: Desk, sent: ProposalView, draft: ProposalDraft
) -> None:
    lead, id_ = desk.ctx(desk.manager), sent.proposal.id
    with pytest.raises(ProposalNotOpen):
        change_proposal(lead, id_, draft)
    with pytest.raises(ProposalReasonWanted):
        take_proposal_back(lead, id_, " ")
    take_proposal_back(lead, id_, "یک ماژول کم شد")
    with pytest.raises(NotFound):
        proposal_of(desk.ctx(desk.hub_user), id_)
    change_proposal(lead, id_, replace(draft, modules=draft.modules[:1]))
    assert send_proposal(lead, id_).number == "P-1405-0002"
    with pytest.raises(ProposalChanged):
        accept(desk, sent)


def test_two_who_write_one_draft_do_not_write_over_each_other(
    desk: Desk, draft: ProposalDraft
) -> None:
    lead = desk.ctx(desk.manager)
    proposal = draft_proposal(lead, Recipient(desk.customer.id), draft)
    change_proposal(lead, proposal.id, replace(draft, title="تازه"), proposal.version)
    with pytest.raises(Conflict):
        change_proposal(lead, proposal.id, draft, proposal.version)


def test_a_lead_becomes_a_customer_by_the_signed_paper(desk: Desk, draft: ProposalDraft) -> None:
    ctx = desk.ctx(desk.manager)
    lead = desk.system.create(Lead, name="نادر رستگار", company="چاپ نیلوفر", email="n@c.example")
    proposal = draft_proposal(ctx, Recipient(lead_id=lead.id), draft)
    send_proposal(ctx, proposal.id)
    with pytest.raises(PaperWanted):
        record_signed_paper(ctx, proposal.id, SignedPaper("نادر", desk.now.date(), None))
    for day in (desk.now.date() - timedelta(days=1), desk.now.date() + timedelta(days=1)):
        with pytest.raises(PaperWanted):
            record_signed_paper(ctx, proposal.id, SignedPaper("نادر", day, scan(desk)))
    paper = SignedPaper("نادر رستگار", desk.now.date(), scan(desk))
    contract = record_signed_paper(ctx, proposal.id, paper)
    customer = desk.system.get(Customer, contract.customer_id)
    assert customer.name == "چاپ نیلوفر"
    assert desk.system.rows(Contact).get(customer_id=customer.id).name == "نادر رستگار"
    view = proposal_of(ctx, proposal.id)
    assert view.proposal.customer_id == customer.id
    assert view.answer is not None
    assert view.answer.file is not None


def test_a_declined_proposal_keeps_its_reason_and_its_owner_hears(
    desk: Desk, sent: ProposalView, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        decline_proposal(desk.ctx(desk.hub_user), sent.proposal.id, "گران است")
    view = proposal_of(desk.ctx(desk.manager), sent.proposal.id)
    assert view.proposal.state is ProposalState.DECLINED
    assert view.answer is not None
    assert view.answer.data["reason"] == "گران است"
    assert Notice.objects.filter(user=desk.manager, kind="proposal_answered").count() == 1
    take_proposal_back(desk.ctx(desk.manager), sent.proposal.id, "ارزان‌تر")


def test_a_sent_proposal_is_drawn_and_the_last_word_hears(
    desk: Desk, draft: ProposalDraft, django_capture_on_commit_callbacks: Any
) -> None:
    lead = desk.ctx(desk.manager)
    proposal = draft_proposal(lead, Recipient(desk.customer.id), draft)
    with django_capture_on_commit_callbacks(execute=True):
        paper = send_proposal(lead, proposal.id)
    assert Document.objects.get(key=f"proposal:{paper.number}").template == "proposal"
    assert Notice.objects.filter(user=desk.hub_user, kind="proposal_sent").count() == 1
    told = paper_data(paper)
    assert [one["takes"] for one in told["phases"]] == ["۹ روز", "۵ روز"]
    assert told["services"][0]["time"] == "۱:۳۰ ساعت"


REFUSED: dict[str, tuple[Callable[[ProposalDraft], ProposalDraft], type[OwjError]]] = {
    "nothing": (lambda d: ProposalDraft("خالی", UNTIL), OfferEmpty),
    "no title": (lambda d: replace(d, title=" "), OfferEmpty),
    "a negative value": (
        lambda d: replace(d, modules=[WishedModule(d.modules[0].module_id, -1)]),
        OfferRefused,
    ),
    "a module that the list does not price": (
        lambda d: replace(d, modules=[WishedModule(d.modules[1].module_id)]),
        OfferRefused,
    ),
    "no time": (lambda d: replace(d, services=[replace(HOURS, minutes=0)]), OfferRefused),
    "an end before its beginning": (
        lambda d: replace(d, phases=[replace(INSTALL, planned=INSTALL.begins - timedelta(1))]),
        OfferRefused,
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_offer_that_nobody_could_keep_is_refused(
    desk: Desk, draft: ProposalDraft, case: str
) -> None:
    change, refused = REFUSED[case]
    with pytest.raises(refused):
        draft_proposal(desk.ctx(desk.manager), Recipient(desk.customer.id), change(draft))


def test_a_promise_is_still_ahead_on_the_last_day_of_validity(
    desk: Desk, draft: ProposalDraft
) -> None:
    lead = desk.ctx(desk.manager)
    early: date = UNTIL - timedelta(days=1)
    phase = replace(INSTALL, begins=early, planned=early)
    proposal = draft_proposal(lead, Recipient(desk.customer.id), replace(draft, phases=[phase]))
    with pytest.raises(PromiseTooEarly):
        send_proposal(lead, proposal.id)
    past = replace(draft, valid_until=desk.now.date() - timedelta(days=1))
    change_proposal(lead, proposal.id, past)
    with pytest.raises(ValidityPassed):
        send_proposal(lead, proposal.id)
    drop_proposal(lead, proposal.id)
    with pytest.raises(ProposalNotOpen):
        send_proposal(lead, proposal.id)


def test_a_proposal_is_for_one_customer_or_one_lead(desk: Desk, draft: ProposalDraft) -> None:
    for recipient in (Recipient(), Recipient(desk.customer.id, 7)):
        with pytest.raises(RecipientWanted):
            draft_proposal(desk.ctx(desk.manager), recipient, draft)


def test_who_may_not_writes_sends_and_answers_nothing(
    desk: Desk, sent: ProposalView, draft: ProposalDraft
) -> None:
    agent, id_ = desk.ctx(desk.agent), sent.proposal.id
    acts: tuple[Callable[[], object], ...] = (
        lambda: draft_proposal(agent, Recipient(desk.customer.id), draft),
        lambda: change_proposal(agent, id_, draft),
        lambda: send_proposal(agent, id_),
        lambda: take_proposal_back(agent, id_, "چرا"),
        lambda: drop_proposal(agent, id_),
        lambda: decline_proposal(agent, id_, "چرا"),
        lambda: record_signed_paper(agent, id_, SignedPaper("او", desk.now.date(), None)),
        lambda: send_proposal(desk.ctx(desk.hub_user), id_),
    )
    for act in acts:
        with pytest.raises(OnlySellers):
            act()
    with pytest.raises(NotFound):
        decline_proposal(desk.ctx(desk.other_hub_user), id_, "نه")
    place = desk.system.rows(Membership).get(contact_id=desk.contact.id)
    desk.system.update(place, judges_work=False, sees_numbers=True)
    with pytest.raises(OnlyCustomersAnswer):
        accept(desk, sent)
    desk.system.update(desk.system.get(Membership, place.id), sees_numbers=False)
    assert not desk.ctx(desk.hub_user).rows(Proposal).exists()


def test_an_offer_is_read_as_it_was_stored(sent: ProposalView) -> None:
    offer = read_offer(sent.proposal.offer)
    assert read_offer(plain_offer(offer)) == offer
    assert offer.phases == (INSTALL, COURSE)


def test_both_doors_write_send_and_accept(desk: Desk, draft: ProposalDraft) -> None:
    set_page_clock(desk)
    lead, customer = client_of(desk.manager), client_of(desk.hub_user)
    form = {
        "for": f"customer-{desk.customer.id}",
        "title": "سامانهٔ شعبه‌ها",
        "until": "1405/09/20",
        "agreement": draft.agreement,
        "module": [str(draft.modules[0].module_id), ""],
        "value": ["", ""],
        "service": ["training", "training"],
        "site": ["customer", "customer"],
        "time": ["1:30", ""],
        "kind": ["installation", "training"],
        "phase": ["نصب", ""],
        "begins": ["1405/09/22", ""],
        "planned": ["1405/09/30", ""],
    }
    wrong = lead.post(reverse("client:new_proposal"), form | {"until": "کی"})
    assert (wrong.status_code, "سامانهٔ شعبه‌ها" in text_of(wrong)) == (422, True)
    made = lead.post(reverse("client:new_proposal"), form)
    proposal = desk.system.rows(Proposal).get()
    assert made["Location"] == reverse("client:proposal", args=[proposal.id])
    page = reverse("hub:proposal", args=[proposal.id])
    assert customer.get(page).status_code == 404
    send = reverse("client:proposal_write", args=[proposal.id, "send"])
    assert client_of(desk.agent).post(send).status_code == 403
    assert lead.post(send).status_code == 302
    assert "سامانهٔ شعبه‌ها" in text_of(customer.get(reverse("hub:contracts")))
    told = customer.get(reverse("hub:proposal_sealed", args=[proposal.id]))
    digest = sha256(b"".join(told.streaming_content)).hexdigest()  # type: ignore[arg-type]  # not asynchronous here
    answer = reverse("hub:proposal_answer", args=[proposal.id, "accept"])
    assert customer.post(answer, {"seen": digest, "name": "مینا"}).status_code == 422
    assert customer.post(answer, {"seen": digest, "name": "مینا", "agreed": "1"}).status_code == 302
    for door, where in ((customer, page), (lead, made["Location"])):
        assert digest in text_of(door.get(where))
    assert client_of(desk.other_hub_user).get(page).status_code == 404
