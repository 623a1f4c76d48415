"""What a committee awards, as entries keep it and as an account takes it. Source: R29-R39."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from owj.kernel.promises.compensation import Award, AwardKind
from owj.packages.warranty.queries import today_of
from owj.packages.warranty.services.facts import give_discount, give_voucher, lengthen
from owj.packages.warranty.services.work import AccountWork

CHOICE = (Award(AwardKind.CUSTOMERS_CHOICE, 1),)


def award_data(awards: Iterable[Award]) -> list[dict[str, Any]]:
    """Return awards as plain JSON."""
    return [
        {"kind": one.kind.value, "amount": one.amount, "years": one.valid_jalali_years}
        for one in awards
    ]


def awards_in(data: Iterable[Mapping[str, Any]]) -> tuple[Award, ...]:
    """Return the awards that an entry keeps."""
    return tuple(Award(AwardKind(one["kind"]), int(one["amount"]), one["years"]) for one in data)


def post_awards(work: AccountWork, awards: Iterable[Award], source: str) -> AccountWork:
    """Write down what was awarded: days, vouchers with their last day, discounts.

    source: what is shown beside each. The customer's choice posts nothing before it is made.
    """
    for one in awards:
        if one.kind is AwardKind.WARRANTY_EXTENSION_DAYS:
            work = lengthen(work, one.amount, source)
        elif one.kind is AwardKind.RENEWAL_DISCOUNT_PERCENT:
            work = give_discount(work, one.amount, source)
        elif one.kind is not AwardKind.CUSTOMERS_CHOICE:
            until = one.usable_until(today_of(work.ctx))
            work = give_voucher(work, one.kind.value, one.amount, source, until)
    return work
