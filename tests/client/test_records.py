"""Records pages of every entity: read, made, changed, deleted and brought back."""

from __future__ import annotations

from tests.doors import HTMX, client_of, text_of
from tests.packages.conftest import Desk

from owj.packages.customers.entity import Contact, Customer, Membership


def test_a_list_a_record_and_a_new_one_of_a_package(desk: Desk) -> None:
    client = client_of(desk.agent)
    page = client.get("/records/customer")
    assert page.status_code == 200
    assert desk.customer.name in text_of(page)
    assert client.get("/records").status_code == 200
    one = client.get(f"/records/customer/{desk.customer.id}")
    assert desk.customer.name in text_of(one)
    made = client.post("/records/customer/new", {"name": "شرکت نو", "kind": "legal"})
    assert made.status_code == 302
    assert desk.system.rows(Customer).filter(name="شرکت نو").exists()


def test_a_contact_made_here_gets_its_membership(desk: Desk) -> None:
    client = client_of(desk.agent)
    facts = {"name": "پریسا", "customer": desk.customer.id, "phone": "09121234567"}
    assert client.post("/records/contact/new", facts).status_code == 302
    contact = desk.system.rows(Contact).get(name="پریسا")
    assert desk.system.rows(Membership).filter(contact_id=contact.id).count() == 1


def test_a_field_saves_by_itself_and_the_timeline_tells(desk: Desk) -> None:
    client = client_of(desk.agent)
    url = f"/records/customer/{desk.customer.id}/city"
    assert 'name="city"' in text_of(client.get(url, headers=HTMX))
    answer = client.post(url, {"city": "یزد", "version": desk.customer.version}, headers=HTMX)
    assert answer.status_code == 200
    assert "یزد" in text_of(answer)
    assert "مشهد" in text_of(client.get(f"/records/customer/{desk.customer.id}"))
    assert desk.system.get(Customer, desk.customer.id).city == "یزد"
