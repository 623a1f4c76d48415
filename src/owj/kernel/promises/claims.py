"""A claim: the days in which it may be filed, and its two deadlines. Source: R47, R48, R49."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from owj.kernel.calendars.business import BusinessCalendar, whole_second
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.claim_aims import first_reply_due_at, result_due_at
from owj.kernel.sla.remedy_settings import ClaimAnchor

CLAIM_SUBJECT = "عدم انجام تعهدات اوج"
_DAY = timedelta(days=1)


class ClaimRefusal(StrEnum):
    """Name why a claim is refused. too_early: nothing was late yet on that day."""

    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True)
class LateDays:
    """Hold the days of a delay: the first late one, and the last.

    last: the actual delivery, or the day on which the fifth breach fell; None while it lasts.
    """

    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class ClaimVerdict:
    """Hold whether a claim is accepted, and until when it is answered; instants in UTC.

    claim_until: None while the delay lasts and so no day is counted yet.
    """

    claim_until: datetime | None
    refusal: ClaimRefusal | None
    first_reply_due_at: datetime | None
    result_due_at: datetime | None

    @property
    def accepted(self) -> bool:
        """Tell whether the claim is accepted."""
        return self.refusal is None


def judge_claim(
    late: LateDays, claimed_at: datetime, agreement: Agreement, calendar: BusinessCalendar
) -> ClaimVerdict:
    """Return whether a claim comes in its days, and its deadlines if so.

    calendar: that of tickets. It is accepted from the first late day on. Source: R47.
    """
    until = claim_until(late, agreement, calendar)
    received_on = calendar.local_date(claimed_at)
    if received_on < late.first:
        return ClaimVerdict(until, ClaimRefusal.TOO_EARLY, None, None)
    if until is not None and whole_second(claimed_at) > until:
        return ClaimVerdict(until, ClaimRefusal.TOO_LATE, None, None)
    return ClaimVerdict(
        until,
        None,
        first_reply_due_at(received_on, calendar),
        result_due_at(received_on, agreement, calendar),
    )


def claim_until(
    late: LateDays, agreement: Agreement, calendar: BusinessCalendar
) -> datetime | None:
    """Return the last second in which a delay may be claimed, if it is known. Source: R47."""
    anchor = late.first if agreement.claim_anchor is ClaimAnchor.START else late.last
    if anchor is None:
        return None
    return calendar.civil_day_end(anchor + timedelta(days=agreement.claim_days))
