"""What colleagues hear of a ticket that they hold or follow, or in which they are named."""

from __future__ import annotations

from collections.abc import Iterable

from owj.packages.desk import letters
from owj.packages.desk.entity import Ticket
from owj.packages.desk.events import (
    CustomerReplied,
    TicketAnswered,
    TicketEvent,
    TicketMoved,
    TicketNoted,
)
from owj.packages.desk.services.assignees import names_of_agents
from owj.packages.desk.services.follow_ticket import followers_of
from owj.packages.desk.telling import tell_staff
from owj.packages.desk.words import OPEN_STATUSES, Status
from owj.server.context import SYSTEM
from owj.server.events import reacts_to
from owj.server.notices.services import NoticeWords
from owj.server.records.context import open_context


@reacts_to(CustomerReplied)
def tell_followers_of_the_customer(event: CustomerReplied) -> None:
    """Tell the followers that the customer wrote; its assignee hears of it anyway."""
    ticket, people = _whom_it_concerns(event)
    people = [id_ for id_ in people if id_ != ticket.assignee_id]
    _tell_news(people, ticket, key=f"followed:message:{event.message_id}")


@reacts_to(TicketAnswered)
def tell_answer(event: TicketAnswered) -> None:
    """Tell the assignee and the followers that a colleague answered or called."""
    ticket, people = _whom_it_concerns(event)
    what = event.message_id or event.at.isoformat()
    _tell_news(people, ticket, key=f"followed:{ticket.id}:message:{what}")


@reacts_to(TicketNoted)
def tell_note(event: TicketNoted) -> None:
    """Tell those whom a note names, and the assignee and the followers that there is one."""
    ticket, people = _whom_it_concerns(event)
    named = [id_ for id_ in event.mentioned if id_ != event.by]
    by = dict(names_of_agents()).get(event.by or 0, "Owj")

    def words(_: letters.Reader) -> NoticeWords:
        return letters.mention_words(ticket=ticket.tracking_id, subject=ticket.subject, by=by)

    key = f"message:{event.message_id}"
    tell_staff(named, "mentioned", ticket, key=f"mention:{key}", data={"by": by}, words=words)
    others = [id_ for id_ in people if id_ not in named]
    _tell_news(others, ticket, key=f"followed:{key}")


@reacts_to(TicketMoved)
def tell_move(event: TicketMoved) -> None:
    """Tell the assignee and the followers that a ticket was done, or taken up again."""
    if {Status(event.before), Status(event.after)} <= set(OPEN_STATUSES):
        return
    ticket, people = _whom_it_concerns(event)
    _tell_news(people, ticket, key=f"followed:{ticket.id}:moved:{ticket.version}")


def _tell_news(people: Iterable[int], ticket: Ticket, *, key: str) -> None:
    def words(_: letters.Reader) -> NoticeWords:
        return letters.followed_words(ticket=ticket.tracking_id, subject=ticket.subject)

    tell_staff(people, "followed_news", ticket, key=key, words=words)


def _whom_it_concerns(event: TicketEvent) -> tuple[Ticket, list[int]]:
    """Return the ticket, and its assignee and followers but for whoever did it."""
    ctx = open_context(SYSTEM, now=event.at)
    ticket = ctx.get(Ticket, event.ticket_id)
    holder = [] if ticket.assignee_id is None else [ticket.assignee_id]
    people = dict.fromkeys([*holder, *followers_of(ctx, ticket.id)])
    return ticket, [id_ for id_ in people if id_ != event.by]
