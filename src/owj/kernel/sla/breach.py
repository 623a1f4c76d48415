"""Broken promises: found once, kept for ever, relieved only by a later closure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from owj.kernel.calendars.business import BusinessCalendar
from owj.kernel.calendars.jalali import jalali_month
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.clocks import Breach, Promise
from owj.kernel.sla.duty import Duty
from owj.kernel.sla.settings import CountingMonth


def counting_month(at: datetime, agreement: Agreement, calendar: BusinessCalendar) -> str:
    """Return the month in which an instant counts, "1405-08". Source: R37, R40."""
    day = calendar.local_date(at)
    if agreement.counting_month is CountingMonth.GREGORIAN:
        return f"{day.year:04d}-{day.month:02d}"
    return jalali_month(day)


def begins_p0(promise: Promise, agreement: Agreement) -> bool:
    """Tell whether breaking that promise makes a ticket P0: response and follow-up do.

    A limit on announcing is ours, not the source's: it does once it is agreed to count. Source:
    R11, R14.
    """
    return promise is not Promise.ANNOUNCEMENT or promise in agreement.counted_breaches


@dataclass(slots=True)
class BreachLog:
    """Collect the breaches of one ticket while its log is replayed, and the P0 state they begin.

    p0_since: deadline whose breach began the last spell. p0_on: that spell was not cleared.
    """

    agreement: Agreement
    found: list[Breach] = field(default_factory=list)
    p0_since: datetime | None = None
    p0_on: bool = False

    def record(self, duty: Duty) -> None:
        """Record that a duty just broke, with what it was judged by. Source: R13, R14."""
        deadline, revision = duty.aim.due_at, duty.aim.revision
        if deadline is None:
            return
        month = counting_month(deadline, self.agreement, revision.calendar)
        self.found.append(
            Breach(
                promise=duty.promise,
                cycle=duty.cycle,
                deadline=deadline,
                version_id=self.agreement.id,
                calendar_revision=revision.number,
                month=month,
            )
        )
        if begins_p0(duty.promise, self.agreement):
            self._begin_p0(deadline)

    def supersede(self, duty: Duty, by: int) -> None:
        """Mark the standing breach of a duty as relieved by calendar revision `by`. Source: R50."""
        self.found = [
            replace(breach, superseded_by=by)
            if breach.superseded_by is None
            and (breach.promise, breach.cycle) == (duty.promise, duty.cycle)
            else breach
            for breach in self.found
        ]

    def clear_p0(self) -> None:
        """End the P0 spell; the next breach begins another."""
        self.p0_on = False

    def counted(self) -> Breach | None:
        """Return the breach that the month counts: the first that stands. Source: R37."""
        counted = (
            breach
            for breach in self.found
            if breach.superseded_by is None and breach.promise in self.agreement.counted_breaches
        )
        return min(counted, key=lambda breach: breach.deadline, default=None)

    def _begin_p0(self, deadline: datetime) -> None:
        # Within a spell the earliest deadline stands: a changed priority may break an earlier one.
        if not self.p0_on or self.p0_since is None or deadline < self.p0_since:
            self.p0_since = deadline
        self.p0_on = True


@dataclass(frozen=True, slots=True)
class BreachChanges:
    """Hold what a store of breaches must learn from a replay.

    new: to append. relieved: recorded ones that a calendar revision superseded since. groundless:
    recorded ones that late news, such as an offline agent's reply, shows never happened.
    """

    new: tuple[Breach, ...]
    relieved: tuple[Breach, ...]
    groundless: tuple[Breach, ...]


def breach_changes(recorded: Iterable[Breach], found: Sequence[Breach]) -> BreachChanges:
    """Compare the recorded breaches of a ticket with those its replay found.

    A recorded breach keeps its own deadline. relieved gives the replay's version, with
    `superseded_by`; groundless the recorded one. Source: R13, R50.
    """
    known = {_identity(breach): breach for breach in recorded}
    replayed = {_identity(breach): breach for breach in found}
    return BreachChanges(
        new=tuple(breach for key, breach in replayed.items() if key not in known),
        relieved=tuple(
            replayed[key]
            for key, breach in known.items()
            if breach.superseded_by is None
            and key in replayed
            and replayed[key].superseded_by is not None
        ),
        groundless=tuple(
            breach
            for key, breach in known.items()
            if breach.superseded_by is None and key not in replayed
        ),
    )


def _identity(breach: Breach) -> tuple[Promise, int, int]:
    return breach.promise, breach.cycle, breach.calendar_revision
