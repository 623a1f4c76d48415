"""Two workers, two forms, two people at one instant: real connections, real locks (case 18)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection, transaction
from tests.packages.conftest import Desk

from owj.packages.contracts.entity import Contract
from owj.packages.contracts.services import contract_for, ensure_implicit_contracts
from owj.packages.desk.drafts import OpenTicket, Reply
from owj.packages.desk.entity import Message, Ticket
from owj.packages.desk.errors import TicketMerged
from owj.packages.desk.life import LIFE
from owj.packages.desk.services import (
    evaluate_ticket,
    merge_ticket,
    open_ticket,
    reply_publicly,
)
from owj.packages.desk.words import Status
from owj.server import clock
from owj.server.agreements.models import Breach, PromiseEvent
from owj.server.notices.models import Notice
from owj.server.outbox.models import OutboxMessage
from owj.server.processes.errors import RunsAlready
from owj.server.processes.instance_rows import ProcessInstance
from owj.server.processes.services import start
from owj.server.timers.models import Timer
from owj.server.timers.run import run_due_timers

T = TypeVar("T")


def at_once(*works: Callable[[], T]) -> list[T | BaseException]:
    """Run the works in threads of their own connections, started at one instant."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], T]) -> T | BaseException:
        try:
            barrier.wait(10)
            return work()
        except Exception as error:  # noqa: BLE001 -- the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_two_workers_break_one_promise_once(committed_desk: Desk) -> None:
    desk = committed_desk
    desk.now = clock.now() - timedelta(days=20)
    tickets = [desk.file() for _ in range(4)]
    at_once(run_due_timers, run_due_timers, run_due_timers)
    assert Breach.objects.count() == len(tickets)
    for ticket in tickets:
        fresh = desk.fresh(ticket)
        assert fresh.p0_active
        assert fresh.p0_since == fresh.first_due_at
    notices = Notice.objects.filter(user=desk.manager, kind="promise_broken")
    assert notices.count() == len(tickets)
    alarms = OutboxMessage.objects.filter(recipient="maryam@vendor.example")
    assert alarms.count() == len(tickets)
    assert Timer.objects.filter(kind="desk.ticket").count() == len(tickets)


def test_two_evaluations_of_one_ticket_wait_for_each_other(committed_desk: Desk) -> None:
    desk = committed_desk
    ticket = desk.file()
    desk.wait(hours=1)
    ctxs = [desk.system for _ in range(4)]
    found = at_once(*(lambda ctx=ctx: evaluate_ticket(ctx, ticket.id) for ctx in ctxs))
    assert all(isinstance(one, Ticket) for one in found), found
    assert Breach.objects.count() == 1
    assert Notice.objects.filter(user=desk.manager).count() == 1


def test_a_reply_and_the_timer_at_one_instant_leave_one_truth(committed_desk: Desk) -> None:
    desk = committed_desk
    ticket = desk.file()
    desk.wait(minutes=30)
    reply_ctx = desk.ctx(desk.agent)
    timer_ctx = desk.ctx(desk.system.actor, desk.now + timedelta(seconds=1))
    found = at_once(
        lambda: reply_publicly(reply_ctx, ticket.id, Reply("در آخرین ثانیه")),
        lambda: evaluate_ticket(timer_ctx, ticket.id),
    )
    assert not any(isinstance(one, BaseException) for one in found), found
    # The reply came in time; if the timer was first, its breach is shown to be groundless.
    fresh = desk.fresh(ticket)
    assert (fresh.first_response_at, fresh.p0_active) == (desk.now, False)
    assert not Breach.objects.filter(superseded_event=None).exists()


def test_one_form_sent_twice_at_once_files_one_ticket(committed_desk: Desk) -> None:
    desk = committed_desk
    draft = OpenTicket(subject="دوبار", text="متن", is_bug=False, key="form-1")
    ctxs = [desk.ctx(desk.hub_user) for _ in range(3)]
    found = at_once(*(lambda ctx=ctx: open_ticket(ctx, draft) for ctx in ctxs))
    assert {one.id for one in found if isinstance(one, Ticket)} == {found[0].id}  # type: ignore[union-attr]  # asserted beside
    assert desk.system.rows(Ticket).count() == 1
    assert desk.system.rows(Message).count() == 1


def test_first_tickets_at_once_share_one_implicit_contract(committed_desk: Desk) -> None:
    desk = committed_desk
    ctxs = [desk.ctx(desk.hub_user) for _ in range(3)]
    draft = OpenTicket(subject="نخستین", text="متن", is_bug=False)
    found = at_once(*(lambda ctx=ctx: open_ticket(ctx, draft) for ctx in ctxs))
    assert all(isinstance(one, Ticket) for one in found), found
    assert desk.system.rows(Contract).count() == 1
    numbers = {one.tracking_id for one in found if isinstance(one, Ticket)}
    assert len(numbers) == 3


def test_two_tickets_merged_into_each_other_do_not_wait_for_ever(committed_desk: Desk) -> None:
    desk = committed_desk
    one, two = desk.file(), desk.file()
    ctxs = [desk.ctx(desk.agent), desk.ctx(desk.colleague)]
    found = at_once(
        lambda: merge_ticket(ctxs[0], one.id, into=two.id),
        lambda: merge_ticket(ctxs[1], two.id, into=one.id),
    )
    assert sorted(type(result).__name__ for result in found) == ["Ticket", "TicketMerged"] or [
        result for result in found if isinstance(result, TicketMerged)
    ]
    statuses = sorted(desk.fresh(ticket).status for ticket in (one, two))
    assert statuses == [Status.MERGED, Status.OPEN]


def test_a_verb_that_fails_leaves_nothing_behind(
    committed_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = committed_desk
    ticket = desk.file()
    events = PromiseEvent.objects.count()
    letters = OutboxMessage.objects.count()
    monkeypatch.setattr("owj.packages.desk.reactions.notify_live", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("پاسخ"))
    assert not transaction.get_connection().needs_rollback
    assert (PromiseEvent.objects.count(), OutboxMessage.objects.count()) == (events, letters)
    assert desk.fresh(ticket).version == ticket.version


def test_an_import_and_a_first_ticket_make_one_implicit_contract(committed_desk: Desk) -> None:
    desk = committed_desk
    id_ = desk.other_customer.id
    found = at_once(
        lambda: ensure_implicit_contracts(desk.system, [id_])[id_].id,
        lambda: ensure_implicit_contracts(desk.system, [id_])[id_].id,
        lambda: contract_for(desk.system, id_).id,
    )
    assert found == [found[0]] * 3


def test_two_starts_at_one_instant_are_one_life(committed_desk: Desk) -> None:
    desk = committed_desk
    ticket = desk.file()
    ProcessInstance.objects.all().delete()
    work = partial(start, desk.ctx(desk.agent), LIFE, record=desk.fresh(ticket))
    ends = at_once(work, work, work)
    assert [type(one) for one in ends].count(RunsAlready) == 2
    assert ProcessInstance.objects.count() == 1
