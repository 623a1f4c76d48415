"""Merging one ticket into another of the same customer."""

from __future__ import annotations

from django.db import transaction

from owj.kernel.sla.events import EventKind
from owj.kernel.sla.replay import ticket_start
from owj.packages.desk.entity import Follower, Ticket
from owj.packages.desk.errors import MergeLoop
from owj.packages.desk.events import TicketAbsorbed, TicketMoved
from owj.packages.desk.moves import check_may
from owj.packages.desk.services.follow_ticket import add_followers
from owj.packages.desk.services.work import (
    TicketRef,
    TicketWork,
    answers_in,
    begin_work,
    find_ticket,
    finish_work,
    lock_ticket,
    told,
)
from owj.packages.desk.words import Move, Status
from owj.server.agreements.log import EventDraft
from owj.server.agreements.queries import agreement_at
from owj.server.events import publish
from owj.server.records.context import Context


@transaction.atomic
def merge_ticket(
    ctx: Context, ref: TicketRef, *, into: TicketRef, expected_version: int | None = None
) -> Ticket:
    """Merge a ticket into another, which takes the earlier start of both (R12).

    The merged one stops and is not counted again; both are worked on, so no chain ends in a loop.
    Returns the surviving ticket. Raises: OnlyStaff, TicketNotFound, TicketChanged,
    TicketRefused's kinds, MergeLoop for itself or another customer's ticket.
    """
    check_may(ctx.actor, Move.MERGE)
    # Both rows are locked in one order, or two opposite merges would wait for each other.
    for ticket_id in sorted({find_ticket(ctx, ref), find_ticket(ctx, into)}):
        lock_ticket(ctx, ticket_id)
    gone = begin_work(ctx, ref, Move.MERGE, expected_version=expected_version)
    kept = begin_work(ctx, into, Move.MERGE)
    same_customer = gone.ticket.customer_id == kept.ticket.customer_id
    if gone.ticket.id == kept.ticket.id or not same_customer:
        raise MergeLoop(ticket=gone.ticket.tracking_id, into=kept.ticket.tracking_id)
    before = gone.ticket.status
    _end(gone, kept.ticket)
    take_over(kept, gone)
    followers = ctx.as_system().rows(Follower).filter(ticket_id=gone.ticket.id)
    add_followers(ctx, kept.ticket.id, followers.values_list("user_id", flat=True))
    merged, surviving = finish_work(gone), finish_work(kept)
    publish(TicketMoved(**told(merged, ctx), before=before.value, after=merged.status.value))
    publish(TicketAbsorbed(**told(surviving, ctx), other=merged.id))
    return surviving


def _end(gone: TicketWork, kept: Ticket) -> None:
    gone.changes["status"] = Status.MERGED
    gone.changes["merged_into"] = kept.id
    gone.changes["closed_at"] = gone.ctx.now
    gone.happened(
        EventKind.MERGED_INTO, data={"into": kept.tracking_id, "into_subject": kept.subject}
    )


def take_over(kept: TicketWork, gone: TicketWork) -> None:
    """Note in the surviving ticket what it takes over: the earlier start, its law, its answers."""
    start = ticket_start([entry.event for entry in gone.log])
    kept.happened(
        EventKind.ABSORBED,
        other_start=start,
        data={"other": gone.ticket.tracking_id, "other_subject": gone.ticket.subject},
    )
    for answer in answers_in(gone.log):
        # Who was answered there was answered: the earlier start brings its answers along (R12).
        kept.drafts.append(
            EventDraft(
                kind=answer.event.kind,
                at=answer.event.at,
                by=answer.by,
                data={"carried_from": gone.ticket.tracking_id},
            )
        )
    own_start = ticket_start([entry.event for entry in kept.log])
    # The earlier start is judged by the version of its day (R50).
    kept.version = agreement_at(kept.version.key, min(start, own_start))
