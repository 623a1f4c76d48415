"""Resolving a ticket."""

from __future__ import annotations

from django.db import transaction

from owj.kernel.sla.events import EventKind
from owj.packages.desk.entity import Ticket
from owj.packages.desk.services.change_status import change_status
from owj.packages.desk.services.work import TicketRef
from owj.packages.desk.words import Move, Status
from owj.server.records.context import Context


@transaction.atomic
def resolve_ticket(
    ctx: Context, ref: TicketRef, *, text: str = "", expected_version: int | None = None
) -> Ticket:
    """Resolve a ticket: its follow-up is complete (R10), and the customer confirms or reopens.

    text: why, as a note.
    Raises: OnlyStaff, TicketNotFound, TicketChanged, TicketRefused's kinds.
    """
    return change_status(
        ctx,
        ref,
        Move.RESOLVE,
        Status.RESOLVED,
        EventKind.RESOLVED,
        text=text,
        expected_version=expected_version,
    )
