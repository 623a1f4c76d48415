"""Filing a ticket: tracking id, proposed priority, and clocks from the first second (R2–R8)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.packages.conftest import Desk, tehran

from owj.kernel.sla.clocks import ClockState, Promise
from owj.kernel.sla.events import Priority
from owj.packages.desk import reactions
from owj.packages.desk.drafts import OpenTicket
from owj.packages.desk.entity import Message, Ticket
from owj.packages.desk.errors import CustomerNotFound, EmptyText, OnlyStaff, TextTooLong
from owj.packages.desk.services import open_ticket
from owj.packages.desk.words import Channel, Importance, Rank, Status
from owj.server.agreements.models import PromiseEvent
from owj.server.outbox.models import OutboxMessage
from owj.server.timers.models import Timer

pytestmark = pytest.mark.django_db


def test_ticket_gets_a_tracking_id_of_the_jalali_year(desk: Desk) -> None:
    """R55."""
    first, second = desk.file(), desk.file()
    assert first.tracking_id == "T-1405-000001"
    assert second.tracking_id == "T-1405-000002"


@pytest.mark.parametrize(
    ("facts", "priority", "minutes"),
    [
        ({"is_bug": True, "blocks_use": True}, Priority.CRITICAL, 15),
        ({"is_bug": True, "blocks_use": False}, Priority.HIGH, 20),
        ({"is_bug": False, "importance": Importance.HIGH}, Priority.MEDIUM, 30),
        ({"is_bug": False, "importance": Importance.LOW}, Priority.LOW, 30),
    ],
)
def test_facts_propose_the_priority_whose_clock_runs(
    desk: Desk, facts: dict[str, Any], priority: Priority, minutes: int
) -> None:
    ticket = desk.file(**facts)
    assert ticket.priority is priority
    assert ticket.priority_confirmed_at is None
    assert ticket.first_due_at == desk.now + timedelta(minutes=minutes)
    assert ticket.clock_promise == Promise.FIRST_RESPONSE


def test_deadline_crosses_closing_time(desk: Desk) -> None:
    ticket = desk.file(at=tehran("2026-11-22 16:45"))
    assert ticket.first_due_at == tehran("2026-11-23 08:45")
    assert ticket.clock_state == ClockState.RUNNING


def test_out_of_hours_is_derived_and_the_status_stays_open(desk: Desk) -> None:
    ticket = desk.file(at=tehran("2026-11-22 19:00"))
    assert ticket.status is Status.OPEN
    assert ticket.clock_state == ClockState.WAITING
    assert ticket.clock_starts_at == tehran("2026-11-23 08:30")
    assert ticket.first_due_at == tehran("2026-11-23 09:00")


def test_receipt_carries_tracking_id_and_promise_and_answers_nothing(desk: Desk) -> None:
    ticket = desk.file()
    letter = OutboxMessage.objects.get(channel="email")
    assert letter.recipient == "mina@c.example"
    assert ticket.tracking_id in letter.payload["subject"]
    assert "۱۱:۵۰" in letter.payload["body"]
    assert ticket.first_response_at is None
    kinds = PromiseEvent.objects.filter(record_id=ticket.id).values_list("kind", flat=True)
    assert list(kinds.order_by("seq")) == ["opened", "auto_reply"]


def test_one_timer_rings_when_the_deadline_is_near_and_a_second_after_it(desk: Desk) -> None:
    ticket = desk.file()
    timer = Timer.objects.get()
    assert (timer.kind, timer.key) == ("desk.ticket", str(ticket.id))
    assert timer.due_at == tehran("2026-11-22 11:45")
    desk.now = timer.due_at
    desk.ring()
    assert Timer.objects.get().due_at == tehran("2026-11-22 11:50:01")


def test_same_form_sent_twice_files_one_ticket(desk: Desk) -> None:
    first = desk.file(key="8d1f")
    again = desk.file(key="8d1f")
    assert again.id == first.id
    assert desk.system.rows(Ticket).count() == 1
    stranger = open_ticket(
        desk.ctx(desk.other_hub_user),
        OpenTicket(subject="دیگر", text="متن", is_bug=False, key="8d1f"),
    )
    assert stranger.id != first.id


def test_equal_keys_of_two_colleagues_are_two_tickets(desk: Desk) -> None:
    draft = OpenTicket(
        subject="تلفنی", text="متن", is_bug=False, customer_id=desk.customer.id, key="8d1f"
    )
    mine = open_ticket(desk.ctx(desk.agent), draft)
    theirs = open_ticket(desk.ctx(desk.colleague), draft)
    assert mine.id != theirs.id
    assert open_ticket(desk.ctx(desk.agent), draft).id == mine.id


def test_staff_file_what_a_customer_said_on_the_phone(desk: Desk) -> None:
    ticket = open_ticket(
        desk.ctx(desk.agent),
        OpenTicket(
            subject="چاپ قطع است",
            text="چاپگر انبار کار نمی‌کند.",
            is_bug=True,
            customer_id=desk.customer.id,
            contact_id=desk.contact.id,
            channel=Channel.PHONE,
            assignee_id=desk.colleague.pk,
        ),
    )
    message = desk.system.rows(Message).filter(ticket_id=ticket.id).get()
    assert message.from_customer
    assert ticket.channel is Channel.PHONE
    assert ticket.assignee_id == desk.colleague.pk
    assert ticket.first_response_at is None
    assert ticket.last_staff_at is None


def test_hub_user_files_only_for_the_own_customer(desk: Desk) -> None:
    with pytest.raises(CustomerNotFound):
        desk.file(customer_id=desk.other_customer.id)
    with pytest.raises(CustomerNotFound):
        desk.file(assignee_id=desk.agent.pk)
    assert desk.file(customer_id=desk.customer.id).customer_id == desk.customer.id


@pytest.mark.parametrize("who", ["roleless", "system"])
def test_nobody_else_files_tickets(desk: Desk, who: str) -> None:
    ctx = desk.system if who == "system" else desk.ctx(desk.roleless)
    with pytest.raises(OnlyStaff):
        open_ticket(
            ctx,
            OpenTicket(subject="x", text="y", is_bug=False, customer_id=desk.customer.id),
        )


def test_texts_are_checked_before_anything_is_written(desk: Desk) -> None:
    with pytest.raises(EmptyText):
        desk.file(text=" \n ")
    with pytest.raises(EmptyText):
        desk.file(subject="  ")
    with pytest.raises(TextTooLong):
        desk.file(subject="ا" * 201)
    assert desk.system.rows(Ticket).count() == 0


def test_subject_is_one_clean_line(desk: Desk) -> None:
    ticket = desk.file(subject="خطا\r\nBcc: all@example.org\x00")
    assert ticket.subject == "خطا Bcc: all@example.org"


def test_filing_tells_staff_and_the_own_customer_only(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[list[str], str]] = []
    monkeypatch.setattr(
        reactions, "notify_live", lambda topics, what, **_: told.append((list(topics), what))
    )
    ticket = desk.file()
    team = f"customer:{ticket.customer_id}"
    assert (["desk", team, f"contact:{ticket.contact_id}@{ticket.customer_id}"], "ticket") in told


def test_ticket_stands_in_the_response_group(desk: Desk) -> None:
    ticket = desk.file()
    assert ticket.queue_rank == list(Rank).index(Rank.RESPONSE)
    assert ticket.queue_at == ticket.first_due_at
