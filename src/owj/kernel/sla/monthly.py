"""Missed tickets of one contract by month, and the remedies they give. Source: R37, R38, R40."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from owj.kernel.calendars.business import BusinessCalendar
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.clocks import TicketClocks


@dataclass(frozen=True, slots=True)
class MonthCount:
    """Hold the count of one month, "1405-08".

    reached_at: the deadline whose breach brought the count to the threshold, so that the
    entitlement arises there and not at the month's end. remedies: how many may be requested.
    """

    month: str
    missed: int
    reached_at: datetime | None
    remedies: int


def missed_by_month(
    tickets: Iterable[TicketClocks],
    agreement: Agreement,
    accepted: Iterable[MonthCount] = (),
) -> tuple[MonthCount, ...]:
    """Count the missed tickets of one contract, each once, months ascending.

    accepted: the counts on which a remedy was accepted; what left the count since does not lower
    them. Source: R37, R38.
    """
    deadlines: dict[str, list[datetime]] = {}
    for ticket in tickets:
        if ticket.counted_breach is not None:
            breach = ticket.counted_breach
            deadlines.setdefault(breach.month, []).append(breach.deadline)
    counts = {month: _count(month, found, agreement) for month, found in deadlines.items()}
    for settled in accepted:
        if settled.month not in counts or counts[settled.month].missed < settled.missed:
            counts[settled.month] = settled
    return tuple(counts[month] for month in sorted(counts))


def remedies_for(missed: int, agreement: Agreement) -> int:
    """Return how many remedies that many misses in a month give. Source: R38."""
    multiples = missed // agreement.misses_for_remedy
    return multiples if agreement.remedy_per_multiple else min(multiples, 1)


def claim_until(
    count: MonthCount, agreement: Agreement, calendar: BusinessCalendar
) -> datetime | None:
    """Return the last second in which the month's remedy may be claimed; None without one.

    The days count from the one on which the threshold was reached. Source: R47.
    """
    if count.reached_at is None:
        return None
    last_day = calendar.local_date(count.reached_at) + timedelta(days=agreement.claim_days)
    return calendar.civil_day_end(last_day)


def _count(month: str, found: list[datetime], agreement: Agreement) -> MonthCount:
    found.sort()
    threshold = agreement.misses_for_remedy
    return MonthCount(
        month=month,
        missed=len(found),
        reached_at=found[threshold - 1] if len(found) >= threshold else None,
        remedies=remedies_for(len(found), agreement),
    )
