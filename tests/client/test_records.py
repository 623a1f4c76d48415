"""Records pages of every entity: read, made, changed, deleted and brought back."""

from __future__ import annotations

import pytest
from tests.doors import HTMX, client_of, text_of
from tests.packages.conftest import Desk

from owj.client.records import lists
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


def cell(customer: Customer, key: str) -> str:
    return f"/records/customer/{customer.id}/{key}?in=cell"


def test_two_who_edit_one_field_are_told_who_was_quicker(desk: Desk) -> None:
    seen = desk.customer.version
    quick, slow = client_of(desk.colleague), client_of(desk.agent)
    first = quick.post(cell(desk.customer, "city"), {"city": "یزد", "version": seen}, headers=HTMX)
    second = slow.post(cell(desk.customer, "city"), {"city": "قم", "version": seen}, headers=HTMX)
    assert (first.status_code, second.status_code) == (200, 409)
    said = text_of(second)
    assert desk.colleague.full_name in said
    assert "یزد" in said
    third = slow.post(cell(desk.customer, "phone"), {"phone": "021", "version": seen}, headers=HTMX)
    assert third.status_code == 200
    fresh = desk.system.get(Customer, desk.customer.id)
    assert fresh.city == "یزد"


def test_a_value_that_is_refused_comes_back_with_its_reason(desk: Desk) -> None:
    client = client_of(desk.agent)
    answer = client.post(cell(desk.customer, "name"), {"name": ""}, headers=HTMX)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in text_of(answer)
    new = client.post("/records/customer/new", {"name": "", "city": "قم"})
    assert new.status_code == 422
    assert "قم" in text_of(new)


def test_all_that_is_wrong_with_a_new_record_is_told_at_once(desk: Desk) -> None:
    client = client_of(desk.agent)
    page = client.post(
        "/records/contact/new", {"name": "", "email": "a@b@c", "customer": "no such"}
    )
    html = page.content.decode()
    assert page.status_code == 422
    assert html.count('aria-invalid="true"') == 3
    assert "novalidate" in html


HOSTILE = (
    '=HYPERLINK("http://x")',
    "<script>alert(1)</script>",
    "\u202eabc",
    "a'b\"c{{ 7919*7907 }}",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_values_are_shown_as_text_everywhere(desk: Desk, name: str) -> None:
    client = client_of(desk.agent)
    client.post("/records/customer/new", {"name": name, "kind": "legal"})
    made = desk.system.rows(Customer).get(name=name)
    pages = ("", f"/{made.id}", "?as=board", "/choices?q=", f"/{made.id}/name")
    for page in pages:
        body = text_of(client.get(f"/records/customer{page}", headers=HTMX))
        assert "<script>alert" not in body
        assert "62615533" not in body or "{{" not in name
    sheet = client.get("/records/customer/export.csv")
    cells = b"".join(sheet.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # it streams
    assert "\n=HYPERLINK" not in cells
    assert '"=HYPERLINK' not in cells


def test_the_export_holds_exactly_the_list(desk: Desk) -> None:
    client = client_of(desk.agent)
    query = '?columns=name,city&where=["and",["name","contains","مهرگستر"]]'
    sheet = client.get(f"/records/customer/export.csv{query}")
    rows = b"".join(sheet.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]  # it streams
    assert rows == ["نام,شهر", f"{desk.customer.name},{desk.customer.city}"]


def test_many_are_changed_and_brought_back_by_the_toast(desk: Desk) -> None:
    client = client_of(desk.agent)
    ids = [desk.customer.id, desk.other_customer.id]
    facts = {"do": "set", "field": "city", "city": "بندرعباس", "ids": ids}
    assert client.post("/records/customer/bulk", facts).status_code == 302
    cities = desk.system.rows(Customer).filter(id__in=ids).values_list("city", flat=True)
    assert set(cities) == {"بندرعباس"}
    page = text_of(client.get("/records/customer"))
    undo = page[page.index("/record-deeds/") :].split('"')[0]
    assert client_of(desk.colleague).post(undo).status_code == 404
    client.post(undo)
    assert set(cities.all()) == {"مشهد"}


def test_a_field_of_a_package_is_not_written_past_its_verbs(desk: Desk) -> None:
    client = client_of(desk.admin)
    ticket = desk.file()
    for key in ("status", "subject", "priority"):
        url = f"/records/ticket/{ticket.id}/{key}"
        assert client.get(url, headers=HTMX).status_code == 404
        assert client.post(url, {key: "closed"}, headers=HTMX).status_code == 404
    facts = {"do": "set", "field": "status", "status": "closed", "ids": [ticket.id]}
    client.post("/records/ticket/bulk", facts)
    assert desk.fresh(ticket).status == ticket.status
    assert client.post("/records/ticket/new", {"subject": "x"}).status_code == 302
    assert client.post(f"/records/ticket/{ticket.id}/delete").status_code == 403


def test_cards_move_between_lanes(desk: Desk) -> None:
    client = client_of(desk.agent)
    board = text_of(client.get("/records/customer?as=board"))
    assert 'data-lane="legal"' in board
    url = f"/records/customer/{desk.customer.id}/move"
    moved = client.post(url, {"lane": "natural", "back": "?as=board"}, headers=HTMX)
    assert moved.status_code == 200
    heads = text_of(moved)
    assert 'id="lane-natural"' in heads
    assert 'id="lane-"' not in heads  # no such lane stands on the board
    assert desk.system.get(Customer, desk.customer.id).kind == "natural"
    wrong = client.post(url, {"lane": "no-such", "back": "?as=board"}, headers=HTMX)
    assert wrong.status_code == 422
    assert desk.system.get(Customer, desk.customer.id).kind == "natural"


def test_conditions_are_drawn_and_lead_to_their_list(desk: Desk) -> None:
    client = client_of(desk.agent)
    drawn = client.get("/records/contact/conditions", {"join": "all", "r0.field": "customer.city"})
    assert 'name="r0.op"' in text_of(drawn)
    asked = {"join": "all", "apply": "1", "r0.field": "customer.city", "r0.op": "is"}
    answer = client.get("/records/contact/conditions", asked | {"r0.value": "مشهد"})
    assert answer.status_code == 302
    body = text_of(client.get(answer.headers["Location"]))
    assert desk.contact.name in body
    none = client.get("/records/contact/conditions", asked | {"r0.value": "قشم"})
    assert desk.contact.name not in text_of(client.get(none.headers["Location"]))


def test_a_condition_that_cannot_be_asked_does_not_end_the_page(desk: Desk) -> None:
    query = '?where=["and",["customer_since","more","many"]]'
    answer = client_of(desk.agent).get(f"/records/customer{query}")
    assert answer.status_code == 200
    assert "customer_since" in text_of(answer)


def test_a_view_is_kept_shown_and_taken_away(desk: Desk) -> None:
    client = client_of(desk.agent)
    facts = {"name": "مشهدی‌ها", "back": '?where=["and",["city","is","مشهد"]]&sort=-name'}
    kept = client.post("/records/customer/views", facts)
    page = text_of(client.get(kept.headers["Location"]))
    assert "مشهدی‌ها" in page
    view = kept.headers["Location"].rpartition("=")[2]
    assert client_of(desk.colleague).get(f"/records/customer?view={view}").status_code == 404
    assert client_of(desk.colleague).post(f"/record-views/{view}/remove").status_code == 404
    client.post(f"/record-views/{view}/remove")
    assert "مشهدی‌ها" not in text_of(client.get("/records/customer?as=list")).split("o-toasts")[0]
    client.post(f"/record-views/{view}/restore")
    assert "مشهدی‌ها" in text_of(client.get("/records/customer"))


def test_a_list_that_no_sheet_holds_is_not_cut_short(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(desk.agent)
    assert client.get("/records/customer/export.xlsx").status_code == 200
    monkeypatch.setattr(lists, "MOST_RECORDS", 1)
    refused = client.get("/records/customer/export.xlsx")
    assert refused.status_code == 302
    assert "CSV" in text_of(client.get(refused.headers["Location"]))
    assert client.get("/records/customer/export.csv").status_code == 200


def test_a_long_list_can_be_selected_whole(desk: Desk) -> None:
    client = client_of(desk.agent)
    assert "data-bulk-whole" not in text_of(client.get("/records/customer"))
    desk.system.create_many(Customer, [{"name": f"انبوه {n}"} for n in range(60)])
    page = text_of(client.get("/records/customer?q=انبوه"))
    assert 'data-bulk-whole="60"' in page
    facts = {"do": "delete", "all": "1", "back": "?q=انبوه"}
    assert client.post("/records/customer/bulk", facts).status_code == 302
    assert not desk.system.rows(Customer).filter(name__startswith="انبوه").exists()
