"""Promises kept and broken in time: P0, outages, versions, revisions, counts (cases 16–20)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from tests.packages.conftest import Desk, tehran

from owj.kernel.calendars.business import CalendarData, Closure, ClosureKind, ticket_calendar
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT
from owj.kernel.sla.clocks import ClockState, Promise
from owj.kernel.sla.events import Priority
from owj.packages.desk.drafts import Reply
from owj.packages.desk.entity import Ticket
from owj.packages.desk.errors import MergeLoop, NoBrokenPromise, NotInP0, TicketMerged
from owj.packages.desk.queries import InboxFilter, inbox_rows, monthly_counts, ticket_page
from owj.packages.desk.services import (
    announce_date,
    assign_ticket,
    clear_p0,
    evaluate_ticket,
    exclude_ticket,
    merge_ticket,
    readmit_ticket,
    reopen_ticket,
    reply_publicly,
    resolve_ticket,
    set_priority,
)
from owj.packages.desk.words import Queue, Rank, Status, Then
from owj.server.agreements.models import AgreementVersion, Breach, PromiseEvent
from owj.server.agreements.queries import agreement_version
from owj.server.agreements.services import publish_agreement, revise_calendar
from owj.server.context import SYSTEM
from owj.server.notices.models import Notice
from owj.server.outbox.models import OutboxMessage
from owj.server.timers.models import Timer
from owj.server.timers.registry import TimerRow, run_of_kind

pytestmark = pytest.mark.django_db


def ring(desk: Desk) -> int:
    """Run every timer that is due at the desk's instant, as the worker does; return how many."""
    due = list(Timer.objects.filter(due_at__lte=desk.now).order_by("due_at", "id"))
    for timer in due:
        Timer.objects.filter(id=timer.pk).delete()
        row = TimerRow(timer.kind, timer.key, timer.due_at, timer.data, 1)
        run_of_kind(timer.kind)(row, desk.now)
    return len(due)


def closed_on(*days: str) -> CalendarData:
    """Return the shipped ticket calendar with company closures."""
    data = ticket_calendar().data
    extra = tuple(
        Closure(datetime.fromisoformat(day).date(), ClosureKind.COMPANY, "آلودگی هوا")
        for day in days
    )
    return replace(data, closures=(*data.closures, *extra))


def test_unanswered_ticket_breaks_its_promise_and_goes_to_p0(desk: Desk) -> None:
    ticket = desk.file(at=tehran("2026-11-22 16:45"))
    desk.now = tehran("2026-11-23 08:45:00")
    assert ring(desk) == 0
    desk.now = tehran("2026-11-23 08:45:01")
    assert ring(desk) == 1
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
    ring(desk)
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
    ring(desk)
    ring(desk)
    ticket = desk.fresh(ticket)
    assert ticket.p0_since == tehran("2026-11-22 11:50")
    assert Breach.objects.count() == 1
    assert Notice.objects.filter(user=desk.manager).count() == 1


def test_alarm_repeats_each_working_quarter_until_somebody_answers(desk: Desk) -> None:
    ticket = desk.file(at=tehran("2026-11-22 16:20"))
    desk.now = tehran("2026-11-22 16:50:01")
    ring(desk)
    alarms = Notice.objects.filter(user=desk.manager, kind="p0_alarm")
    assert alarms.count() == 0
    # 16:50 + 15 working minutes: ten today, five tomorrow.
    assert Timer.objects.get().due_at == tehran("2026-11-23 08:35")
    desk.now = tehran("2026-11-23 08:35")
    ring(desk)
    assert alarms.count() == 1
    desk.now = tehran("2026-11-23 08:50")
    ring(desk)
    assert alarms.count() == 2
    desk.now = tehran("2026-11-23 08:51")
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("ببخشید، بررسی شد."))
    desk.now = tehran("2026-11-23 12:00")
    ring(desk)
    assert alarms.count() == 2
    assert desk.fresh(ticket).p0_active


def test_late_answer_is_met_late_and_p0_stays_until_the_end(desk: Desk) -> None:
    ticket = desk.file(is_bug=True)
    desk.wait(hours=1)
    ring(desk)
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
    ring(desk)
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
    assert ring(desk) == 1
    ticket = desk.fresh(ticket)
    assert (ticket.breached_month, ticket.p0_active) == ("1405-09", False)
    assert ticket.clock_late_working_s == 0
    assert not Timer.objects.exists()


def test_answer_equal_to_the_deadline_is_in_time(desk: Desk) -> None:
    ticket = desk.file()
    desk.wait(minutes=30)
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("پاسخ"))
    ring(desk)
    assert not Breach.objects.exists()


def test_p0_is_cleared_by_the_project_manager_and_the_breach_stays(desk: Desk) -> None:
    ticket = desk.file()
    with pytest.raises(NotInP0):
        clear_p0(desk.ctx(desk.manager), ticket.id)
    desk.wait(hours=1)
    ring(desk)
    clear_p0(desk.ctx(desk.manager), ticket.id, reason="تماس گرفته شد")
    ticket = desk.fresh(ticket)
    assert not ticket.p0_active
    assert ticket.breached_month == "1405-09"
    assert ticket.queue_rank == list(Rank).index(Rank.RESPONSE)


def test_database_refuses_to_change_or_delete_what_happened(desk: Desk) -> None:
    desk.file()
    desk.wait(hours=1)
    ring(desk)
    changes = [
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


def test_version_of_the_arrival_judges_although_another_comes_before_the_deadline(
    desk: Desk,
) -> None:
    strict = replace(
        SHIPPED_AGREEMENT,
        id="1405-2",
        label="نسخهٔ ۲",
        effective_from=desk.now + timedelta(minutes=10),
        first_response_minutes=replace(SHIPPED_AGREEMENT.first_response_minutes, medium=5),
    )
    publish_agreement(strict, by=desk.admin.actor, now=desk.now)
    before = desk.file()
    desk.wait(minutes=10)
    after = desk.file()
    assert after.first_due_at == desk.now + timedelta(minutes=5)
    desk.wait(minutes=15)
    ring(desk)
    assert not desk.fresh(before).p0_active
    assert desk.fresh(after).p0_active
    assert agreement_version(desk.fresh(before).agreement_version).number == 1
    assert agreement_version(desk.fresh(after).agreement_version).number == 2


def test_closure_declared_in_the_evening_moves_an_open_ticket_later_only(desk: Desk) -> None:
    running = desk.file(at=tehran("2026-11-22 16:45"))
    answered = desk.file(at=tehran("2026-11-22 16:45"))
    desk.now = tehran("2026-11-22 16:50")
    reply_publicly(desk.ctx(desk.agent), answered.id, Reply("حل شد", then=Then.RESOLVE))
    desk.now = tehran("2026-11-22 20:00")
    revise_calendar(closed_on("2026-11-23"), by=desk.admin.actor, now=desk.now)
    ring(desk)
    assert desk.fresh(running).first_due_at == tehran("2026-11-24 08:45")
    finished = desk.fresh(answered)
    assert finished.first_due_at == tehran("2026-11-23 08:45")
    # Withdrawn again: what was moved later stays later.
    desk.now = tehran("2026-11-22 21:00")
    revise_calendar(closed_on(), by=desk.admin.actor, now=desk.now)
    ring(desk)
    assert desk.fresh(running).first_due_at == tehran("2026-11-24 08:45")


def test_closure_of_the_same_morning_supersedes_the_breach_and_p0_waits_for_the_manager(
    desk: Desk,
) -> None:
    ticket = desk.file(at=tehran("2026-11-22 16:45"))
    desk.now = tehran("2026-11-23 09:00")
    ring(desk)
    assert desk.fresh(ticket).breached_month == "1405-09"
    desk.now = tehran("2026-11-23 09:30")
    number = revise_calendar(closed_on("2026-11-23"), by=desk.admin.actor, now=desk.now)
    ring(desk)
    ticket = desk.fresh(ticket)
    breach = Breach.objects.get(record_id=ticket.id)
    assert breach.superseded_by == number == 2
    assert ticket.breached_month == ""
    assert ticket.p0_active
    clear_p0(desk.ctx(desk.manager), ticket.id)
    assert not desk.fresh(ticket).p0_active
    desk.now = tehran("2026-11-24 08:45:01")
    ring(desk)
    # The moved deadline was broken too: that is another fact.
    assert Breach.objects.filter(record_id=ticket.id).count() == 2
    assert desk.fresh(ticket).breached_month == "1405-09"


def five_misses(desk: Desk) -> list[Ticket]:
    tickets = [desk.file(at=desk.now + timedelta(minutes=n)) for n in range(5)]
    desk.wait(hours=2)
    ring(desk)
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
        ring(desk)
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
    ring(desk)
    ticket = desk.fresh(ticket)
    assert (ticket.opened_month, ticket.breached_month) == ("1405-08", "1405-09")


def test_follow_up_broken_after_a_kept_response_is_counted_once(desk: Desk) -> None:
    ticket = desk.file(is_bug=True, at=tehran("2026-11-22 09:00"))
    reply_publicly(desk.ctx(desk.agent, tehran("2026-11-22 09:05")), ticket.id, Reply("دیدیم"))
    desk.now = tehran("2026-11-22 17:00:01")
    ring(desk)
    ticket = desk.fresh(ticket)
    assert (ticket.p0_since, ticket.p0_active) == (tehran("2026-11-22 17:00"), True)
    assert ticket.clock_promise == Promise.FOLLOWUP
    assert monthly_counts(desk.ctx(desk.agent))[0].broken == 1


def test_announced_date_that_passes_is_broken(desk: Desk) -> None:
    ticket = desk.file()
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("بررسی می‌کنیم"))
    announce_date(desk.ctx(desk.agent), ticket.id, tehran("2026-11-24 12:00"))
    desk.now = tehran("2026-11-24 12:00:01")
    ring(desk)
    breach = Breach.objects.get()
    assert (breach.promise, breach.deadline) == ("followup", tehran("2026-11-24 12:00"))


def test_lowered_priority_does_not_heal_a_broken_promise(desk: Desk) -> None:
    ticket = desk.file(is_bug=True, blocks_use=True)
    desk.wait(minutes=16)
    ring(desk)
    set_priority(desk.ctx(desk.manager), ticket.id, Priority.LOW)
    ticket = desk.fresh(ticket)
    assert ticket.priority is Priority.LOW
    assert ticket.breached_month == "1405-09"
    assert Breach.objects.get().deadline == tehran("2026-11-22 11:35")


def test_merge_takes_the_earlier_start_and_the_merged_one_stops(desk: Desk) -> None:
    older = desk.file(at=tehran("2026-11-22 09:00"))
    younger = desk.file(at=tehran("2026-11-22 09:20"))
    desk.now = tehran("2026-11-22 09:25")
    merge_ticket(desk.ctx(desk.agent), older.id, into=younger.id)
    older, younger = desk.fresh(older), desk.fresh(younger)
    assert older.status is Status.MERGED
    assert older.merged_into == younger.id
    assert younger.first_due_at == tehran("2026-11-22 09:30")
    assert Timer.objects.get().key == str(younger.id)
    desk.now = tehran("2026-11-22 10:00")
    ring(desk)
    assert list(Breach.objects.values_list("record_id", flat=True)) == [younger.id]


def test_merged_ticket_brings_its_answer_along(desk: Desk) -> None:
    older = desk.file(at=tehran("2026-11-22 09:00"))
    reply_publicly(desk.ctx(desk.agent, tehran("2026-11-22 09:10")), older.id, Reply("پاسخ"))
    younger = desk.file(at=tehran("2026-11-22 10:00"))
    desk.now = tehran("2026-11-22 10:05")
    merge_ticket(desk.ctx(desk.agent), older.id, into=younger.id)
    younger = desk.fresh(younger)
    assert younger.first_response_at == tehran("2026-11-22 09:10")
    assert not younger.p0_active
    assert not Breach.objects.exists()
    kinds = [e.kind for e in ticket_page(desk.ctx(desk.agent), younger.tracking_id).timeline]
    assert kinds == ["opened", "auto_reply", "absorbed"]


def test_merge_is_judged_by_the_version_of_the_earlier_start(desk: Desk) -> None:
    older = desk.file()
    strict = replace(
        SHIPPED_AGREEMENT,
        id="1405-2",
        effective_from=desk.now + timedelta(minutes=1),
        first_response_minutes=replace(SHIPPED_AGREEMENT.first_response_minutes, medium=5),
    )
    publish_agreement(strict, by=desk.admin.actor, now=desk.now)
    desk.wait(minutes=2)
    younger = desk.file()
    assert agreement_version(younger.agreement_version).number == 2
    merge_ticket(desk.ctx(desk.agent), older.id, into=younger.id)
    younger = desk.fresh(younger)
    assert agreement_version(younger.agreement_version).number == 1
    assert younger.first_due_at == tehran("2026-11-22 11:50")


def test_merges_chain_and_never_loop(desk: Desk) -> None:
    first, second, third = desk.file(), desk.file(), desk.file()
    ctx = desk.ctx(desk.agent)
    merge_ticket(ctx, first.id, into=second.id)
    merge_ticket(ctx, second.id, into=third.id)
    with pytest.raises(TicketMerged):
        merge_ticket(ctx, third.id, into=first.id)
    with pytest.raises(MergeLoop):
        merge_ticket(ctx, third.id, into=third.id)
    strangers = desk.ctx(desk.other_hub_user)
    from owj.packages.desk.drafts import OpenTicket
    from owj.packages.desk.services import open_ticket

    other = open_ticket(strangers, OpenTicket(subject="دیگر", text="متن", is_bug=False))
    with pytest.raises(MergeLoop):
        merge_ticket(ctx, third.id, into=other.id)


def test_reopened_follow_up_has_its_own_cycle_and_its_own_breach(desk: Desk) -> None:
    ticket = desk.file(is_bug=True, at=tehran("2026-11-22 09:00"))
    done = Reply("درست شد", then=Then.RESOLVE)
    reply_publicly(desk.ctx(desk.agent, tehran("2026-11-22 09:10")), ticket.id, done)
    reopen_ticket(desk.ctx(desk.hub_user, tehran("2026-11-23 10:00")), ticket.id)
    desk.now = tehran("2026-11-23 17:00:01")
    ring(desk)
    breach = Breach.objects.get()
    assert (breach.promise, breach.cycle) == ("followup", 2)


def test_revised_calendar_is_worked_off_in_stretches(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from owj.packages.desk.services import evaluate_ticket as module

    tickets = [desk.file(at=tehran("2026-11-22 16:45")) for _ in range(5)]
    import sys

    monkeypatch.setattr(sys.modules[module.__module__], "STRETCH", 2)
    desk.now = tehran("2026-11-22 20:00")
    revise_calendar(closed_on("2026-11-23"), by=SYSTEM, now=desk.now)
    while Timer.objects.filter(kind="desk.calendar_revised").exists():
        assert ring(desk)
    dues = {desk.fresh(ticket).first_due_at for ticket in tickets}
    assert dues == {tehran("2026-11-24 08:45")}


def test_a_clock_set_back_takes_no_breach_back(desk: Desk) -> None:
    ticket = desk.file()
    opened = desk.now
    desk.wait(hours=1)
    ring(desk)
    desk.now = opened + timedelta(minutes=1)
    evaluate_ticket(desk.system, ticket.id)
    assert desk.fresh(ticket).p0_active
    assert Breach.objects.get().superseded_event is None
