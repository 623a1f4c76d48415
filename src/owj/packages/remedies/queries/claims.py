"""Reading claims: what the rules drafted, what was filed, and what it led to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from owj.kernel.calendars.business import BusinessCalendar
from owj.kernel.promises.claims import ClaimVerdict, LateDays, judge_claim
from owj.kernel.promises.remedies import offered_remedies
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.monthly import MonthCount, remedies_for
from owj.kernel.sla.remedy_settings import RemedyOption
from owj.packages.contracts.entity import Contract
from owj.packages.desk.entity import Ticket
from owj.packages.desk.queries import MonthlyCount, monthly_counts
from owj.packages.remedies.account import Claim, claims_in
from owj.packages.remedies.queries.lateness import LateItem, late_items
from owj.packages.remedies.words import ClaimBasis, ClaimEntry, ClaimState
from owj.packages.warranty.queries import account_of
from owj.server.agreements.queries import agreement_at, calendar_at
from owj.server.ledger.entries import entries_by_record, entries_of
from owj.server.records.context import Context

LISTED = 12


@dataclass(frozen=True, slots=True)
class MissedTicket:
    """A ticket that counts in a month, as its claim lists it."""

    tracking_id: str
    subject: str
    breached_at: datetime


@dataclass(frozen=True, slots=True)
class MonthClaim:
    """A month that gave a remedy, and how its claim stands.

    claim: None while it is a draft. verdict: whether it could be filed now, or the deadlines of the
    answer and the result of the filed one. options: what may be chosen from.
    """

    month: str
    missed: int
    reached_at: datetime
    state: ClaimState
    claim: Claim | None
    verdict: ClaimVerdict
    tickets: tuple[MissedTicket, ...]
    options: tuple[tuple[RemedyOption, int], ...]

    @property
    def is_open(self) -> bool:
        """Return whether somebody still has to do something."""
        return self.state in {ClaimState.DRAFT, ClaimState.FILED, ClaimState.ACCEPTED}


@dataclass(frozen=True, slots=True)
class DelayClaim:
    """A late delivery, or what a customer claims in own words, and how the claim stands.

    item: None of own words, and where nothing is late any more. claim: None while it is a draft.
    """

    item: LateItem | None
    state: ClaimState
    claim: Claim | None
    verdict: ClaimVerdict

    @property
    def is_open(self) -> bool:
        """Return whether somebody still has to do something."""
        return self.state in {ClaimState.DRAFT, ClaimState.FILED}


def month_claims(ctx: Context, contract_id: int) -> tuple[MonthClaim, ...]:
    """Return the months of a contract that gave a remedy or were claimed, the latest first.

    Raises: NotFound for a contract that the actor does not see.
    """
    contract = ctx.get(Contract, contract_id)
    agreement = agreement_at(contract.agreement, ctx.now).agreement
    calendar = calendar_at(agreement.ticket_calendar, ctx.now)
    counts = {one.month: one for one in monthly_counts(ctx, contract_id=contract.id)}
    filed = claims_in(entries_of(account_of(contract)))
    claims = {one.month: one for one in filed if one.basis is ClaimBasis.MONTH}
    due = {month for month, one in counts.items() if one.remedy_due} | claims.keys()
    shown = sorted(due, reverse=True)[:LISTED]
    missed = _missed(ctx, contract.id, shown)
    options = offered_remedies(agreement)
    found = []
    for month in shown:
        claim = claims.get(month)
        count = claim.count if claim and claim.count else counted(counts[month], agreement)
        verdict = judge(count, claim.filed_at if claim else ctx.now, agreement, calendar)
        found.append(
            MonthClaim(
                month=month,
                missed=count.missed,
                reached_at=count.reached_at or ctx.now,
                state=claim.state if claim else _unfiled(verdict),
                claim=claim,
                verdict=verdict,
                tickets=missed.get(month, ()),
                options=options,
            )
        )
    return tuple(found)


def delay_claims(ctx: Context, contract_id: int) -> tuple[DelayClaim, ...]:
    """Return the late deliveries of a contract and the claims on them, the latest first.

    Raises: NotFound for a contract that the actor does not see.
    """
    contract = ctx.get(Contract, contract_id)
    agreement = agreement_at(contract.agreement, ctx.now).agreement
    calendar = calendar_at(agreement.ticket_calendar, ctx.now)
    filed = {
        one.key: one
        for one in claims_in(entries_of(account_of(contract)))
        if one.basis is ClaimBasis.DELAY
    }
    found = []
    for item in late_items(ctx, contract):
        claim = filed.pop(item.item, None)
        verdict = judge_claim(item.late, claim.filed_at if claim else ctx.now, agreement, calendar)
        state = claim.state if claim else _unfiled(verdict)
        found.append(DelayClaim(item, state, claim, verdict))
    # What was claimed stays to be seen, also where its room tells no delay of it any more.
    for claim in filed.values():
        verdict = _judged(claim, agreement, calendar)
        found.append(DelayClaim(None, claim.state, claim, verdict))
    return tuple(reversed(found))


def own_claims(ctx: Context, contract_id: int) -> tuple[DelayClaim, ...]:
    """Return the claims that no rule drafted, the latest first.

    Raises: NotFound for a contract that the actor does not see.
    """
    contract = ctx.get(Contract, contract_id)
    agreement = agreement_at(contract.agreement, ctx.now).agreement
    calendar = calendar_at(agreement.ticket_calendar, ctx.now)
    claims = claims_in(entries_of(account_of(contract)))
    return tuple(
        DelayClaim(None, one.state, one, _judged(one, agreement, calendar))
        for one in reversed(claims)
        if one.basis is ClaimBasis.OTHER
    )


def claims_at_work(ctx: Context) -> dict[int, int]:
    """Return how many claims wait for the committee or for the choice, by customer."""
    accounts = entries_by_record(Contract.key, [ClaimEntry.FILED.value])
    owners = ctx.rows(Contract).filter(id__in=list(accounts)).values_list("id", "customer_id")
    found: dict[int, int] = {}
    for contract_id, customer_id in owners:
        waiting = sum(
            one.state in {ClaimState.FILED, ClaimState.ACCEPTED}
            for one in claims_in(accounts[contract_id])
        )
        if waiting:
            found[customer_id] = found.get(customer_id, 0) + waiting
    return found


def month_count(
    ctx: Context, contract_id: int, month: str, agreement: Agreement
) -> tuple[MonthCount | None, int]:
    """Return the count of a month if it gives a remedy, and how many were missed in it."""
    counts = monthly_counts(ctx, contract_id=contract_id, month=month)
    due = next((counted(one, agreement) for one in counts if one.remedy_due), None)
    return due, counts[0].broken if counts else 0


def _judged(claim: Claim, agreement: Agreement, calendar: BusinessCalendar) -> ClaimVerdict:
    first = claim.first or calendar.local_date(claim.filed_at)
    return judge_claim(LateDays(first, claim.last), claim.filed_at, agreement, calendar)


def counted(count: MonthlyCount, agreement: Agreement) -> MonthCount:
    """Return a stored count as the rules take it."""
    return MonthCount(
        month=count.month,
        missed=count.broken,
        reached_at=count.remedy_since,
        remedies=remedies_for(count.broken, agreement) if count.remedy_due else 0,
    )


def judge(
    count: MonthCount, at: datetime, agreement: Agreement, calendar: BusinessCalendar
) -> ClaimVerdict:
    """Return whether a month's claim comes in its days, and its two deadlines. Source: R47-R49."""
    reached_on = calendar.local_date(count.reached_at or at)
    return judge_claim(LateDays(reached_on, reached_on), at, agreement, calendar)


def _unfiled(verdict: ClaimVerdict) -> ClaimState:
    return ClaimState.DRAFT if verdict.accepted else ClaimState.TOO_LATE


def _missed(
    ctx: Context, contract_id: int, months: Iterable[str]
) -> dict[str, tuple[MissedTicket, ...]]:
    """Return the tickets that count, by month; whoever sees the count sees what makes it up."""
    rows = (
        ctx.as_system()
        .rows(Ticket)
        .filter(contract_id=contract_id, breached_month__in=list(months))
    )
    found: dict[str, list[MissedTicket]] = {}
    fields = ("breached_month", "tracking_id", "subject", "breached_at")
    for month, tracking_id, subject, at in rows.order_by("breached_at", "id").values_list(*fields):
        found.setdefault(month, []).append(MissedTicket(tracking_id, subject, at))
    return {month: tuple(tickets) for month, tickets in found.items()}
