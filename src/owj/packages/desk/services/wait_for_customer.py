"""Waiting for the customer."""

from __future__ import annotations

from django.db import transaction

from owj.kernel.sla.events import EventKind
from owj.packages.desk.entity import Ticket
from owj.packages.desk.services.change_status import change_status
from owj.packages.desk.services.work import TicketRef
from owj.packages.desk.words import Move, Status
from owj.server.records.context import Context


@transaction.atomic
def wait_for_customer(
    ctx: Context, ref: TicketRef, *, text: str = "", expected_version: int | None = None
) -> Ticket:
    """Wait for the customer; whether a clock stands still meanwhile, the agreement says (R12).

    text: why, as a note.
    Raises: OnlyStaff, TicketNotFound, TicketChanged, TicketRefused's kinds.
    """
    return change_status(
        ctx,
        ref,
        Move.WAIT,
        Status.WAITING_CUSTOMER,
        EventKind.WAITING_CUSTOMER,
        text=text,
        expected_version=expected_version,
    )
