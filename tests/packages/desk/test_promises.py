"""Promises kept and broken in time: P0, its alarms, outages, cycles (R11–R15, case 17)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from tests.packages.conftest import Desk, tehran

from owj.kernel.sla.clocks import ClockState
from owj.kernel.sla.events import Priority
from owj.packages.desk.drafts import Reply
from owj.packages.desk.errors import NotInP0
from owj.packages.desk.queries import InboxFilter, inbox_rows, ticket_page
from owj.packages.desk.services import (
    announce_date,
    assign_ticket,
    clear_p0,
    evaluate_ticket,
    reopen_ticket,
    reply_publicly,
    resolve_ticket,
    set_priority,
)
from owj.packages.desk.words import Queue, Rank, Then
from owj.server.agreements.models import AgreementVersion, Breach, PromiseEvent
from owj.server.notices.models import Notice
from owj.server.outbox.models import OutboxMessage
from owj.server.timers.models import Timer

pytestmark = pytest.mark.django_db


def test_unanswered_ticket_breaks_its_promise_and_goes_to_p0(desk: Desk) -> None:
    ticket = desk.file(at=tehran("2026-11-22 16:45"))
    desk.now = tehran("2026-11-23 08:45:00")
    desk.ring()
    assert not desk.fresh(ticket).p0_active
    desk.now = tehran("2026-11-23 08:45:01")
    assert desk.ring() == 1
    ticket = desk.fresh(ticket)
    assert ticket.p0_active
    assert ticket.p0_since == tehran("2026-11-23 08:45")
    assert ticket.queue_rank == list(Rank).index(Rank.P0)
    assert ticket.breached_month == "1405-09"
    breach = Breach.objects.get(record_id=ticket.id)
    assert (breach.promise, breach.deadline) == ("first_response", tehran("2026-11-23 08:45"))
    assert breach.version_id == ticket.agreement_version


def test_p0_is_told_to_project_manager_and_assignee_once(desk: Desk) -> None:
    ticket = desk.file()
    assign_ticket(desk.ctx(desk.manager), ticket.id, desk.agent.pk)
    OutboxMessage.objects.all().delete()
    Notice.objects.all().delete()
    desk.wait(hours=1)
    desk.ring()
    evaluate_ticket(desk.system, ticket.id)
    told = set(Notice.objects.values_list("user_id", "kind"))
    assert told == {(desk.manager.pk, "promise_broken"), (desk.agent.pk, "promise_broken")}
    letters = OutboxMessage.objects.order_by("recipient").values_list("recipient", flat=True)
    assert list(letters) == ["maryam@vendor.example", "sina@vendor.example"]


def test_after_three_days_without_a_worker_the_true_instant_is_kept_and_told_once(
    desk: Desk,
) -> None:
    ticket = desk.file()
    desk.wait(days=3)
    desk.ring()
    desk.ring()
    ticket = desk.fresh(ticket)
    assert ticket.p0_since == tehran("2026-11-22 11:50")
    assert Breach.objects.count() == 1
    assert Notice.objects.filter(user=desk.manager).count() == 1


def test_alarm_repeats_each_working_quarter_until_somebody_answers(desk: Desk) -> None:
    ticket = desk.file(at=tehran("2026-11-22 16:20"))
    desk.now = tehran("2026-11-22 16:50:01")
    desk.ring()
    alarms = Notice.objects.filter(user=desk.manager, kind="p0_alarm")
    assert alarms.count() == 0
    # 16:50 + 15 working minutes: ten today, five tomorrow.
    assert Timer.objects.get().due_at == tehran("2026-11-23 08:35")
    desk.now = tehran("2026-11-23 08:35")
    desk.ring()
    assert alarms.count() == 1
    desk.now = tehran("2026-11-23 08:50")
    desk.ring()
    assert alarms.count() == 2
    desk.now = tehran("2026-11-23 08:51")
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("ببخشید، بررسی شد."))
    desk.now = tehran("2026-11-23 12:00")
    desk.ring()
    assert alarms.count() == 2
    assert desk.fresh(ticket).p0_active


def test_late_answer_is_met_late_and_p0_stays_until_the_end(desk: Desk) -> None:
    ticket = desk.file(is_bug=True)
    desk.wait(hours=1)
    desk.ring()
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("پاسخ"))
    page = ticket_page(desk.ctx(desk.agent), ticket.tracking_id)
    response = page.clocks[0]
    assert response.clock.state is ClockState.MET_LATE
    assert response.face.late_working_s == 40 * 60
    assert desk.fresh(ticket).p0_active
    resolve_ticket(desk.ctx(desk.agent), ticket.id)
    assert not desk.fresh(ticket).p0_active


def test_p0_of_a_ticket_without_a_date_is_late_since_the_broken_deadline(desk: Desk) -> None:
    ticket = desk.file()
    desk.wait(hours=1)
    desk.ring()
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("پاسخ"))
    desk.wait(minutes=10)
    face = inbox_rows(desk.ctx(desk.agent), InboxFilter()).rows[0].face
    assert (face.state, face.p0_since) == (ClockState.UNTIMED, tehran("2026-11-22 11:50"))
    assert (face.late_working_s, face.late_wall_s) == (40 * 60, 40 * 60)


def test_promise_never_kept_is_late_up_to_the_end_of_its_ticket(desk: Desk) -> None:
    ticket = desk.file()
    desk.wait(hours=1)
    resolve_ticket(desk.ctx(desk.agent), ticket.id)
    desk.wait(days=20)
    done = InboxFilter(queue=Queue.ALL)
    face = inbox_rows(desk.ctx(desk.agent), done).rows[0].face
    card = ticket_page(desk.ctx(desk.agent), ticket.tracking_id).clocks[0]
    for shown in (face, card.face):
        assert (shown.state, shown.late_working_s) == (ClockState.BREACHED, 30 * 60)
        assert shown.stopped_at == tehran("2026-11-22 12:20")
    assert card.explanation.late_s == 30 * 60
    assert max(row.end for row in card.explanation.rows) == tehran("2026-11-22 12:20")


def test_ticket_resolved_without_an_answer_breaks_its_response_once_it_is_due(
    desk: Desk,
) -> None:
    # A status answers nobody (R9); what is resolved is not in P0.
    ticket = desk.file()
    desk.wait(minutes=10)
    resolve_ticket(desk.ctx(desk.agent), ticket.id)
    desk.wait(hours=5)
    assert desk.ring() == 1
    ticket = desk.fresh(ticket)
    assert (ticket.breached_month, ticket.p0_active) == ("1405-09", False)
    assert ticket.clock_late_working_s == 0
    assert not Timer.objects.exists()


def test_answer_equal_to_the_deadline_is_in_time(desk: Desk) -> None:
    ticket = desk.file()
    desk.wait(minutes=30)
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("پاسخ"))
    desk.ring()
    assert not Breach.objects.exists()


def test_p0_is_cleared_by_the_project_manager_and_the_breach_stays(desk: Desk) -> None:
    ticket = desk.file()
    with pytest.raises(NotInP0):
        clear_p0(desk.ctx(desk.manager), ticket.id)
    desk.wait(hours=1)
    desk.ring()
    clear_p0(desk.ctx(desk.manager), ticket.id, reason="تماس گرفته شد")
    ticket = desk.fresh(ticket)
    assert not ticket.p0_active
    assert ticket.breached_month == "1405-09"
    assert ticket.queue_rank == list(Rank).index(Rank.RESPONSE)


def test_database_refuses_to_change_or_delete_what_happened(desk: Desk) -> None:
    desk.file()
    desk.wait(hours=1)
    desk.ring()
    changes: list[Callable[[], object]] = [
        lambda: Breach.objects.update(deadline=desk.now),
        lambda: Breach.objects.all().delete(),
        lambda: PromiseEvent.objects.update(at=desk.now),
        lambda: PromiseEvent.objects.all().delete(),
        lambda: AgreementVersion.objects.update(label="x"),
    ]
    for change in changes:
        with pytest.raises(DatabaseError, match=r"fact|only grows"), transaction.atomic():
            change()
    Breach.objects.update(superseded_by=2)
    with pytest.raises(DatabaseError, match="once"), transaction.atomic():
        Breach.objects.update(superseded_by=3)


def test_announced_date_that_passes_is_broken(desk: Desk) -> None:
    ticket = desk.file()
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("بررسی می‌کنیم"))
    announce_date(desk.ctx(desk.agent), ticket.id, tehran("2026-11-24 12:00"))
    desk.now = tehran("2026-11-24 12:00:01")
    desk.ring()
    breach = Breach.objects.get()
    assert (breach.promise, breach.deadline) == ("followup", tehran("2026-11-24 12:00"))


def test_lowered_priority_does_not_heal_a_broken_promise(desk: Desk) -> None:
    ticket = desk.file(is_bug=True, blocks_use=True)
    desk.wait(minutes=16)
    desk.ring()
    set_priority(desk.ctx(desk.manager), ticket.id, Priority.LOW)
    ticket = desk.fresh(ticket)
    assert ticket.priority is Priority.LOW
    assert ticket.breached_month == "1405-09"
    assert Breach.objects.get().deadline == tehran("2026-11-22 11:35")


def test_reopened_follow_up_has_its_own_cycle_and_its_own_breach(desk: Desk) -> None:
    ticket = desk.file(is_bug=True, at=tehran("2026-11-22 09:00"))
    done = Reply("درست شد", then=Then.RESOLVE)
    reply_publicly(desk.ctx(desk.agent, tehran("2026-11-22 09:10")), ticket.id, done)
    reopen_ticket(desk.ctx(desk.hub_user, tehran("2026-11-23 10:00")), ticket.id)
    desk.now = tehran("2026-11-23 17:00:01")
    desk.ring()
    breach = Breach.objects.get()
    assert (breach.promise, breach.cycle) == ("followup", 2)


def test_a_clock_set_back_takes_no_breach_back(desk: Desk) -> None:
    ticket = desk.file()
    opened = desk.now
    desk.wait(hours=1)
    desk.ring()
    desk.now = opened + timedelta(minutes=1)
    evaluate_ticket(desk.system, ticket.id)
    assert desk.fresh(ticket).p0_active
    assert Breach.objects.get().superseded_event is None
