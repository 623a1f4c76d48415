"""What follows from what happened at the desk: live news, notices, letters, new deadlines."""

from __future__ import annotations

from owj.kernel.sla.clocks import Promise
from owj.packages.desk import letters, news
from owj.packages.desk.entity import Message, Ticket
from owj.packages.desk.events import (
    CustomerReplied,
    DateAnnounced,
    InsideEvent,
    P0Alarmed,
    PromiseBroken,
    PromiseNear,
    TicketAnswered,
    TicketAssigned,
    TicketEvent,
    TicketMoved,
    TicketOpened,
)
from owj.packages.desk.life import has_life, tell_life
from owj.packages.desk.telling import TOLD_STATUSES, tell_customer, tell_staff
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
    """Send the receipt of a ticket that has no drawn life."""
    if not has_life(event.ticket_id):
        ctx = open_context(SYSTEM, now=event.at)
        news.tell_receipt(ctx, ctx.get(Ticket, event.ticket_id))


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
    """Tell the customer that the desk moved a ticket that has no drawn life."""
    if event.after in TOLD_STATUSES and not has_life(event.ticket_id):
        ctx = open_context(SYSTEM, now=event.at)
        news.tell_status(ctx, ctx.get(Ticket, event.ticket_id), event.by)


@reacts_to(DateAnnounced)
def tell_date(event: DateAnnounced) -> None:
    """Let the ticket's processes hear of a date, and tell the customer where none is its life."""
    ctx = open_context(SYSTEM, now=event.at)
    tell_life(ctx, event)
    if not has_life(event.ticket_id):
        news.tell_date(ctx, ctx.get(Ticket, event.ticket_id), event.until)


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
    """Let the ticket's processes hear of a broken promise; without a life tell the managers."""
    ctx = open_context(SYSTEM)
    tell_life(ctx, event)
    if not has_life(event.ticket_id):
        ticket = ctx.get(Ticket, event.ticket_id)
        news.tell_breach(ctx, ticket, Promise(event.promise), event.cycle, event.at)


@reacts_to(P0Alarmed)
def sound_again(event: P0Alarmed) -> None:
    """Let the ticket's processes hear that P0 goes on; without a life remind the managers."""
    ctx = open_context(SYSTEM, now=event.at)
    tell_life(ctx, event)
    if not has_life(event.ticket_id):
        news.tell_alarm(ctx, ctx.get(Ticket, event.ticket_id))


@reacts_to(PromiseNear)
def warn_of_breach(event: PromiseNear) -> None:
    """Let the ticket's processes hear of a near deadline; without a life warn its people."""
    ctx = open_context(SYSTEM, now=event.at)
    tell_life(ctx, event)
    if not has_life(event.ticket_id):
        ticket = ctx.get(Ticket, event.ticket_id)
        news.tell_near(ctx, ticket, Promise(event.promise), event.cycle, event.due_at)
