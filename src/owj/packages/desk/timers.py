"""The ticket's one timer: it rings when a promise is near or late, or a P0 alarm is due."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from owj.packages.desk.events import RevisionApplied
from owj.packages.desk.standing import rings_for_p0
from owj.packages.desk.warnings import coming_warning
from owj.server.agreements.evaluation import Evaluation
from owj.server.context import SYSTEM
from owj.server.events import publish
from owj.server.identity.models import User
from owj.server.live.notify import notify_live
from owj.server.records.context import open_context
from owj.server.timers.registry import TimerRow, timer_kind
from owj.server.timers.schedule import cancel_timer, schedule_timer

TICKET_TIMER = "desk.ticket"
CALENDAR_TIMER = "desk.calendar_revised"
FIGURES_TIMER = "desk.figures"
BULK_TIMER = "desk.bulk"


def set_ticket_timer(
    ticket_id: int, found: Evaluation, *, now: datetime, answered: datetime | None
) -> None:
    """Let the timer ring at the next instant at which something changes by itself.

    answered: when the customer last had a human answer; it silences the P0 alarm (R15).
    """
    clocks = found.clocks
    alarm_at = clocks.p0_alarm_at if rings_for_p0(clocks, answered) else None
    warning = coming_warning(found)
    warn_at = warning.at if warning is not None and warning.at > now else None
    dues = [at for at in (warn_at, clocks.next_evaluation_at, alarm_at) if at is not None]
    if not dues:
        cancel_timer(TICKET_TIMER, str(ticket_id))
        return
    data = {"alarm_at": alarm_at.isoformat()} if alarm_at else {}
    schedule_timer(TICKET_TIMER, str(ticket_id), min(dues), data)


@timer_kind(TICKET_TIMER)
def ring_ticket(timer: TimerRow, now: datetime) -> None:
    """Compute a ticket's clocks at `now`, record what broke or is near, sound a P0 alarm."""
    from owj.packages.desk.services.evaluate_ticket import evaluate_ticket

    alarm = timer.data.get("alarm_at")
    due = alarm is not None and datetime.fromisoformat(alarm) <= now
    evaluate_ticket(open_context(SYSTEM, now=now), int(timer.key), alarm_due=due)


@timer_kind(CALENDAR_TIMER)
def ring_calendar(timer: TimerRow, now: datetime) -> None:
    """Compute the open tickets of a revised calendar anew, a stretch of them at a time (R50)."""
    from owj.packages.desk.services.apply_revision import (
        apply_revision,
        progress_of,
        relieved_since,
    )

    ctx = open_context(SYSTEM, now=now)
    progress, done = apply_revision(ctx, progress_of(timer.key, timer.data))
    if done:
        publish(
            RevisionApplied(
                key=timer.key,
                moved=progress.moved,
                relieved=relieved_since(progress),
                by=progress.by,
            )
        )
    else:
        schedule_timer(CALENDAR_TIMER, timer.key, now, asdict(progress))
    notify_live(["desk"], "calendar", key=timer.key)


@timer_kind(FIGURES_TIMER)
def ring_figures(timer: TimerRow, now: datetime) -> None:
    """Store the results of the next tickets, for data of a release that kept none."""
    from owj.packages.desk.services.rebuild_figures import rebuild_stretch

    ctx = open_context(SYSTEM, now=now)
    last_id, _ = rebuild_stretch(ctx, after_id=int(timer.data.get("after_id", 0)))
    if last_id is not None:
        schedule_timer(FIGURES_TIMER, timer.key, now, {"after_id": last_id})


@timer_kind(BULK_TIMER)
def ring_bulk(timer: TimerRow, now: datetime) -> None:
    """Go on with a deed on many tickets, with the rights its person has by now."""
    from owj.packages.desk.services.bulk import work_stretch

    by = User.objects.filter(id=timer.data["by"], is_active=True).first()
    if by is None:
        return
    run = work_stretch(open_context(by.actor, now=now), int(timer.key))
    if run.is_running:
        schedule_timer(BULK_TIMER, timer.key, now, timer.data)
