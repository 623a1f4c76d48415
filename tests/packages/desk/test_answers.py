"""Answering: what ends the first-response clock, and what does not (R9, edge cases 12, 13, 16)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.packages.conftest import Desk, tehran

from owj.kernel.sla.clocks import ClockState, Promise
from owj.kernel.sla.events import Priority
from owj.packages.desk.drafts import LoggedCall, Note, Reply
from owj.packages.desk.entity import Message
from owj.packages.desk.errors import (
    CallInTheFuture,
    DateInThePast,
    EmptyText,
    NotAnAgent,
    NotARating,
    NothingAnsweredYet,
    NotRejectable,
    SameDayPromise,
)
from owj.packages.desk.services import (
    accept_fix,
    add_note,
    announce_date,
    assign_ticket,
    confirm_resolution,
    customer_reply,
    evaluate_ticket,
    log_call,
    rate_ticket,
    reject_request,
    reopen_ticket,
    reply_publicly,
    resolve_ticket,
    set_priority,
    wait_for_customer,
)
from owj.packages.desk.words import Importance, MessageKind, Rank, Status, Then
from owj.server.agreements.models import Breach, PromiseEvent
from owj.server.notices.models import Notice
from owj.server.outbox.models import OutboxMessage
from owj.server.timers.models import Timer

pytestmark = pytest.mark.django_db
RESPONSE, FOLLOWUP, DONE = (list(Rank).index(rank) for rank in list(Rank)[1:])


def test_first_public_reply_ends_the_response_clock_and_is_sent(desk: Desk) -> None:
    ticket = desk.file(is_bug=True)
    desk.wait(minutes=12)
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("سلام، دیدیم."))
    ticket = desk.fresh(ticket)
    assert ticket.first_response_at == desk.now
    assert ticket.clock_promise == Promise.FOLLOWUP
    assert ticket.clock_due_at == tehran("2026-11-22 17:00")
    assert ticket.queue_rank == FOLLOWUP
    letter = OutboxMessage.objects.order_by("id").last()
    assert letter is not None
    assert letter.recipient == "mina@c.example"
    assert letter.payload["body"].startswith("سلام، دیدیم.")
    # An hour before the same-day deadline its holder is warned.
    assert Timer.objects.get().due_at == tehran("2026-11-22 16:00")


def test_notes_assignments_and_statuses_answer_nothing(desk: Desk) -> None:
    ticket = desk.file()
    ctx = desk.ctx(desk.manager)
    add_note(ctx, ticket.id, Note("به همکار"))
    assign_ticket(ctx, ticket.id, desk.colleague.pk)
    set_priority(ctx, ticket.id, Priority.MEDIUM)
    wait_for_customer(ctx, ticket.id)
    assert desk.fresh(ticket).first_response_at is None


def test_a_note_is_never_sent_to_the_customer(desk: Desk) -> None:
    ticket = desk.file()
    before = OutboxMessage.objects.count()
    add_note(desk.ctx(desk.agent), ticket.id, Note("محرمانه"))
    assert OutboxMessage.objects.count() == before


def test_reply_and_pending_in_one_save(desk: Desk) -> None:
    ticket = desk.file()
    desk.wait(minutes=5)
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("فایل را بفرستید.", then=Then.WAIT))
    ticket = desk.fresh(ticket)
    assert ticket.first_response_at == desk.now
    assert ticket.status is Status.WAITING_CUSTOMER
    kinds = PromiseEvent.objects.filter(record_id=ticket.id).order_by("seq")
    assert list(kinds.values_list("kind", flat=True))[-2:] == ["public_reply", "waiting_customer"]


def test_reply_may_announce_a_date_in_the_same_save(desk: Desk) -> None:
    ticket = desk.file()
    until = tehran("2026-11-24 12:00")
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("تا سه‌شنبه", announced_for=until))
    ticket = desk.fresh(ticket)
    assert (ticket.announced_for, ticket.clock_due_at) == (until, until)
    assert ticket.clock_kind == "announced"


def test_same_reply_twice_is_written_once(desk: Desk) -> None:
    ticket = desk.file()
    first = reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("پاسخ", key="k"))
    again = reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("پاسخ", key="k"))
    other = reply_publicly(desk.ctx(desk.colleague), ticket.id, Reply("پاسخ", key="k"))
    assert first.id == again.id != other.id


def test_empty_reply_changes_nothing(desk: Desk) -> None:
    ticket = desk.file()
    with pytest.raises(EmptyText):
        reply_publicly(desk.ctx(desk.agent), ticket.id, Reply(" ", then=Then.RESOLVE))
    assert desk.fresh(ticket).status is Status.OPEN


def test_call_answers_at_the_instant_it_was_made(desk: Desk) -> None:
    ticket = desk.file()
    desk.wait(minutes=20)
    called_at = desk.now - timedelta(minutes=8)
    log_call(desk.ctx(desk.agent), ticket.id, LoggedCall("توضیح دادم.", at=called_at))
    ticket = desk.fresh(ticket)
    assert ticket.first_response_at == called_at
    message = desk.system.rows(Message).filter(ticket_id=ticket.id).order_by("id").last()
    assert message is not None
    assert message.kind is MessageKind.NOTE


@pytest.mark.parametrize("shift_minutes", [-1, 61])
def test_call_lies_in_the_tickets_life(desk: Desk, shift_minutes: int) -> None:
    ticket = desk.file()
    opened = desk.now
    desk.wait(hours=1)
    call = LoggedCall("تماس", at=opened + timedelta(minutes=shift_minutes))
    with pytest.raises(CallInTheFuture):
        log_call(desk.ctx(desk.agent), ticket.id, call)


def test_call_logged_late_takes_back_the_breach_that_never_was(desk: Desk) -> None:
    ticket = desk.file()
    opened = desk.now
    desk.wait(hours=2)
    evaluate_ticket(desk.system, ticket.id)
    assert desk.fresh(ticket).p0_active
    log_call(desk.ctx(desk.agent), ticket.id, LoggedCall("تماس", at=opened + timedelta(minutes=9)))
    ticket = desk.fresh(ticket)
    assert (ticket.p0_active, ticket.breached_month) == (False, "")
    breach = Breach.objects.get(record_id=ticket.id)
    assert breach.superseded_event == 3
    assert breach.superseded_by is None


def test_customers_reply_ends_the_waiting(desk: Desk) -> None:
    ticket = desk.file()
    assign_ticket(desk.ctx(desk.agent), ticket.id, desk.agent.pk)
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("?", then=Then.WAIT))
    desk.wait(minutes=30)
    customer_reply(desk.ctx(desk.hub_user), ticket.id, Reply("بفرمایید"))
    ticket = desk.fresh(ticket)
    assert ticket.status is Status.OPEN
    assert ticket.last_customer_at == desk.now
    assert Notice.objects.get(user=desk.agent).kind == "customer_replied"


def test_customers_reply_reopens_what_was_resolved(desk: Desk) -> None:
    ticket = desk.file(is_bug=True)
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("درست شد", then=Then.RESOLVE))
    assert desk.fresh(ticket).queue_rank == DONE
    assert not Timer.objects.exists()
    desk.wait(days=1)
    customer_reply(desk.ctx(desk.hub_user), ticket.id, Reply("نشد"))
    ticket = desk.fresh(ticket)
    assert ticket.status is Status.OPEN
    assert ticket.resolved_at is None
    assert ticket.first_response_at is not None
    assert ticket.clock_due_at == tehran("2026-11-23 17:00")


def test_customer_confirms_and_the_ticket_is_closed(desk: Desk) -> None:
    ticket = desk.file()
    resolve_ticket(desk.ctx(desk.agent), ticket.id, text="انجام شد")
    resolved_at = desk.now
    desk.wait(hours=1)
    confirm_resolution(desk.ctx(desk.hub_user), ticket.id)
    ticket = desk.fresh(ticket)
    assert ticket.status is Status.CLOSED
    assert (ticket.resolved_at, ticket.closed_at) == (resolved_at, desk.now)


def test_reopened_twice_keeps_every_cycle(desk: Desk) -> None:
    ticket = desk.file(is_bug=True)
    for _ in range(2):
        desk.wait(minutes=5)
        reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("حل شد", then=Then.RESOLVE))
        desk.wait(minutes=5)
        reopen_ticket(desk.ctx(desk.hub_user), ticket.id, text="هنوز نه")
    page_events = PromiseEvent.objects.filter(record_id=ticket.id, kind="reopened")
    assert page_events.count() == 2
    ticket = desk.fresh(ticket)
    assert ticket.clock_promise == Promise.FOLLOWUP
    assert ticket.clock_state == ClockState.RUNNING


def test_rating_needs_an_answer_and_a_number_of_five(desk: Desk) -> None:
    ticket = desk.file()
    hub = desk.ctx(desk.hub_user)
    with pytest.raises(NothingAnsweredYet):
        rate_ticket(hub, ticket.id, 5)
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("پاسخ"))
    for wrong in (0, 6):
        with pytest.raises(NotARating):
            rate_ticket(hub, ticket.id, wrong)
    rate_ticket(hub, ticket.id, 4, "خوب بود")
    ticket = desk.fresh(ticket)
    assert (ticket.rating, ticket.rating_comment) == (4, "خوب بود")


def test_announced_date_is_the_deadline_and_earlier_ones_stay_history(desk: Desk) -> None:
    ticket = desk.file()
    ctx = desk.ctx(desk.agent)
    first, second = tehran("2026-11-24 12:00"), tehran("2026-11-26 12:00")
    announce_date(ctx, ticket.id, first)
    announce_date(ctx, ticket.id, second, text="قطعه نرسید")
    reply_publicly(ctx, ticket.id, Reply("پاسخ"))
    ticket = desk.fresh(ticket)
    assert ticket.clock_due_at == second
    events = PromiseEvent.objects.filter(record_id=ticket.id, kind="date_announced")
    told = [event.data["until"] for event in events.order_by("seq")]
    assert told == [first.isoformat(), second.isoformat()]


def test_dates_in_the_past_and_for_same_day_tickets_are_refused(desk: Desk) -> None:
    request, bug = desk.file(), desk.file(is_bug=True)
    ctx = desk.ctx(desk.agent)
    with pytest.raises(DateInThePast):
        announce_date(ctx, request.id, desk.now)
    with pytest.raises(SameDayPromise):
        announce_date(ctx, bug.id, tehran("2026-11-26 12:00"))


def test_only_a_low_request_is_rejected_and_the_reason_is_the_answer(desk: Desk) -> None:
    medium, low = desk.file(), desk.file(importance=Importance.LOW)
    ctx = desk.ctx(desk.agent)
    with pytest.raises(NotRejectable):
        reject_request(ctx, medium.id, reason="نه")
    reject_request(ctx, low.id, reason="در برنامهٔ امسال نیست.")
    low = desk.fresh(low)
    assert low.status is Status.REJECTED
    assert low.first_response_at == desk.now
    assert low.closed_at == desk.now


def test_accepted_fix_completes_the_follow_up_while_the_ticket_stays_open(desk: Desk) -> None:
    ticket = desk.file(is_bug=True)
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("راه‌حل موقت"))
    accept_fix(desk.ctx(desk.manager), ticket.id, text="پذیرفته شد")
    ticket = desk.fresh(ticket)
    assert ticket.status is Status.OPEN
    assert ticket.clock_state == ClockState.MET
    assert not Timer.objects.exists()


def test_assignment_goes_to_active_colleagues_with_a_role_only(desk: Desk) -> None:
    ticket = desk.file()
    desk.colleague.is_active = False
    desk.colleague.save(update_fields=["is_active"])
    for user in (desk.colleague, desk.roleless, desk.hub_user):
        with pytest.raises(NotAnAgent):
            assign_ticket(desk.ctx(desk.agent), ticket.id, user.pk)


def test_assignee_is_told_unless_they_took_it_themselves(desk: Desk) -> None:
    ticket = desk.file()
    assign_ticket(desk.ctx(desk.agent), ticket.id, desk.agent.pk)
    assert not Notice.objects.exists()
    assign_ticket(desk.ctx(desk.agent), ticket.id, desk.colleague.pk)
    assert Notice.objects.get().user_id == desk.colleague.pk
    assert OutboxMessage.objects.filter(recipient="pooya@vendor.example").count() == 1


def test_confirming_the_priority_keeps_it_and_names_who_did(desk: Desk) -> None:
    ticket = desk.file()
    set_priority(desk.ctx(desk.manager), ticket.id, Priority.MEDIUM)
    ticket = desk.fresh(ticket)
    assert ticket.priority_confirmed_by_id == desk.manager.pk
    assert ticket.priority_confirmed_at == desk.now
    assert ticket.proposed_priority is Priority.MEDIUM


def test_raised_priority_is_aimed_from_the_original_start(desk: Desk) -> None:
    ticket = desk.file()
    desk.wait(minutes=10)
    set_priority(desk.ctx(desk.manager), ticket.id, Priority.CRITICAL)
    assert desk.fresh(ticket).first_due_at == tehran("2026-11-22 11:35")
    assert Timer.objects.get().due_at == tehran("2026-11-22 11:35:01")
