"""What a month counts, and when it gives a remedy (R37, R38, case 20)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from tests.packages.conftest import Desk, tehran

from owj.kernel.sla.clocks import Promise
from owj.packages.desk.drafts import Reply
from owj.packages.desk.entity import Ticket
from owj.packages.desk.errors import NoBrokenPromise
from owj.packages.desk.queries import monthly_counts
from owj.packages.desk.services import (
    exclude_ticket,
    readmit_ticket,
    reply_publicly,
)
from owj.server.agreements.models import Breach

pytestmark = pytest.mark.django_db


def five_misses(desk: Desk) -> list[Ticket]:
    tickets = [desk.file(at=desk.now + timedelta(minutes=n)) for n in range(5)]
    desk.wait(hours=2)
    desk.ring()
    return tickets


def test_fifth_miss_gives_one_remedy_from_its_own_deadline(desk: Desk) -> None:
    tickets = five_misses(desk)
    counts = monthly_counts(desk.ctx(desk.agent), customer_id=desk.customer.id)
    assert len(counts) == 1
    count = counts[0]
    assert (count.month, count.broken, count.kept, count.threshold) == ("1405-09", 5, 0, 5)
    assert count.remedy_due
    assert count.remedy_since == desk.fresh(tickets[4]).breached_at


def test_fifth_miss_and_its_exclusion_in_one_transaction(desk: Desk) -> None:
    tickets = [desk.file(at=desk.now + timedelta(minutes=n)) for n in range(5)]
    desk.wait(hours=2)
    with transaction.atomic():
        desk.ring()
        exclude_ticket(desk.ctx(desk.manager), tickets[4].id, reason="خطای خود مشتری")
    count = monthly_counts(desk.ctx(desk.manager))[0]
    assert (count.broken, count.remedy_due) == (4, False)
    assert Breach.objects.count() == 5
    with pytest.raises(NoBrokenPromise):
        exclude_ticket(desk.ctx(desk.manager), tickets[4].id, reason="دوباره")
    readmit_ticket(desk.ctx(desk.manager), tickets[4].id, reason="بازبینی")
    assert monthly_counts(desk.ctx(desk.manager))[0].remedy_due


def test_ticket_of_the_last_evening_counts_in_the_month_of_its_deadline(desk: Desk) -> None:
    # 30 Aban 1405 is a Saturday; 16:50 and 30 minutes end on 1 Azar.
    ticket = desk.file(at=tehran("2026-11-21 16:50"))
    desk.now = tehran("2026-11-22 09:00")
    desk.ring()
    ticket = desk.fresh(ticket)
    assert (ticket.opened_month, ticket.breached_month) == ("1405-08", "1405-09")


def test_follow_up_broken_after_a_kept_response_is_counted_once(desk: Desk) -> None:
    ticket = desk.file(is_bug=True, at=tehran("2026-11-22 09:00"))
    reply_publicly(desk.ctx(desk.agent, tehran("2026-11-22 09:05")), ticket.id, Reply("دیدیم"))
    desk.now = tehran("2026-11-22 17:00:01")
    desk.ring()
    ticket = desk.fresh(ticket)
    assert (ticket.p0_since, ticket.p0_active) == (tehran("2026-11-22 17:00"), True)
    assert ticket.clock_promise == Promise.FOLLOWUP
    assert monthly_counts(desk.ctx(desk.agent))[0].broken == 1
