"""How late a phase is today and what that is owed: pure; both doors show its answer."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta

from owj.kernel.calendars.business import BusinessCalendar
from owj.kernel.promises.claims import LateDays
from owj.kernel.promises.compensation import Award, LateDelivery, propose_compensation
from owj.kernel.promises.delays import Delay, Delivery, delay_of
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.remedy_settings import DelayUnit, Exclusion, Process
from owj.packages.projects.account import PhaseFacts, ProjectAccount


@dataclass(frozen=True, slots=True)
class Judges:
    """What a delay is judged by: the agreement and the calendar in force at an instant (R50)."""

    agreement: Agreement
    calendar: BusinessCalendar


@dataclass(frozen=True, slots=True)
class PhaseDelay:
    """A phase, judged on one day by one agreement.

    actual: the delivery, or the day it is judged on. awards: what the rules propose; barred: the
    proven exclusions that bar it (R42). would_be: the awards without these exclusions. late: its
    first and last day; None when no day counts.
    """

    process: Process | None
    begins: date
    planned: date
    first_planned: date
    actual: date
    is_delivered: bool
    delay: Delay
    awards: tuple[Award, ...]
    would_be: tuple[Award, ...]
    barred: tuple[Exclusion, ...]
    late: LateDays | None

    @property
    def is_late(self) -> bool:
        """Return whether a day of delay counts."""
        return self.delay.net_days > 0


def judge_phase(
    facts: PhaseFacts,
    account: ProjectAccount,
    process: Process | None,
    today: date,
    judges: Judges,
) -> PhaseDelay | None:
    """Return how late a phase is, and what it would be owed if it were delivered today.

    process: None for kinds that the agreement promises no award for; their days are working days.
    None without a promise. Source: R30-R36, R42-R46.
    """
    agreement, calendar = judges.agreement, judges.calendar
    promise = facts.promise
    if promise is None:
        return None
    starts_on = account.starts_on or promise.begins
    actual = facts.delivered.day if facts.delivered else today
    delivery = Delivery(starts_on, promise.planned, actual)
    excused = account.excused(actual)
    proven = tuple(one.proof.exclusion for one in facts.exclusions)
    awards: tuple[Award, ...] = ()
    would_be: tuple[Award, ...] = ()
    barred: tuple[Exclusion, ...] = ()
    if process is None:
        delay = delay_of(delivery, DelayUnit.WORKING, excused, calendar)
    else:
        late = LateDelivery(process, delivery, excused)
        would_be = propose_compensation(late, agreement, calendar).awards
        late = LateDelivery(process, delivery, excused, proven)
        found = propose_compensation(late, agreement, calendar)
        delay, awards, barred = found.delay, found.awards, found.excluded_by
    return PhaseDelay(
        process=process,
        begins=promise.begins,
        planned=promise.planned,
        first_planned=facts.promises[0].planned,
        actual=actual,
        is_delivered=facts.delivered is not None,
        delay=delay,
        awards=awards,
        would_be=would_be,
        barred=barred,
        late=_late_days(delivery, delay, account, calendar, delivered=facts.delivered is not None),
    )


def _late_days(
    delivery: Delivery,
    delay: Delay,
    account: ProjectAccount,
    calendar: BusinessCalendar,
    *,
    delivered: bool,
) -> LateDays | None:
    """Return the first day that counted, and the last. Source: R47.

    The first is found by halving: gross less excluded never falls after the planned day.
    """
    if delay.net_days <= 0:
        return None

    def counts(days: int) -> bool:
        actual = delivery.planned + timedelta(days=days)
        early = Delivery(delivery.project_start, delivery.planned, actual)
        return delay_of(early, delay.unit, account.excused(actual), calendar).net_days > 0

    gross = (delivery.actual - delivery.planned).days
    first = bisect_left(range(1, gross + 1), True, key=counts) + 1
    first_day = delivery.planned + timedelta(days=first)
    return LateDays(first_day, delivery.actual if delivered else None)
