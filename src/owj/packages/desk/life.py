"""The drawn life of a ticket, as the desk sees it: whether there is one, and what it is told.

The contract's clocks stay the kernel's (`kernel/sla`). The drawing says what the organisation does
about what happens: who is told, who is asked, who has a task. It hears of the ticket's fields by
conditions, and of what happens again and again by messages.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from owj.kernel.feel import FeelValue
from owj.packages.desk.entity import Ticket
from owj.packages.desk.events import DateAnnounced, P0Alarmed, PromiseBroken, PromiseNear
from owj.server.processes.queries import has_process
from owj.server.processes.services import tell_record
from owj.server.records.context import Context

LIFE = "ticket_life"
BROKEN, NEAR = "ticket.promise_broken", "ticket.promise_near"
ALARM, DATE = "ticket.p0_alarm", "ticket.date_announced"
Heard = DateAnnounced | P0Alarmed | PromiseBroken | PromiseNear


def has_life(ticket_id: int) -> bool:
    """Tell whether the drawing decides what follows for a ticket.

    Tickets of other systems, those from before the drawing, and those whose life was cancelled
    have none: for them the desk does what the shipped drawing does.
    """
    return has_process(LIFE, Ticket.key, ticket_id)


def tell_life(ctx: Context, event: Heard) -> None:
    """Let the processes of a ticket hear what happened to it."""
    name, data = _message_of(event)
    tell_record(ctx, Ticket.key, event.ticket_id, name, data)


def _message_of(event: Heard) -> tuple[str, dict[str, FeelValue]]:
    match event:
        case PromiseBroken():
            return BROKEN, _promised(event.promise, event.cycle, event.at)
        case PromiseNear():
            return NEAR, _promised(event.promise, event.cycle, event.due_at)
        case DateAnnounced():
            return DATE, {"until": event.until}
        case P0Alarmed():
            return ALARM, {}


def _promised(promise: str, cycle: int, deadline: datetime) -> dict[str, FeelValue]:
    return {"promise": promise, "cycle": Decimal(cycle), "deadline": deadline}
