"""Confirming or changing a ticket's priority."""

from __future__ import annotations

from django.db import transaction

from owj.kernel.sla.events import EventKind, Priority
from owj.packages.desk.entity import Ticket
from owj.packages.desk.events import PrioritySet
from owj.packages.desk.services.texts import optional_text
from owj.packages.desk.services.work import TicketRef, begin_work, finish_work, told
from owj.packages.desk.words import Move
from owj.server.events import publish
from owj.server.records.context import Context


@transaction.atomic
def set_priority(
    ctx: Context,
    ref: TicketRef,
    priority: Priority,
    *,
    reason: str = "",
    expected_version: int | None = None,
) -> Ticket:
    """Confirm or change the priority; deadlines are aimed anew from the original start (R6, R12).

    A promise already broken stays broken. Raises: OnlyStaff, OnlyProjectManager, TicketNotFound,
    TicketChanged, TicketRefused's kinds.
    """
    work = begin_work(ctx, ref, Move.SET_PRIORITY, expected_version=expected_version)
    before = work.ticket.priority
    work.changes["priority_confirmed_by_id"] = ctx.actor.user_id
    work.changes["priority_confirmed_at"] = ctx.now
    work.happened(
        EventKind.PRIORITY_SET,
        priority=priority,
        data={"before": before.value, "reason": optional_text(reason)},
    )
    ticket = finish_work(work)
    publish(PrioritySet(**told(ticket, ctx), priority=priority.value))
    return ticket
