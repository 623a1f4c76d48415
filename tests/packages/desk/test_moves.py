"""The table of moves: whose each one is, and from which status (R6, R12)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.packages.conftest import Desk, tehran

from owj.kernel.errors import NotAllowed, NotFound
from owj.kernel.sla.events import Priority
from owj.packages.desk.drafts import LoggedCall, Note, Reply
from owj.packages.desk.entity import Ticket
from owj.packages.desk.errors import (
    OnlyCustomers,
    OnlyProjectManager,
    OnlyStaff,
    TicketChanged,
    TicketClosed,
    TicketMerged,
    TicketNotFound,
    TicketRefused,
    TicketRejected,
    TicketResolved,
    TicketStillOpen,
    TicketWaiting,
)
from owj.packages.desk.moves import MOVES, SIDES, Side
from owj.packages.desk.services import (
    accept_fix,
    add_note,
    announce_date,
    assign_ticket,
    clear_p0,
    close_ticket,
    confirm_resolution,
    customer_reply,
    exclude_ticket,
    link_tickets,
    log_call,
    merge_ticket,
    rate_ticket,
    readmit_ticket,
    reject_request,
    reopen_ticket,
    reply_publicly,
    resolve_ticket,
    resume_ticket,
    set_priority,
    wait_for_customer,
)
from owj.packages.desk.words import Importance, LinkKind, Move, Status
from owj.server.agreements.models import PromiseEvent
from owj.server.context import SYSTEM
from owj.server.records.context import Context

pytestmark = pytest.mark.django_db

Verb = Callable[[Context, str], object]
LATER = tehran("2026-11-25 12:00")

VERBS: dict[Move, Verb] = {
    Move.REPLY: lambda ctx, ref: reply_publicly(ctx, ref, Reply("پاسخ")),
    Move.NOTE: lambda ctx, ref: add_note(ctx, ref, Note("یادداشت")),
    Move.LOG_CALL: lambda ctx, ref: log_call(ctx, ref, LoggedCall("گفت‌وگو")),
    Move.ASSIGN: lambda ctx, ref: assign_ticket(ctx, ref, None),
    Move.SET_PRIORITY: lambda ctx, ref: set_priority(ctx, ref, Priority.LOW),
    Move.ANNOUNCE: lambda ctx, ref: announce_date(ctx, ref, LATER),
    Move.WAIT: wait_for_customer,
    Move.RESUME: resume_ticket,
    Move.RESOLVE: resolve_ticket,
    Move.ACCEPT_FIX: accept_fix,
    Move.REJECT: lambda ctx, ref: reject_request(ctx, ref, reason="در برنامه نیست"),
    Move.CLOSE: close_ticket,
    Move.REOPEN: reopen_ticket,
    Move.MERGE: lambda ctx, ref: merge_ticket(ctx, ref, into=ref),
    Move.LINK: lambda ctx, ref: link_tickets(ctx, ref, ref, LinkKind.RELATED),
    Move.EXCLUDE: lambda ctx, ref: exclude_ticket(ctx, ref, reason="خطای ثبت"),
    Move.READMIT: lambda ctx, ref: readmit_ticket(ctx, ref, reason="بازبینی"),
    Move.CLEAR_P0: clear_p0,
    Move.CUSTOMER_REPLY: lambda ctx, ref: customer_reply(ctx, ref, Reply("پیام")),
    Move.CONFIRM: confirm_resolution,
    Move.RATE: lambda ctx, ref: rate_ticket(ctx, ref, 5),
}


def put_into(desk: Desk, status: Status) -> Ticket:
    """File a low ticket and bring it into a status by verbs alone."""
    ticket = desk.file(importance=Importance.LOW)
    agent = desk.ctx(desk.agent)
    ref = ticket.tracking_id
    if status is Status.MERGED:
        merge_ticket(agent, ref, into=desk.file().tracking_id)
    verbs: dict[Status, Verb] = {
        Status.WAITING_CUSTOMER: VERBS[Move.WAIT],
        Status.RESOLVED: VERBS[Move.RESOLVE],
        Status.CLOSED: VERBS[Move.CLOSE],
        Status.REJECTED: VERBS[Move.REJECT],
    }
    if status in verbs:
        verbs[status](agent, ref)
    ticket = desk.fresh(ticket)
    assert ticket.status is status
    return ticket


def mover(desk: Desk, move: Move) -> Context:
    """Return somebody who may make the move."""
    return desk.ctx(desk.hub_user if SIDES[move] is Side.CUSTOMER else desk.manager)


def test_every_move_has_a_side_statuses_and_a_verb() -> None:
    assert set(SIDES) == set(MOVES) == set(VERBS) == set(Move)


@pytest.mark.parametrize("move", list(Move))
def test_every_move_is_refused_from_the_wrong_status_and_leaves_the_ticket_as_it_was(
    desk: Desk, move: Move
) -> None:
    refusals = {
        Status.OPEN: TicketStillOpen,
        Status.WAITING_CUSTOMER: TicketWaiting,
        Status.RESOLVED: TicketResolved,
        Status.CLOSED: TicketClosed,
        Status.REJECTED: TicketRejected,
        Status.MERGED: TicketMerged,
    }
    for status in set(Status) - MOVES[move]:
        ticket = put_into(desk, status)
        events = PromiseEvent.objects.filter(record_id=ticket.id).count()
        with pytest.raises(refusals[status]) as refused:
            VERBS[move](mover(desk, move), ticket.tracking_id)
        assert refused.value.data["ticket"] == ticket.tracking_id
        assert desk.fresh(ticket).version == ticket.version
        assert PromiseEvent.objects.filter(record_id=ticket.id).count() == events


@pytest.mark.parametrize("status", [Status.OPEN, Status.CLOSED, Status.REJECTED])
def test_customers_reopen_only_what_was_resolved(desk: Desk, status: Status) -> None:
    ticket = put_into(desk, status)
    with pytest.raises(TicketRefused):
        reopen_ticket(desk.ctx(desk.hub_user), ticket.tracking_id, text="دوباره")
    assert desk.fresh(ticket).version == ticket.version


@pytest.mark.parametrize("move", [move for move in Move if SIDES[move] is not Side.CUSTOMER])
def test_staff_moves_are_refused_to_all_others(desk: Desk, move: Move) -> None:
    ticket = desk.file(importance=Importance.LOW)
    strangers = [desk.roleless.actor, SYSTEM]
    if SIDES[move] is not Side.BOTH:
        strangers.append(desk.hub_user.actor)
    for actor in strangers:
        with pytest.raises(OnlyStaff):
            VERBS[move](desk.ctx(actor), ticket.tracking_id)
    assert desk.fresh(ticket).version == ticket.version


@pytest.mark.parametrize("move", [move for move in Move if SIDES[move] is Side.CUSTOMER])
def test_customers_moves_are_refused_to_staff_and_system(desk: Desk, move: Move) -> None:
    ticket = desk.file()
    for actor in (desk.agent.actor, desk.manager.actor, desk.admin.actor, SYSTEM):
        with pytest.raises(OnlyCustomers):
            VERBS[move](desk.ctx(actor), ticket.tracking_id)


@pytest.mark.parametrize("move", [move for move in Move if SIDES[move] is Side.DECIDER])
def test_decisions_are_the_project_managers(desk: Desk, move: Move) -> None:
    """R6."""
    ticket = desk.file(is_bug=True)
    for user in (desk.agent, desk.admin):
        with pytest.raises(OnlyProjectManager):
            VERBS[move](desk.ctx(user), ticket.tracking_id)
    assert desk.fresh(ticket).version == ticket.version


@pytest.mark.parametrize(
    "move", [move for move in Move if SIDES[move] in {Side.CUSTOMER, Side.BOTH}]
)
def test_another_customers_ticket_does_not_exist_in_the_hub(desk: Desk, move: Move) -> None:
    ticket = put_into(desk, Status.RESOLVED)
    with pytest.raises(TicketNotFound):
        VERBS[move](desk.ctx(desk.other_hub_user), ticket.tracking_id)
    assert desk.fresh(ticket).status is Status.RESOLVED


@pytest.mark.parametrize("move", list(Move))
def test_a_ticket_that_never_was_is_not_found(desk: Desk, move: Move) -> None:
    with pytest.raises(NotFound):
        VERBS[move](mover(desk, move), "T-1405-999999")


def test_tracking_ids_are_read_in_any_digits_and_case(desk: Desk) -> None:
    ticket = desk.file()
    note = add_note(desk.ctx(desk.agent), " t-۱۴۰۵-۰۰۰۰۰۱ ", Note("یادداشت"))
    assert note.ticket_id == ticket.id


def test_a_change_seen_too_late_is_refused(desk: Desk) -> None:
    ticket = desk.file()
    assign_ticket(desk.ctx(desk.agent), ticket.id, desk.agent.pk)
    with pytest.raises(TicketChanged):
        assign_ticket(
            desk.ctx(desk.colleague),
            ticket.id,
            desk.colleague.pk,
            expected_version=ticket.version,
        )
    assert desk.fresh(ticket).assignee_id == desk.agent.pk


def test_refusals_are_conflicts_and_rights_are_not() -> None:
    assert not issubclass(TicketRefused, NotAllowed)
    assert issubclass(OnlyProjectManager, NotAllowed)
