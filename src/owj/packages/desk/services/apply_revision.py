"""Bringing the open tickets to a revised calendar, a stretch of them at a time (R50)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from owj.kernel.sla.outcomes import Outcome
from owj.packages.desk.entity import Ticket
from owj.packages.desk.events import DeadlineMoved
from owj.packages.desk.services.evaluate_ticket import evaluate_ticket
from owj.packages.desk.services.work import told
from owj.packages.desk.words import OPEN_STATUSES
from owj.server.agreements.evaluation import replay_many
from owj.server.agreements.log import replayed_events
from owj.server.agreements.models import Breach
from owj.server.agreements.queries import agreement_version, versions_on
from owj.server.agreements.result_rows import PromiseResult
from owj.server.events import publish
from owj.server.records.context import Context
from owj.server.records.rowtypes import Rows

# One transaction looks at so many tickets at most, and holds and writes so many of them.
LOOKED_AT = 1000
STRETCH = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a revision was applied. since: the first revision not yet applied to everything.

    after_id: the last ticket looked at; total, done: open tickets; by: who hears of the end.
    """

    key: str
    since: int
    after_id: int = 0
    total: int = 0
    done: int = 0
    moved: int = 0
    by: int | None = None
    tell: bool = False


class Kept(NamedTuple):
    """What a stored result says of a deadline."""

    outcome: str
    due_at: datetime | None


Results = dict[tuple[int, str, int], Kept]


def apply_revision(ctx: Context, progress: Progress) -> tuple[Progress, bool]:
    """Compute the next open tickets whose clocks a revision moved; tell whether all are done.

    What a ticket was promised by the revisions before stands in its stored results, so the news
    says what people saw. A ticket that changes meanwhile counts on the newest revision itself.
    """
    open_tickets = _open(ctx, progress.key)
    if not progress.total:
        progress = replace(progress, total=open_tickets.count())
    rows = open_tickets.filter(id__gt=progress.after_id).order_by("id")[:LOOKED_AT]
    looked_at = dict(rows.values_list("id", "agreement_version"))
    if not looked_at:
        return replace(progress, done=progress.total), True
    logs = replayed_events(Ticket.key, [*looked_at])
    cases = [(logs[id_], agreement_version(version)) for id_, version in looked_at.items()]
    replayed = zip(looked_at, replay_many(cases, as_of=ctx.now), strict=True)
    moved = [
        id_
        for id_, found in replayed
        if any(clock.calendar_revision >= progress.since for clock in found.clocks.clocks)
    ]
    last = len(moved) <= STRETCH and len(looked_at) < LOOKED_AT
    now_moved = moved[:STRETCH]
    reached = now_moved[-1] if len(moved) > STRETCH else max(looked_at)
    progress = _compute(ctx, now_moved, progress)
    done = progress.done + sum(id_ <= reached for id_ in looked_at)
    return replace(progress, after_id=reached, done=done), last


def relieved_since(progress: Progress) -> int:
    """Return how many breaches the revisions of this progress took back, whoever noticed it."""
    superseded = Breach.objects.filter(superseded_by__gte=progress.since)
    return superseded.filter(version_id__in=versions_on(progress.key)).count()


def _open(ctx: Context, key: str) -> Rows[Ticket]:
    rows = ctx.as_system().rows(Ticket).filter(status__in=OPEN_STATUSES)
    return rows.filter(agreement_version__in=versions_on(key))


def _compute(ctx: Context, ids: Sequence[int], progress: Progress) -> Progress:
    before = _results(ids)
    tickets = {id_: evaluate_ticket(ctx, id_) for id_ in ids}
    moved = 0
    for key, after in _results(ids).items():
        was = before.get(key)
        if was is None or after.outcome != Outcome.OPEN:
            continue
        if was.outcome in {Outcome.BROKEN, Outcome.EXCLUDED}:
            continue
        if was.due_at and after.due_at and was.due_at < after.due_at:
            moved += 1
            _tell_move(ctx, tickets[key[0]], key[1], (was.due_at, after.due_at), progress)
    return replace(progress, moved=progress.moved + moved)


def _results(ids: Sequence[int]) -> Results:
    rows = PromiseResult.objects.filter(entity=Ticket.key, record_id__in=ids)
    fields = ("record_id", "promise", "cycle", "outcome", "due_at")
    return {
        (record_id, promise, cycle): Kept(outcome, due_at)
        for record_id, promise, cycle, outcome, due_at in rows.values_list(*fields)
    }


def _tell_move(
    ctx: Context,
    ticket: Ticket,
    promise: str,
    dues: tuple[datetime, datetime],
    progress: Progress,
) -> None:
    publish(
        DeadlineMoved(
            **told(ticket, ctx.as_system()),
            promise=promise,
            before=dues[0],
            after=dues[1],
            revision=progress.since,
            tell_customer=progress.tell,
        )
    )


def progress_of(key: str, data: Mapping[str, object]) -> Progress:
    """Read the progress that a timer carries."""
    fields = {name: data[name] for name in Progress.__slots__ if name in data and name != "key"}
    return Progress(key=key, **fields)  # type: ignore[arg-type]  # written from a Progress
