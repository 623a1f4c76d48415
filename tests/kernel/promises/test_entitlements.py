"""Balances of what a customer may use (R26, R27, R28)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.promises.days import day

from owj.kernel.promises.entitlements import (
    AmountRefused,
    Benefit,
    EntitlementSpent,
    Grant,
    Use,
    balance,
    grants_of,
    owns_release,
    season_of,
    use,
)
from owj.kernel.promises.periods import Warranty, covered_periods
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT as SHIPPED
from owj.kernel.sla.settings import CountingMonth

PERIODS = covered_periods(Warranty(day("1401-02-07"), paid_on=(day("1402-01-20"),)), SHIPPED)
GRANTS = grants_of(PERIODS, SHIPPED)
FIRST, SECOND, GONE = day("1401-03-01"), day("1402-03-01"), day("1404-01-01")
INSTALL, TRAINING = Benefit.REMOTE_INSTALL, Benefit.TRAINING_MINUTES


def test_r27_three_installations_in_each_period_and_the_fourth_is_refused() -> None:
    uses: list[Use] = []
    for left in (3, 2, 1):
        assert balance(GRANTS, uses, INSTALL, FIRST) == left
        uses += use(GRANTS, uses, INSTALL, 1, FIRST)
    with pytest.raises(EntitlementSpent):
        use(GRANTS, uses, INSTALL, 1, FIRST)
    assert balance(GRANTS, uses, INSTALL, SECOND) == 3


def test_r27_nothing_is_carried_over() -> None:
    assert balance(GRANTS, (), INSTALL, SECOND) == 3
    assert balance(GRANTS, (), INSTALL, GONE) == 0
    with pytest.raises(EntitlementSpent):
        use(GRANTS, (), INSTALL, 1, GONE)


def test_r28_one_session_of_two_hours_in_each_period() -> None:
    assert balance(GRANTS, (), TRAINING, FIRST) == 120
    half = use(GRANTS, (), TRAINING, 60, FIRST)
    assert balance(GRANTS, half, TRAINING, FIRST) == 60
    with pytest.raises(EntitlementSpent):
        use(GRANTS, half, TRAINING, 61, FIRST)


def test_r27_r28_the_amounts_are_settings() -> None:
    other = replace(SHIPPED, remote_installs=5, training_sessions=2, training_session_minutes=90)
    grants = grants_of(PERIODS, other)
    assert balance(grants, (), INSTALL, FIRST) == 5
    assert balance(grants, (), TRAINING, FIRST) == 180


def test_r28_a_plan_may_give_them_from_the_first_renewal_on() -> None:
    grants = grants_of(PERIODS, replace(SHIPPED, extras_in_free_year=False))
    assert balance(grants, (), INSTALL, FIRST) == 0
    assert balance(grants, (), INSTALL, SECOND) == 3


def test_what_ends_first_is_used_first() -> None:
    grants = (
        Grant(INSTALL, 2, FIRST, None),
        Grant(INSTALL, 2, FIRST, FIRST + timedelta(days=9)),
    )
    assert use(grants, (), INSTALL, 3, FIRST) == (Use(1, 2, FIRST), Use(0, 1, FIRST))
    assert balance(grants, (), INSTALL, FIRST + timedelta(days=10)) == 2
    with pytest.raises(AmountRefused):
        use(grants, (), INSTALL, 0, FIRST)


def test_r26_a_release_published_while_covered_is_owned() -> None:
    gap = covered_periods(Warranty(day("1401-02-07"), paid_on=(day("1402-04-01"),)), SHIPPED)
    assert owns_release(gap, day("1402-02-06"))
    assert not owns_release(gap, day("1402-02-07"))
    assert owns_release(gap, day("1402-04-01"))


@pytest.mark.parametrize(
    ("on", "season"),
    [("1403-01-01", 1), ("1403-03-31", 1), ("1403-04-01", 2), ("1403-12-30", 4)],
)
def test_r26_seasons_are_jalali(on: str, season: int) -> None:
    assert season_of(day(on), SHIPPED) == (1403, season)
    gregorian = replace(SHIPPED, release_calendar=CountingMonth.GREGORIAN)
    assert season_of(day("1403-01-01"), gregorian) == (2024, 1)


OFFSETS = st.integers(-40, 800)
ASKED = st.tuples(st.sampled_from([INSTALL, TRAINING]), st.integers(1, 130), OFFSETS)


@given(st.lists(ASKED, max_size=25))
def test_r27_no_order_of_uses_spends_more_than_was_granted(
    asked: list[tuple[Benefit, int, int]],
) -> None:
    uses: list[Use] = []
    for benefit, amount, offset in asked:
        on = day("1401-02-07") + timedelta(days=offset)
        before = balance(GRANTS, uses, benefit, on)
        try:
            entries = use(GRANTS, uses, benefit, amount, on)
        except EntitlementSpent:
            assert amount > before
            continue
        assert sum(entry.amount for entry in entries) == amount
        uses += entries
        assert balance(GRANTS, uses, benefit, on) == before - amount >= 0
    for place, grant in enumerate(GRANTS):
        assert sum(one.amount for one in uses if one.grant == place) <= grant.amount
