"""Wanting to hear of a ticket, and not any more."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from owj.packages.desk.entity import Follower, Ticket
from owj.packages.desk.errors import OnlyStaff
from owj.packages.desk.moves import is_agent
from owj.packages.desk.services.work import TicketRef, lock_ticket
from owj.server.records.context import Context


@transaction.atomic
def follow_ticket(ctx: Context, ref: TicketRef) -> Ticket:
    """Let the actor hear of the ticket. Raises: OnlyStaff, TicketNotFound."""
    ticket = _reached(ctx, ref)
    if ctx.actor.user_id is not None:
        add_followers(ctx, ticket.id, [ctx.actor.user_id])
    return ticket


@transaction.atomic
def unfollow_ticket(ctx: Context, ref: TicketRef) -> Ticket:
    """Let the actor hear of the ticket no more. Raises: OnlyStaff, TicketNotFound."""
    ticket = _reached(ctx, ref)
    system = ctx.as_system()
    mine = system.rows(Follower).filter(ticket_id=ticket.id, user_id=ctx.actor.user_id)
    for row in mine:
        system.delete(row)
    return ticket


def add_followers(ctx: Context, ticket_id: int, user_ids: Iterable[int]) -> None:
    """Add those who do not follow yet; the caller holds the ticket's row."""
    system = ctx.as_system()
    wanted = list(dict.fromkeys(user_ids))
    rows = system.rows(Follower).filter(ticket_id=ticket_id, user_id__in=wanted)
    there = set(rows.values_list("user_id", flat=True))
    system.create_many(
        Follower,
        [{"ticket_id": ticket_id, "user_id": id_} for id_ in wanted if id_ not in there],
    )


def followers_of(ctx: Context, ticket_id: int) -> tuple[int, ...]:
    """Return who wants to hear of a ticket; the system asks for everybody."""
    rows = ctx.rows(Follower).filter(ticket_id=ticket_id, user__is_active=True)
    return tuple(rows.order_by("id").values_list("user_id", flat=True))


def _reached(ctx: Context, ref: TicketRef) -> Ticket:
    if not is_agent(ctx.actor):
        raise OnlyStaff
    return lock_ticket(ctx, ref)
