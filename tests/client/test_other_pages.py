"""A ticket for a customer who calls, customers, the agreement, and the shell around them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.doors import HTMX, client_of, text_of
from tests.packages.conftest import Desk, tehran

from owj.client.agreement import show_setting
from owj.client.customers.page import BAR_HEIGHT, month_bars
from owj.kernel.sla.agreement import AGREEMENT_FIELDS, SHIPPED_AGREEMENT
from owj.packages.customers.entity import Contact
from owj.packages.desk.entity import Ticket
from owj.packages.desk.queries import MonthlyCount
from owj.packages.desk.words import Channel
from owj.server.agreements.services import publish_agreement
from owj.server.agreements.setting_words import VALUE_WORDS

NEW = reverse("client:new_ticket")


@pytest.fixture
def staff(desk: Desk) -> Client:
    """Return the agent's client."""
    return client_of(desk.agent)


def file_ticket(client: Client, desk: Desk, **fields: object) -> HttpResponse:
    """Send the form for a customer who calls."""
    data = {
        "key": str(uuid4()),
        "customer": desk.customer.id,
        "contact": desk.contact.id,
        "assignee": desk.agent.pk,
        "subject": "پشت تلفن گفت چاپ نمی‌شود",
        "text": "هیچ شعبه‌ای چاپ نمی‌کند.",
        "kind": "bug",
        "blocks_use": "yes",
    }
    return client.post(NEW, data | fields)


def test_a_call_becomes_the_callers_ticket(desk: Desk, staff: Client) -> None:
    assert file_ticket(staff, desk).status_code == 302
    made = desk.system.rows(Ticket).get()
    assert made.channel is Channel.PHONE
    assert made.customer_id == desk.customer.id
    assert made.contact_id == desk.contact.id
    assert made.assignee_id == desk.agent.pk


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"customer": ""}, "t-customer-error"),
        ({"customer": "999999"}, "t-customer-error"),
        ({"subject": ""}, "t-subject-error"),
    ],
)
def test_an_error_keeps_what_was_written(
    desk: Desk, staff: Client, fields: dict[str, str], error: str
) -> None:
    answer = file_ticket(staff, desk, **fields)
    html = text_of(answer)
    assert answer.status_code == 422
    assert f'id="{error}"' in html
    assert "هیچ شعبه‌ای چاپ نمی‌کند." in html
    assert not desk.system.rows(Ticket).exists()


def test_another_customers_contact_is_refused(desk: Desk, staff: Client) -> None:
    answer = file_ticket(staff, desk, customer=desk.other_customer.id)
    assert answer.status_code == 422


def test_the_customer_is_found_by_words_and_brings_the_people(desk: Desk, staff: Client) -> None:
    options = text_of(staff.get(reverse("client:customer_options"), {"customer_q": "مهرگستر"}))
    assert desk.customer.name in options
    assert desk.other_customer.name not in options
    people = reverse("client:contacts")
    assert desk.contact.name in text_of(staff.get(people, {"customer": desk.customer.id}))
    assert desk.contact.name not in text_of(staff.get(people, {"customer": "abc"}))


def test_a_customers_page_leads_to_a_ticket_for_this_customer(desk: Desk, staff: Client) -> None:
    desk.file(at=tehran("2026-11-22 09:00"))
    html = text_of(staff.get(reverse("client:customer", args=[desk.customer.id])))
    assert desk.customer.name in html
    assert desk.contact.name in html
    assert f"{NEW}?customer={desk.customer.id}" in html
    chosen = text_of(staff.get(NEW, {"customer": desk.customer.id}))
    assert f'value="{desk.customer.id}" checked' in chosen


def test_a_broken_promise_is_in_its_month(desk: Desk, staff: Client) -> None:
    """R37."""
    from owj.packages.desk.services import evaluate_ticket

    late = desk.file(at=tehran("2026-11-22 09:00"))
    evaluate_ticket(desk.system, late.id)
    html = text_of(staff.get(reverse("client:customer", args=[desk.customer.id])))
    assert "آذر ۱۴۰۵" in html
    assert '<td class="n o-danger">۱</td>' in html


def test_unknown_customers_are_not_found(staff: Client) -> None:
    assert staff.get(reverse("client:customer", args=[999999])).status_code == 404


def test_customers_are_found_by_name(desk: Desk, staff: Client) -> None:
    html = text_of(staff.get(reverse("client:customers"), {"q": "ميبد"}))
    assert desk.other_customer.name in html
    assert desk.customer.name not in html


def test_the_agreement_shows_every_setting_with_its_rule(staff: Client) -> None:
    html = text_of(staff.get(reverse("client:agreement")))
    for field in AGREEMENT_FIELDS:
        assert field.rule in html
    assert "۱۵ دقیقه" in html


def test_two_versions_of_the_agreement_are_compared(desk: Desk, staff: Client) -> None:
    """Each setting that differs shows how it was; the version in force says so."""
    stricter = replace(
        SHIPPED_AGREEMENT,
        id="1405-2",
        effective_from=desk.now + timedelta(days=30),
        first_response_minutes=replace(SHIPPED_AGREEMENT.first_response_minutes, medium=25),
    )
    publish_agreement(stricter, by=desk.admin.actor, now=desk.now)
    page = reverse("client:agreement")
    html = text_of(staff.get(page, {"version": 2, "against": 1}))
    assert html.count("data-changed") == 1
    assert "<del>" in html
    assert "۲۵ دقیقه" in html
    assert "در راه" in html
    assert "data-changed" not in text_of(staff.get(page))
    assert text_of(staff.get(page, {"version": "99x"}))


def test_the_agreement_leads_to_its_calendars_and_contracts(desk: Desk, staff: Client) -> None:
    desk.file(at=tehran("2026-11-22 09:00"))
    html = text_of(staff.get(reverse("client:agreement")))
    for key in ("ticket", "phone"):
        assert reverse("client:calendar", args=[key]) in html
    assert desk.customer.name in html


def test_every_setting_is_worded_in_persian() -> None:
    with translation.override("fa"):
        for field in AGREEMENT_FIELDS:
            shown = show_setting(field, SHIPPED_AGREEMENT)
            assert shown.meaning != field.meaning, field.name
            for choice in field.choices:
                assert choice in VALUE_WORDS, f"{field.name}: {choice}"


@pytest.mark.parametrize("name", ["inbox", "new_ticket", "customers"])
def test_who_has_no_role_at_the_desk_is_told_so(desk: Desk, name: str) -> None:
    answer = client_of(desk.roleless).get(reverse(f"client:{name}"))
    assert answer.status_code == 403
    assert desk.customer.name not in text_of(answer)


@pytest.mark.parametrize("name", ["inbox", "new_ticket", "customers", "agreement"])
def test_the_pages_speak_english_to_who_reads_it(desk: Desk, name: str) -> None:
    desk.agent.language = "en"
    desk.agent.save()
    html = text_of(client_of(desk.agent).get(reverse(f"client:{name}")))
    assert '<html lang="en" dir="ltr"' in html


def count_of(month: str, kept: int, broken: int) -> MonthlyCount:
    """Return one contract's month."""
    return MonthlyCount(1, "c", 1, "n", month, kept, broken, 5, remedy_due=False, remedy_since=None)


def test_bars_stand_at_one_true_scale() -> None:
    bars = month_bars((count_of("1405-08", 30, 10), count_of("1405-07", 10, 0)))
    assert [bar.month for bar in bars] == ["1405-07", "1405-08"]
    tallest = bars[1]
    assert tallest.kept_height + tallest.broken_height == BAR_HEIGHT
    assert bars[0].kept_height == tallest.broken_height


def test_two_contracts_of_one_month_are_one_bar() -> None:
    (bar,) = month_bars((count_of("1405-08", 1, 2), count_of("1405-08", 3, 0)))
    assert (bar.kept, bar.broken) == (4, 2)


def test_the_preview_answers_in_a_part(desk: Desk, staff: Client) -> None:
    html = text_of(
        staff.get(
            reverse("client:preview"), {"kind": "request", "importance": "high"}, headers=HTMX
        )
    )
    assert "اولویت متوسط" in html


def test_a_caller_who_is_new_becomes_a_contact_with_the_ticket(desk: Desk) -> None:
    form = {
        "key": str(uuid4()),
        "customer": desk.customer.id,
        "contact": "new",
        "contact_name": "نسرین تازه",
        "contact_phone": "09120001122",
        "channel": "phone",
        "subject": "تلفنی گفت",
        "text": "چاپ نمی‌شود",
        "kind": "bug",
        "blocks_use": "no",
    }
    staff = client_of(desk.agent)
    nameless = staff.post(reverse("client:new_ticket"), form | {"contact_name": ""})
    assert nameless.status_code == 422
    staff.post(reverse("client:new_ticket"), form)
    ticket = desk.system.rows(Ticket).select_related("contact").get()
    assert ticket.contact is not None
    assert (ticket.contact.name, ticket.contact.phone) == ("نسرین تازه", "+989120001122")
    assert ticket.channel == "phone"
    again = staff.post(reverse("client:new_ticket"), form)
    assert again.status_code == 302
    assert desk.system.rows(Contact).filter(name="نسرین تازه").count() == 1


def test_a_new_ticket_from_another_holds_its_words_and_none_of_its_past(desk: Desk) -> None:
    source = desk.file()
    staff = client_of(desk.agent)
    html = text_of(staff.get(reverse("client:new_ticket"), {"from": source.tracking_id}))
    assert f'name="source" value="{source.tracking_id}"' in html
    assert source.subject in html
    assert "لطفاً ستون کد پستی را بیفزایید." in html
    missing = staff.get(reverse("client:new_ticket"), {"from": "T-1405-999999"})
    assert missing.status_code == 404


def test_similar_tickets_are_offered_while_the_subject_is_typed(desk: Desk) -> None:
    known = desk.file(subject="چاپ فاکتور کار نمی‌کند")
    found = client_of(desk.agent).get(reverse("client:similar"), {"subject": "چاپ فاكتور"})
    assert known.tracking_id in text_of(found)
