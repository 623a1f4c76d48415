"""Computing the stored results of all tickets anew from their logs."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from owj.packages.desk.entity import Ticket
from owj.packages.desk.errors import OnlyStaff
from owj.packages.desk.figures import keep_results
from owj.packages.desk.timers import FIGURES_TIMER
from owj.server.agreements.day_sums import count_days_anew
from owj.server.agreements.evaluation import replay_many
from owj.server.agreements.log import events_of_many
from owj.server.agreements.queries import agreement_version
from owj.server.agreements.result_rows import PromiseResult
from owj.server.records.context import Context
from owj.server.timers.schedule import schedule_timer

# How many tickets one transaction holds.
STRETCH = 200


def _quiet(_done: int) -> None:
    """Say nothing."""


def rebuild_figures(ctx: Context, *, progress: Callable[[int], None] = _quiet) -> int:
    """Write the results of every ticket anew, a stretch at a time; returns how many tickets.

    Work at the desk goes on meanwhile: a stretch holds its own tickets only.
    Raises: OnlyStaff for anybody but the system and administrators.
    """
    if not (ctx.actor.kind == "system" or "admin" in ctx.actor.roles):
        raise OnlyStaff
    after_id: int | None = 0
    done = 0
    while after_id is not None:
        after_id, many = rebuild_stretch(ctx, after_id=after_id)
        done += many
        progress(done)
    count_days_anew()
    return done


@transaction.atomic
def rebuild_stretch(ctx: Context, *, after_id: int) -> tuple[int | None, int]:
    """Write the results of the next tickets; returns the last one's id, None at the end, and how
    many they were.
    """
    rows = ctx.as_system().rows(Ticket).filter(id__gt=after_id).order_by("id")
    tickets = list(rows.select_for_update()[:STRETCH])
    logs = events_of_many(Ticket.key, [ticket.id for ticket in tickets])
    cases = [
        ([entry.event for entry in logs[ticket.id]], agreement_version(ticket.agreement_version))
        for ticket in tickets
    ]
    for ticket, evaluation in zip(tickets, replay_many(cases, as_of=ctx.now), strict=True):
        keep_results(ticket, evaluation, logs[ticket.id])
    return tickets[-1].id if len(tickets) == STRETCH else None, len(tickets)


def plan_missing_figures(ctx: Context) -> bool:
    """Let the worker store all results if there are tickets but none of them: data of a release
    that kept none. Returns whether it will.
    """
    tickets = ctx.as_system().rows(Ticket)
    if PromiseResult.objects.filter(entity=Ticket.key).exists() or not tickets.exists():
        return False
    schedule_timer(FIGURES_TIMER, "all", ctx.now, {"after_id": 0})
    return True
