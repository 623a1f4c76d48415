"""The warning before a promise breaks: once for each clock, cycle and deadline."""

from __future__ import annotations

import pytest
from tests.packages.conftest import Desk, tehran

from owj.kernel.sla.events import Priority
from owj.packages.desk.drafts import Reply
from owj.packages.desk.queries import inbox_rows
from owj.packages.desk.queries.results import InboxFilter
from owj.packages.desk.services import (
    assign_ticket,
    evaluate_ticket,
    follow_ticket,
    reply_publicly,
    set_priority,
)
from owj.packages.desk.words import Queue
from owj.server.notices.models import Notice

pytestmark = pytest.mark.django_db


def warned(desk: Desk) -> list[str]:
    """Return who was warned, in order of their names."""
    rows = Notice.objects.filter(kind="deadline_near")
    return sorted(rows.values_list("user__username", flat=True))


def test_the_assignee_and_the_followers_are_warned_once_when_the_chip_says_near(desk: Desk) -> None:
    ticket = desk.file()
    assign_ticket(desk.ctx(desk.manager), ticket.id, desk.agent.pk)
    follow_ticket(desk.ctx(desk.colleague), ticket.id)
    desk.now = tehran("2026-11-22 11:44:59")
    desk.ring()
    assert warned(desk) == []
    desk.now = tehran("2026-11-22 11:45")
    desk.ring()
    evaluate_ticket(desk.system, ticket.id)
    assert warned(desk) == ["pooya", "sina"]
    near = inbox_rows(desk.ctx(desk.agent), InboxFilter(queue=Queue.NEAR)).rows
    assert [row.id for row in near] == [ticket.id]


def test_of_a_ticket_that_nobody_holds_everybody_at_the_desk_is_warned(desk: Desk) -> None:
    desk.file()
    desk.now = tehran("2026-11-22 11:46")
    desk.ring()
    assert warned(desk) == ["maryam", "negar", "pooya", "sina"]


def test_a_deadline_that_moves_arms_the_warning_again(desk: Desk) -> None:
    ticket = desk.file()
    assign_ticket(desk.ctx(desk.manager), ticket.id, desk.agent.pk)
    set_priority(desk.ctx(desk.manager), ticket.id, Priority.CRITICAL)
    desk.now = tehran("2026-11-22 11:31")
    desk.ring()
    assert warned(desk) == ["sina"]
    set_priority(desk.ctx(desk.manager), ticket.id, Priority.MEDIUM)
    desk.now = tehran("2026-11-22 11:45")
    desk.ring()
    assert warned(desk) == ["sina", "sina"]


def test_a_worker_that_slept_past_the_deadline_tells_the_breach_and_no_warning(desk: Desk) -> None:
    ticket = desk.file()
    desk.now = tehran("2026-11-22 12:30")
    desk.ring()
    assert desk.fresh(ticket).p0_active
    assert warned(desk) == []


def test_who_answers_in_time_is_warned_of_the_next_promise_only(desk: Desk) -> None:
    ticket = desk.file(is_bug=True, blocks_use=False)
    assign_ticket(desk.ctx(desk.manager), ticket.id, desk.agent.pk)
    desk.now = tehran("2026-11-22 11:25")
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("پاسخ"))
    desk.now = tehran("2026-11-22 15:59:59")
    desk.ring()
    assert warned(desk) == []
    desk.now = tehran("2026-11-22 16:00")
    desk.ring()
    notice = Notice.objects.get(kind="deadline_near")
    assert notice.data["promise"] == "followup"
