"""The drawn life of a ticket: what it tells and asks is what the desk does."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

import pytest
from tests.packages.conftest import Desk

from owj.kernel.sla.events import Priority
from owj.packages.desk.drafts import Reply
from owj.packages.desk.life import BROKEN, LIFE
from owj.packages.desk.services import (
    announce_date,
    assign_ticket,
    confirm_resolution,
    evaluate_ticket,
    rate_ticket,
    reject_request,
    reopen_ticket,
    reply_publicly,
    resolve_ticket,
    set_priority,
)
from owj.packages.desk.words import Importance, Then
from owj.server.notices.models import Notice
from owj.server.outbox.models import OutboxMessage
from owj.server.processes.errors import RunsAlready
from owj.server.processes.instance_rows import ProcessInstance
from owj.server.processes.message_rows import ProcessMessage, ProcessStart
from owj.server.processes.posting import post_waiting
from owj.server.processes.services import deploy, save_draft, start, tell_record
from owj.server.processes.shipped import shipped_processes
from owj.server.processes.state_rows import ProcessToken
from owj.server.processes.task_rows import UserTask
from owj.server.processes.tasks.doing import Told, do_task
from owj.server.processes.timing import ProcessesReport, fire_due_timer

pytestmark = pytest.mark.django_db


def stands_at(ticket_id: int) -> set[str]:
    rows = ProcessToken.objects.filter(
        instance__entity="ticket", instance__record_id=ticket_id, doing="wait"
    )
    return set(rows.values_list("node", flat=True))


def told(kind: str) -> list[str]:
    rows = Notice.objects.filter(kind=kind).order_by("pk")
    return list(rows.values_list("user__username", flat=True))


def run_timers(desk: Desk) -> None:
    """Fire what is due, as the worker does."""
    report = ProcessesReport()
    while fire_due_timer(desk.system, report):
        pass
    assert not report.failed


def test_a_life_from_the_receipt_to_the_rating(desk: Desk) -> None:
    ticket = desk.file()
    assert stands_at(ticket.id) == {"answered"}
    assert OutboxMessage.objects.get().payload["subject"].startswith("تیکت T-1405-000001")
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("در دست بررسی است."))
    assert stands_at(ticket.id) == {"solved"}
    announce_date(desk.ctx(desk.agent), ticket.id, desk.now + timedelta(days=2))
    assert told("date_announced") == ["mina"]
    resolve_ticket(desk.ctx(desk.agent), ticket.id)
    assert (stands_at(ticket.id), told("ticket_moved")) == ({"confirmed"}, ["mina"])
    confirm_resolution(desk.ctx(desk.hub_user), ticket.id)
    assert stands_at(ticket.id) == {"rated"}
    # Who closed it needs no news of it.
    assert told("ticket_moved") == ["mina"]
    rate_ticket(desk.ctx(desk.hub_user), ticket.id, 5)
    assert ProcessInstance.objects.get().status == "completed"


def test_who_says_nothing_is_asked_once_whether_it_is_solved_and_how_it_was(desk: Desk) -> None:
    ticket = desk.file()
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("حل شد.", then=Then.RESOLVE))
    for _ in range(3):
        desk.wait(days=3)
        run_timers(desk)
    assert told("confirmation_asked") == ["mina"]
    confirm_resolution(desk.ctx(desk.hub_user), ticket.id)
    for _ in range(3):
        desk.wait(days=3)
        run_timers(desk)
    assert told("rating_asked") == ["mina"]
    desk.wait(days=30)
    run_timers(desk)
    assert ProcessInstance.objects.get().status == "completed"


def test_a_reopened_ticket_goes_back_to_its_follow_up_and_one_taken_up_later_lives_anew(
    desk: Desk,
) -> None:
    ticket = desk.file(importance=Importance.LOW)
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("حل شد.", then=Then.RESOLVE))
    reopen_ticket(desk.ctx(desk.hub_user), ticket.id, text="هنوز نه")
    assert stands_at(ticket.id) == {"solved"}
    reject_request(desk.ctx(desk.agent), ticket.id, reason="در قرارداد نیست.")
    assert ProcessInstance.objects.get().status == "completed"
    receipts = OutboxMessage.objects.filter(payload__subject__contains="دریافت").count()
    reopen_ticket(desk.ctx(desk.agent), ticket.id)
    assert ProcessInstance.objects.filter(status="active").count() == 1
    assert stands_at(ticket.id) == {"solved"}
    assert OutboxMessage.objects.filter(payload__subject__contains="دریافت").count() == receipts


def test_each_broken_promise_sounds_once_and_p0_goes_on_sounding(desk: Desk) -> None:
    ticket = desk.file()
    desk.wait(hours=1)
    evaluate_ticket(desk.system, ticket.id)
    evaluate_ticket(desk.system, ticket.id)
    assert told("promise_broken") == ["maryam"]
    for _ in range(2):
        desk.wait(minutes=20)
        desk.ring()
    assert told("p0_alarm") == ["maryam", "maryam"]
    assert stands_at(ticket.id) == {"answered"}


def test_an_urgent_ticket_asks_the_project_manager_for_its_priority(desk: Desk) -> None:
    first, second = (desk.file(is_bug=True, blocks_use=True) for _ in range(2))
    assert stands_at(first.id) == {"answered", "triage"}
    task = UserTask.objects.get(instance__record_id=first.id, status="open")
    assert task.candidate_roles == ["project_manager"]
    do_task(desk.ctx(desk.manager), task.pk, Told({"priority": "high"}))
    ticket = desk.fresh(first)
    assert (ticket.priority, ticket.priority_confirmed_by_id) == (Priority.HIGH, desk.manager.pk)
    assert stands_at(first.id) == {"answered"}
    set_priority(desk.ctx(desk.manager), second.id, Priority.CRITICAL)
    assert not UserTask.objects.filter(status="open").exists()
    assert not ProcessToken.objects.filter(doing="stopped").exists()


def draw(desk: Desk, xml: str) -> None:
    """Deploy a life as an administrator would."""
    save_draft(desk.system, LIFE, xml, name="زندگی تیکت", entity="ticket")
    deploy(desk.system, LIFE)


def shipped_life() -> str:
    return next(one.xml for one in shipped_processes() if one.key == LIFE)


def test_an_organisation_that_redraws_the_life_changes_what_the_desk_does(desk: Desk) -> None:
    draw(desk, shipped_life().replace('owj:what="receipt"', 'owj:what="alarm"'))
    ticket = desk.file()
    assert not OutboxMessage.objects.filter(recipient__startswith="mina").exists()
    assert stands_at(ticket.id) == {"answered"}


def test_a_ticket_from_before_the_drawing_is_told_of_as_ever_and_lives_once_somebody_asks(
    desk: Desk,
) -> None:
    ProcessStart.objects.filter(entity="ticket").delete()
    ticket = desk.file()
    assert OutboxMessage.objects.get().recipient.startswith("mina")
    draw(desk, shipped_life().replace('name="پایان زندگی"', 'name="پایان"'))
    assign_ticket(desk.ctx(desk.manager), ticket.id, desk.agent.pk)
    announce_date(desk.ctx(desk.agent), ticket.id, desk.now + timedelta(days=2))
    desk.wait(hours=1)
    evaluate_ticket(desk.system, ticket.id)
    resolve_ticket(desk.ctx(desk.agent), ticket.id)
    assert not ProcessInstance.objects.exists()
    assert told("promise_broken") == ["sina", "maryam"]
    assert told("date_announced") == told("ticket_moved") == ["mina"]
    start(desk.ctx(desk.agent), LIFE, record=desk.fresh(ticket))
    assert stands_at(ticket.id) == {"confirmed"}
    with pytest.raises(RunsAlready):
        start(desk.ctx(desk.agent), LIFE, record=desk.fresh(ticket))


def test_who_holds_the_life_while_something_happens_is_told_after_the_commit(desk: Desk) -> None:
    ticket = desk.file()
    life = ProcessInstance.objects.get()
    deadline = desk.now + timedelta(hours=1)
    data = {"promise": "first_response", "cycle": Decimal(1), "deadline": deadline}
    with patch("owj.server.processes.messages.load_instance", return_value=None):
        assert tell_record(desk.system, "ticket", ticket.id, BROKEN, data) == 1
    assert told("promise_broken") == []
    waiting = ProcessMessage.objects.get()
    assert (waiting.kind, waiting.source) == ("own", life.pk)
    post_waiting(desk.system, ProcessesReport())
    assert told("promise_broken") == ["maryam"]
