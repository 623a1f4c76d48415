"""Finding anything by a few words: tickets, customers, people of customers, kept lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from heapq import nlargest

from owj.kernel.persian.folding import fold
from owj.packages.customers.entity import Contact, Customer
from owj.packages.desk.entity import Ticket
from owj.packages.desk.moves import is_agent
from owj.packages.desk.queries.results import InboxRow
from owj.packages.desk.queries.rows import list_rows, load_tickets
from owj.packages.desk.queries.saved_views import saved_views
from owj.packages.desk.queries.search import (
    clean_words,
    search_tickets,
    snippets_of,
    tracking_ids,
)
from owj.packages.desk.saved_views import SavedView
from owj.server.records.context import Context
from owj.server.records.lookups import PersianKey, ids_of

TICKETS, OTHERS = 6, 4


@dataclass(frozen=True, slots=True)
class Finds:
    """What was found, the likeliest first. nearly: nothing is written as it was typed."""

    tickets: tuple[InboxRow, ...] = ()
    customers: tuple[Customer, ...] = ()
    contacts: tuple[Contact, ...] = ()
    views: tuple[SavedView, ...] = ()
    nearly: bool = False

    def __bool__(self) -> bool:
        return bool(self.tickets or self.customers or self.contacts or self.views)


def find_anything(ctx: Context, words: str) -> Finds:
    """Return what the words may mean, each narrowed to what its reader may see.

    Typed by one letter wrong they are tried again; who does not work at the desk finds nothing.
    """
    words = clean_words(words)
    if not fold(words) or not is_agent(ctx.actor):
        return Finds()
    return _find(ctx, words, nearly=False) or _find(ctx, words, nearly=True)


def _find(ctx: Context, words: str, *, nearly: bool) -> Finds:
    lookup = "name__nearly" if nearly else "name__folded"
    customers = ctx.rows(Customer).filter(**{lookup: words}).order_by(PersianKey("name"), "id")
    contacts = ctx.rows(Contact).filter(**{lookup: words}).select_related("customer")
    wanted = fold(words).split()
    return Finds(
        tickets=_tickets(ctx, words, nearly=nearly),
        customers=tuple(customers[:OTHERS]),
        contacts=tuple(contacts.order_by(PersianKey("name"), "id")[:OTHERS]),
        views=tuple(
            view for view in saved_views(ctx) if all(word in fold(view.name) for word in wanted)
        )[:OTHERS],
        nearly=nearly,
    )


def _tickets(ctx: Context, words: str, *, nearly: bool) -> tuple[InboxRow, ...]:
    """Return the ticket whose number was typed, then the latest of which the words speak."""
    named = ctx.rows(Ticket).filter(tracking_id__in=tracking_ids(ctx, words)).order_by("-id")
    first = [] if nearly else load_tickets(named[:TICKETS])
    tickets = {ticket.id: ticket for ticket in (*first, *_latest(ctx, words, nearly=nearly))}
    rows = list_rows(ctx, list(tickets.values())[:TICKETS])
    if nearly:
        return rows
    said = snippets_of(ctx, [row.id for row in rows], words)
    return tuple(replace(row, snippet=said.get(row.id, ())) for row in rows)


def _latest(ctx: Context, words: str, *, nearly: bool) -> Sequence[Ticket]:
    """Return the latest tickets of which the words speak.

    Tickets that are named are put in order here: asked for the latest of them, the database
    would walk through all tickets by time until it has met enough.
    """
    search = search_tickets(ctx, words, nearly=nearly)
    rows = ctx.rows(Ticket)
    if search.parts:
        return load_tickets(rows.filter(search.condition).order_by("-opened_at", "-id")[:TICKETS])
    opened = rows.filter(id__among=ids_of(search.ids)).order_by().values_list("opened_at", "id")
    latest = [ticket_id for _, ticket_id in nlargest(TICKETS, opened)]
    return load_tickets(rows.filter(id__in=latest).order_by("-opened_at", "-id"))
