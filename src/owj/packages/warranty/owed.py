"""What one contract's account still owes its customer on a day: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from owj.kernel.money import Rial
from owj.kernel.promises.compensation import Award, AwardKind
from owj.kernel.promises.entitlements import left_of
from owj.kernel.promises.what_if import award_cost
from owj.kernel.sla.agreement import Agreement
from owj.packages.warranty.account import VOUCHER_BENEFITS, read_account
from owj.packages.warranty.words import EntryKind
from owj.server.ledger.entries import Entry


class OwedKind(StrEnum):
    """Name what is owed: a voucher of some service, or a discount on the next renewal."""

    VOUCHER = "voucher"
    DISCOUNT = "discount"


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that is still owed.

    what: of a voucher, as its entry names it. amount: what is left of it. value: in rial, 0 where
    it has no price. until: its last day, None without one. source: the claim that gave it.
    """

    kind: OwedKind
    what: str
    amount: int
    value: Rial
    since: date
    until: date | None
    source: str


def owed_on(
    entries: Sequence[Entry], day: date, renewal: Rial, agreement: Agreement
) -> tuple[Owed, ...]:
    """Return what was given by a day and is neither used, taken nor lapsed on it.

    renewal: the fee of the next renewal before discounts, by which a discount is valued.
    """
    known = [one for one in entries if one.day <= day]
    account = read_account(known, agreement)
    given = [one for one in account.entries if one.kind == EntryKind.VOUCHER_GIVEN]
    counted = [one for one in given if one.data["what"] in VOUCHER_BENEFITS]
    # Vouchers that are used up are the last grants of an account, in the order they were given.
    left = left_of(account.grants, account.uses)[len(account.grants) - len(counted) :]
    amounts = {one.seq: amount for one, amount in zip(counted, left, strict=True)}
    vouchers = (
        _voucher(one, amounts.get(one.seq, int(one.data["amount"])), renewal, agreement)
        for one in given
    )
    discounts = (
        Owed(
            OwedKind.DISCOUNT,
            AwardKind.RENEWAL_DISCOUNT_PERCENT.value,
            one.discount.percent,
            _value(AwardKind.RENEWAL_DISCOUNT_PERCENT, one.discount.percent, renewal, agreement),
            one.discount.given_on,
            None,
            one.source,
        )
        for one in account.discounts
        if one.seq not in account.taken
    )
    standing = (one for one in vouchers if one.amount and (one.until is None or day <= one.until))
    return (*standing, *discounts)


def _voucher(entry: Entry, amount: int, renewal: Rial, agreement: Agreement) -> Owed:
    what, until = entry.data["what"], entry.data.get("until")
    kind = next((one for one in AwardKind if one.value == what), None)
    if kind is None and what in VOUCHER_BENEFITS:
        # A webinar that was chosen is a session as any other (R39).
        kind = AwardKind.FREE_TRAINING_SESSION
    return Owed(
        OwedKind.VOUCHER,
        what,
        amount,
        _value(kind, amount, renewal, agreement) if kind else Rial(0),
        entry.day,
        date.fromisoformat(until) if until else None,
        entry.data.get("source", ""),
    )


def _value(kind: AwardKind, amount: int, renewal: Rial, agreement: Agreement) -> Rial:
    return award_cost(Award(kind, amount), renewal, agreement)
