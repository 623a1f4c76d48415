"""Moving a ticket in hand to another status, and telling it."""

from __future__ import annotations

from owj.kernel.sla.events import EventKind
from owj.packages.desk.entity import Ticket
from owj.packages.desk.events import TicketMoved
from owj.packages.desk.moves import check_move
from owj.packages.desk.services.messages import write_message
from owj.packages.desk.services.texts import optional_text
from owj.packages.desk.services.work import TicketRef, TicketWork, begin_work, finish_work, told
from owj.packages.desk.words import OPEN_STATUSES, MessageKind, Move, Status
from owj.server.events import publish
from owj.server.records.context import Context


def move_status(work: TicketWork, move: Move, to: Status, kind: EventKind, text: str = "") -> None:
    """Put the ticket into another status; a text is written as a note of why.

    Raises: TicketRefused's kinds, TextTooLong.
    """
    before: Status = work.changes.get("status", work.ticket.status)
    check_move(work.ctx.actor, work.ticket.tracking_id, before, move)
    data: dict[str, object] = {"before": before.value, "after": to.value}
    if optional_text(text):
        staff = work.ctx.actor.kind == "staff"
        message = write_message(
            work, kind=MessageKind.NOTE if staff else MessageKind.PUBLIC, text=text
        )
        data["message_id"] = message.id
    work.happened(kind, data=data)
    work.changes["status"] = to
    now = work.ctx.now
    work.changes["resolved_at"] = None if to in OPEN_STATUSES else work.ticket.resolved_at or now
    work.changes["closed_at"] = now if to in {Status.CLOSED, Status.REJECTED} else None


def change_status(
    ctx: Context,
    ref: TicketRef,
    move: Move,
    to: Status,
    kind: EventKind,
    *,
    text: str = "",
    expected_version: int | None = None,
) -> Ticket:
    """Make one move that only changes the status. Raises: as `begin_work` and `move_status`."""
    work = begin_work(ctx, ref, move, expected_version=expected_version)
    before = work.ticket.status
    move_status(work, move, to, kind, text)
    ticket = finish_work(work)
    tell_moved(ctx, ticket, before)
    return ticket


def tell_moved(ctx: Context, ticket: Ticket, before: Status) -> None:
    """Tell that the status changed, if it did."""
    if ticket.status is not before:
        publish(TicketMoved(**told(ticket, ctx), before=before.value, after=ticket.status.value))
