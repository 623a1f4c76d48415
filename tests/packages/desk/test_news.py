"""What leaves the desk: live news, letters and their words."""

from __future__ import annotations

import pytest
from tests.packages.conftest import Desk, tehran

from owj.packages.desk import reactions
from owj.packages.desk.drafts import Note, OpenTicket, Reply
from owj.packages.desk.letters import instant_words
from owj.packages.desk.services import (
    add_note,
    evaluate_ticket,
    open_ticket,
    reply_publicly,
)
from owj.server.notices.models import Notice
from owj.server.outbox.models import OutboxMessage

pytestmark = pytest.mark.django_db
News = list[tuple[list[str], dict[str, object]]]


@pytest.fixture
def news(monkeypatch: pytest.MonkeyPatch) -> News:
    """Collect what open pages would be told."""
    told: News = []

    def collect(topics: list[str], what: str, **data: object) -> None:
        told.append((topics, {"what": what, **data}))

    monkeypatch.setattr(reactions, "notify_live", collect)
    return told


def hub_topics(desk: Desk) -> list[str]:
    """Return who hears at the customer: the team, and whoever may hear of the own tickets only."""
    own = f"contact:{desk.contact.id}@{desk.customer.id}"
    return [f"customer:{desk.customer.id}", own]


def test_a_note_is_news_to_the_desk_alone(desk: Desk, news: News) -> None:
    ticket = desk.file()
    news.clear()
    add_note(desk.ctx(desk.agent), ticket.id, Note("محرمانه"))
    assert [topics for topics, _ in news] == [["desk"]]


def test_a_reply_is_news_to_both_sides_and_carries_no_text(desk: Desk, news: News) -> None:
    ticket = desk.file()
    news.clear()
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("متن پاسخ"))
    ((topics, data),) = news
    assert topics == ["desk", *hub_topics(desk)]
    assert data == {"what": "ticket", "id": ticket.id, "tracking_id": ticket.tracking_id}


def test_a_breach_is_news_to_both_sides(desk: Desk, news: News) -> None:
    ticket = desk.file()
    desk.wait(hours=1)
    news.clear()
    evaluate_ticket(desk.system, ticket.id)
    assert ["desk", *hub_topics(desk)] in [topics for topics, _ in news]


def test_receipt_out_of_hours_says_when_the_clock_starts(desk: Desk) -> None:
    desk.file(at=tehran("2026-11-26 18:40"))
    body = OutboxMessage.objects.get().payload["body"]
    assert "شنبه ۷ آذر ۱۴۰۵، ساعت ۰۸:۳۰" in body
    assert "شنبه ۷ آذر ۱۴۰۵، ساعت ۰۹:۰۰" in body
    assert "/hub/tickets/T-1405-000001" in body


def test_letters_are_written_in_the_readers_language(desk: Desk) -> None:
    desk.hub_user.language = "en"
    desk.hub_user.save(update_fields=["language"])
    desk.file()
    letter = OutboxMessage.objects.get()
    assert letter.payload["subject"].startswith("Ticket T-1405-000001 received")
    assert "Sunday 1 Azar 1405, 11:50" in letter.payload["body"]


def test_nobody_is_written_to_without_an_address(desk: Desk) -> None:
    desk.system.update(desk.contact, email="")
    desk.file()
    assert not OutboxMessage.objects.exists()
    desk.hub_user.email = "own@c.example"
    desk.hub_user.save(update_fields=["email"])
    desk.file()
    assert OutboxMessage.objects.get().recipient == "own@c.example"


def test_p0_letter_names_customer_and_deadline(desk: Desk) -> None:
    ticket = desk.file(subject="چاپ قطع است %s {x}")
    OutboxMessage.objects.all().delete()
    desk.wait(hours=1)
    evaluate_ticket(desk.system, ticket.id)
    letter = OutboxMessage.objects.get()
    assert desk.customer.name in letter.payload["subject"]
    assert "چاپ قطع است %s {x}" in letter.payload["body"]
    assert "یکشنبه ۱ آذر ۱۴۰۵، ساعت ۱۱:۵۰" in letter.payload["body"]
    notice = Notice.objects.get()
    assert notice.url == f"/tickets/{ticket.tracking_id}"
    assert notice.data["tracking_id"] == ticket.tracking_id


def test_ticket_written_down_by_staff_sends_the_receipt_to_its_contact(desk: Desk) -> None:
    draft = OpenTicket(subject="تلفنی", text="متن", is_bug=False, customer_id=desk.customer.id)
    open_ticket(desk.ctx(desk.agent), draft)
    assert not OutboxMessage.objects.exists()


def test_instants_in_words() -> None:
    at = tehran("2027-03-21 00:00")
    assert instant_words(at, "fa") == "یکشنبه ۱ فروردین ۱۴۰۶، ساعت ۰۰:۰۰"
