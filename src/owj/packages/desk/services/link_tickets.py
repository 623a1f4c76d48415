"""Saying that one ticket belongs to another, and taking it back."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from owj.kernel.sla.events import EventKind
from owj.packages.desk.entity import TicketLink
from owj.packages.desk.errors import AlreadyLinked, SameTicket, TicketNotFound
from owj.packages.desk.events import TicketLinked
from owj.packages.desk.moves import check_may
from owj.packages.desk.services.work import (
    TicketRef,
    TicketWork,
    begin_work,
    find_ticket,
    finish_work,
    lock_ticket,
    told,
)
from owj.packages.desk.words import LinkKind, Move
from owj.server.events import publish
from owj.server.records.context import Context
from owj.server.records.rowtypes import Rows


@transaction.atomic
def link_tickets(ctx: Context, ref: TicketRef, other: TicketRef, kind: LinkKind) -> TicketLink:
    """Say that `ref` belongs to `other`; both timelines tell it, no clock moves.

    Raises: OnlyStaff, TicketNotFound, SameTicket, AlreadyLinked.
    """
    one, two = _both(ctx, ref, other)
    if _links_between(ctx, one, two).exists():
        raise AlreadyLinked(ticket=one.ticket.tracking_id, other=two.ticket.tracking_id)
    link = ctx.as_system().create(
        TicketLink, ticket_id=one.ticket.id, other_id=two.ticket.id, kind=kind
    )
    _tell(one, two, kind, linked=True)
    return link


@transaction.atomic
def unlink_tickets(ctx: Context, ref: TicketRef, other: TicketRef) -> LinkKind:
    """Take the link between two tickets back, whichever way it was made; returns what it said.

    Raises: OnlyStaff, TicketNotFound, also when they are not linked.
    """
    one, two = _both(ctx, ref, other)
    link = _links_between(ctx, one, two).first()
    if link is None:
        raise TicketNotFound(ticket=two.ticket.tracking_id)
    if link.ticket_id != one.ticket.id:
        one, two = two, one
    ctx.as_system().delete(link)
    _tell(one, two, link.kind, linked=False)
    return link.kind


def _both(ctx: Context, ref: TicketRef, other: TicketRef) -> tuple[TicketWork, TicketWork]:
    check_may(ctx.actor, Move.LINK)
    ids = find_ticket(ctx, ref), find_ticket(ctx, other)
    if ids[0] == ids[1]:
        raise SameTicket
    # Both rows are locked in one order, or two opposite links would wait for each other.
    for ticket_id in sorted(ids):
        lock_ticket(ctx, ticket_id)
    return begin_work(ctx, ids[0], Move.LINK), begin_work(ctx, ids[1], Move.LINK)


def _links_between(ctx: Context, one: TicketWork, two: TicketWork) -> Rows[TicketLink]:
    a, b = one.ticket.id, two.ticket.id
    pair = Q(ticket_id=a, other_id=b) | Q(ticket_id=b, other_id=a)
    return ctx.as_system().rows(TicketLink).filter(pair)


def _tell(one: TicketWork, two: TicketWork, kind: LinkKind, *, linked: bool) -> None:
    happened = EventKind.LINKED if linked else EventKind.UNLINKED
    for here, there, reads in ((one, two, kind.value), (two, one, f"{kind.value}_of_other")):
        here.happened(
            happened,
            data={
                "other": there.ticket.tracking_id,
                "other_subject": there.ticket.subject,
                "relation": reads,
            },
        )
    for here, there in ((one, two), (two, one)):
        ticket = finish_work(here)
        event = TicketLinked(
            **told(ticket, here.ctx), other=there.ticket.id, kind=kind.value, linked=linked
        )
        publish(event)
