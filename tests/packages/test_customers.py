"""Customers, their people and contracts: who writes them, who sees them."""

from __future__ import annotations

from datetime import date

import pytest
from tests.packages.conftest import Desk, tehran

from owj.kernel.errors import NotFound
from owj.packages.contracts import errors as contract_errors
from owj.packages.contracts.entity import Contract
from owj.packages.contracts.queries import contracts_of
from owj.packages.contracts.services import NewContract, add_contract, contract_for
from owj.packages.customers import errors as customer_errors
from owj.packages.customers.entity import Contact, Customer
from owj.packages.customers.queries import customers_by_key, find_speaker, own_contact
from owj.packages.customers.services import (
    NewContact,
    NewCustomer,
    add_contact,
    add_customer,
)

pytestmark = pytest.mark.django_db


def test_hub_users_write_no_customers_people_or_contracts(desk: Desk) -> None:
    hub = desk.ctx(desk.hub_user)
    with pytest.raises(customer_errors.OnlyDeskStaff):
        add_customer(hub, NewCustomer(name="نو"))
    with pytest.raises(customer_errors.OnlyDeskStaff):
        add_contact(hub, NewContact(desk.customer.id, name="نو"))
    with pytest.raises(contract_errors.OnlyDeskStaff):
        add_contract(hub, NewContract(desk.customer.id, title="نو"))


def test_a_contact_is_linked_to_a_person_of_the_hub(desk: Desk) -> None:
    with pytest.raises(customer_errors.NotAHubUser):
        add_contact(
            desk.ctx(desk.agent),
            NewContact(desk.customer.id, name="نو", user_id=desk.colleague.pk),
        )


def test_hub_users_see_their_own_customer_only(desk: Desk) -> None:
    hub = desk.ctx(desk.hub_user)
    assert [one.id for one in hub.rows(Customer)] == [desk.customer.id]
    assert {one.customer_id for one in hub.rows(Contact)} == {desk.customer.id}
    with pytest.raises(NotFound):
        hub.get(Customer, desk.other_customer.id)
    with pytest.raises(NotFound):
        contract_for(hub, desk.other_customer.id)
    assert desk.ctx(desk.agent).rows(Customer).count() == 2


def test_a_hub_user_speaks_as_a_contact(desk: Desk) -> None:
    contact = own_contact(desk.ctx(desk.hub_user))
    assert contact is not None
    assert contact.id == desk.contact.id
    assert own_contact(desk.ctx(desk.agent)) is None


def test_letters_go_to_the_contacts_address_in_the_users_language(desk: Desk) -> None:
    desk.hub_user.language = "en"
    desk.hub_user.save(update_fields=["language"])
    speaker = find_speaker(desk.system, desk.contact.id)
    assert speaker is not None
    assert (speaker.email, speaker.language) == ("mina@c.example", "en")
    assert find_speaker(desk.system, None) is None
    assert find_speaker(desk.system, 10**9) is None


def test_customers_are_found_again_by_their_external_key(desk: Desk) -> None:
    made = add_customer(desk.system, NewCustomer(name="کلیددار", external_key="c-7"))
    assert {key: one.id for key, one in customers_by_key(desk.system, ["c-7", "c-8"]).items()} == {
        "c-7": made.id
    }


def test_a_customer_without_a_written_contract_has_one_implicit_one(desk: Desk) -> None:
    first = contract_for(desk.ctx(desk.hub_user), desk.customer.id)
    again = contract_for(desk.ctx(desk.agent), desk.customer.id)
    assert first.implicit
    assert first.id == again.id
    assert desk.system.rows(Contract).count() == 1


def test_the_latest_written_contract_that_has_begun_is_taken(desk: Desk) -> None:
    contract_for(desk.system, desk.customer.id)
    dates = {"کهنه": date(2025, 3, 21), "تازه": date(2026, 3, 21), "فردا": date(2026, 11, 23)}
    for title, starts_on in dates.items():
        add_contract(
            desk.ctx(desk.agent), NewContract(desk.customer.id, title=title, starts_on=starts_on)
        )
    assert contract_for(desk.system, desk.customer.id).title == "تازه"
    # Midnight in Tehran, when it is still yesterday in UTC.
    midnight = desk.ctx(desk.agent, tehran("2026-11-23 00:00"))
    assert contract_for(midnight, desk.customer.id).title == "فردا"
    titles = [one.title for one in contracts_of(desk.ctx(desk.agent), desk.customer.id)]
    assert titles[:3] == ["فردا", "تازه", "کهنه"]


def test_a_contract_without_a_beginning_stands_behind_dated_ones(desk: Desk) -> None:
    for title, starts_on in (("تاریخ‌دار", date(2025, 3, 21)), ("بی‌تاریخ", None)):
        add_contract(
            desk.ctx(desk.agent), NewContract(desk.customer.id, title=title, starts_on=starts_on)
        )
    assert contract_for(desk.system, desk.customer.id).title == "تاریخ‌دار"
