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
    customer = text_of(admin.get(reverse("client:customer", args=[desk.customer.id])))
    page = reverse("client:contract", args=[contract.id])
    assert page in customer
    assert page_of(desk, contract) in text_of(admin.get(page))


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
