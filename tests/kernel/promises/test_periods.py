"""Which days a warranty covers (R21, R22, R24, R30)."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.promises.days import day, spans

from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.promises.periods import (
    DelayDaysRefused,
    Warranty,
    WarrantyState,
    covered_periods,
    period_of,
    remaining_days,
    reminder_days,
    warranty_state,
)
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT as SHIPPED
from owj.kernel.sla.warranty_settings import AfterLapse

DAYS = st.dates(date(2018, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize(
    ("delivered", "last"),
    [
        ("1401-02-07", "1402-02-06"),
        ("1400-01-01", "1400-12-29"),
        ("1402-12-29", "1403-12-28"),
        ("1399-12-30", "1400-12-29"),  # no anniversary in 1400: never a day short
        ("1403-12-30", "1404-12-29"),
    ],
)
def test_r21_a_year_ends_the_day_before_its_anniversary(delivered: str, last: str) -> None:
    (period,) = covered_periods(Warranty(day(delivered)), SHIPPED)
    assert spans((period,)) == [(delivered, last)]
    assert period.free


def test_r21_the_years_of_the_first_period_are_a_setting() -> None:
    two = replace(SHIPPED, warranty_years=2)
    assert spans(covered_periods(Warranty(day("1401-02-07")), two)) == [
        ("1401-02-07", "1403-02-06")
    ]


def test_r22_after_the_end_a_warranty_is_expired_until_it_is_renewed() -> None:
    periods = covered_periods(Warranty(day("1401-02-07"), paid_on=(day("1402-03-01"),)), SHIPPED)
    states = {
        text: warranty_state(periods, day(text), SHIPPED)
        for text in ("1401-02-06", "1401-02-07", "1402-02-06", "1402-02-07", "1402-03-01")
    }
    assert states == {
        "1401-02-06": WarrantyState.NOT_STARTED,
        "1401-02-07": WarrantyState.ACTIVE,
        "1402-02-06": WarrantyState.ACTIVE,
        "1402-02-07": WarrantyState.EXPIRED,
        "1402-03-01": WarrantyState.ACTIVE,
    }
    assert warranty_state((), day("1401-02-07"), SHIPPED) is WarrantyState.NOT_STARTED
    assert period_of(periods, day("1402-02-07")) is None
    assert period_of(periods, day("1402-03-01")) == periods[1]


def test_r22_in_the_days_of_grace_it_still_counts_and_a_renewal_continues_it() -> None:
    kind = replace(SHIPPED, grace_days=10)
    warranty = Warranty(day("1401-02-07"))
    periods = covered_periods(warranty, kind)
    assert warranty_state(periods, day("1402-02-16"), kind) is WarrantyState.GRACE
    assert warranty_state(periods, day("1402-02-17"), kind) is WarrantyState.EXPIRED
    paid = replace(warranty, paid_on=(day("1402-02-16"),))
    assert spans(covered_periods(paid, kind))[1] == ("1402-02-07", "1403-02-06")
    late = replace(warranty, paid_on=(day("1402-02-17"),))
    assert spans(covered_periods(late, kind))[1] == ("1402-02-17", "1403-02-16")


def test_r22_reminders_come_before_the_last_end() -> None:
    periods = covered_periods(Warranty(day("1401-02-07"), paid_on=(day("1402-02-01"),)), SHIPPED)
    assert reminder_days(periods, SHIPPED) == (
        day("1403-01-07"),
        day("1403-01-30"),
        day("1403-02-05"),
    )
    assert reminder_days((), SHIPPED) == ()


@pytest.mark.parametrize(
    ("paid", "renewed"),
    [
        ("1402-01-10", ("1402-02-07", "1403-02-06")),  # early: nothing is lost
        ("1402-02-06", ("1402-02-07", "1403-02-06")),  # on the last day
        ("1402-02-07", ("1402-02-07", "1403-02-06")),
        ("1402-02-20", ("1402-02-20", "1403-02-19")),  # the gap stays uncovered
    ],
)
def test_r24_a_renewal_continues_or_counts_from_its_payment(
    paid: str, renewed: tuple[str, str]
) -> None:
    warranty = Warranty(day("1401-02-07"), paid_on=(day(paid),))
    assert spans(covered_periods(warranty, SHIPPED))[1] == renewed


def test_r24_back_dating_is_the_other_reading() -> None:
    back = replace(SHIPPED, renewal_after_lapse=AfterLapse.BACK_DATED)
    warranty = Warranty(day("1401-02-07"), paid_on=(day("1402-02-20"),))
    assert spans(covered_periods(warranty, back))[1] == ("1402-02-07", "1403-02-06")


def test_r24_two_renewals_paid_early_follow_each_other_whatever_their_order() -> None:
    warranty = Warranty(day("1401-02-07"), paid_on=(day("1402-01-02"), day("1402-01-01")))
    assert spans(covered_periods(warranty, SHIPPED))[1:] == [
        ("1402-02-07", "1403-02-06"),
        ("1403-02-07", "1404-02-06"),
    ]


def test_r30_days_of_delay_lengthen_the_first_period_only() -> None:
    warranty = Warranty(day("1400-12-29"), delay_days=3, paid_on=(day("1402-02-14"),))
    assert spans(covered_periods(warranty, SHIPPED)) == [
        ("1400-12-29", "1402-01-02"),
        ("1402-02-14", "1403-02-13"),
    ]
    with pytest.raises(DelayDaysRefused):
        covered_periods(replace(warranty, delay_days=-1), SHIPPED)


def test_remaining_days_count_that_day_itself_and_what_is_renewed_already() -> None:
    periods = covered_periods(Warranty(day("1401-02-07"), paid_on=(day("1402-02-01"),)), SHIPPED)
    assert remaining_days(periods, day("1402-02-06")) == 1 + 365
    assert remaining_days(periods, day("1403-02-06")) == 1
    assert remaining_days(periods, day("1403-02-07")) == 0
    assert remaining_days(periods, day("1401-01-01")) == 730


@given(DAYS, st.integers(0, 400), st.lists(DAYS, max_size=4), st.sampled_from(AfterLapse))
def test_r30_a_delay_never_shortens_a_warranty(
    delivered: date, delay: int, paid: list[date], lapse: AfterLapse
) -> None:
    agreement = replace(SHIPPED, renewal_after_lapse=lapse)
    without = covered_periods(Warranty(delivered, 0, tuple(paid)), agreement)
    with_days = covered_periods(Warranty(delivered, delay, tuple(paid)), agreement)
    assert with_days[0].last_day - without[0].last_day == timedelta(days=delay)
    for before, after in zip(without, with_days, strict=True):
        assert after.last_day >= before.last_day


@given(DAYS, st.integers(0, 60), st.lists(DAYS, max_size=5))
def test_r21_periods_never_overlap_and_last_a_full_jalali_year(
    delivered: date, delay: int, paid: list[date]
) -> None:
    periods = covered_periods(Warranty(delivered, delay, tuple(paid)), SHIPPED)
    for before, after in itertools.pairwise(periods):
        assert after.first_day > before.last_day
    for period in periods:
        length = (period.last_day - period.first_day).days + 1
        assert length - delay * period.free in (365, 366)
        anniversary = JalaliDate.from_gregorian(period.first_day).add_years(1).to_gregorian()
        assert period.last_day >= anniversary - timedelta(days=1)
