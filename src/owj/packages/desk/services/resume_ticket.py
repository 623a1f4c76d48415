"""Going on without waiting."""

from __future__ import annotations

from django.db import transaction

from owj.kernel.sla.events import EventKind
from owj.packages.desk.entity import Ticket
from owj.packages.desk.services.change_status import change_status
from owj.packages.desk.services.work import TicketRef
from owj.packages.desk.words import Move, Status
from owj.server.records.context import Context


@transaction.atomic
def resume_ticket(
    ctx: Context, ref: TicketRef, *, text: str = "", expected_version: int | None = None
) -> Ticket:
    """Go on with a ticket that waited for the customer.

    text: why, as a note.
    Raises: OnlyStaff, TicketNotFound, TicketChanged, TicketRefused's kinds.
    """
    return change_status(
        ctx,
        ref,
        Move.RESUME,
        Status.OPEN,
        EventKind.STATUS_CHANGED,
        text=text,
        expected_version=expected_version,
    )
