"""What follows from what happened at the desk: live news, notices, letters, new deadlines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from owj.kernel.sla.settings import Role
from owj.packages.customers.entity import Customer
from owj.packages.customers.queries import find_speaker
from owj.packages.desk import letters
from owj.packages.desk.entity import Message, Ticket
from owj.packages.desk.events import (
    CustomerReplied,
    P0Alarmed,
    PromiseBroken,
    TicketAnswered,
    TicketAssigned,
    TicketEvent,
    TicketNoted,
    TicketOpened,
)
from owj.packages.desk.timers import CALENDAR_TIMER
from owj.server import clock
from owj.server.agreements.events import CalendarRevised
from owj.server.agreements.queries import agreement_version
from owj.server.context import SYSTEM
from owj.server.events import reacts_to
from owj.server.identity.models import User
from owj.server.live.notify import notify_live
from owj.server.notices.services import notify_users
from owj.server.records.context import Context, open_context
from owj.server.timers.schedule import schedule_timer


@reacts_to(TicketEvent)
def tell_open_pages(event: TicketEvent) -> None:
    """Let open pages load the ticket anew; a note is no news to the customer.

    They hear that it changed, not what was done to it: the page tells that, as far as its reader
    may know.
    """
    topics = ["desk"]
    if not isinstance(event, TicketNoted | P0Alarmed):
        topics.append(f"customer:{event.customer_id}")
    notify_live(topics, "ticket", id=event.ticket_id, tracking_id=event.tracking_id)


@reacts_to(TicketOpened)
def send_receipt(event: TicketOpened) -> None:
    """Send the customer the tracking id and the promised instant."""
    ctx = open_context(SYSTEM, now=event.at)
    ticket = ctx.get(Ticket, event.ticket_id)
    to = _speaker(ctx, ticket)
    if to is None or ticket.first_due_at is None or ticket.clock_starts_at is None:
        return
    letters.send_receipt(
        to,
        ticket=ticket.tracking_id,
        subject=ticket.subject,
        starts_at=ticket.clock_starts_at,
        due_at=ticket.first_due_at,
        waiting=ticket.clock_starts_at > event.at,
    )


@reacts_to(TicketAnswered)
def send_answer(event: TicketAnswered) -> None:
    """Send the customer the reply; a call was heard already."""
    if event.message_id is None:
        return
    ctx = open_context(SYSTEM, now=event.at)
    ticket = ctx.get(Ticket, event.ticket_id)
    to = _speaker(ctx, ticket)
    if to is None:
        return
    message = ctx.get(Message, event.message_id)
    letters.send_answer(
        to,
        ticket=ticket.tracking_id,
        subject=ticket.subject,
        text=message.body,
        key=f"message:{message.id}",
    )


@reacts_to(TicketAssigned)
def tell_assignee(event: TicketAssigned) -> None:
    """Tell a colleague who got a ticket from somebody else."""
    if event.to is None or event.to == event.by:
        return
    ctx = open_context(SYSTEM, now=event.at)
    ticket = ctx.get(Ticket, event.ticket_id)
    key = f"ticket:{event.ticket_id}:assigned:{ticket.version}"
    _notice([event.to], "ticket_assigned", ticket, key=key)
    by = User.objects.filter(id=event.by or 0).values_list("full_name", flat=True).first() or "Owj"
    for colleague in User.objects.filter(id=event.to, is_active=True):
        letters.send_assignment(
            _addressee(colleague),
            ticket=ticket.tracking_id,
            subject=ticket.subject,
            by=by,
            key=key,
        )


@reacts_to(CustomerReplied)
def tell_holder(event: CustomerReplied) -> None:
    """Tell the assignee that the customer wrote again."""
    ctx = open_context(SYSTEM, now=event.at)
    ticket = ctx.get(Ticket, event.ticket_id)
    if ticket.assignee_id is not None:
        key = f"message:{event.message_id}"
        _notice([ticket.assignee_id], "customer_replied", ticket, key=key)


@reacts_to(PromiseBroken)
def sound_p0(event: PromiseBroken) -> None:
    """Tell those whom the agreement names, once for each broken promise (R14)."""
    ctx = open_context(SYSTEM)
    ticket = ctx.get(Ticket, event.ticket_id)
    key = f"ticket:{event.ticket_id}:breach:{event.promise}:{event.cycle}:{event.at.isoformat()}"
    people = _whom_p0_concerns(ticket)
    data = {"promise": event.promise, "deadline": event.at.isoformat()}
    _notice([user.pk for user in people], "promise_broken", ticket, key=key, data=data)
    customer = ctx.get(Customer, ticket.customer_id)
    for colleague in people:
        letters.send_alarm(
            _addressee(colleague),
            ticket=ticket.tracking_id,
            subject=ticket.subject,
            customer=customer.name,
            deadline=event.at,
            key=f"{key}:{colleague.pk}",
        )


@reacts_to(P0Alarmed)
def sound_again(event: P0Alarmed) -> None:
    """Remind the same people that a ticket in P0 is still unanswered (R15)."""
    ctx = open_context(SYSTEM, now=event.at)
    ticket = ctx.get(Ticket, event.ticket_id)
    since = ticket.p0_since.isoformat() if ticket.p0_since else ""
    ids = [user.pk for user in _whom_p0_concerns(ticket)]
    key = f"ticket:{event.ticket_id}:p0_alarm:{event.at.isoformat()}"
    _notice(ids, "p0_alarm", ticket, key=key, data={"deadline": since})


@reacts_to(CalendarRevised)
def compute_open_tickets(event: CalendarRevised) -> None:
    """Let the worker compute every open ticket anew, for deadlines may move later (R50)."""
    schedule_timer(CALENDAR_TIMER, event.key, clock.now(), {"after_id": 0})


def _speaker(ctx: Context, ticket: Ticket) -> letters.Addressee | None:
    speaker = find_speaker(ctx, ticket.contact_id)
    if speaker is None:
        return None
    return letters.Addressee(speaker.email, speaker.name, speaker.language)


def _addressee(user: User) -> letters.Addressee:
    return letters.Addressee(user.email, user.full_name, user.language)


def _whom_p0_concerns(ticket: Ticket) -> list[User]:
    """Return the active colleagues of the roles that the ticket's agreement names (R14)."""
    roles = agreement_version(ticket.agreement_version).agreement.p0_notified_roles
    named = {role.value for role in roles if role is not Role.ASSIGNEE}
    staff = User.objects.filter(kind=User.Kind.STAFF, is_active=True).order_by("id")
    return [
        user
        for user in staff
        if named & set(user.roles) or (Role.ASSIGNEE in roles and user.pk == ticket.assignee_id)
    ]


def _notice(
    user_ids: Iterable[int],
    kind: str,
    ticket: Ticket,
    *,
    key: str,
    data: Mapping[str, object] | None = None,
) -> None:
    notify_users(
        user_ids,
        kind,
        url=f"/tickets/{ticket.tracking_id}",
        data={"tracking_id": ticket.tracking_id, "subject": ticket.subject, **(data or {})},
        key=key,
    )
