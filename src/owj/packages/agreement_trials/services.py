"""Trying an agreement on what there was: begun by a person, worked on by the worker."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from owj.kernel.promises.what_if import supposed_history
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.replay import replay
from owj.packages.agreement_trials.entity import AgreementTrial
from owj.packages.agreement_trials.errors import OnlyTrialKeepers, TitleWanted, TrialNotFound
from owj.packages.agreement_trials.scenario import (
    Scenario,
    check_months,
    hours_data,
    hours_in,
    supposed_agreement,
)
from owj.packages.desk.entity import Ticket
from owj.packages.warranty.queries import today_of
from owj.packages.warranty.services import may_keep
from owj.server.agreements.log import replayed_events
from owj.server.agreements.queries import agreement_at, agreement_version, calendars_history
from owj.server.records.context import Context
from owj.server.records.rowtypes import Rows
from owj.server.timers.schedule import schedule_timer

TRIAL_TIMER = "agreement_trials.work"
AGREEMENT = "owj"
# So many tickets are judged in one transaction: about half a second of work.
STRETCH = 500


@transaction.atomic
def begin_trial(ctx: Context, scenario: Scenario) -> AgreementTrial:
    """Ask the worker what the tickets of those months would have come to; returns the trial.

    Raises: OnlyTrialKeepers, TitleWanted, MonthsRefused, SettingRejected, CalendarRejected.
    """
    if not may_keep(ctx):
        raise OnlyTrialKeepers
    trial = file_trial(ctx, scenario)
    if trial.finished_at is None:
        schedule_timer(TRIAL_TIMER, str(trial.id), ctx.now)
    return trial


def file_trial(ctx: Context, scenario: Scenario) -> AgreementTrial:
    """Write a trial down with what it has to judge; whoever calls lets it be worked on.

    Raises: TitleWanted, MonthsRefused, SettingRejected, CalendarRejected.
    """
    title = " ".join(scenario.title.split())[:120]
    if not title:
        raise TitleWanted
    check_months(scenario.first_month, scenario.last_month, today_of(ctx))
    base = agreement_at(AGREEMENT, ctx.now).agreement
    supposed = supposed_agreement(base, scenario.changes)
    supposed_history(calendars_history(supposed.ticket_calendar), scenario.hours)
    trial = ctx.create(
        AgreementTrial,
        title=title,
        by_id=ctx.actor.user_id,
        changes=dict(scenario.changes),
        hours=hours_data(scenario.hours),
        first_month=scenario.first_month,
        last_month=scenario.last_month,
        renewal=scenario.renewal,
        began_at=ctx.now,
    )
    total = _tickets(ctx, trial).count()
    return ctx.update(trial, total=total, finished_at=None if total else ctx.now)


@transaction.atomic
def work_trial(ctx: Context, trial_id: int) -> bool:
    """Judge the next tickets of a trial; returns whether some are left. The system's own work."""
    trial = ctx.as_system().lock(AgreementTrial, trial_id)
    if trial.finished_at is not None:
        return False
    tickets = list(
        _tickets(ctx, trial)
        .filter(id__gt=trial.after_id)
        .order_by("id")
        .values_list("id", "contract_id", "agreement_version", "breached_month")[:STRETCH]
    )
    counts = {key: dict(months) for key, months in trial.counts.items()}
    judged = _judge(ctx, trial, [(id_, version) for id_, _, version, _ in tickets])
    for (_, contract_id, _, was), would in zip(tickets, judged, strict=True):
        months = counts.setdefault(str(contract_id), {})
        for place, month in enumerate((was, would)):
            if month:
                months.setdefault(month, [0, 0])[place] += 1
    ended = len(tickets) < STRETCH
    ctx.as_system().update(
        trial,
        counts=counts,
        place=trial.place + len(tickets),
        after_id=tickets[-1][0] if tickets else trial.after_id,
        finished_at=ctx.now if ended else None,
    )
    return not ended


@transaction.atomic
def drop_trial(ctx: Context, trial_id: int) -> None:
    """Put a trial away. Raises: OnlyTrialKeepers, TrialNotFound."""
    if not may_keep(ctx):
        raise OnlyTrialKeepers
    trial = ctx.rows(AgreementTrial).filter(id=trial_id).first()
    if trial is None:
        raise TrialNotFound
    ctx.delete(trial)


def _tickets(ctx: Context, trial: AgreementTrial) -> Rows[Ticket]:
    return (
        ctx.as_system()
        .rows(Ticket)
        .filter(opened_month__gte=trial.first_month, opened_month__lte=trial.last_month)
        .exclude(agreement_version=None)
    )


def _judge(
    ctx: Context, trial: AgreementTrial, tickets: Iterable[tuple[int, int]]
) -> list[str | None]:
    """Return for each ticket the month in which it would count as missed."""
    wanted = list(tickets)
    logs = replayed_events(Ticket.key, [id_ for id_, _ in wanted])
    hours = hours_in(trial.hours)
    supposed: dict[int, Agreement] = {
        version: supposed_agreement(agreement_version(version).agreement, trial.changes)
        for version in {version for _, version in wanted}
    }
    histories = {
        key: supposed_history(calendars_history(key), hours)
        for key in {one.ticket_calendar for one in supposed.values()}
    }
    months: list[str | None] = []
    for id_, version in wanted:
        agreement = supposed[version]
        found = replay(logs[id_], agreement, histories[agreement.ticket_calendar], ctx.now)
        months.append(found.counts_in_month)
    return months
