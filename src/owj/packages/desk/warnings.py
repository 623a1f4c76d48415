"""The warning before a promise breaks: when it is due, and whether it was given already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from owj.kernel.sla.clocks import PENDING_STATES, Clock, ClockState
from owj.server.agreements.evaluation import Evaluation
from owj.server.agreements.faces import near_s


@dataclass(frozen=True, slots=True)
class NearWarning:
    """One clock's warning. at: the instant from which its chip says "near"."""

    clock: Clock
    at: datetime
    due_at: datetime

    @property
    def mark(self) -> str:
        """Return what tells this warning from another of the same ticket.

        A deadline that moves gives another mark, so the warning is armed again.
        """
        return f"{self.clock.promise.value}:{self.clock.cycle}:{self.due_at.isoformat()}"


def coming_warning(found: Evaluation) -> NearWarning | None:
    """Return the warning of the promise that falls due next; None while no clock runs."""
    clocks = found.clocks
    moving = [
        (clock.due_at, clock)
        for clock in clocks.clocks
        if clock.due_at is not None
        and clock.state in PENDING_STATES
        and clock.state is not ClockState.PAUSED
    ]
    if clocks.finished or clocks.p0_active or not moving:
        # A ticket in P0 rings already; a quieter bell says nothing new.
        return None
    due_at, clock = min(moving, key=lambda pair: pair[0])
    revision = next(
        one for one in found.calendars.revisions if one.number == clock.calendar_revision
    )
    calendar = revision.calendar
    before_s = calendar.between(clock.started_at, due_at) - near_s(
        found.version.agreement, clock.promise
    )
    at = calendar.add(clock.started_at, before_s) if before_s > 0 else clock.started_at
    return NearWarning(clock, at, due_at)


def is_due(warning: NearWarning | None, *, now: datetime, warned_for: str) -> bool:
    """Tell whether the warning is to be given now, and was not given yet."""
    if warning is None or warning.mark == warned_for:
        return False
    return warning.at <= now <= warning.due_at
