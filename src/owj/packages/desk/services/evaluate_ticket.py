"""Computing a ticket's clocks when time, not a person, has moved."""

from __future__ import annotations

from django.db import transaction

from owj.packages.desk.entity import Ticket
from owj.packages.desk.events import P0Alarmed
from owj.packages.desk.services.work import (
    TicketWork,
    finish_work,
    last_answer,
    told,
    version_of,
)
from owj.packages.desk.standing import rings_for_p0
from owj.server.agreements.log import Subject, events_of
from owj.server.events import publish
from owj.server.records.context import Context


@transaction.atomic
def evaluate_ticket(ctx: Context, ticket_id: int, *, alarm_due: bool = False) -> Ticket:
    """Compute one ticket at the context's instant: broken promises are recorded once (R13, R14).

    alarm_due: a P0 alarm falls due (R15); it sounds if nobody has answered meanwhile.
    """
    system = ctx.as_system()
    ticket = system.lock(Ticket, ticket_id)
    log = events_of(Subject(Ticket.key, ticket_id))
    work = TicketWork(system, ticket, version_of(ticket), log)
    ticket = finish_work(work)
    clocks = work.evaluation.clocks if work.evaluation else None
    if alarm_due and clocks is not None and rings_for_p0(clocks, last_answer(log)):
        publish(P0Alarmed(**told(ticket, system)))
    return ticket
