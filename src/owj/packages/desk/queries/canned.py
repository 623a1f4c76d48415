"""Canned replies as a list to keep, and as texts to put into one ticket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from owj.packages.desk.entity import PRIORITIES, CannedReply, Ticket
from owj.packages.desk.letters import day_words, instant_words
from owj.packages.desk.placeholders import Filled, Placeholder, fill_placeholders
from owj.packages.desk.queries.inbox import check_agent
from owj.server.records.context import Context
from owj.server.workspace.queries import current_workspace


@dataclass(frozen=True, slots=True)
class ReadyText:
    """A canned reply filled for one ticket."""

    id: int
    title: str
    shortcut: str
    shared: bool
    filled: Filled


def canned_replies(ctx: Context) -> tuple[CannedReply, ...]:
    """Return the desk's replies, then the actor's own, each in its order. Raises: OnlyStaff."""
    check_agent(ctx)
    rows = ctx.rows(CannedReply).filter(removed_at=None).order_by("position", "id")
    # Without an owner first: two short lists, one query.
    return tuple(sorted(rows, key=lambda reply: reply.owner_id is not None))


def canned_reply(ctx: Context, reply_id: int) -> CannedReply:
    """Return one reply that the actor may read. Raises: OnlyStaff, NotFound."""
    check_agent(ctx)
    return ctx.get(CannedReply, reply_id)


def ready_texts(ctx: Context, ticket: Ticket, *, language: str) -> tuple[ReadyText, ...]:
    """Return every canned reply as it would read in this ticket. Raises: OnlyStaff."""
    values = placeholder_values(ctx, ticket, language=language)
    return tuple(
        ReadyText(
            id=reply.id,
            title=reply.title,
            shortcut=reply.shortcut,
            shared=reply.owner_id is None,
            filled=fill_placeholders(reply.body, values),
        )
        for reply in canned_replies(ctx)
    )


def placeholder_values(ctx: Context, ticket: Ticket, *, language: str) -> Mapping[Placeholder, str]:
    """Return what each placeholder stands for in this ticket; empty where it has nothing."""
    due = ticket.clock_due_at
    label = PRIORITIES[ticket.priority]
    return {
        Placeholder.CUSTOMER: ticket.customer.name,
        Placeholder.CONTACT: ticket.contact.name if ticket.contact else "",
        Placeholder.AGENT: ctx.actor.name,
        Placeholder.TICKET: ticket.tracking_id,
        Placeholder.SUBJECT: ticket.subject,
        Placeholder.PRIORITY: label.fa if language == "fa" else label.en,
        Placeholder.DUE: instant_words(due, language) if due else "",
        Placeholder.TODAY: day_words(ctx.now, language),
        Placeholder.ORGANISATION: current_workspace().name(language),
    }
