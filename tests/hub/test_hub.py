"""The hub: what a customer sees, files and says, and what stays out of sight."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.doors import HTMX, client_of, set_page_clock, text_of
from tests.packages.conftest import Desk, tehran

from owj.kernel.sla.agreement import Priority
from owj.packages.desk.drafts import Note, Reply
from owj.packages.desk.entity import Message, Ticket
from owj.packages.desk.services import add_note, assign_ticket, reply_publicly, resolve_ticket
from owj.packages.desk.words import Status
from owj.server.files.services import store_file

HOME = reverse("hub:home")
NEW = reverse("hub:new_ticket")
FACTS = {
    "subject": "بارکدخوان کالا را دوبار ثبت می‌کند",
    "text": "از دیروز، فقط در انبار ۲.",
    "kind": "bug",
    "blocks_use": "no",
}


@pytest.fixture
def mina(desk: Desk) -> Client:
    """Return the customer's client."""
    return client_of(desk.hub_user)


@pytest.fixture
def ticket(desk: Desk) -> Ticket:
    """Return a ticket of this customer."""
    return desk.file(at=desk.now.replace(minute=10))


def url(name: str, ticket: Ticket, *more: str) -> str:
    """Return an address below the ticket's."""
    return reverse(f"hub:{name}", args=[ticket.tracking_id, *more])


def file_ticket(client: Client, **fields: object) -> HttpResponse:
    """Send the form."""
    return client.post(NEW, {"key": str(uuid4())} | FACTS | fields)


def tickets(desk: Desk) -> list[Ticket]:
    """Return every ticket."""
    return list(desk.system.rows(Ticket).order_by("id"))


def test_home_shows_open_tickets_with_the_agents_clock(
    desk: Desk, mina: Client, ticket: Ticket
) -> None:
    html = text_of(mina.get(HOME))
    assert ticket.subject in html
    assert "o-ribbon" in html
    assert "میز خدمت تا ۱۷:۰۰ باز است" in html
    hub_words = re.findall(r"<span data-words>([^<]*)</span>", html)
    staff = text_of(client_of(desk.agent).get(reverse("client:inbox")))
    assert hub_words[0] in re.findall(r"<span data-words>([^<]*)</span>", staff)


def test_home_out_of_hours_says_when_the_clock_will_start(desk: Desk, mina: Client) -> None:
    desk.now = tehran("2026-11-22 19:00")
    set_page_clock(desk)
    html = text_of(mina.get(HOME))
    assert "میز خدمت بسته است" in html
    assert "فردا، ۸:۳۰" in html
    assert "تیکت بازی ندارید" in html


def test_home_costs_a_bounded_number_of_queries(desk: Desk, mina: Client, ticket: Ticket) -> None:
    mina.get(HOME)
    with CaptureQueriesContext(connection) as few:
        mina.get(HOME)
    for n in range(6):
        desk.file(subject=f"n{n}")
    with CaptureQueriesContext(connection) as many:
        mina.get(HOME)
    assert len(many) <= len(few) + 6
    assert len(many) <= 40


def test_a_ticket_is_filed_with_the_facts_its_priority_follows_from(
    desk: Desk, mina: Client
) -> None:
    answer = file_ticket(mina)
    (made,) = tickets(desk)
    assert answer.status_code == 302
    assert answer["Location"].startswith(url("ticket", made))
    assert made.is_bug
    assert not made.blocks_use
    assert made.priority is Priority.HIGH
    assert made.customer_id == desk.customer.id
    html = text_of(mina.get(answer["Location"]))
    assert 'data-draft-done="hub-new"' in html


@pytest.mark.parametrize(
    ("facts", "priority"),
    [
        ({"kind": "bug", "blocks_use": "yes"}, Priority.CRITICAL),
        ({"kind": "bug", "blocks_use": "no"}, Priority.HIGH),
        ({"kind": "request", "importance": "high"}, Priority.MEDIUM),
        ({"kind": "request", "importance": "low"}, Priority.LOW),
        # The question that does not belong to the first answer is not heard.
        ({"kind": "request", "importance": "low", "blocks_use": "yes"}, Priority.LOW),
    ],
)
def test_the_proposed_priority_follows_from_two_facts(
    desk: Desk, mina: Client, facts: dict[str, str], priority: Priority
) -> None:
    """R5."""
    data = {"key": str(uuid4()), "subject": "s", "text": "t"} | facts
    mina.post(NEW, data)
    assert [ticket.priority for ticket in tickets(desk)] == [priority]


def test_the_form_sent_twice_files_one_ticket(desk: Desk, mina: Client) -> None:
    key = str(uuid4())
    first, second = file_ticket(mina, key=key), file_ticket(mina, key=key)
    assert len(tickets(desk)) == 1
    assert first["Location"] == second["Location"]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"subject": " "}, "t-subject-error"),
        ({"subject": "س" * 201}, "t-subject-error"),
        ({"text": ""}, "t-text-error"),
        ({"kind": ""}, "t-kind-error"),
        ({"blocks_use": ""}, "t-blocks-error"),
        ({"kind": "request"}, "t-importance-error"),
    ],
)
def test_an_error_stands_at_its_field_and_loses_nothing(
    desk: Desk, mina: Client, fields: dict[str, str], error: str
) -> None:
    answer = file_ticket(mina, **fields)
    html = text_of(answer)
    assert answer.status_code == 422
    assert f'id="{error}"' in html
    assert f'aria-describedby="{error}"' in html
    if "text" not in fields:
        assert FACTS["text"] in html
    assert tickets(desk) == []


def test_a_chosen_file_outlives_an_error_and_a_foreign_one_is_not_taken(
    desk: Desk, mina: Client
) -> None:
    foreign = store_file(
        SimpleUploadedFile("foreign.txt", b"secret").file, "foreign.txt", desk.other_hub_user.actor
    )
    upload = SimpleUploadedFile("عکس.txt", b"mine")
    answer = file_ticket(mina, subject="", uploads=upload, kept=str(foreign.id))
    html = text_of(answer)
    assert "عکس.txt" in html
    assert "foreign.txt" not in html
    kept = re.findall(r'name="kept" value="([^"]+)"', html)
    file_ticket(mina, kept=[*kept, str(foreign.id), "not a uuid"])
    (made,) = tickets(desk)
    page = text_of(mina.get(url("ticket", made)))
    assert "عکس.txt" in page
    assert "foreign.txt" not in page


def test_too_large_a_file_is_refused_in_words(desk: Desk, mina: Client, settings: object) -> None:
    settings.FILE_LIMIT_BYTES = 10  # type: ignore[attr-defined]  # pytest-django's wrapper
    answer = file_ticket(mina, uploads=SimpleUploadedFile("a.bin", b"x" * 11))
    assert answer.status_code == 422
    assert 'id="t-files-error"' in text_of(answer)
    assert tickets(desk) == []


def test_the_preview_tells_the_promise_before_filing(desk: Desk, mina: Client) -> None:
    address = reverse("hub:preview")
    html = text_of(mina.get(address, {"kind": "bug", "blocks_use": "yes"}, headers=HTMX))
    assert "اولویت بحرانی" in html
    assert "امروز، ۱۱:۳۵" in html
    assert "به دو پرسش پاسخ بدهید" in text_of(mina.get(address, {"kind": "bug"}, headers=HTMX))


def test_no_internal_word_reaches_the_customer(desk: Desk, mina: Client, ticket: Ticket) -> None:
    secret = "راز-خانه-۴۲"
    file = store_file(SimpleUploadedFile("inside.txt", b"x").file, "inside.txt", desk.agent.actor)
    add_note(desk.ctx(desk.agent), ticket.id, Note(secret, files=(file.id,)))
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("پاسخ برای شما"))
    pages = [
        HOME,
        reverse("hub:tickets"),
        url("ticket", ticket),
        url("ticket_live", ticket),
        url("clock", ticket, "first_response-1"),
    ]
    for page in pages:
        html = text_of(mina.get(page))
        assert secret not in html, page
        assert "inside.txt" not in html, page
    assert "پاسخ برای شما" in text_of(mina.get(url("ticket", ticket)))
    assert mina.get(reverse("hub:file", args=[file.id])).status_code == 404


def test_another_customers_ticket_does_not_exist(desk: Desk, ticket: Ticket) -> None:
    reza = client_of(desk.other_hub_user)
    assert reza.get(url("ticket", ticket)).status_code == 404
    assert reza.get(url("ticket_live", ticket)).status_code == 404
    assert reza.get(url("clock", ticket, "first_response-1")).status_code == 404
    for name in ("confirm", "reopen"):
        assert reza.post(url(name, ticket), {"text": "x"}).status_code == 404
    assert reza.post(url("rate", ticket), {"rating": "5"}).status_code == 404
    data = {"key": str(uuid4()), "text": "x"}
    assert reza.post(url("reply", ticket), data).status_code == 404
    assert desk.fresh(ticket).version == ticket.version


def test_staff_do_not_enter_by_the_customers_door(desk: Desk, ticket: Ticket) -> None:
    answer = client_of(desk.agent).get(url("ticket", ticket))
    assert answer.status_code == 302
    assert reverse("ui:hub_sign_in") in answer["Location"]


def test_the_clock_is_explained_in_the_agents_words(
    desk: Desk, mina: Client, ticket: Ticket
) -> None:
    hub = text_of(mina.get(url("clock", ticket, "first_response-1"), headers=HTMX))
    address = reverse("client:clock", args=[ticket.tracking_id, "first_response-1"])
    staff = text_of(client_of(desk.agent).get(address, headers=HTMX))
    table = re.compile(r"<tbody>.*</tbody>", re.S)
    mine, theirs = table.search(hub), table.search(staff)
    assert mine is not None
    assert theirs is not None
    assert mine[0] == theirs[0]


def test_a_message_is_written_once_with_its_files(desk: Desk, mina: Client, ticket: Ticket) -> None:
    key = str(uuid4())
    for _ in range(2):
        upload = SimpleUploadedFile("log.txt", b"trace")
        data = {"key": key, "text": "یک بار", "uploads": upload}
        answer = mina.post(url("reply", ticket), data, headers=HTMX)
    html = text_of(answer)
    assert 'id="ht-reply"' in html
    assert "data-draft-done" in html
    bodies = desk.system.rows(Message).filter(ticket_id=ticket.id).values_list("body", flat=True)
    assert list(bodies).count("یک بار") == 1
    assert "log.txt" in text_of(mina.get(url("ticket", ticket)))


def test_an_empty_message_is_refused_at_its_field(mina: Client, ticket: Ticket) -> None:
    answer = mina.post(url("reply", ticket), {"key": str(uuid4()), "text": " "}, headers=HTMX)
    assert answer.status_code == 422
    assert 'id="r-text-error"' in text_of(answer)


@pytest.fixture
def resolved(desk: Desk, ticket: Ticket) -> Ticket:
    """Return a ticket that the desk calls solved."""
    assign_ticket(desk.ctx(desk.agent), ticket.id, desk.agent.pk)
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("انجام شد"))
    return resolve_ticket(desk.ctx(desk.agent), ticket.id)


def test_a_solved_ticket_is_confirmed_and_rated(desk: Desk, mina: Client, resolved: Ticket) -> None:
    assert "حل شد؟" in text_of(mina.get(url("ticket", resolved)))
    mina.post(url("confirm", resolved))
    assert desk.fresh(resolved).status is Status.CLOSED
    page = text_of(
        mina.post(url("rate", resolved), {"rating": "4", "comment": "خوب بود"}, follow=True)
    )
    assert desk.fresh(resolved).rating == 4
    assert "شما ۴ از ۵ دادید" in page


@pytest.mark.parametrize("rating", ["", "0", "6", "۴.۵", "many"])
def test_a_rating_is_a_number_from_one_to_five(
    desk: Desk, mina: Client, resolved: Ticket, rating: str
) -> None:
    assert mina.post(url("rate", resolved), {"rating": rating}).status_code == 422
    assert desk.fresh(resolved).rating is None


def test_what_is_not_solved_is_opened_again(desk: Desk, mina: Client, resolved: Ticket) -> None:
    mina.post(url("reopen", resolved), {"text": "هنوز نشده"})
    assert desk.fresh(resolved).status is Status.OPEN
    assert "هنوز نشده" in text_of(
        client_of(desk.agent).get(reverse("client:ticket", args=[resolved.tracking_id]))
    )


def test_what_cannot_be_done_now_is_refused_with_the_page(mina: Client, ticket: Ticket) -> None:
    answer = mina.post(url("confirm", ticket))
    assert answer.status_code == 409
    assert 'role="alert"' in text_of(answer)


def test_the_list_has_all_and_open_ones(desk: Desk, mina: Client, resolved: Ticket) -> None:
    other = desk.file(subject="هنوز باز")
    address = reverse("hub:tickets")
    everything = text_of(mina.get(address))
    assert resolved.tracking_id in everything.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))
    assert other.subject in everything
    assert resolved.subject not in text_of(mina.get(address, {"show": "open"}))


def test_the_pages_speak_english_to_who_reads_it(desk: Desk, ticket: Ticket) -> None:
    desk.hub_user.language = "en"
    desk.hub_user.save()
    client = client_of(desk.hub_user)
    for page in (HOME, NEW, url("ticket", ticket), reverse("hub:tickets")):
        html = text_of(client.get(page))
        assert '<html lang="en" dir="ltr"' in html
    assert "Your open tickets" in text_of(client.get(HOME))
