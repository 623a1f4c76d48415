<<<<<<< HEAD
"""Contracts and the agreement's calendars: an administrator writes them, nobody else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.doors import client_of, set_page_clock, text_of
from tests.packages.conftest import Desk

from owj.packages.contracts.entity import Contract
from owj.packages.contracts.services import contract_for
from owj.server.agreements.queries import agreement_at, agreement_versions
from owj.server.agreements.services import add_calendar


@pytest.fixture
def admin(desk: Desk) -> Client:
    set_page_clock(desk)
    return client_of(desk.admin)


def page_of(desk: Desk, contract: Contract | None = None) -> str:
    if contract is None:
        return reverse("client:new_contract", args=[desk.customer.id])
    return reverse("client:edit_contract", args=[desk.customer.id, contract.id])


def made(desk: Desk) -> Contract:
    found = desk.system.rows(Contract).filter(implicit=False).order_by("-id").first()
    assert found is not None
    return found


def test_a_contract_is_entered_and_new_tickets_fall_under_it(desk: Desk, admin: Client) -> None:
    given = {
        "title": "پشتیبانی ۱۴۰۵",
        "number": "۱۲/۴",
        "starts_on": "۱ آذر ۱۴۰۵",
        "agreement": "owj",
    }
    assert admin.post(page_of(desk), given).status_code == 302
    contract = made(desk)
    assert (contract.title, str(contract.starts_on)) == ("پشتیبانی ۱۴۰۵", "2026-11-22")
    assert contract_for(desk.system, desk.customer.id).id == contract.id
    html = text_of(admin.get(reverse("client:customer", args=[desk.customer.id])))
    assert page_of(desk, contract) in html


def test_it_is_changed_unless_somebody_was_quicker(desk: Desk, admin: Client) -> None:
    admin.post(page_of(desk), {"title": "یک", "agreement": "owj"})
    contract = made(desk)
    seen = contract.version
    given = {"title": "دو", "agreement": "owj", "version": seen}
    assert admin.post(page_of(desk, contract), given).status_code == 302
    late = admin.post(page_of(desk, contract), given | {"title": "سه"})
    assert late.status_code == 422
    assert made(desk).title == "دو"


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"starts_on": "فلان روز"}, {"agreement": "no-such"}], ids=str
)
def test_what_cannot_be_kept_is_said(desk: Desk, admin: Client, wrong: dict[str, str]) -> None:
    answer = admin.post(page_of(desk), {"title": "یک", "agreement": "owj"} | wrong)
    assert answer.status_code == 422
    assert not desk.system.rows(Contract).filter(implicit=False).exists()


def test_nobody_but_an_administrator_writes_contracts(desk: Desk, admin: Client) -> None:
    admin.post(page_of(desk), {"title": "یک", "agreement": "owj"})
    contract = made(desk)
    for person in (desk.agent, desk.manager):
        client = client_of(person)
        for address in (page_of(desk), page_of(desk, contract)):
            assert client.get(address).status_code == 403
            assert client.post(address, {"title": "x"}).status_code == 403
        customer = text_of(client.get(reverse("client:customer", args=[desk.customer.id])))
        assert page_of(desk) not in customer
    assert made(desk).title == "یک"


def test_the_contract_of_another_customer_is_not_found_here(desk: Desk, admin: Client) -> None:
    admin.post(page_of(desk), {"title": "یک", "agreement": "owj"})
    other = reverse("client:edit_contract", args=[desk.other_customer.id, made(desk).id])
    assert admin.get(other).status_code == 404


def test_the_agreement_counts_on_another_calendar_from_a_day_on(desk: Desk, admin: Client) -> None:
    night = add_calendar("شیفت شب", like="ticket", by=desk.admin.actor, now=desk.now)
    page = text_of(admin.get(reverse("client:agreement")))
    assert "شیفت شب" in page
    given = {"ticket_calendar": night, "phone_calendar": "phone", "since": "۵ آذر ۱۴۰۵"}
    admin.post(reverse("client:agreement_calendars"), given)
    assert agreement_at("owj", desk.now).agreement.ticket_calendar == "ticket"
    later = desk.wait(days=5)
    assert agreement_at("owj", later).agreement.ticket_calendar == night


@pytest.mark.parametrize(
    "wrong", [{"since": "۱ مهر ۱۴۰۵"}, {"since": "x"}, {"ticket_calendar": "no-such"}], ids=str
)
def test_calendars_that_cannot_hold_are_refused(
    desk: Desk, admin: Client, wrong: dict[str, str]
) -> None:
    given = {"ticket_calendar": "ticket", "phone_calendar": "phone", "since": "۵ آذر ۱۴۰۵"}
    admin.post(reverse("client:agreement_calendars"), given | wrong)
    assert len(agreement_versions("owj")) == 1


def test_only_an_administrator_names_the_calendars(desk: Desk, admin: Client) -> None:
    given = {"ticket_calendar": "phone", "phone_calendar": "phone", "since": "۵ آذر ۱۴۰۵"}
    for person in (desk.agent, desk.manager):
        client = client_of(person)
        assert "agreement/calendars" not in text_of(client.get(reverse("client:agreement")))
        assert client.post(reverse("client:agreement_calendars"), given).status_code == 403
    assert len(agreement_versions("owj")) == 1
=======
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

from owj.packages.remedies.queries import month_claims
from owj.packages.remedies.services import file_claim
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


def test_unknown_verb_is_not_found(manager: Client, covered: Covered) -> None:
    answer = write(manager, covered, "burn")
    assert answer.status_code == 404
>>>>>>> 30476ed (Keep a contract's warranty as an account that only grows; let a missed month be claimed and paid back)
