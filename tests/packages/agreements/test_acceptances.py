"""Who accepted which text of the agreement: the proof is kept, printable and verifiable (R50)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from tests.packages.conftest import Desk
from tests.packages.warranty.conftest import cover

from owj.kernel.errors import NotFound
from owj.packages.agreements.acceptances import (
    AcceptanceProof,
    accept_agreement,
    acceptances_of,
    record_paper,
    take_paper_back,
)
from owj.packages.agreements.consent import Consent, SignedPaper
from owj.packages.agreements.errors import (
    AcceptanceIncomplete,
    AcceptanceNotFound,
    AcceptanceReasonWanted,
    AlreadyAccepted,
    OnlyCustomersAccept,
    PaperIncomplete,
    TextChanged,
    VersionFormer,
    VersionNotFound,
)
from owj.packages.agreements.prints import ask_for_proof, proof_key
from owj.packages.contracts.entity import Contract
from owj.packages.customers.entity import Membership
from owj.packages.warranty.errors import DayAhead, OnlyKeepers
from owj.server.agreements import SHIPPED_KEY
from owj.server.agreements.queries import agreement_at, kept_text
from owj.server.agreements.services import publish_agreement
from owj.server.files.services import open_file, store_file
from owj.server.ledger.entry_files import EvidenceFileUnknown
from owj.server.ledger.models import LedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(desk: Desk) -> Contract:
    return cover(desk).contract


def digest(number: int = 1) -> str:
    kept = kept_text(SHIPPED_KEY, number)
    assert kept is not None
    return kept.digest


def accept(desk: Desk, contract: Contract, number: int = 1, **more: object) -> AcceptanceProof:
    given = Consent(digest(), "  نوید   امینی ", agreed=True)
    return accept_agreement(
        desk.ctx(desk.hub_user),
        contract.id,
        number,
        replace(given, **more),  # type: ignore[arg-type]
    )


def paper(desk: Desk, content: bytes = b"%PDF-1.4 signed") -> UUID:
    return store_file(BytesIO(content), "signed.pdf", desk.manager.actor).id


def signed(desk: Desk, file_id: UUID | None) -> SignedPaper:
    return SignedPaper("رضا کریمی", desk.now.date(), file_id)


def change_text_behind_our_back() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE server_agreementversion DISABLE TRIGGER USER")
        cursor.execute("UPDATE server_agreementversion SET text = replace(text, '۶۰', '۹۰')")
        cursor.execute("ALTER TABLE server_agreementversion ENABLE TRIGGER USER")


def test_a_customer_accepts_the_text_that_was_read(desk: Desk, contract: Contract) -> None:
    proof = accept(desk, contract)
    assert proof.data["name"] == "نوید امینی"
    assert proof.data["contact"] == desk.contact.id
    assert proof.data["digest"] == sha256(kept_text(SHIPPED_KEY, 1).plain.encode()).hexdigest()  # type: ignore[union-attr]  # it is there
    assert "address" not in proof.data
    assert proof.is_whole
    fresh = desk.system.get(Contract, contract.id)
    assert (fresh.signed_version, fresh.signed_on) == (1, proof.entry.day)


def test_a_text_changed_after_the_acceptance_is_detected(desk: Desk, contract: Contract) -> None:
    accept(desk, contract)
    change_text_behind_our_back()
    (proof,) = acceptances_of(desk.ctx(desk.hub_user), contract)
    assert not proof.is_whole
    document = ask_for_proof(desk.system, contract, proof)
    assert document.key == proof_key(contract, proof)
    assert "نیست که پذیرفته شد" in document.data["paragraphs"][0]


def test_another_text_than_the_one_read_is_not_accepted(desk: Desk, contract: Contract) -> None:
    with pytest.raises(TextChanged):
        accept(desk, contract, seen="0" * 64)
    read = digest()
    change_text_behind_our_back()
    with pytest.raises(TextChanged):
        accept(desk, contract, seen=read)
    with pytest.raises(TextChanged):
        accept(desk, contract)


def test_an_acceptance_needs_a_name_and_consent_and_is_given_once(
    desk: Desk, contract: Contract
) -> None:
    with pytest.raises(AcceptanceIncomplete):
        accept(desk, contract, name=" ")
    with pytest.raises(AcceptanceIncomplete):
        accept(desk, contract, agreed=False)
    with pytest.raises(VersionNotFound):
        accept(desk, contract, number=9)
    accept(desk, contract)
    with pytest.raises(AlreadyAccepted):
        accept(desk, contract)


def test_only_a_person_with_the_last_word_accepts(desk: Desk, contract: Contract) -> None:
    given = Consent(digest(), "نام", agreed=True)
    for user in (desk.agent, desk.manager, desk.admin):
        with pytest.raises(OnlyCustomersAccept):
            accept_agreement(desk.ctx(user), contract.id, 1, given)
    with pytest.raises(NotFound):
        accept_agreement(desk.ctx(desk.other_hub_user), contract.id, 1, given)
    place = desk.system.rows(Membership).get(contact_id=desk.contact.id)
    desk.system.update(place, judges_work=False)
    with pytest.raises(OnlyCustomersAccept):
        accept(desk, contract)


def test_a_former_version_is_not_accepted_on_the_hub(desk: Desk, contract: Contract) -> None:
    later = replace(
        agreement_at(SHIPPED_KEY, desk.now).agreement,
        callback_minutes=45,
        effective_from=desk.now + timedelta(days=1),
    )
    publish_agreement(later, by=desk.admin.actor, now=desk.now)
    accept(desk, contract, number=2, seen=digest(2))
    desk.now += timedelta(days=2)
    with pytest.raises(VersionFormer):
        accept(desk, contract)
    assert desk.system.get(Contract, contract.id).signed_version == 2


def test_a_signed_paper_is_kept_with_its_file(desk: Desk, contract: Contract) -> None:
    file_id = paper(desk)
    proof = record_paper(desk.ctx(desk.manager), contract.id, 1, signed(desk, file_id))
    assert proof.is_paper
    assert proof.file is not None
    assert proof.file.digest == sha256(b"%PDF-1.4 signed").hexdigest()
    assert open_file(file_id, desk.ctx(desk.hub_user)).stream.read() == b"%PDF-1.4 signed"
    with pytest.raises(NotFound):
        open_file(file_id, desk.ctx(desk.other_hub_user))


def test_a_paper_needs_its_file_its_day_and_a_keeper(desk: Desk, contract: Contract) -> None:
    lead = desk.ctx(desk.manager)
    with pytest.raises(PaperIncomplete):
        record_paper(lead, contract.id, 1, signed(desk, None))
    with pytest.raises(EvidenceFileUnknown):
        record_paper(lead, contract.id, 1, signed(desk, uuid4()))
    ahead = replace(signed(desk, paper(desk)), signed_on=desk.now.date() + timedelta(days=2))
    with pytest.raises(DayAhead):
        record_paper(lead, contract.id, 1, ahead)
    for user in (desk.agent, desk.hub_user):
        with pytest.raises(OnlyKeepers):
            record_paper(desk.ctx(user), contract.id, 1, signed(desk, paper(desk)))
    foreign = store_file(BytesIO(b"x"), "x.pdf", desk.agent.actor).id
    with pytest.raises(EvidenceFileUnknown):
        record_paper(lead, contract.id, 1, signed(desk, foreign))


def test_a_wrong_paper_is_taken_back_and_an_acceptance_on_the_hub_is_not(
    desk: Desk, contract: Contract
) -> None:
    lead = desk.ctx(desk.manager)
    proof = record_paper(lead, contract.id, 1, signed(desk, paper(desk)))
    with pytest.raises(AcceptanceReasonWanted):
        take_paper_back(lead, contract.id, proof.entry.seq, " ")
    take_paper_back(lead, contract.id, proof.entry.seq, "قرارداد دیگری بود")
    assert [one.gone for one in acceptances_of(lead, contract)] == [True]
    assert desk.system.get(Contract, contract.id).signed_version is None
    mine = accept(desk, contract)
    with pytest.raises(AcceptanceNotFound):
        take_paper_back(lead, contract.id, mine.entry.seq, "نه")


def test_an_acceptance_is_never_overwritten(desk: Desk, contract: Contract) -> None:
    accept(desk, contract)
    with pytest.raises(DatabaseError), transaction.atomic():
        LedgerEntry.objects.filter(kind="accepted").update(day=desk.now.date())
