"""Which tickets each queue of the inbox holds, as conditions over the columns of the list."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from owj.kernel.calendars.business import BusinessCalendar
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.clocks import ClockState, Promise
from owj.packages.desk.queries.desk_hours import agreement_in_force
from owj.packages.desk.words import RANKS, Queue, Rank, Status
from owj.server.agreements.faces import near_until
from owj.server.agreements.queries import calendar_at
from owj.server.records.context import Context

_DONE = RANKS.index(Rank.DONE)
_COUNTING = (ClockState.RUNNING.value, ClockState.WAITING.value)


def queue_conditions(ctx: Context) -> dict[Queue, Q]:
    """Return every queue's condition; "near" is measured by the agreement in force."""
    agreement = agreement_in_force(ctx)
    calendar = calendar_at(agreement.ticket_calendar, ctx.now)
    is_open = Q(queue_rank__lt=_DONE)
    return {
        Queue.P0: is_open & Q(p0_active=True),
        Queue.OPEN: is_open,
        Queue.MINE: is_open & Q(assignee_id=ctx.actor.user_id),
        Queue.UNASSIGNED: is_open & Q(assignee_id=None),
        Queue.NEAR: is_open & _near(agreement, calendar, ctx.now),
        Queue.PAUSED: is_open & Q(status=Status.WAITING_CUSTOMER),
        Queue.WAITING: is_open & Q(clock_starts_at__gt=ctx.now),
        Queue.ALL: Q(),
    }


def queue_condition(ctx: Context, queue: Queue) -> Q:
    """Return one queue's condition."""
    if queue is Queue.ALL:
        return Q()
    return queue_conditions(ctx)[queue]


def _near(agreement: Agreement, calendar: BusinessCalendar, now: datetime) -> Q:
    """Return the tickets whose clock runs and has little working time left."""
    soon = Q()
    for promise in (Promise.FIRST_RESPONSE, Promise.FOLLOWUP):
        soon |= Q(
            clock_promise=promise.value,
            clock_due_at__lte=near_until(agreement, calendar, promise, now),
        )
    running = Q(clock_state__in=_COUNTING, clock_starts_at__lte=now, clock_due_at__gte=now)
    return running & Q(p0_active=False) & soon
