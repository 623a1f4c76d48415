"""The row in which records are made one behind the other."""

from __future__ import annotations

from tests.doors import HTMX, client_of, text_of
from tests.packages.conftest import Desk

from owj.packages.customers.entity import Customer

ROW = "/records/customer/quick"


def test_a_kept_row_stands_in_the_list_and_an_empty_one_waits(desk: Desk) -> None:
    client = client_of(desk.agent)
    assert 'id="quick-name"' in text_of(client.get(f"{ROW}?columns=name,city", headers=HTMX))
    facts = {"name": "شرکت تندنوشته", "city": "قم", "kind": "legal"}
    answer = text_of(client.post(f"{ROW}?columns=name,city", facts, headers=HTMX))
    made = desk.system.rows(Customer).get(name="شرکت تندنوشته")
    assert 'hx-swap-oob="afterbegin:#rows"' in answer
    assert f'id="r-{made.id}"' in answer
    assert 'value="شرکت تندنوشته"' not in answer


def test_what_is_refused_stays_in_the_row_and_says_why(desk: Desk) -> None:
    client = client_of(desk.agent)
    count = desk.system.rows(Customer).count()
    answer = client.post(f"{ROW}?columns=city", {"city": "قم", "name": ""}, headers=HTMX)
    assert answer.status_code == 422
    body = text_of(answer)
    assert 'value="قم"' in body
    # No column asks for the name, so the row does beside them.
    assert 'id="quick-name"' in body
    assert 'role="alert"' in body
    assert desk.system.rows(Customer).count() == count


def test_who_may_not_make_records_gets_no_row(desk: Desk) -> None:
    assert client_of(desk.agent).get("/records/ticket/quick").status_code == 403
