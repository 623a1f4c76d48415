"""Tickets with a past: filed in bulk, they stand as if lived (edge case 16: replay equals live)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.packages.conftest import Desk, tehran

from owj.kernel.sla.events import EventKind, LogEvent, Priority
from owj.packages.contracts.services import contract_for, ensure_implicit_contracts
from owj.packages.desk.drafts import HistoryMessage, Reply, TicketHistory
from owj.packages.desk.entity import Message, Ticket
from owj.packages.desk.errors import OnlyStaff
from owj.packages.desk.queries import ticket_page
from owj.packages.desk.services import (
    announce_date,
    customer_reply,
    evaluate_ticket,
    open_tickets_from_history,
    reply_publicly,
    resolve_ticket,
    set_priority,
)
from owj.packages.desk.words import Status, Then
from owj.server.agreements.log import Subject, events_of
from owj.server.agreements.models import Breach, PromiseEvent
from owj.server.context import SYSTEM
from owj.server.notices.models import Notice
from owj.server.outbox.models import OutboxMessage
from owj.server.records.context import Context
from owj.server.timers.models import Timer

pytestmark = pytest.mark.django_db
# Every column that a replay writes.
DERIVED = (
    "opened_at",
    "opened_month",
    "priority",
    "agreement_version",
    "calendar_revision",
    "clock_promise",
    "clock_state",
    "clock_kind",
    "clock_starts_at",
    "clock_due_at",
    "clock_stopped_at",
    "clock_taken_s",
    "clock_late_working_s",
    "clock_late_wall_s",
    "first_due_at",
    "first_response_at",
    "announced_for",
    "p0_since",
    "p0_active",
    "breached_month",
    "breached_at",
    "queue_rank",
    "queue_at",
)


def lived_tickets(desk: Desk) -> list[Ticket]:
    """Return tickets that people worked on by verbs, each with another fate."""

    def agent(text: str) -> Context:
        return desk.ctx(desk.agent, tehran(text))

    late = desk.file(at=tehran("2026-11-22 09:00"), is_bug=True)
    evaluate_ticket(desk.ctx(SYSTEM, tehran("2026-11-22 12:00")), late.id)
    reply_publicly(agent("2026-11-22 12:30"), late.id, Reply("ببخشید"))
    announced = desk.file(at=tehran("2026-11-22 09:30"))
    reply_publicly(agent("2026-11-22 09:40"), announced.id, Reply("دیدیم"))
    announce_date(agent("2026-11-22 09:50"), announced.id, tehran("2026-11-25 12:00"))
    reopened = desk.file(at=tehran("2026-11-22 10:00"), is_bug=True, blocks_use=True)
    solved = Reply("حل شد", then=Then.RESOLVE)
    reply_publicly(agent("2026-11-22 10:05"), reopened.id, solved)
    hub = desk.ctx(desk.hub_user, tehran("2026-11-23 10:00"))
    customer_reply(hub, reopened.id, Reply("نشد"))
    raised = desk.file(at=tehran("2026-11-22 16:50"))
    manager = desk.ctx(desk.manager, tehran("2026-11-23 08:35"))
    set_priority(manager, raised.id, Priority.CRITICAL)
    resolved = desk.file(at=tehran("2026-11-22 11:00"))
    resolve_ticket(agent("2026-11-22 11:10"), resolved.id)
    return [late, announced, reopened, raised, resolved]


def history_of(ticket: Ticket) -> TicketHistory:
    """Return a lived ticket's log as another system would hand it over."""
    log = events_of(Subject(Ticket.key, ticket.id))
    events = tuple(entry.event for entry in log)
    return TicketHistory(
        external_key=f"old-{ticket.id}",
        subject=ticket.subject,
        customer_id=ticket.customer_id,
        contract_id=ticket.contract_id,
        priority=ticket.proposed_priority,
        status=ticket.status,
        events=events,
        by=tuple(entry.by for entry in log),
        is_bug=ticket.is_bug,
        blocks_use=ticket.blocks_use,
    )


def test_imported_tickets_stand_as_if_lived(desk: Desk) -> None:
    desk.now = tehran("2026-11-24 11:00")
    lived = lived_tickets(desk)
    for ticket in lived:
        evaluate_ticket(desk.system, ticket.id)
    lived = [desk.fresh(ticket) for ticket in lived]
    ids = open_tickets_from_history(desk.system, [history_of(ticket) for ticket in lived])
    assert len(ids) == len(lived)
    for ticket, new_id in zip(lived, ids, strict=True):
        brought = desk.system.get(Ticket, new_id)
        for column in DERIVED:
            assert brought[column] == ticket[column], (ticket.tracking_id, column)
        assert brought.tracking_id not in {one.tracking_id for one in lived}
        assert breaches(new_id) == breaches(ticket.id)
        assert timer(new_id) == timer(ticket.id)


def breaches(ticket_id: int) -> list[tuple[object, ...]]:
    rows = Breach.objects.filter(record_id=ticket_id).order_by("deadline")
    return list(rows.values_list("promise", "cycle", "deadline", "month", "calendar_revision"))


def timer(ticket_id: int) -> list[tuple[object, ...]]:
    return list(Timer.objects.filter(key=str(ticket_id)).values_list("due_at", "data"))


def test_events_in_any_order_of_learning_give_the_same_clocks(desk: Desk) -> None:
    desk.now = tehran("2026-11-24 11:00")
    lived = [desk.fresh(ticket) for ticket in lived_tickets(desk)]
    for ticket in lived:
        whole = history_of(ticket)
        # The log of another system is sorted by what it learned last, not by what happened first.
        turned = replace(whole, events=whole.events[::-1], by=whole.by[::-1])
        first, second = open_tickets_from_history(desk.system, [whole, turned])
        one, other = desk.system.get(Ticket, first), desk.system.get(Ticket, second)
        for column in DERIVED:
            assert one[column] == other[column], column


def simple(desk: Desk, **changes: object) -> TicketHistory:
    at = tehran("2026-11-20 09:00")
    contract = contract_for(desk.system, desk.customer.id)
    history = TicketHistory(
        external_key="case-1",
        subject="پرونده",
        customer_id=desk.customer.id,
        contract_id=contract.id,
        priority=Priority.LOW,
        status=Status.OPEN,
        events=(LogEvent(EventKind.OPENED, at, 1, priority=Priority.LOW, by_staff=False),),
        by=(None,),
    )
    return replace(history, **changes)  # type: ignore[arg-type]  # a test's changes


def test_import_tells_nobody_what_is_long_past(desk: Desk) -> None:
    open_tickets_from_history(desk.system, [simple(desk)])
    assert Breach.objects.count() == 1
    assert not Notice.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_import_keeps_messages_and_words_of_events(desk: Desk) -> None:
    answered_at = tehran("2026-11-20 09:05")
    opened = simple(desk).events[0]
    history = simple(
        desk,
        events=(opened, LogEvent(EventKind.PUBLIC_REPLY, answered_at, 2)),
        by=(desk.hub_user.pk, desk.agent.pk),
        messages=(HistoryMessage(0, "پرسش"), HistoryMessage(1, "پاسخ")),
        data=({"channel": "import"}, {}),
    )
    (ticket_id,) = open_tickets_from_history(desk.system, [history])
    said = desk.system.rows(Message).filter(ticket_id=ticket_id).order_by("id")
    assert [(one.body, one.from_customer) for one in said] == [("پرسش", True), ("پاسخ", False)]
    logged = PromiseEvent.objects.filter(record_id=ticket_id).order_by("seq")
    assert [event.by_id for event in logged] == [desk.hub_user.pk, desk.agent.pk]
    assert logged[0].data["channel"] == "import"
    ticket = desk.system.get(Ticket, ticket_id)
    page = ticket_page(desk.ctx(desk.agent), ticket.tracking_id)
    told = {entry.kind: entry for entry in page.timeline}
    assert (told["opened"].text, told["public_reply"].text) == ("پرسش", "پاسخ")
    assert told["public_reply"].actor_name == desk.agent.full_name
    assert ticket.first_response_at == answered_at


def test_only_the_system_and_administrators_bring_in_histories(desk: Desk) -> None:
    for user in (desk.agent, desk.manager, desk.hub_user, desk.roleless):
        with pytest.raises(OnlyStaff):
            open_tickets_from_history(desk.ctx(user), [simple(desk)])
    assert len(open_tickets_from_history(desk.ctx(desk.admin), [simple(desk)])) == 1


def test_queries_of_an_import_do_not_grow_with_its_tickets(
    desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    closed = simple(desk, status=Status.CLOSED)
    at = closed.events[0].at + timedelta(minutes=5)
    done = (
        *closed.events,
        LogEvent(EventKind.PUBLIC_REPLY, at, 2),
        LogEvent(EventKind.CLOSED, at, 3),
    )
    batch = [
        replace(closed, events=done, by=(None,) * 3, external_key=f"case-{n}") for n in range(60)
    ]
    with django_assert_max_num_queries(18):
        assert len(open_tickets_from_history(desk.system, batch)) == 60


def test_implicit_contracts_are_made_once_for_many(desk: Desk) -> None:
    ids = [desk.customer.id, desk.other_customer.id]
    first = ensure_implicit_contracts(desk.system, ids)
    again = ensure_implicit_contracts(desk.system, [*ids, *ids])
    assert {key: one.id for key, one in first.items()} == {
        key: one.id for key, one in again.items()
    }
