"""Why a promise was broken, told by living it: each rule of docs/subsystems/figures.md once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.packages.conftest import Desk, tehran

from owj.packages.desk.drafts import Reply
from owj.packages.desk.entity import Ticket
from owj.packages.desk.services import (
    announce_date,
    assign_ticket,
    reopen_ticket,
    reply_publicly,
    resolve_ticket,
    wait_for_customer,
)
from owj.server.agreements.result_rows import PromiseResult

pytestmark = pytest.mark.django_db

BUG = {"is_bug": True, "blocks_use": False}


def cause_of(ticket: Ticket, promise: str = "first_response", cycle: int = 1) -> str:
    row = PromiseResult.objects.get(record_id=ticket.id, promise=promise, cycle=cycle)
    assert row.outcome == "broken"
    return row.cause


def assign(desk: Desk, ticket: Ticket) -> None:
    assign_ticket(desk.ctx(desk.manager), ticket.id, desk.agent.pk)


def answer(desk: Desk, ticket: Ticket) -> None:
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("بررسی شد."))


def test_ticket_that_nobody_held_at_the_deadline_was_unassigned(desk: Desk) -> None:
    ticket = desk.file()
    desk.wait(hours=1)
    answer(desk, ticket)
    assert cause_of(ticket) == "unassigned"


def test_ticket_assigned_after_half_of_the_time_was_assigned_late(desk: Desk) -> None:
    ticket = desk.file()
    desk.wait(minutes=16)
    assign(desk, ticket)
    desk.wait(hours=1)
    answer(desk, ticket)
    assert cause_of(ticket) == "assigned_late"


def test_assigned_ticket_without_any_answer_has_no_reply_until_it_gets_one(desk: Desk) -> None:
    ticket = desk.file()
    assign(desk, ticket)
    desk.wait(hours=1)
    desk.ring()
    assert cause_of(ticket) == "no_reply"
    answer(desk, ticket)
    assert cause_of(ticket) == "answered_late"


def test_ticket_of_the_night_came_out_of_hours(desk: Desk) -> None:
    desk.now = tehran("2026-11-22 21:00")
    ticket = desk.file()
    assign(desk, ticket)
    desk.now = tehran("2026-11-23 11:00")
    answer(desk, ticket)
    assert cause_of(ticket) == "out_of_hours"


def test_ticket_whose_time_ran_over_closing_came_near_it(desk: Desk) -> None:
    desk.now = tehran("2026-11-22 16:50")
    ticket = desk.file()
    assign(desk, ticket)
    desk.now = tehran("2026-11-23 11:00")
    answer(desk, ticket)
    assert cause_of(ticket) == "near_closing"


def test_follow_up_after_a_late_response_names_the_response(desk: Desk) -> None:
    ticket = desk.file(**BUG)
    assign(desk, ticket)
    desk.wait(hours=1)
    answer(desk, ticket)
    desk.wait(days=1)
    resolve_ticket(desk.ctx(desk.agent), ticket.id)
    assert cause_of(ticket, "followup") == "response_late"


def test_follow_up_that_waited_for_the_customer_says_so(desk: Desk) -> None:
    ticket = desk.file(**BUG)
    assign(desk, ticket)
    answer(desk, ticket)
    wait_for_customer(desk.ctx(desk.agent), ticket.id)
    desk.wait(days=1)
    desk.ring()
    assert cause_of(ticket, "followup") == "waited_customer"


def test_follow_up_of_a_reopened_ticket_names_the_reopening(desk: Desk) -> None:
    ticket = desk.file(**BUG)
    assign(desk, ticket)
    answer(desk, ticket)
    resolve_ticket(desk.ctx(desk.agent), ticket.id)
    reopen_ticket(desk.ctx(desk.hub_user), ticket.id)
    desk.wait(days=1)
    desk.ring()
    assert cause_of(ticket, "followup", cycle=2) == "reopened"


def test_announced_date_that_passed_was_missed(desk: Desk) -> None:
    ticket = desk.file()
    assign(desk, ticket)
    answer(desk, ticket)
    announce_date(desk.ctx(desk.agent), ticket.id, desk.now + timedelta(hours=2))
    desk.wait(days=1)
    desk.ring()
    assert cause_of(ticket, "followup") == "date_missed"


def test_held_and_answered_follow_up_was_finished_late(desk: Desk) -> None:
    ticket = desk.file(**BUG)
    assign(desk, ticket)
    answer(desk, ticket)
    desk.wait(days=1)
    resolve_ticket(desk.ctx(desk.agent), ticket.id)
    assert cause_of(ticket, "followup") == "finished_late"


def test_assignment_in_good_time_is_no_cause(desk: Desk) -> None:
    ticket = desk.file()
    desk.wait(minutes=14)
    assign(desk, ticket)
    desk.wait(hours=1)
    answer(desk, ticket)
    assert cause_of(ticket) == "answered_late"
