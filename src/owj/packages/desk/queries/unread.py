"""What was said since somebody began to write, so that nobody answers past a colleague."""

from __future__ import annotations

from dataclasses import dataclass

from owj.packages.desk.entity import Message, Ticket
from owj.packages.desk.services.messages import said_since
from owj.packages.desk.words import MessageKind
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class SaidMeanwhile:
    """The last public message of a ticket, and who wrote since a text was begun.

    begun: the last message there was then; read_up_to: the last there is now.
    """

    begun: int
    read_up_to: int
    names: tuple[str, ...] = ()


def said_meanwhile(
    ctx: Context, ticket: Ticket, begun: int | None, last: int | None = None
) -> SaidMeanwhile:
    """Return who else wrote after message `begun`; None begins now.

    last: the last public message, where the page has read them already.
    """
    if last is None:
        public = ctx.rows(Message).filter(ticket_id=ticket.id, kind=MessageKind.PUBLIC)
        last = public.order_by("-id").values_list("id", flat=True).first() or 0
    if begun is None or begun >= last:
        return SaidMeanwhile(last, last)
    names = [one.author.full_name for one in said_since(ctx, ticket.id, begun) if one.author]
    return SaidMeanwhile(begun, last, tuple(dict.fromkeys(names)))
