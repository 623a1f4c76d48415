"""Documents that the parties of a contract file: kinds, expiry, completeness, sight (R57)."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.doors import client_of, set_page_clock, text_of
from tests.packages.conftest import Desk
from tests.packages.warranty.conftest import cover

from owj.kernel.errors import NotFound
from owj.packages.contracts.entity import Contract
from owj.packages.customers.entity import Customer, CustomerKind, Membership
from owj.packages.parties.entity import PartyDocument
from owj.packages.parties.errors import (
    DocumentDaysRefused,
    DocumentIncomplete,
    DocumentNotFound,
    DocumentReasonWanted,
    OnlyPartiesFile,
)
from owj.packages.parties.queries import PartyFile, party_file
from owj.packages.parties.services import NewDocument, file_document, withdraw_document
from owj.packages.parties.words import CheckState, DocumentKind
from owj.packages.warranty.errors import OnlyKeepers
from owj.server.context import Actor
from owj.server.files.services import open_file, store_file

pytestmark = pytest.mark.django_db
REQUEST, CARD = DocumentKind.PURCHASE_REQUEST, DocumentKind.NATIONAL_CARD


@pytest.fixture
def contract(desk: Desk) -> Contract:
    return cover(desk).contract


def draft(actor: Actor, kind: DocumentKind = REQUEST, **more: object) -> NewDocument:
    file_id = store_file(BytesIO(b"%PDF-1.4 paper"), "paper.pdf", actor).id
    return NewDocument(kind, file_id, **more)  # type: ignore[arg-type]  # dates and a title


def look(desk: Desk, contract: Contract) -> PartyFile:
    return party_file(desk.ctx(desk.manager), contract)


def test_a_legal_and_a_natural_person_file_different_documents(
    desk: Desk, contract: Contract
) -> None:
    assert [one.kind for one in look(desk, contract).checks][:2] == [
        REQUEST,
        DocumentKind.REGISTRATION,
    ]
    customer = desk.system.get(Customer, contract.customer_id)
    desk.system.update(customer, kind=CustomerKind.NATURAL)
    assert [one.kind for one in look(desk, contract).checks] == [REQUEST, CARD]
    lead = desk.ctx(desk.manager)
    file_document(lead, contract.id, draft(desk.manager.actor))
    assert not look(desk, contract).is_complete
    file_document(desk.ctx(desk.hub_user), contract.id, draft(desk.hub_user.actor, CARD))
    assert look(desk, contract).is_complete


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (-1, CheckState.EXPIRED),
        (0, CheckState.ENDS_SOON),
        (30, CheckState.ENDS_SOON),
        (31, CheckState.FILED),
    ],
)
def test_a_document_counts_to_its_last_day(
    desk: Desk, contract: Contract, days: int, state: CheckState
) -> None:
    until = desk.now.date() + timedelta(days=days)
    file_document(desk.ctx(desk.manager), contract.id, draft(desk.manager.actor, expires_on=until))
    assert look(desk, contract).checks[0].state is state


def test_a_withdrawn_document_counts_no_more_and_stays(desk: Desk, contract: Contract) -> None:
    lead = desk.ctx(desk.manager)
    document = file_document(lead, contract.id, draft(desk.manager.actor))
    with pytest.raises(DocumentReasonWanted):
        withdraw_document(lead, contract.id, document.id, " ")
    withdraw_document(lead, contract.id, document.id, "از شخص دیگری بود")
    found = look(desk, contract)
    assert found.checks[0].state is CheckState.MISSING
    assert [one.document.reason for one in found.withdrawn] == ["از شخص دیگری بود"]
    with pytest.raises(DocumentNotFound):
        withdraw_document(lead, contract.id, document.id, "باز")


def test_documents_are_seen_by_keepers_and_by_the_last_word(desk: Desk, contract: Contract) -> None:
    document = file_document(desk.ctx(desk.manager), contract.id, draft(desk.manager.actor))
    for user in (desk.manager, desk.admin, desk.hub_user):
        assert open_file(document.file, desk.ctx(user)).size_bytes
    for user in (desk.agent, desk.roleless, desk.other_hub_user):
        assert not desk.ctx(user).rows(PartyDocument).exists()
        with pytest.raises(NotFound):
            open_file(document.file, desk.ctx(user))
    place = desk.system.rows(Membership).get(contact_id=desk.contact.id)
    desk.system.update(place, judges_work=False)
    with pytest.raises(NotFound):
        open_file(document.file, desk.ctx(desk.hub_user))


def test_only_parties_file_and_only_keepers_withdraw(desk: Desk, contract: Contract) -> None:
    with pytest.raises(OnlyPartiesFile):
        file_document(desk.ctx(desk.agent), contract.id, draft(desk.agent.actor))
    with pytest.raises(NotFound):
        file_document(desk.ctx(desk.other_hub_user), contract.id, draft(desk.other_hub_user.actor))
    mine = file_document(desk.ctx(desk.hub_user), contract.id, draft(desk.hub_user.actor))
    with pytest.raises(OnlyKeepers):
        withdraw_document(desk.ctx(desk.hub_user), contract.id, mine.id, "نه")


def test_a_document_needs_its_own_file_and_days_in_order(desk: Desk, contract: Contract) -> None:
    lead = desk.ctx(desk.manager)
    for wrong in (NewDocument(REQUEST, None), draft(desk.agent.actor)):
        with pytest.raises(DocumentIncomplete):
            file_document(lead, contract.id, wrong)
    today = desk.now.date()
    days = {"issued_on": today, "expires_on": today - timedelta(days=1)}
    backwards = draft(desk.manager.actor, **days)
    with pytest.raises(DocumentDaysRefused):
        file_document(lead, contract.id, backwards)


def test_both_doors_file_a_document(desk: Desk, contract: Contract) -> None:
    set_page_clock(desk)
    customer = client_of(desk.hub_user)
    form = {"kind": "purchase_request", "file": SimpleUploadedFile("ask.pdf", b"%PDF-1.4 ask")}
    page = reverse("hub:file_document", args=[contract.id])
    assert customer.post(page, form).status_code == 302
    assert "ask.pdf" in text_of(customer.get(reverse("hub:contracts")))
    lead, address = client_of(desk.manager), reverse("client:contract", args=[contract.id])
    assert "ask.pdf" in text_of(lead.get(address))
    write = reverse("client:contract_write", args=[contract.id, "file-document"])
    assert lead.post(write, {"kind": "gazette"}).status_code == 422
    assert "ask.pdf" not in text_of(client_of(desk.agent).get(address))
