"""What a trial came to: by month and by customer, in misses, remedies and rial."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from owj.kernel.calendars.jalali import jalali_month
from owj.kernel.money import Rial
from owj.kernel.promises.compensation import awards_for
from owj.kernel.promises.what_if import award_cost, month_cost
from owj.kernel.sla.agreement import Agreement
from owj.packages.agreement_trials.entity import AgreementTrial
from owj.packages.agreement_trials.errors import OnlyTrialKeepers, TrialNotFound
from owj.packages.agreement_trials.scenario import supposed_agreement
from owj.packages.agreement_trials.services import AGREEMENT
from owj.packages.contracts.entity import Contract
from owj.packages.remedies.queries import late_items
from owj.packages.warranty.queries import read_warranty
from owj.packages.warranty.services import may_keep
from owj.server.agreements.queries import agreement_at
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class Sum:
    """Misses, remedies and rial as they were, and as they would have been."""

    missed: int = 0
    would_miss: int = 0
    remedies: int = 0
    would_remedies: int = 0
    cost: int = 0
    would_cost: int = 0

    def __add__(self, other: Sum) -> Sum:
        return Sum(
            self.missed + other.missed,
            self.would_miss + other.would_miss,
            self.remedies + other.remedies,
            self.would_remedies + other.would_remedies,
            self.cost + other.cost,
            self.would_cost + other.would_cost,
        )

    @property
    def difference(self) -> int:
        """Return how much more rial it would have cost; below 0 it would have been less."""
        return self.would_cost - self.cost


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One month, or one customer: its name as it is shown or as it is stored."""

    key: str
    sum: Sum


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a finished trial came to. supposed: contracts without a price list of their own."""

    trial: AgreementTrial
    months: tuple[TrialLine, ...]
    customers: tuple[TrialLine, ...]
    total: Sum
    tickets: int
    supposed: int


def trials(ctx: Context) -> list[AgreementTrial]:
    """Return the trials, the latest first. Raises: OnlyTrialKeepers."""
    if not may_keep(ctx):
        raise OnlyTrialKeepers
    return list(ctx.rows(AgreementTrial).select_related("by").order_by("-id")[:50])


def find_trial(ctx: Context, trial_id: int) -> AgreementTrial:
    """Return one trial. Raises: OnlyTrialKeepers, TrialNotFound."""
    if not may_keep(ctx):
        raise OnlyTrialKeepers
    trial = ctx.rows(AgreementTrial).select_related("by").filter(id=trial_id).first()
    if trial is None:
        raise TrialNotFound
    return trial


def outcome_of(ctx: Context, trial: AgreementTrial) -> Outcome:
    """Return what a trial came to so far.

    A month counts whole where its contract reached the threshold in it; tickets that arrived
    before or after the tried months are left out of both sides alike.
    """
    now = agreement_at(AGREEMENT, ctx.now).agreement
    then = supposed_agreement(now, trial.changes)
    months: dict[str, Sum] = {}
    customers: dict[str, Sum] = {}
    supposed = 0
    for contract in _contracts(ctx, trial):
        quote = read_warranty(ctx, contract).quote
        supposed += quote is None
        renewal = quote.fee.gross if quote is not None else Rial(trial.renewal)
        counts = trial.counts.get(str(contract.id), {})
        found = [
            *((month, _month_sum(both, renewal, now, then)) for month, both in counts.items()),
            *_late_sums(ctx, contract, trial, renewal, (now, then)),
        ]
        name = contract.customer.name
        for month, one in found:
            months[month] = months.get(month, Sum()) + one
            customers[name] = customers.get(name, Sum()) + one
    return Outcome(
        trial=trial,
        months=tuple(TrialLine(key, months[key]) for key in sorted(months)),
        customers=_by_difference(customers),
        total=sum(months.values(), start=Sum()),
        tickets=trial.place,
        supposed=supposed,
    )


def _contracts(ctx: Context, trial: AgreementTrial) -> Iterable[Contract]:
    rows = ctx.as_system().rows(Contract).select_related("customer").order_by("customer__name")
    return [one for one in rows if str(one.id) in trial.counts or not one.implicit]


def _month_sum(both: list[int], renewal: Rial, now: Agreement, then: Agreement) -> Sum:
    was, would = month_cost(both[0], renewal, now), month_cost(both[1], renewal, then)
    return Sum(was.missed, would.missed, was.remedies, would.remedies, was.cost, would.cost)


def _late_sums(
    ctx: Context,
    contract: Contract,
    trial: AgreementTrial,
    renewal: Rial,
    agreements: tuple[Agreement, Agreement],
) -> list[tuple[str, Sum]]:
    """Return what the late deliveries of those months are owed under either agreement."""
    found = []
    for item in late_items(ctx.as_system(), contract):
        month = jalali_month(item.late.last or item.late.first)
        if item.proposal.excluded_by or not trial.first_month <= month <= trial.last_month:
            continue
        net = item.proposal.delay.net_days
        owed = [awards_for(item.proposal.process, net, one) for one in agreements]
        costs = [
            Rial(sum(award_cost(award, renewal, agreement) for award in awards))
            for awards, agreement in zip(owed, agreements, strict=True)
        ]
        remedies = [int(bool(awards)) for awards in owed]
        found.append((month, Sum(0, 0, remedies[0], remedies[1], costs[0], costs[1])))
    return found


def _by_difference(customers: dict[str, Sum]) -> tuple[TrialLine, ...]:
    lines = [TrialLine(name, one) for name, one in customers.items() if one != Sum()]
    return tuple(sorted(lines, key=lambda one: (-abs(one.sum.difference), one.key)))
