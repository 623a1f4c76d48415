"""A hidden field is told by no address of the records pages, nor is a foreign record.

The addresses are taken from the table of addresses: a new one is tried as soon as it is there.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from tests.doors import HTMX, client_of
from tests.packages.conftest import Desk

from owj.client.records.urls import RECORD_PATHS
from owj.packages.customers.entity import Customer
from owj.server.layouts.conditions import Group, Operator, to_address
from owj.server.layouts.conditions import Test as Question
from owj.server.records.audit import changes_of
from owj.server.records.rights import Verb
from owj.server.roles.grants import Grant, Scope
from owj.server.roles.services import set_entity_rights, set_field_rights

MARK = "شهرپنهان۷۷"
FIELD = "city"


@pytest.fixture(autouse=True)
def marked(desk: Desk) -> None:
    desk.system.update(desk.system.get(Customer, desk.customer.id), city=MARK)


def addresses(ids: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the name and the address of every records page that these parameters fill."""
    for pattern in RECORD_PATHS:
        wanted = set(pattern.pattern.converters)
        if wanted <= set(ids):
            name = str(pattern.name)
            yield name, reverse(f"client:{name}", kwargs={one: ids[one] for one in wanted})


def ask(client: Client, address: str, **query: str) -> Any:
    return client.get(f"{address}?{urlencode(query)}", headers=HTMX)


def read(response: Any) -> str:
    streamed = getattr(response, "streaming", False)
    body = b"".join(response.streaming_content) if streamed else response.content
    if body.startswith(b"PK"):
        return zipfile.ZipFile(io.BytesIO(body)).read("xl/worksheets/sheet1.xml").decode()
    return str(body.decode("utf-8-sig"))


def hide(desk: Desk) -> Client:
    set_field_rights(desk.ctx(desk.admin), "agent", "customer", {FIELD: "hidden"})
    return client_of(desk.agent)


LISTS: dict[str, dict[str, str]] = {
    "plain": {},
    "shown": {"columns": f"name,{FIELD}"},
    "sorted": {"sort": FIELD},
    "sorted downwards": {"sort": f"-{FIELD}"},
    "grouped": {"group": FIELD},
    "searched": {"q": MARK},
    "totalled": {"columns": FIELD, "group": FIELD},
    "board": {"as": "board", "group": FIELD},
    "related": {"field": FIELD, "q": MARK},
}


@pytest.mark.parametrize("query", LISTS.values(), ids=LISTS)
def test_no_address_tells_a_hidden_field(desk: Desk, query: dict[str, str]) -> None:
    ids = {"entity": "customer", "record_id": desk.customer.id, "key": FIELD}
    told = MARK if query.get("q") != MARK else f">{MARK}<"
    client = hide(desk)
    for name, address in addresses(ids):
        assert told not in read(ask(client, address, **query)), (name, query)


def test_the_same_addresses_tell_it_when_it_is_not_hidden(desk: Desk) -> None:
    ids = {"entity": "customer", "record_id": desk.customer.id, "key": FIELD}
    client = client_of(desk.agent)
    telling = {
        name
        for name, address in addresses(ids)
        if MARK in read(ask(client, address, columns=f"name,{FIELD}"))
    }
    assert {"records", "record_rows", "record", "record_field"} <= telling
    assert {"records_export", "records_export_workbook"} <= telling


TESTS: dict[str, tuple[Operator, tuple[str, ...], tuple[str, ...]]] = {
    "is": (Operator.IS, (MARK,), ("دیگر",)),
    "contains": (Operator.CONTAINS, ("پنهان",), ("دیگر",)),
    "starts": (Operator.STARTS, ("شهر",), ("دیگر",)),
    "is not": (Operator.IS_NOT, (MARK,), ("دیگر",)),
}


@pytest.mark.parametrize("name", TESTS)
@pytest.mark.parametrize(
    "place",
    ["records", "record_rows", "records_export", "records_export_workbook", "record_totals"],
)
def test_a_condition_on_a_hidden_field_decides_nothing(desk: Desk, name: str, place: str) -> None:
    operator, right, wrong = TESTS[name]
    address = reverse(f"client:{place}", args=["customer"])
    client = hide(desk)
    answers = [
        read_of_rows(client, address, Question((FIELD,), operator, values), desk)
        for values in (right, wrong)
    ]
    assert answers[0] == answers[1]


def read_of_rows(
    client: Client, address: str, test: Question, desk: Desk
) -> tuple[int, bool, bool]:
    """Return the status, and which of the two customers an answer names."""
    response = ask(client, address, where=to_address(Group((test,))), columns="name")
    text = read(response)
    return response.status_code, desk.customer.name in text, desk.other_customer.name in text


def test_the_same_condition_decides_when_the_field_is_shown(desk: Desk) -> None:
    address = reverse("client:record_rows", args=["customer"])
    client = client_of(desk.agent)
    found = read_of_rows(client, address, Question((FIELD,), Operator.IS, (MARK,)), desk)
    assert found == (200, True, False)


def test_a_hidden_field_is_not_written(desk: Desk) -> None:
    client = hide(desk)
    before = desk.system.get(Customer, desk.customer.id)
    record = {"entity": "customer", "record_id": before.id, "key": FIELD}
    form = {FIELD: "تازه", "version": str(before.version), "ids": str(before.id)}
    deeds = {"do": "set", "field": FIELD}
    for name, address in addresses(record):
        if "delete" in name:
            continue
        response = client.post(address, form | deeds, headers=HTMX)
        now = desk.system.get(Customer, before.id)
        assert (now.city, now.version) == (MARK, before.version), (name, response.status_code)
    made = desk.system.rows(Customer).filter(city="تازه")
    assert not made.exists()


@pytest.fixture
def narrowed(desk: Desk) -> Client:
    """Return an agent's client whose role reaches customers of one city only."""
    grant = Grant(Scope.CONDITION, condition=f'{FIELD} = "{MARK}"')
    grants = dict.fromkeys((Verb.READ, Verb.UPDATE, Verb.DELETE, Verb.EXPORT), grant)
    set_entity_rights(desk.ctx(desk.admin), "agent", "customer", grants)
    return client_of(desk.agent)


def test_a_foreign_record_is_told_and_changed_by_no_address(desk: Desk, narrowed: Client) -> None:
    foreign = desk.system.get(Customer, desk.other_customer.id)
    ids = {"entity": "customer", "record_id": foreign.id, "key": "name"}
    form = {"name": "ربوده", "version": str(foreign.version), "ids": str(foreign.id)}
    for name, address in addresses(ids):
        told = read(ask(narrowed, address, columns="name"))
        assert foreign.name not in told, name
        for deed in ("set", "delete", "remove"):
            answer = narrowed.post(address, form | {"do": deed, "field": "name"}, headers=HTMX)
            if f"/{foreign.id}" in address:
                assert answer.status_code in {403, 404, 405}, (name, answer.status_code)
    now = desk.system.get(Customer, foreign.id)
    assert (now.name, now.version) == (foreign.name, foreign.version)
    assert len(changes_of(desk.system, now)) <= 1


def test_the_own_record_is_told_by_the_same_addresses(desk: Desk, narrowed: Client) -> None:
    address = reverse("client:records", args=["customer"])
    assert desk.customer.name in read(narrowed.get(address))


def test_who_may_not_export_gets_no_export(desk: Desk) -> None:
    set_entity_rights(desk.ctx(desk.admin), "agent", "customer", {Verb.READ: Grant()})
    client = client_of(desk.agent)
    assert client.get(reverse("client:records_export", args=["customer"])).status_code == 403
    assert client.get(reverse("client:new_record", args=["customer"])).status_code in {403, 404}


def test_pages_made_for_customers_leave_a_hidden_field_out_and_keep_it(desk: Desk) -> None:
    page = reverse("client:customer", args=[desk.customer.id])
    edit = reverse("client:edit_customer", args=[desk.customer.id])
    ticket = reverse("client:ticket", args=[desk.file(at=desk.now).tracking_id])
    for address in (page, edit, ticket, reverse("client:customers")):
        assert MARK in read(client_of(desk.agent).get(address)), address
    client = hide(desk)
    for address in (page, edit, ticket, reverse("client:customers")):
        assert MARK not in read(client.get(address)), address
    version = desk.system.get(Customer, desk.customer.id).version
    sent = {"name": "نام تازه", "kind": "legal", FIELD: "جای دیگر", "version": version}
    assert client.post(edit, sent).status_code == 302
    stored = desk.system.get(Customer, desk.customer.id)
    assert (stored.name, stored.city) == ("نام تازه", MARK)
