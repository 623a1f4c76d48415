"""The worker goes on with a trial, a stretch of tickets at a time."""

from __future__ import annotations

from datetime import datetime

from owj.packages.agreement_trials.services import TRIAL_TIMER, work_trial
from owj.server.context import SYSTEM
from owj.server.records.context import open_context
from owj.server.timers.registry import TimerRow, timer_kind
from owj.server.timers.schedule import schedule_timer


@timer_kind(TRIAL_TIMER)
def ring_trial(timer: TimerRow, now: datetime) -> None:
    """Judge the next tickets of a trial."""
    if work_trial(open_context(SYSTEM, now=now), int(timer.key)):
        schedule_timer(TRIAL_TIMER, timer.key, now)
