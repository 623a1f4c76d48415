"""A contract's page for staff: who writes what, and a refused form that keeps what it held."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.doors import client_of, text_of
from tests.packages.conftest import Desk
from tests.packages.warranty.conftest import Covered, cover, jalali

from owj.packages.remedies.queries import month_claims, own_claims
from owj.packages.remedies.services import file_claim, file_own_claim
from owj.server.ledger.models import LedgerEntry

pytestmark = pytest.mark.django_db

DELIVERY = {"day": "1404/12/01", "document": "صورت‌جلسهٔ شماره ۷", "author": "رضا کریمی"}


@pytest.fixture
def covered(desk: Desk) -> Covered:
    return cover(desk)


@pytest.fixture
def manager(desk: Desk) -> Client:
    return client_of(desk.manager)


def write(client: Client, covered: Covered, verb: str, **given: object) -> HttpResponse:
    address = reverse("client:contract_write", args=[covered.contract.id, verb])
    return client.post(address, given)


def page(client: Client, covered: Covered) -> str:
    return text_of(client.get(reverse("client:contract", args=[covered.contract.id])))


def test_delivery_starts_the_warranty_and_shows_what_a_renewal_costs(
    manager: Client, covered: Covered
) -> None:
    answer = write(manager, covered, "deliver", **DELIVERY)
    assert answer.status_code == 302
    said = page(manager, covered)
    assert "تا پایان ۳۰ بهمن ۱۴۰۵" in said
    assert "۷۰۱٬۲۵۰٬۰۰۰ ریال" in said
    assert "صورت‌جلسهٔ شماره ۷، با امضای رضا کریمی" in said


@pytest.mark.parametrize("day", ["1405/13/01", "", "1405/09/20"])
def test_refused_form_keeps_what_was_typed(manager: Client, covered: Covered, day: str) -> None:
    if not day:
        day = "فلان"
    answer = write(manager, covered, "deliver", **(DELIVERY | {"day": day}))
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "صورت‌جلسهٔ شماره ۷" in said
    assert day in said
    assert LedgerEntry.objects.count() == 0


def test_agent_sees_the_contract_and_may_not_write_its_delivery(
    desk: Desk, covered: Covered
) -> None:
    agent = client_of(desk.agent)
    assert "صورت‌جلسهٔ" not in page(agent, covered)
    answer = write(agent, covered, "deliver", **DELIVERY)
    assert answer.status_code == 403
    assert LedgerEntry.objects.count() == 0


def test_use_beyond_the_balance_is_told_and_not_written(desk: Desk, covered: Covered) -> None:
    covered.deliver(jalali(1404, 12, 1))
    agent = client_of(desk.agent)
    write(agent, covered, "use", benefit="remote_install", amount="۳", note="")
    answer = write(agent, covered, "use", benefit="remote_install", amount="1", note="چهارمی")
    assert answer.status_code == 409
    assert "چهارمی" in answer.content.decode()
    assert "۰ از ۳ مانده" in page(agent, covered)


def test_committee_accepts_a_claim_on_the_page(
    desk: Desk, manager: Client, covered: Covered
) -> None:
    covered.deliver(jalali(1404, 12, 1))
    for minutes in range(5):
        desk.file(at=desk.now - timedelta(hours=2, minutes=minutes))
    desk.ring()
    file_claim(desk.ctx(desk.hub_user), covered.contract.id, "1405-09")
    (found,) = month_claims(desk.ctx(desk.manager), covered.contract.id)
    assert found.claim is not None
    assert "۵ قول شکسته در آذر ۱۴۰۵" in page(manager, covered)
    assert "پذیرفتن مطالبه" not in page(client_of(desk.agent), covered)
    write(manager, covered, "accept", seq=str(found.claim.seq))
    (found,) = month_claims(desk.ctx(desk.manager), covered.contract.id)
    assert found.state == "accepted"


def test_minutes_tell_what_was_given_where_the_rules_propose_nothing(
    desk: Desk, manager: Client, covered: Covered
) -> None:
    covered.deliver(jalali(1404, 12, 1))
    today = desk.now.date()
    file_own_claim(desk.ctx(desk.hub_user), covered.contract.id, "آموزش دیر شد.", today)
    (filed,) = own_claims(desk.ctx(desk.agent), covered.contract.id)
    assert filed.claim is not None
    given = {"kind": "warranty_extension_days", "amount": "5", "reason": "گذشت"}
    write(manager, covered, "award", seq=str(filed.claim.seq), **given)
    address = reverse("client:claim_minutes", args=[covered.contract.id, filed.claim.seq])
    said = text_of(manager.get(address))
    assert "۵ روز گارانتی بیشتر" in said
    assert "گذشت" in said


def test_unknown_verb_is_not_found(manager: Client, covered: Covered) -> None:
    answer = write(manager, covered, "burn")
    assert answer.status_code == 404
