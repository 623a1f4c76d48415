"""The standard entities: written by the verbs of their packages, or not at all."""

from __future__ import annotations

import json

import pytest
from tests.api.conftest import Api, key_of, problem_in
from tests.packages.conftest import Desk, make_desk

from owj.packages.customers.entity import Contact, Customer, Membership
from owj.packages.desk.entity import Ticket


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


def test_a_customer_is_written_by_staff_with_a_role(desk: Desk) -> None:
    api = key_of(desk.agent)
    made = api.ask("POST", "/records/customer", {"name": "نو", "city": "یزد"})
    assert made.status_code == 201, made.content
    row = json.loads(made.content)
    assert (row["name"], row["kind"]) == ("نو", "legal")
    changed = api.ask("PATCH", f"/records/customer/{row['id']}", {"city": "تفت"}, If_Match='"1"')
    assert json.loads(changed.content)["city"] == "تفت"
    assert desk.system.get(Customer, row["id"]).city == "تفت"


def test_a_contact_comes_with_its_membership(desk: Desk) -> None:
    api = key_of(desk.agent)
    body = {"name": "لیلا", "customer": desk.customer.id, "phone": "09121234567"}
    made = api.ask("POST", "/records/contact", body)
    assert made.status_code == 201, made.content
    contact_id = json.loads(made.content)["id"]
    assert desk.system.rows(Membership).filter(contact_id=contact_id).count() == 1
    path = f"/records/contact/{contact_id}"
    assert json.loads(api.ask("PATCH", path, {"title": "مدیر"}).content)["title"] == "مدیر"
    told = problem_in(api.ask("PATCH", path, {"user": desk.agent.pk}))
    assert (told["status"], told["errors"][0]["field"]) == (403, "user")
    wrong = problem_in(api.ask("POST", "/records/contact", {**body, "customer": "x"}))
    assert wrong["errors"][0]["field"] == "customer"


def test_who_has_no_role_writes_nothing(desk: Desk) -> None:
    api = key_of(desk.roleless)
    assert api.ask("POST", "/records/customer", {"name": "نو"}).status_code == 403
    path = f"/records/customer/{desk.customer.id}"
    assert api.ask("PATCH", path, {"name": "نو"}).status_code in {403, 404}
    assert desk.system.get(Customer, desk.customer.id).name == desk.customer.name


@pytest.mark.parametrize("entity", ["ticket", "message", "membership", "follower"])
def test_what_changes_by_verbs_says_so(desk: Desk, entity: str) -> None:
    told = problem_in(key_of(desk.agent).ask("POST", f"/records/{entity}", {"subject": "x"}))
    assert (told["status"], told["code"]) == (405, "api.written_by_verbs")


def test_a_tickets_own_fields_are_read_only(desk: Desk) -> None:
    ticket = desk.file()
    path = f"/records/ticket/{ticket.id}"
    api = key_of(desk.agent)
    for field, value in (("subject", "x"), ("status", "closed"), ("priority", "low")):
        told = problem_in(api.ask("PATCH", path, {field: value}))
        assert (told["status"], told["errors"][0]["field"]) == (403, field)
    assert desk.system.get(Ticket, ticket.id).version == ticket.version


def test_a_customer_sees_the_own_tickets_and_not_what_is_said_inside(desk: Desk) -> None:
    mine, theirs = desk.file(), desk.file()
    other = key_of(desk.other_hub_user)
    assert other.get("/records/ticket")["items"] == []
    for ticket in (mine, theirs):
        assert other.ask("GET", f"/records/ticket/{ticket.id}").status_code == 404
    page = key_of(desk.hub_user).get("/records/ticket")
    assert {row["id"] for row in page["items"]} == {mine.id, theirs.id}


def test_the_whole_of_a_long_list_is_reached(desk: Desk) -> None:
    api: Api = key_of(desk.agent)
    rows = api.get("/records/contact", limit=1, expand="customer")
    assert rows["items"][0]["customer"]["name"] == desk.customer.name
    following = api.get("/records/contact", limit=1, cursor=rows["next"], expand="customer")
    assert following["next"] is None
    assert {rows["items"][0]["id"], following["items"][0]["id"]} == set(
        desk.system.rows(Contact).values_list("id", flat=True)
    )
