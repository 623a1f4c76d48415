"""Balances of what a customer may use: each use is an entry, none goes below zero. Source: R26-R28.

A grant is a number of something within some days; what is left of it lapses with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.errors import Conflict, InvalidInput
from owj.kernel.promises.periods import Period
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.settings import CountingMonth


class Benefit(StrEnum):
    """Name what is granted and used, with its unit."""

    REMOTE_INSTALL = "remote_install"
    TRAINING_MINUTES = "training_minutes"
    TRAINING_SESSION = "training_session"
    ASSESSMENT_HOURS = "assessment_hours"
    CRM_MANAGER_HOURS = "crm_manager_hours"


class AmountRefused(InvalidInput):
    """Say that a use is of nothing."""

    code = "entitlement.amount_refused"
    message = "Expected an amount of 1 or more, got %(got)s."


class EntitlementSpent(Conflict):
    """Say that there is not enough left on that day."""

    code = "entitlement.spent"
    message = "Only %(left)s are left of %(benefit)s on this day; %(asked)s were asked for."


@dataclass(frozen=True, slots=True)
class Grant:
    """Hold an amount that may be used from a day to a day, both included; None: no end."""

    benefit: Benefit
    amount: int
    first_day: date
    last_day: date | None

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class Use:
    """Hold an amount used on a day of one grant. grant: its place in the list of grants."""

    grant: int
    amount: int
    used_on: date


def grants_of(periods: Iterable[Period], agreement: Agreement) -> tuple[Grant, ...]:
    """Return what each period of a warranty grants; nothing is carried over. Source: R27, R28."""
    minutes = agreement.training_sessions * agreement.training_session_minutes
    return tuple(
        Grant(benefit, amount, period.first_day, period.last_day)
        for period in periods
        if not period.free or agreement.extras_in_free_year
        for benefit, amount in (
            (Benefit.REMOTE_INSTALL, agreement.remote_installs),
            (Benefit.TRAINING_MINUTES, minutes),
        )
    )


def balance(grants: Sequence[Grant], uses: Iterable[Use], benefit: Benefit, on: date) -> int:
    """Return how much may still be used on a day; never below zero."""
    left = left_of(grants, uses)
    return sum(
        amount
        for grant, amount in zip(grants, left, strict=True)
        if grant.benefit is benefit and on in grant
    )


def use(
    grants: Sequence[Grant], uses: Iterable[Use], benefit: Benefit, amount: int, on: date
) -> tuple[Use, ...]:
    """Return the entries of a use, taken first from what ends first.

    Raises: AmountRefused, EntitlementSpent; then nothing is taken. Source: R27.
    """
    if amount < 1:
        raise AmountRefused(got=amount)
    left = left_of(grants, uses)
    usable = [
        place
        for place, grant in enumerate(grants)
        if grant.benefit is benefit and on in grant and left[place]
    ]
    usable.sort(key=lambda place: grants[place].last_day or date.max)
    entries, wanted = [], amount
    for place in usable:
        taken = min(wanted, left[place])
        entries.append(Use(place, taken, on))
        wanted -= taken
        if not wanted:
            return tuple(entries)
    raise EntitlementSpent(left=amount - wanted, benefit=benefit.value, asked=amount)


def season_of(day: date, agreement: Agreement) -> tuple[int, int]:
    """Return year and season, 1 to 4, of a release's day. Source: R26."""
    if agreement.release_calendar is CountingMonth.GREGORIAN:
        return day.year, (day.month + 2) // 3
    jalali = JalaliDate.from_gregorian(day)
    return jalali.year, (jalali.month + 2) // 3


def owns_release(periods: Iterable[Period], published_on: date) -> bool:
    """Tell whether a release came while the warranty ran; it then stays usable. Source: R26."""
    return any(published_on in period for period in periods)


def left_of(grants: Sequence[Grant], uses: Iterable[Use]) -> list[int]:
    """Return how much is left of each grant, whenever it may be used."""
    left = [grant.amount for grant in grants]
    for one in uses:
        left[one.grant] -= one.amount
    return left
