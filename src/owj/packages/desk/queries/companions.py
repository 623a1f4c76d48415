"""What stands beside a ticket: its followers, its relatives, its customer."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from owj.packages.contracts.entity import Contract
from owj.packages.contracts.queries import contracts_of
from owj.packages.customers.queries import Member, people_of
from owj.packages.desk.entity import Follower, Ticket, TicketLink
from owj.packages.desk.queries.inbox import check_agent
from owj.packages.desk.queries.results import InboxRow, Person
from owj.packages.desk.queries.rows import list_rows, load_tickets
from owj.packages.desk.words import LinkKind
from owj.server.records.context import Context

MERGED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class LinkedTicket:
    """Another ticket and how they belong together. outward: the link was made from this one."""

    row: InboxRow
    kind: LinkKind
    outward: bool


@dataclass(frozen=True, slots=True)
class Companions:
    """What an agent sees beside one ticket.

    merged_into: the ticket that took this one over; absorbed: those it took over itself.
    """

    followers: tuple[Person, ...]
    follows: bool
    links: tuple[LinkedTicket, ...]
    merged_into: InboxRow | None
    absorbed: tuple[InboxRow, ...]
    people: tuple[Member, ...]
    contracts: tuple[Contract, ...]


def companions_of(ctx: Context, ticket: Ticket) -> Companions:
    """Return what stands beside a ticket, in a fixed number of queries. Raises: OnlyStaff."""
    check_agent(ctx)
    followers = _followers(ctx, ticket)
    links, merged_into, absorbed = _related(ctx, ticket)
    return Companions(
        followers=followers,
        follows=any(person.id == ctx.actor.user_id for person in followers),
        links=links,
        merged_into=merged_into,
        absorbed=absorbed,
        people=tuple(one for one in people_of(ctx, ticket.customer_id) if one.acts),
        contracts=contracts_of(ctx, ticket.customer_id),
    )


def _followers(ctx: Context, ticket: Ticket) -> tuple[Person, ...]:
    rows = ctx.rows(Follower).filter(ticket_id=ticket.id).select_related("user").order_by("id")
    return tuple(Person(row.user_id, row.user.full_name, row.user.kind) for row in rows)


def _related(
    ctx: Context, ticket: Ticket
) -> tuple[tuple[LinkedTicket, ...], InboxRow | None, tuple[InboxRow, ...]]:
    links = list(
        ctx.rows(TicketLink).filter(Q(ticket_id=ticket.id) | Q(other_id=ticket.id)).order_by("id")
    )
    ids = {link.other_id if link.ticket_id == ticket.id else link.ticket_id for link in links}
    wanted = Q(id__in=[*ids, ticket.merged_into or 0]) | Q(merged_into=ticket.id)
    rows = list_rows(ctx, load_tickets(ctx.rows(Ticket).filter(wanted).order_by("id")))
    by_id = {row.id: row for row in rows}
    linked = tuple(
        LinkedTicket(by_id[there], link.kind, outward=link.ticket_id == ticket.id)
        for link in links
        if (there := link.other_id if link.ticket_id == ticket.id else link.ticket_id) in by_id
    )
    special = ids | {ticket.merged_into}
    absorbed = tuple(row for row in rows if row.id not in special)[:MERGED_SHOWN]
    return linked, by_id.get(ticket.merged_into or 0), absorbed
