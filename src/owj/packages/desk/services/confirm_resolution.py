"""The customer confirms that the ticket is resolved."""

from __future__ import annotations

from django.db import transaction

from owj.kernel.sla.events import EventKind
from owj.packages.desk.entity import Ticket
from owj.packages.desk.services.change_status import change_status
from owj.packages.desk.services.work import TicketRef
from owj.packages.desk.words import Move, Status
from owj.server.records.context import Context


@transaction.atomic
def confirm_resolution(ctx: Context, ref: TicketRef) -> Ticket:
    """Let the customer agree that the ticket is resolved; it is closed.

    Raises: OnlyCustomers, TicketNotFound, TicketRefused's kinds.
    """
    return change_status(ctx, ref, Move.CONFIRM, Status.CLOSED, EventKind.CONFIRMED)
