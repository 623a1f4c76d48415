"""What a renewal costs, line by line. Source: R23, R36, R41."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.errors import DefinitionError, InvalidInput
from owj.kernel.money import Rial
from owj.kernel.promises.rounding import whole_rial
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.remedy_settings import DiscountMode
from owj.kernel.sla.warranty_settings import ValueSource


class DiscountRefused(InvalidInput):
    """Say that a discount is no percentage."""

    code = "renewal.discount_refused"
    message = "Expected a discount of 0 to 100 percent, got %(got)s."


class ValueRefused(InvalidInput):
    """Say that a product's value is below nothing."""

    code = "renewal.value_refused"
    message = "Expected a value of 0 rial or more, got %(got)s."


class ValueMissing(DefinitionError):
    """Say that no price list of that year knows the product's value."""

    code = "renewal.value_missing"
    message = "The product has no value in the price list of %(year)s. Enter it, then renew."


@dataclass(frozen=True, slots=True)
class RenewalFee:
    """Hold the lines of a renewal: the share of the value, the discount, the fee to pay.

    Without tax. gross + discount == fee; discount_percent may be a fraction where discounts
    compound.
    """

    value: Rial
    gross: Rial
    discount: Rial
    discount_percent: Fraction
    fee: Rial


@dataclass(frozen=True, slots=True)
class Discount:
    """Hold one discount given for the next renewal invoice. Source: R36."""

    percent: int
    given_on: date


def renewal_fee(value: Rial, discounts_percent: Iterable[int], agreement: Agreement) -> RenewalFee:
    """Return what a year's renewal costs; only the fee is rounded, once.

    Raises: ValueRefused, DiscountRefused. Source: R23, R41.
    """
    if value < 0:
        raise ValueRefused(got=value)
    percent = stack_discounts(discounts_percent, agreement)
    share = Fraction(value * agreement.renewal_percent, 100)
    fee, gross = whole_rial(share * (1 - percent / 100)), whole_rial(share)
    return RenewalFee(
        value=value, gross=gross, discount=Rial(fee - gross), discount_percent=percent, fee=fee
    )


def stack_discounts(percents: Iterable[int], agreement: Agreement) -> Fraction:
    """Return what discounts on one renewal come to, capped. Source: R41.

    Raises: DiscountRefused.
    """
    total, kept = Fraction(0), Fraction(1)
    for percent in percents:
        if not 0 <= percent <= 100:
            raise DiscountRefused(got=percent)
        total, kept = total + percent, kept * (1 - Fraction(percent, 100))
    if agreement.discount_mode is DiscountMode.COMPOUND:
        total = 100 * (1 - kept)
    return min(total, Fraction(agreement.discount_cap))


def product_value(
    value_by_year: Mapping[int, Rial], issued_on: date, purchased_on: date, agreement: Agreement
) -> Rial:
    """Return the product's value for a renewal issued on a day.

    value_by_year: by Jalali year, of the customer's modules, without tax. Raises: ValueMissing.
    Source: R23.
    """
    by_issue = agreement.renewal_value is ValueSource.LIST_OF_ISSUE
    year = JalaliDate.from_gregorian(issued_on if by_issue else purchased_on).year
    if year not in value_by_year:
        raise ValueMissing(year=year)
    return value_by_year[year]


def discounts_for(
    given: Sequence[Discount],
    issued_on: date,
    last_day: date,
    used: Iterable[Discount],
    agreement: Agreement,
) -> tuple[Discount, ...]:
    """Return the discounts that the next renewal invoice takes, in the order they were given.

    last_day: of the warranty that is renewed. One issued after it, and after the days of grace,
    was missed: what was given before that end has lapsed, unless the agreement lets it wait.
    Source: R36.
    """
    end = last_day + timedelta(days=agreement.grace_days)
    left = list(given)
    for discount in used:
        left.remove(discount)
    lapsed = agreement.discount_lapses and issued_on > end
    return tuple(
        discount
        for discount in sorted(left, key=lambda one: one.given_on)
        if discount.given_on <= issued_on and not (lapsed and discount.given_on <= last_day)
    )
