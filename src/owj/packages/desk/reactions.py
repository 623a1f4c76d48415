"""What follows from what happened at the desk: live news, notices, letters, new deadlines."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext

from owj.kernel.sla.clocks import Promise
from owj.kernel.sla.events import Priority
from owj.kernel.sla.settings import Role
from owj.packages.customers.entity import Customer
from owj.packages.desk import letters
from owj.packages.desk.decisions import Escalation, decide_escalation
from owj.packages.desk.entity import Message, Ticket
from owj.packages.desk.events import (
    CustomerReplied,
    DateAnnounced,
    InsideEvent,
    P0Alarmed,
    PromiseBroken,
    TicketAnswered,
    TicketAssigned,
    TicketEvent,
    TicketMoved,
    TicketOpened,
)
from owj.packages.desk.telling import TOLD_STATUSES, tell_customer, tell_staff
from owj.packages.desk.words import Status
from owj.server.agreements.queries import agreement_version
from owj.server.context import SYSTEM
from owj.server.events import reacts_to
from owj.server.identity.models import User
from owj.server.live.notify import notify_live
from owj.server.notices.services import NoticeWords
from owj.server.records.context import open_context


@reacts_to(TicketEvent)
def tell_open_pages(event: TicketEvent) -> None:
    """Let open pages load the ticket anew; a note is no news to the customer.

    They hear that it changed, not what was done to it: the page tells that, as far as its reader
    may know.
    """
    topics = ["desk"]
    if not isinstance(event, InsideEvent):
        topics.append(f"customer:{event.customer_id}")
        if event.contact_id is not None:
            # For a person who may not hear of colleagues' tickets.
            topics.append(f"contact:{event.contact_id}@{event.customer_id}")
    notify_live(topics, "ticket", id=event.ticket_id, tracking_id=event.tracking_id)


@reacts_to(TicketOpened)
def send_receipt(event: TicketOpened) -> None:
    """Send the customer the tracking id and the promised instant."""
    ctx = open_context(SYSTEM, now=event.at)
    ticket = ctx.get(Ticket, event.ticket_id)
    starts_at, due_at = ticket.clock_starts_at, ticket.first_due_at
    if due_at is None or starts_at is None:
        return

    def words(reader: letters.Reader) -> NoticeWords:
        return letters.receipt_words(
            reader,
            ticket=ticket.tracking_id,
            subject=ticket.subject,
            starts_at=starts_at,
            due_at=due_at,
            waiting=starts_at > event.at,
        )

    tell_customer(ctx, ticket, "ticket_received", words, key=f"ticket:{ticket.tracking_id}:receipt")


@reacts_to(TicketAnswered)
def send_answer(event: TicketAnswered) -> None:
    """Send the customer the reply; a call was heard already."""
    if event.message_id is None:
        return
    ctx = open_context(SYSTEM, now=event.at)
    ticket = ctx.get(Ticket, event.ticket_id)
    message = ctx.get(Message, event.message_id)

    def words(_: letters.Reader) -> NoticeWords:
        return letters.answer_words(
            ticket=ticket.tracking_id, subject=ticket.subject, text=message.body
        )

    tell_customer(ctx, ticket, "desk_replied", words, key=f"message:{message.id}")


@reacts_to(TicketMoved)
def tell_status(event: TicketMoved) -> None:
    """Tell the customer that the desk moved the ticket; what they did themselves they know."""
    if event.after not in TOLD_STATUSES:
        return
    ctx = open_context(SYSTEM, now=event.at)
    ticket = ctx.get(Ticket, event.ticket_id)
    status = TOLD_STATUSES[Status(event.after)]

    def words(_: letters.Reader) -> NoticeWords:
        return letters.moved_words(
            ticket=ticket.tracking_id, subject=ticket.subject, status=gettext(status)
        )

    key = f"ticket:{ticket.id}:moved:{event.after}:{event.at.isoformat()}"
    tell_customer(
        ctx,
        ticket,
        "ticket_moved",
        words,
        key=key,
        data={"status": event.after},
        but_not=event.by,
        letter_without_account=False,
    )


@reacts_to(DateAnnounced)
def tell_date(event: DateAnnounced) -> None:
    """Tell the customer by when the work will be done (R11)."""
    ctx = open_context(SYSTEM, now=event.at)
    ticket = ctx.get(Ticket, event.ticket_id)

    def words(reader: letters.Reader) -> NoticeWords:
        return letters.date_words(
            reader, ticket=ticket.tracking_id, subject=ticket.subject, until=event.until
        )

    key = f"ticket:{ticket.id}:date:{event.until.isoformat()}"
    tell_customer(ctx, ticket, "date_announced", words, key=key)


@reacts_to(TicketAssigned)
def tell_assignee(event: TicketAssigned) -> None:
    """Tell a colleague who got a ticket from somebody else."""
    if event.to is None or event.to == event.by:
        return
    ctx = open_context(SYSTEM, now=event.at)
    ticket = ctx.get(Ticket, event.ticket_id)
    key = f"ticket:{event.ticket_id}:assigned:{ticket.version}"
    by = User.objects.filter(id=event.by or 0).values_list("full_name", flat=True).first() or "Owj"

    def words(_: letters.Reader) -> NoticeWords:
        return letters.assignment_words(ticket=ticket.tracking_id, subject=ticket.subject, by=by)

    tell_staff([event.to], "ticket_assigned", ticket, key=key, words=words)


@reacts_to(CustomerReplied)
def tell_holder(event: CustomerReplied) -> None:
    """Tell the assignee that the customer wrote again."""
    ctx = open_context(SYSTEM, now=event.at)
    ticket = ctx.get(Ticket, event.ticket_id)
    if ticket.assignee_id is None:
        return

    def words(_: letters.Reader) -> NoticeWords:
        return letters.customer_replied_words(ticket=ticket.tracking_id, subject=ticket.subject)

    key = f"message:{event.message_id}"
    tell_staff([ticket.assignee_id], "customer_replied", ticket, key=key, words=words)


@reacts_to(PromiseBroken)
def sound_p0(event: PromiseBroken) -> None:
    """Tell those whom the agreement names, once for each broken promise (R14)."""
    ctx = open_context(SYSTEM)
    ticket = ctx.get(Ticket, event.ticket_id)
    key = f"ticket:{event.ticket_id}:breach:{event.promise}:{event.cycle}:{event.at.isoformat()}"
    people = [user.pk for user in whom_p0_concerns(ticket, Promise(event.promise), ctx.now)]
    data = {"promise": event.promise, "deadline": event.at.isoformat()}
    customer = ctx.get(Customer, ticket.customer_id)

    def words(reader: letters.Reader) -> NoticeWords:
        return letters.breach_words(
            reader,
            ticket=ticket.tracking_id,
            subject=ticket.subject,
            customer=customer.name,
            deadline=event.at,
        )

    tell_staff(people, "promise_broken", ticket, key=key, data=data, words=words)


@reacts_to(P0Alarmed)
def sound_again(event: P0Alarmed) -> None:
    """Remind the same people that a ticket in P0 is still unanswered (R15)."""
    ctx = open_context(SYSTEM, now=event.at)
    ticket = ctx.get(Ticket, event.ticket_id)
    since = ticket.p0_since.isoformat() if ticket.p0_since else ""
    ids = [user.pk for user in whom_p0_concerns(ticket, None, ctx.now)]
    key = f"ticket:{event.ticket_id}:p0_alarm:{event.at.isoformat()}"

    def words(_: letters.Reader) -> NoticeWords:
        return letters.alarm_words(ticket=ticket.tracking_id, subject=ticket.subject)

    tell_staff(ids, "p0_alarm", ticket, key=key, data={"deadline": since}, words=words)


def whom_p0_concerns(ticket: Ticket, promise: Promise | None, now: datetime) -> list[User]:
    """Return the active colleagues whom the escalation table names (R14, R15).

    The table that comes with Owj names the roles of the ticket's agreement. promise: the broken
    one; None when the alarm sounds again.
    """
    agreed = agreement_version(ticket.agreement_version).agreement.p0_notified_roles
    facts = Escalation(promise, Priority(ticket.priority), promise is None, agreed)
    roles = decide_escalation(facts, now=now)
    named = {role.value for role in roles if role is not Role.ASSIGNEE}
    staff = User.objects.filter(kind=User.Kind.STAFF, is_active=True).order_by("id")
    return [
        user
        for user in staff
        if named & set(user.roles) or (Role.ASSIGNEE in roles and user.pk == ticket.assignee_id)
    ]
