"""Who may see tickets: staff all, a hub user the own customer's without what is internal."""

from __future__ import annotations

from django.db.models import Q

from owj.packages.customers.queries import reach_through
from owj.packages.desk.entity import Attachment, Message, Ticket
from owj.packages.desk.words import MessageKind
from owj.server.records import Reach, access_rule
from owj.server.records.context import Context


@access_rule(Ticket)
def reach_tickets(ctx: Context) -> Reach:
    """Return the tickets the actor may see."""
    return reach_through(ctx, "customer_id")


@access_rule(Message)
def reach_messages(ctx: Context) -> Reach:
    """Return the messages the actor may see; a note never leaves the house."""
    reach = reach_through(ctx, "ticket__customer_id")
    return reach & ~Q(kind=MessageKind.NOTE) if isinstance(reach, Q) else reach


@access_rule(Attachment)
def reach_attachments(ctx: Context) -> Reach:
    """Return the attachments the actor may see; a note's file never leaves the house."""
    reach = reach_through(ctx, "ticket__customer_id")
    return reach & Q(internal=False) if isinstance(reach, Q) else reach
