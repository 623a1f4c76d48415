"""A customer's warranty on the hub: the claim, the choice, and the lapsed one's way out."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.doors import client_of, text_of
from tests.packages.conftest import Desk
from tests.packages.warranty.conftest import Covered, cover, jalali

from owj.kernel.promises.claims import CLAIM_SUBJECT
from owj.packages.customers.queries import Rights
from owj.packages.customers.services import give_rights
from owj.packages.desk.entity import Ticket
from owj.packages.desk.services import resolve_ticket
from owj.packages.remedies.queries import month_claims
from owj.packages.remedies.services import accept_claim
from owj.server.ledger.models import LedgerEntry

pytestmark = pytest.mark.django_db

CONTRACTS = reverse("hub:contracts")
NEW = reverse("hub:new_ticket")


@pytest.fixture
def covered(desk: Desk) -> Covered:
    return cover(desk)


@pytest.fixture
def mina(desk: Desk) -> Client:
    return client_of(desk.hub_user)


def missed_five(covered: Covered) -> None:
    desk = covered.desk
    for minutes in range(5):
        desk.file(at=desk.now - timedelta(hours=2, minutes=minutes))
    desk.ring()


def test_five_missed_tickets_end_as_a_lower_renewal(covered: Covered, mina: Client) -> None:
    covered.deliver(jalali(1404, 12, 1))
    missed_five(covered)
    said = text_of(mina.get(CONTRACTS))
    assert "۵ قول شکسته در آذر ۱۴۰۵" in said
    assert "تا ۸ آذر ۱۴۰۵" in said
    id_ = covered.contract.id
    answer = mina.post(reverse("hub:claim", args=[id_]), {"month": "1405-09"})
    ticket = covered.desk.system.rows(Ticket).get(subject=CLAIM_SUBJECT)
    assert answer.url == reverse("hub:ticket", args=[ticket.tracking_id])
    (found,) = month_claims(covered.desk.system, id_)
    assert found.claim is not None
    accept_claim(covered.desk.ctx(covered.desk.manager), id_, found.claim.seq)
    assert "۳۱٬۸۷۵٬۰۰۰ ریال کمتر" in text_of(mina.get(CONTRACTS))
    choice = {"seq": str(found.claim.seq), "option": "renewal_discount"}
    mina.post(reverse("hub:choose_remedy", args=[id_]), choice)
    assert "۶۶۶٬۱۸۷٬۵۰۰ ریال" in text_of(mina.get(CONTRACTS))
    before = LedgerEntry.objects.count()
    mina.post(reverse("hub:choose_remedy", args=[id_]), choice | {"option": "webinar_session"})
    assert LedgerEntry.objects.count() == before


def test_lapsed_customer_is_led_to_the_renewal_and_may_claim(
    covered: Covered, mina: Client
) -> None:
    covered.deliver(jalali(1403, 9, 1))
    said = text_of(mina.get(NEW))
    assert "تیکت چشم‌به‌راه تمدید است" in said
    assert "۶۳۷٬۵۰۰٬۰۰۰ ریال" in said
    assert f'action="{reverse("hub:renew", args=[covered.contract.id])}"' in said
    refused = mina.post(NEW, {"subject": "خطا", "text": "شرح", "kind": "bug", "blocks_use": "no"})
    assert refused.status_code == 422
    assert covered.desk.system.rows(Ticket).count() == 0
    mina.post(reverse("hub:free_claim"), {"text": "آموزش هشت روز دیر شد."})
    ticket = covered.desk.system.rows(Ticket).get()
    assert (ticket.subject, ticket.contract_id) == (CLAIM_SUBJECT, covered.contract.id)


def test_what_a_lapsed_warranty_refuses_links_the_renewal(covered: Covered, mina: Client) -> None:
    desk = covered.desk
    ticket = desk.file()
    resolve_ticket(desk.ctx(desk.agent), ticket.tracking_id, text="انجام شد")
    covered.deliver(jalali(1403, 9, 1))
    reopen = reverse("hub:reopen", args=[ticket.tracking_id])
    refused = mina.post(reopen, {"text": "هنوز خراب است"})
    assert refused.status_code == 409
    assert f'href="{CONTRACTS}">دیدن تمدید' in text_of(refused)
    call = {"subject": "تماس", "text": "شرح", "kind": "bug", "blocks_use": "no"}
    caller = {"customer": desk.customer.id, "contact": desk.contact.id, "channel": "phone"}
    by_phone = call | caller | {"key": str(uuid4())}
    refused = client_of(desk.agent).post(reverse("client:new_ticket"), by_phone)
    assert refused.status_code == 422
    assert reverse("client:contract", args=[covered.contract.id]) in text_of(refused)


def test_empty_claim_is_refused_and_says_so(covered: Covered, mina: Client) -> None:
    covered.deliver(jalali(1403, 9, 1))
    answer = mina.post(reverse("hub:free_claim"), {"text": "  "})
    assert answer.status_code == 422
    assert covered.desk.system.rows(Ticket).count() == 0


def test_colleague_without_the_right_to_numbers_sees_no_contract(
    covered: Covered, mina: Client
) -> None:
    desk = covered.desk
    give_rights(desk.ctx(desk.admin), desk.contact.id, desk.customer.id, Rights(judge=True))
    assert mina.get(CONTRACTS).status_code == 403


def test_another_customer_can_neither_file_nor_choose(covered: Covered) -> None:
    covered.deliver(jalali(1404, 12, 1))
    missed_five(covered)
    other = client_of(covered.desk.other_hub_user)
    before = LedgerEntry.objects.count()
    for name, given in (("claim", {"month": "1405-09"}), ("choose_remedy", {"seq": "2"})):
        answer = other.post(reverse(f"hub:{name}", args=[covered.contract.id]), given)
        assert answer.status_code == 404
    assert LedgerEntry.objects.count() == before


def test_a_version_of_endless_digits_is_none(covered: Covered, mina: Client) -> None:
    accept = reverse("hub:accept_agreement", args=[covered.contract.id])
    for number in ("9" * 5000, "²", ""):
        assert mina.post(accept, {"number": number}).status_code == 404
