"""What the entries of a contract's account come to: pure, from entries to the kernel's facts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from owj.kernel.promises.compensation import AwardKind
from owj.kernel.promises.entitlements import Benefit, Grant, Use, grants_of, use
from owj.kernel.promises.periods import Period, Warranty, covered_periods
from owj.kernel.promises.renewal import Discount
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.remedy_settings import RemedyOption
from owj.packages.warranty.words import EntryKind
from owj.server.ledger.entries import Entry, standing

# What a voucher is for, as awards (R31-R34) and remedies (R39) name it. Percents off a service
# are taken with its invoice.
VOUCHER_BENEFITS = {
    AwardKind.FREE_TRAINING_SESSION.value: Benefit.TRAINING_SESSION,
    AwardKind.ASSESSMENT_CONSULTING_HOURS.value: Benefit.ASSESSMENT_HOURS,
    AwardKind.CRM_MANAGER_HOURS.value: Benefit.CRM_MANAGER_HOURS,
    RemedyOption.WEBINAR_SESSION.value: Benefit.TRAINING_SESSION,
}


@dataclass(frozen=True, slots=True)
class GivenDiscount:
    """A discount for a renewal, with the entry that gave it."""

    seq: int
    discount: Discount
    source: str

    @property
    def is_monthly(self) -> bool:
        """Return whether a month of missed tickets gave it; `source` is then the month."""
        return re.fullmatch(r"\d{4}-\d{2}", self.source) is not None


@dataclass(frozen=True, slots=True)
class ContractAccount:
    """A contract's account, read: every list in the order of its entries.

    entries: all that stands. delivered: None before the full delivery. taken: the entries of
    discounts that a paid renewal has used. invoiced: the renewal that waits for its payment.
    """

    entries: tuple[Entry, ...]
    delivered: Entry | None
    periods: tuple[Period, ...]
    discounts: tuple[GivenDiscount, ...]
    taken: frozenset[int]
    invoiced: Entry | None
    grants: tuple[Grant, ...]
    uses: tuple[Use, ...]

    @property
    def last_day(self) -> date | None:
        """Return the last covered day, if the warranty has begun."""
        return self.periods[-1].last_day if self.periods else None


def read_account(entries: Sequence[Entry], agreement: Agreement) -> ContractAccount:
    """Return what an account's entries come to.

    Raises: EntitlementSpent when more was used than granted, which no service lets happen.
    """
    kept = standing(entries)
    delivered = next((one for one in kept if one.kind == EntryKind.DELIVERED), None)
    periods = _periods(kept, delivered, agreement)
    grants = (*grants_of(periods, agreement), *_vouchers(kept))
    paid = [one for one in kept if one.kind == EntryKind.RENEWAL_PAID]
    return ContractAccount(
        entries=kept,
        delivered=delivered,
        periods=periods,
        discounts=tuple(
            GivenDiscount(one.seq, Discount(int(one.data["percent"]), one.day), one.data["source"])
            for one in kept
            if one.kind == EntryKind.DISCOUNT_GIVEN
        ),
        taken=frozenset(int(seq) for one in paid for seq in one.data["took"]),
        invoiced=_invoiced(kept, paid),
        grants=grants,
        uses=_uses(kept, grants),
    )


def _invoiced(kept: Sequence[Entry], paid: Sequence[Entry]) -> Entry | None:
    done = {one.data["invoice"] for one in paid}
    waiting = (one for one in kept if one.kind == EntryKind.RENEWAL_INVOICED)
    return next((one for one in waiting if one.data["invoice"] not in done), None)


def _periods(
    kept: Sequence[Entry], delivered: Entry | None, agreement: Agreement
) -> tuple[Period, ...]:
    if delivered is None:
        return ()
    days = sum(int(one.data["days"]) for one in kept if one.kind == EntryKind.DELAY_DAYS)
    paid_on = tuple(one.day for one in kept if one.kind == EntryKind.RENEWAL_PAID)
    return covered_periods(Warranty(delivered.day, days, paid_on), agreement)


def _vouchers(kept: Sequence[Entry]) -> tuple[Grant, ...]:
    """Return the vouchers that are used up by the piece: sessions and hours."""
    return tuple(
        Grant(benefit, int(one.data["amount"]), one.day, _until(one))
        for one in kept
        if one.kind == EntryKind.VOUCHER_GIVEN
        and (benefit := VOUCHER_BENEFITS.get(one.data["what"])) is not None
    )


def _until(voucher: Entry) -> date | None:
    text = voucher.data.get("until")
    return date.fromisoformat(text) if text else None


def _uses(kept: Sequence[Entry], grants: tuple[Grant, ...]) -> tuple[Use, ...]:
    uses: tuple[Use, ...] = ()
    for one in kept:
        if one.kind == EntryKind.BENEFIT_USED:
            benefit = Benefit(one.data["benefit"])
            uses += use(grants, uses, benefit, int(one.data["amount"]), one.day)
    return uses
