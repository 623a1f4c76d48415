"""The palette: what it finds on the server, for whom, and what it offers to do."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.doors import HTMX, client_of, text_of
from tests.packages.conftest import Desk

from owj.packages.desk.queries import find_anything
from owj.packages.desk.services import save_view

FIND = reverse("client:find")


@pytest.fixture
def staff(desk: Desk) -> Client:
    return client_of(desk.agent)


def finds(staff: Client, words: str) -> str:
    return text_of(staff.get(FIND, {"q": words}, headers=HTMX))


def test_everything_that_words_may_mean_is_found(desk: Desk, staff: Client) -> None:
    ticket = desk.file(subject="مهرگستر چاپ نمی‌کند")
    save_view(desk.ctx(desk.agent), name="مهرگستر باز", address="customer=1")
    html = finds(staff, "مهرگستر")
    assert reverse("client:ticket", args=[ticket.tracking_id]) in html
    assert reverse("client:customer", args=[desk.customer.id]) in html
    assert "?customer=1" in html
    assert html.count("<mark>مهرگستر</mark>") == 4
    assert reverse("client:customer", args=[desk.customer.id]) in finds(staff, "mina")


def test_what_was_said_in_a_ticket_is_shown_where_its_words_stand(
    desk: Desk, staff: Client
) -> None:
    desk.file(subject="پرسش", text="چاپگر طبقهٔ سوم کاغذ را می‌جود")
    assert "<mark>می‌جود</mark>" in finds(staff, "می‌جود")


def test_people_and_customers_are_found_by_address_and_number(desk: Desk, staff: Client) -> None:
    desk.system.update(desk.customer, phone="02188776655")
    page = reverse("client:record", args=["customer", desk.customer.id])
    assert page in finds(staff, "۰۲۱ ۸۸۷۷ ۶۶۵۵")


def test_lists_of_records_are_places_to_go_to(desk: Desk, staff: Client) -> None:
    place = reverse("client:records", args=["installation"])
    assert f'href="{place}"' in finds(staff, "نصب")
    assert f'href="{place}"' not in finds(client_of(desk.roleless), "نصب")


def test_a_typed_number_comes_first(desk: Desk, staff: Client) -> None:
    ticket = desk.file()
    number = ticket.tracking_id.rpartition("-")[2].lstrip("0")
    desk.file(subject=f"فاکتور {number}")
    first = find_anything(desk.ctx(desk.agent), number).tickets[0]
    assert first.tracking_id == ticket.tracking_id


def test_a_mistyped_word_says_that_it_came_close_only(desk: Desk, staff: Client) -> None:
    desk.file(subject="پرداخت حق بیمه")
    html = finds(staff, "پرداحت")
    assert "نزدیک‌اند" in html
    assert "پرداخت" in html
    assert finds(staff, "هیچ‌چنین‌واژه‌ای").strip() == ""
    assert finds(staff, "").strip() == ""


def test_whoever_does_not_work_at_the_desk_finds_nothing(desk: Desk) -> None:
    desk.file(subject="پرداخت حق بیمه")
    for stranger in (desk.roleless, desk.hub_user, desk.other_hub_user):
        assert not find_anything(desk.ctx(stranger), "پرداخت")


def test_the_palette_offers_what_can_be_done_from_anywhere(desk: Desk, staff: Client) -> None:
    html = text_of(staff.get(reverse("client:customers")))
    palette = html[html.index('id="palette"') :]
    for offered in (
        f'href="{reverse("client:new_ticket")}"',
        f'formaction="{reverse("ui:preferences")}"',
        f'formaction="{reverse("ui:sign_out")}"',
        f'hx-get="{FIND}"',
    ):
        assert offered in palette
    answer = staff.post(reverse("ui:preferences"), {"theme": "dark", "back": "/customers"})
    assert answer.headers["Location"] == "/customers"
    answer = staff.post(reverse("ui:preferences"), {"theme": "dark", "back": "//evil.example"})
    assert answer.headers["Location"] == reverse("ui:me")
