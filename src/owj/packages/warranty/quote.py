"""What the next renewal of a contract costs, line by line, on a day. Source: R23, R36, R41, R52."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.money import Rial
from owj.kernel.promises.prices import SHIPPED_TAX, TaxRate, tax_on
from owj.kernel.promises.renewal import RenewalFee, discounts_for, renewal_fee
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.warranty_settings import ValueSource
from owj.packages.warranty.account import ContractAccount, GivenDiscount


@dataclass(frozen=True, slots=True)
class ModuleValue:
    """A module of a contract with its price in the list of one year; None: not in that list."""

    name: str
    value: Rial | None


@dataclass(frozen=True, slots=True)
class RenewalQuote:
    """A renewal issued on a day.

    year: whose price list values the modules. total: the fee with value added tax.
    """

    issued_on: date
    year: int
    modules: tuple[ModuleValue, ...]
    fee: RenewalFee
    percent: int
    discounts: tuple[GivenDiscount, ...]
    tax: Rial

    @property
    def total(self) -> Rial:
        return Rial(self.fee.fee + self.tax)


def list_year(issued_on: date, bought_on: date, agreement: Agreement) -> int:
    """Return the Jalali year whose price list a renewal stands on. Source: R23."""
    by_issue = agreement.renewal_value is ValueSource.LIST_OF_ISSUE
    return JalaliDate.from_gregorian(issued_on if by_issue else bought_on).year


def quote_renewal(
    account: ContractAccount,
    modules: Sequence[ModuleValue],
    year: int,
    issued_on: date,
    agreement: Agreement,
    *,
    rates: Sequence[TaxRate] = SHIPPED_TAX,
) -> RenewalQuote | None:
    """Return what a renewal costs; None where no module, or one without a price, is known.

    rates: of value added tax. Raises: TaxMissing.
    """
    values = [one.value for one in modules if one.value is not None]
    if account.last_day is None or not values or len(values) < len(modules):
        return None
    taken = usable_discounts(account, issued_on, agreement)
    fee = renewal_fee(Rial(sum(values)), [one.discount.percent for one in taken], agreement)
    return RenewalQuote(
        issued_on=issued_on,
        year=year,
        modules=tuple(modules),
        fee=fee,
        percent=agreement.renewal_percent,
        discounts=taken,
        tax=tax_on(fee.fee, issued_on, rates),
    )


def usable_discounts(
    account: ContractAccount, issued_on: date, agreement: Agreement
) -> tuple[GivenDiscount, ...]:
    """Return the discounts that a renewal issued on a day takes. Source: R36."""
    if account.last_day is None:
        return ()
    left = [one for one in account.discounts if one.seq not in account.taken]
    chosen = list(
        discounts_for([one.discount for one in left], issued_on, account.last_day, (), agreement)
    )
    taken = []
    for one in left:
        if one.discount in chosen:
            chosen.remove(one.discount)
            taken.append(one)
    return tuple(taken)
