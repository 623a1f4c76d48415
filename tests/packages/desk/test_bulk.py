"""One deed on many tickets: each with its own right, reported one by one, honestly undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.packages.conftest import Desk

from owj.kernel.sla.events import EventKind
from owj.packages.desk.bulk import BulkDeed, BulkRun
from owj.packages.desk.drafts import Reply
from owj.packages.desk.entity import Follower, Ticket
from owj.packages.desk.errors import (
    BulkNotFound,
    BulkUndone,
    NotAnAgent,
    NothingSelected,
    OnlyProjectManager,
    OnlyStaff,
    TooManySelected,
    UndoTooLate,
)
from owj.packages.desk.services import (
    assign_ticket,
    begin_bulk,
    bulk,
    find_run,
    follow_ticket,
    reply_publicly,
    undo_bulk,
    wait_for_customer,
)
from owj.packages.desk.words import Status
from owj.server.agreements.log import Subject, events_of
from owj.server.agreements.result_rows import PromiseResult

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(desk: Desk) -> list[Ticket]:
    return [desk.file(subject=f"تیکت {n}") for n in "۱۲۳"]


def ids(tickets: list[Ticket]) -> list[int]:
    return [ticket.id for ticket in tickets]


COLUMNS = [
    "status", "assignee_id", "priority", "priority_confirmed_by_id", "priority_confirmed_at",
    "resolved_at", "closed_at", "clock_state", "clock_due_at", "clock_promise", "queue_rank",
    "queue_at", "first_due_at", "first_response_at", "p0_active", "breached_month",
]  # fmt: skip


def picture(desk: Desk, ticket: Ticket) -> dict[str, object]:
    fresh = desk.fresh(ticket)
    results = PromiseResult.objects.filter(record_id=ticket.id).order_by("promise", "cycle")
    return {name: fresh[name] for name in COLUMNS} | {
        "results": list(results.values_list("promise", "cycle", "outcome", "due_at", "holder_id"))
    }


@pytest.mark.parametrize(
    ("deed", "argument"),
    [
        (BulkDeed.ASSIGN, "colleague"),
        (BulkDeed.PRIORITY, "critical"),
        (BulkDeed.WAIT, ""),
        (BulkDeed.RESOLVE, ""),
        (BulkDeed.CLOSE, ""),
    ],
)
def test_undo_puts_every_ticket_back_as_it_was(
    desk: Desk, three: list[Ticket], deed: BulkDeed, argument: str
) -> None:
    reply_publicly(desk.ctx(desk.agent), three[0].id, Reply("سلام"))
    assign_ticket(desk.ctx(desk.agent), three[1].id, desk.agent.pk)
    before = [picture(desk, ticket) for ticket in three]
    manager = desk.ctx(desk.manager, desk.wait(minutes=1))
    argument = str(desk.colleague.pk) if argument == "colleague" else argument
    run = begin_bulk(manager, deed, ids(three), argument=argument)
    assert (len(run.done), run.refused, run.is_running) == (3, [], False)
    assert [picture(desk, ticket) for ticket in three] != before
    undone = undo_bulk(desk.ctx(desk.manager, desk.wait(seconds=6)), run.id)
    assert (undone.undo_refused, undone.undone_at) == ([], desk.now)
    assert [picture(desk, ticket) for ticket in three] == before


def test_the_log_keeps_the_deed_and_its_undoing(desk: Desk, three: list[Ticket]) -> None:
    run = begin_bulk(desk.ctx(desk.agent), BulkDeed.CLOSE, [three[0].id])
    undo_bulk(desk.ctx(desk.agent), run.id)
    log = events_of(Subject(Ticket.key, three[0].id))
    assert [entry.event.kind for entry in log[-2:]] == [EventKind.CLOSED, EventKind.UNDONE]
    assert log[-1].event.undoes == log[-2].event.seq


def test_a_ticket_that_refuses_is_named_and_the_others_go(desk: Desk, three: list[Ticket]) -> None:
    agent = desk.ctx(desk.agent)
    wait_for_customer(agent, three[1].id)
    run = begin_bulk(agent, BulkDeed.WAIT, [*ids(three), 999_999])
    assert {one["id"] for one in run.done} == {three[0].id, three[2].id}
    assert [one["ticket"] for one in run.refused] == [three[1].tracking_id, ""]
    assert "already waits" in run.refused[0]["message"] % run.refused[0]["data"]


def test_what_others_touched_meanwhile_is_left_alone_and_reported(
    desk: Desk, three: list[Ticket]
) -> None:
    agent = desk.ctx(desk.agent)
    run = begin_bulk(agent, BulkDeed.ASSIGN, ids(three), argument=str(desk.agent.pk))
    assign_ticket(desk.ctx(desk.colleague), three[0].id, desk.colleague.pk)
    undone = undo_bulk(agent, run.id)
    assert [one["ticket"] for one in undone.undo_refused] == [three[0].tracking_id]
    assert [desk.fresh(ticket).assignee_id for ticket in three] == [desk.colleague.pk, None, None]


def test_a_ticket_that_stood_so_already_is_not_touched_by_the_undo(
    desk: Desk, three: list[Ticket]
) -> None:
    agent = desk.ctx(desk.agent)
    assign_ticket(agent, three[0].id, desk.agent.pk)
    run = begin_bulk(agent, BulkDeed.ASSIGN, ids(three), argument=str(desk.agent.pk))
    assert len(run.done) == 2
    undo_bulk(agent, run.id)
    assert desk.fresh(three[0]).assignee_id == desk.agent.pk


def test_following_many_is_undone_for_those_followed_anew(desk: Desk, three: list[Ticket]) -> None:
    agent = desk.ctx(desk.agent)
    follow_ticket(agent, three[0].id)
    run = begin_bulk(agent, BulkDeed.FOLLOW, ids(three))
    mine = desk.system.rows(Follower).filter(user_id=desk.agent.pk)
    assert mine.count() == 3
    undo_bulk(agent, run.id)
    assert list(mine.values_list("ticket_id", flat=True)) == [three[0].id]


def test_a_deadline_that_passes_before_the_undo_is_broken(desk: Desk) -> None:
    ticket = desk.file()
    due = desk.fresh(ticket).first_due_at
    assert due is not None
    just_before = due - timedelta(seconds=3)
    run = begin_bulk(desk.ctx(desk.agent, just_before), BulkDeed.CLOSE, [ticket.id])
    undo_bulk(desk.ctx(desk.agent, due + timedelta(seconds=3)), run.id)
    assert desk.fresh(ticket).p0_active


def test_rights_hold_for_many_as_for_one(desk: Desk, three: list[Ticket]) -> None:
    with pytest.raises(OnlyProjectManager):
        begin_bulk(desk.ctx(desk.agent), BulkDeed.PRIORITY, ids(three), argument="low")
    with pytest.raises(OnlyProjectManager):
        begin_bulk(desk.ctx(desk.admin), BulkDeed.PRIORITY, ids(three), argument="low")
    for stranger in (desk.hub_user, desk.other_hub_user, desk.roleless):
        with pytest.raises(OnlyStaff):
            begin_bulk(desk.ctx(stranger), BulkDeed.CLOSE, ids(three))
    with pytest.raises(NotAnAgent):
        begin_bulk(
            desk.ctx(desk.agent), BulkDeed.ASSIGN, ids(three), argument=str(desk.hub_user.pk)
        )
    assert {desk.fresh(ticket).status for ticket in three} == {Status.OPEN}
    assert not desk.ctx(desk.agent).rows(BulkRun).exists()


def test_a_deed_is_nobody_elses_to_undo(desk: Desk, three: list[Ticket]) -> None:
    run = begin_bulk(desk.ctx(desk.agent), BulkDeed.WAIT, ids(three))
    for other in (desk.colleague, desk.admin, desk.hub_user):
        with pytest.raises(BulkNotFound):
            undo_bulk(desk.ctx(other), run.id)


def test_undoing_twice_or_too_late_is_refused(desk: Desk, three: list[Ticket]) -> None:
    run = begin_bulk(desk.ctx(desk.agent), BulkDeed.WAIT, ids(three))
    late = desk.ctx(desk.agent, desk.now + timedelta(minutes=16))
    with pytest.raises(UndoTooLate):
        undo_bulk(late, run.id)
    undo_bulk(desk.ctx(desk.agent), run.id)
    with pytest.raises(BulkUndone):
        undo_bulk(desk.ctx(desk.agent), run.id)


def test_too_few_and_too_many_are_refused(
    desk: Desk, three: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NothingSelected):
        begin_bulk(desk.ctx(desk.agent), BulkDeed.WAIT, [])
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 2)
    with pytest.raises(TooManySelected):
        begin_bulk(desk.ctx(desk.agent), BulkDeed.WAIT, ids(three))


def test_many_are_left_to_the_worker_in_stretches(
    desk: Desk, three: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    monkeypatch.setattr(bulk, "STRETCH", 2)
    run = begin_bulk(desk.ctx(desk.agent), BulkDeed.WAIT, ids(three))
    assert (run.place, run.is_running) == (0, True)
    desk.ring()
    assert find_run(desk.ctx(desk.agent), run.id).place == 2
    desk.ring()
    assert not find_run(desk.ctx(desk.agent), run.id).is_running
    undo_bulk(desk.ctx(desk.agent), run.id)
    desk.ring()
    desk.ring()
    assert find_run(desk.ctx(desk.agent), run.id).undone_at is not None
    assert {desk.fresh(ticket).status for ticket in three} == {Status.OPEN}


def test_whoever_left_the_house_does_no_more(
    desk: Desk, three: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    run = begin_bulk(desk.ctx(desk.agent), BulkDeed.CLOSE, ids(three))
    type(desk.agent).objects.filter(pk=desk.agent.pk).update(is_active=False)
    desk.ring()
    assert desk.system.get(BulkRun, run.id).place == 0
    assert {desk.fresh(ticket).status for ticket in three} == {Status.OPEN}
