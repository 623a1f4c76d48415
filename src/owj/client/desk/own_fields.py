"""The fields that the organisation added to tickets, beside a ticket."""

from __future__ import annotations

from owj.client.records.record import Fact, sections_of
from owj.packages.desk.entity import Ticket
from owj.server.layouts.access import entity_of
from owj.server.records.context import Context

OWN = "x_"


def own_facts(ctx: Context, ticket: Ticket) -> list[Fact]:
    """Return the organisation's own fields of a ticket, as its form orders them.

    What the reader may not see, and what conditions of the form hide, is left out.
    """
    drawn = ctx.snapshot.schema.by_key[Ticket.key]
    if not any(key.startswith(OWN) for key in drawn.by_key):
        return []
    sections = sections_of(ctx, entity_of(ctx, Ticket.key), ticket)
    return [fact for one in sections for fact in one.facts if fact.key.startswith(OWN)]
