"""What a renewal costs (R23, R36, R41)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.promises.days import day

from owj.kernel.money import Rial
from owj.kernel.promises.renewal import (
    Discount,
    DiscountRefused,
    ValueMissing,
    ValueRefused,
    discounts_for,
    product_value,
    renewal_fee,
    stack_discounts,
)
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT as SHIPPED
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.remedy_settings import DiscountMode
from owj.kernel.sla.warranty_settings import ValueSource

COMPOUND = replace(SHIPPED, discount_mode=DiscountMode.COMPOUND)
PERCENTS = st.lists(st.integers(0, 100), max_size=8)
VALUES = st.integers(0, 10**12)


@pytest.mark.parametrize(
    ("value", "discounts", "fee"),
    [
        (100_000_000, [], 15_000_000),
        (123_456_789, [20], 14_814_815),  # 14,814,814.68
        (333_333_333, [5] * 8, 30_000_000),  # 29,999,999.97
        (10, [], 2),  # 1.5 goes up
        (1, [], 0),  # 0.15
        (100, [60, 60], 0),  # capped at all of it
        (0, [5], 0),
    ],
)
def test_r23_the_fee_is_fifteen_percent_rounded_once(
    value: int, discounts: list[int], fee: int
) -> None:
    assert renewal_fee(Rial(value), discounts, SHIPPED).fee == fee


def test_r23_the_lines_of_a_fee_add_up() -> None:
    fee = renewal_fee(Rial(123_456_789), [20, 5], SHIPPED)
    assert (fee.gross, fee.discount, fee.fee) == (18_518_518, -4_629_629, 13_888_889)
    assert fee.discount_percent == 25


def test_r23_the_percent_is_a_setting() -> None:
    assert renewal_fee(Rial(1000), [], replace(SHIPPED, renewal_percent=20)).fee == 200


def test_r23_the_value_is_that_of_the_year_of_issue() -> None:
    values = {1400: Rial(100), 1403: Rial(300)}
    bought, issued = day("1400-05-01"), day("1403-12-30")
    assert product_value(values, issued, bought, SHIPPED) == 300
    by_purchase = replace(SHIPPED, renewal_value=ValueSource.LIST_OF_PURCHASE)
    assert product_value(values, issued, bought, by_purchase) == 100
    with pytest.raises(ValueMissing, match="1404"):
        product_value(values, day("1404-01-01"), bought, SHIPPED)


def test_r41_discounts_add_up_to_the_cap() -> None:
    assert stack_discounts([5, 20], SHIPPED) == 25
    assert stack_discounts([60, 60], SHIPPED) == 100
    assert stack_discounts([60, 60], replace(SHIPPED, discount_cap=50)) == 50
    assert stack_discounts([], SHIPPED) == 0


def test_r41_compounding_is_the_other_mode() -> None:
    assert stack_discounts([5, 20], COMPOUND) == 24
    assert stack_discounts([5, 5], COMPOUND) == Fraction(975, 100)


def test_r41_what_is_no_percentage_is_refused() -> None:
    for wrong in (-1, 101):
        with pytest.raises(DiscountRefused):
            stack_discounts([5, wrong], SHIPPED)
    with pytest.raises(ValueRefused):
        renewal_fee(Rial(-1), [], SHIPPED)


@given(VALUES, PERCENTS, st.sampled_from([SHIPPED, COMPOUND]))
def test_r41_a_fee_is_never_negative_and_a_discount_never_raises_it(
    value: int, percents: list[int], agreement: Agreement
) -> None:
    fee = renewal_fee(Rial(value), percents, agreement)
    assert 0 <= fee.fee <= fee.gross
    assert fee.gross + fee.discount == fee.fee
    assert renewal_fee(Rial(value), [*percents, 5], agreement).fee <= fee.fee
    exact = value * Fraction(agreement.renewal_percent, 100) * (1 - fee.discount_percent / 100)
    assert abs(fee.fee - exact) <= Fraction(1, 2)


@given(VALUES, VALUES, PERCENTS)
def test_r23_a_dearer_product_never_renews_for_less(
    one: int, other: int, percents: list[int]
) -> None:
    less, more = sorted((one, other))
    fees = [renewal_fee(Rial(value), percents, SHIPPED).fee for value in (less, more)]
    assert fees == sorted(fees)


GIVEN = (Discount(20, day("1402-01-10")), Discount(5, day("1402-01-05")))
END = day("1402-02-06")


def percents_at(issued_on: date, agreement: Agreement = SHIPPED, used: int = 0) -> list[int]:
    """Return the percentages that a renewal takes; used: one that an earlier renewal took."""
    taken = [one for one in GIVEN if one.percent == used]
    return [one.percent for one in discounts_for(GIVEN, issued_on, END, taken, agreement)]


def test_r36_the_next_renewal_takes_every_discount_once() -> None:
    assert percents_at(END) == [5, 20]
    assert percents_at(END, used=20) == [5]
    assert percents_at(day("1402-01-07")) == [5]


def test_r36_a_discount_lapses_with_a_renewal_that_is_not_made() -> None:
    late = day("1402-02-07")
    assert percents_at(late) == []
    assert percents_at(late, replace(SHIPPED, grace_days=1)) == [5, 20]
    assert percents_at(late, replace(SHIPPED, discount_lapses=False)) == [5, 20]
    after = Discount(13, day("1402-02-20"))
    assert discounts_for([*GIVEN, after], day("1402-03-01"), END, [], SHIPPED) == (after,)
