"""One deed on many tickets: ticket by ticket, each with its own right, in stretches, undoable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction

from owj.kernel.errors import OwjError
from owj.kernel.sla.events import Priority
from owj.packages.desk.bulk import MOST_AT_ONCE, MOVES, BulkDeed, BulkRun
from owj.packages.desk.entity import Follower, Ticket
from owj.packages.desk.errors import (
    BulkNotFound,
    BulkUndone,
    NothingSelected,
    OnlyProjectManager,
    TooManySelected,
    UndoTooLate,
)
from owj.packages.desk.moves import check_may, may_decide
from owj.packages.desk.queries.desk_hours import agreement_in_force
from owj.packages.desk.services.assign_ticket import assign_ticket
from owj.packages.desk.services.assignees import check_assignee
from owj.packages.desk.services.close_ticket import close_ticket
from owj.packages.desk.services.follow_ticket import follow_ticket, unfollow_ticket
from owj.packages.desk.services.resolve_ticket import resolve_ticket
from owj.packages.desk.services.resume_ticket import resume_ticket
from owj.packages.desk.services.set_priority import set_priority
from owj.packages.desk.services.undo_deed import Deed, last_seq, standing_before, undo_deed
from owj.packages.desk.services.wait_for_customer import wait_for_customer
from owj.packages.desk.timers import BULK_TIMER
from owj.server.records.context import Context
from owj.server.timers.schedule import schedule_timer

# So many are worked on in one transaction, and so many while the person waits for the answer.
STRETCH = 50
AT_ONCE = 200
UNDO_WITHIN = timedelta(minutes=15)


def begin_bulk(
    ctx: Context, deed: BulkDeed, tickets: Sequence[int], *, argument: str = ""
) -> BulkRun:
    """Do one deed on many tickets; a ticket that refuses is reported and the others go on.

    Up to `AT_ONCE` tickets are done when this returns; more are left to the worker, which goes on
    though the person leaves. argument: of assign the colleague's id or nothing, of priority the
    priority. Raises: OnlyStaff, OnlyProjectManager, NotAnAgent, NothingSelected, TooManySelected.
    """
    check_may(ctx.actor, MOVES[deed])
    if deed is BulkDeed.PRIORITY:
        Priority(argument)
        role = agreement_in_force(ctx).priority_decided_by.value
        if not may_decide(ctx.actor, MOVES[deed], role):
            raise OnlyProjectManager(role=role)
    if deed is BulkDeed.ASSIGN and argument:
        check_assignee(int(argument))
    wanted = list(dict.fromkeys(tickets))
    if not wanted:
        raise NothingSelected
    if len(wanted) > MOST_AT_ONCE:
        raise TooManySelected(limit=MOST_AT_ONCE)
    run = ctx.create(
        BulkRun, by_id=ctx.actor.user_id, deed=deed, argument=argument, tickets=sorted(wanted)
    )
    return _go_on(ctx, run)


def undo_bulk(ctx: Context, run_id: int) -> BulkRun:
    """Take a deed back on every ticket on which it was done and nothing came after it.

    Raises: BulkNotFound, BulkUndone, UndoTooLate.
    """
    with transaction.atomic():
        run = find_run(ctx, run_id, lock=True)
        if run.finished_at is None or run.undo_began_at is not None:
            raise BulkUndone
        if ctx.now - run.finished_at > UNDO_WITHIN:
            raise UndoTooLate(minutes=int(UNDO_WITHIN.total_seconds() // 60))
        ctx.update(run, undo_began_at=ctx.now)
    return _go_on(ctx, run)


def find_run(ctx: Context, run_id: int, *, lock: bool = False) -> BulkRun:
    """Return a deed of this person. Raises: BulkNotFound."""
    rows = ctx.rows(BulkRun).filter(id=run_id)
    run = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if run is None:
        raise BulkNotFound
    return run


def _go_on(ctx: Context, run: BulkRun) -> BulkRun:
    if len(run.tickets) > AT_ONCE:
        schedule_timer(BULK_TIMER, str(run.id), ctx.now, {"by": ctx.actor.user_id})
        return run
    while run.is_running:
        run = work_stretch(ctx, run.id)
    return run


@transaction.atomic
def work_stretch(ctx: Context, run_id: int) -> BulkRun:
    """Work on the next tickets of a deed, or take the next ones back. Raises: BulkNotFound."""
    run = find_run(ctx, run_id, lock=True)
    if run.undo_began_at is not None:
        return _undo_stretch(ctx, run)
    ids = run.tickets[run.place : run.place + STRETCH]
    done, refused = list(run.done), list(run.refused)
    for ticket_id in ids:
        try:
            deed = _do_one(ctx, run, ticket_id)
        except OwjError as error:
            refused.append(_refusal(ctx, ticket_id, error))
        else:
            done += [deed.to_json()] if deed else []
    place = run.place + len(ids)
    finished_at = ctx.now if place >= len(run.tickets) else None
    return ctx.update(run, place=place, done=done, refused=refused, finished_at=finished_at)


def _undo_stretch(ctx: Context, run: BulkRun) -> BulkRun:
    kept = list(reversed(run.done))[run.undo_place : run.undo_place + STRETCH]
    refused = list(run.undo_refused)
    for data in kept:
        try:
            if run.deed is BulkDeed.FOLLOW:
                unfollow_ticket(ctx, data["id"])
            else:
                undo_deed(ctx, Deed.from_json(data), MOVES[run.deed])
        except OwjError as error:
            refused.append(_refusal(ctx, data["id"], error))
    place = run.undo_place + len(kept)
    undone_at = ctx.now if place >= len(run.done) else None
    return ctx.update(run, undo_place=place, undo_refused=refused, undone_at=undone_at)


def _do_one(ctx: Context, run: BulkRun, ticket_id: int) -> Deed | None:
    """Do the deed on one ticket; None: it stood so already."""
    if run.deed is BulkDeed.FOLLOW:
        return _follow_one(ctx, ticket_id)
    with transaction.atomic():
        before = ctx.rows(Ticket).filter(id=ticket_id).select_for_update(of=("self",)).first()
        kept = standing_before(before) if before else {}
        ticket = _DO[run.deed](ctx, ticket_id, run.argument)
        if before is not None and before.version == ticket.version:
            return None
        return Deed(ticket.id, ticket.version, last_seq(ticket), kept)


def _follow_one(ctx: Context, ticket_id: int) -> Deed | None:
    """Follow one ticket: that stands in no log, and is undone by following no more."""
    mine = ctx.as_system().rows(Follower).filter(user_id=ctx.actor.user_id, ticket_id=ticket_id)
    follows = mine.exists()
    ticket = follow_ticket(ctx, ticket_id)
    return None if follows else Deed(ticket.id, ticket.version, 0, {})


def _refusal(ctx: Context, ticket_id: int, error: OwjError) -> dict[str, Any]:
    """Return what is kept of a refusal: its sentence is worded when it is read."""
    found = ctx.rows(Ticket).filter(id=ticket_id).values_list("tracking_id", flat=True).first()
    data = {name: str(value) for name, value in error.data.items()}
    return {"ticket": found or "", "message": error.message, "data": data}


_DO: Mapping[BulkDeed, Callable[[Context, int, str], Ticket]] = {
    BulkDeed.ASSIGN: lambda ctx, ref, to: assign_ticket(ctx, ref, int(to) if to else None),
    BulkDeed.PRIORITY: lambda ctx, ref, value: set_priority(ctx, ref, Priority(value)),
    BulkDeed.WAIT: lambda ctx, ref, _: wait_for_customer(ctx, ref),
    BulkDeed.RESUME: lambda ctx, ref, _: resume_ticket(ctx, ref),
    BulkDeed.RESOLVE: lambda ctx, ref, _: resolve_ticket(ctx, ref),
    BulkDeed.CLOSE: lambda ctx, ref, _: close_ticket(ctx, ref),
}
