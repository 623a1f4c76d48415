"""What follows from a revised calendar: tickets computed anew, and who hears of it (R50)."""

from __future__ import annotations

from datetime import datetime

from owj.kernel.sla.clocks import Promise
from owj.packages.desk import letters
from owj.packages.desk.entity import Ticket
from owj.packages.desk.events import BreachSuperseded, DeadlineMoved, RevisionApplied
from owj.packages.desk.news import whom_p0_concerns
from owj.packages.desk.telling import tell_customer, tell_staff
from owj.packages.desk.timers import CALENDAR_TIMER
from owj.server.agreements.events import CalendarRevised
from owj.server.context import SYSTEM
from owj.server.events import reacts_to
from owj.server.notices.services import NoticeWords, notify_users
from owj.server.records.context import Context, open_context
from owj.server.timers.models import Timer
from owj.server.timers.schedule import schedule_timer


@reacts_to(CalendarRevised)
def compute_open_tickets(event: CalendarRevised) -> None:
    """Let the worker compute every open ticket anew, for deadlines may move later.

    A revision before that is still being applied is applied with this one.
    """
    waiting = Timer.objects.filter(kind=CALENDAR_TIMER, key=event.key).first()
    since = min(event.number, waiting.data["since"]) if waiting else event.number
    data = {"since": since, "by": event.by, "tell": event.tell}
    schedule_timer(CALENDAR_TIMER, event.key, event.declared_at, data)


@reacts_to(BreachSuperseded)
def tell_relief(event: BreachSuperseded) -> None:
    """Tell those who heard of the breach that it counts no more, and the customer."""
    ctx = open_context(SYSTEM, now=event.at)
    ticket = ctx.get(Ticket, event.ticket_id)
    key = f"ticket:{event.ticket_id}:relief:{event.promise}:{event.deadline.isoformat()}"
    people = [user.pk for user in whom_p0_concerns(ticket, Promise(event.promise), ctx.now)]
    data = {"promise": event.promise, "deadline": event.deadline.isoformat()}
    tell_staff(people, "breach_superseded", ticket, key=key, data=data)
    _tell_new_deadline(ctx, ticket, event.promise, event.due_at, key=key)


@reacts_to(DeadlineMoved)
def tell_new_deadline(event: DeadlineMoved) -> None:
    """Tell the customer that a deadline moved, if whoever moved it wishes so."""
    if not event.tell_customer:
        return
    ctx = open_context(SYSTEM, now=event.at)
    ticket = ctx.get(Ticket, event.ticket_id)
    key = f"ticket:{event.ticket_id}:later:{event.promise}:{event.after.isoformat()}"
    _tell_new_deadline(ctx, ticket, event.promise, event.after, key=key)


@reacts_to(RevisionApplied)
def tell_editor(event: RevisionApplied) -> None:
    """Tell whoever revised a calendar that every ticket counts on it now."""
    if event.by is not None:
        data = {"moved": event.moved, "relieved": event.relieved}
        notify_users([event.by], "calendar_applied", url=f"/calendars/{event.key}", data=data)


def _tell_new_deadline(
    ctx: Context, ticket: Ticket, promise: str, due_at: datetime, *, key: str
) -> None:
    def words(reader: letters.Reader) -> NoticeWords:
        return letters.new_deadline_words(
            reader, ticket=ticket.tracking_id, subject=ticket.subject, due_at=due_at
        )

    tell_customer(ctx, ticket, "deadline_moved", words, key=key, data={"promise": promise})
