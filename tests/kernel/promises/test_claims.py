"""A claim's days and its deadlines (R47, R48, R49)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.promises.days import DESK, day
from tests.kernel.sla.story import at, shown

from owj.kernel.promises.claims import ClaimRefusal, LateDays, first_reply_due_at, judge_claim
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT as SHIPPED
from owj.kernel.sla.remedy_settings import ClaimAnchor

LATE = LateDays(day("1404-03-10"), day("1404-03-17"))


def refusal(claimed: str, late: LateDays = LATE, **settings: object) -> ClaimRefusal | None:
    """Return why a claim is refused, if it is."""
    agreement = replace(SHIPPED, **settings)  # type: ignore[arg-type]  # settings by their names
    return judge_claim(late, at(claimed), agreement, DESK).refusal


@pytest.mark.parametrize(
    ("claimed", "why"),
    [
        ("1404-03-09 23:59:59", ClaimRefusal.TOO_EARLY),
        ("1404-03-10 00:00", None),  # while the delay lasts
        ("1404-03-24 23:59:59", None),
        ("1404-03-25 00:00", ClaimRefusal.TOO_LATE),
    ],
)
def test_r47_seven_days_from_the_last_day_of_the_delay(
    claimed: str, why: ClaimRefusal | None
) -> None:
    assert refusal(claimed) is why


def test_r47_a_delay_that_lasts_has_no_end_of_its_days() -> None:
    verdict = judge_claim(replace(LATE, last=None), at("1404-06-01 10:00"), SHIPPED, DESK)
    assert verdict.accepted
    assert verdict.claim_until is None


def test_r47_counting_from_the_first_day_is_the_other_reading() -> None:
    assert refusal("1404-03-17 23:59:59", claim_anchor=ClaimAnchor.START) is None
    assert refusal("1404-03-18 00:00", claim_anchor=ClaimAnchor.START) is ClaimRefusal.TOO_LATE


def test_r47_the_days_are_a_setting() -> None:
    assert refusal("1404-03-20 00:00", claim_days=2) is ClaimRefusal.TOO_LATE


def test_r47_a_part_of_a_second_is_still_that_second() -> None:
    late_by_a_blink = at("1404-03-24 23:59:59") + timedelta(milliseconds=900)
    assert judge_claim(LATE, late_by_a_blink, SHIPPED, DESK).accepted


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("1404-03-09", "1404-03-10 17:00"),  # Friday → Saturday
        ("1404-03-07", "1404-03-08 14:00"),  # Wednesday → Thursday
        ("1404-03-13", "1404-03-17 17:00"),  # before two holidays and a Friday
    ],
)
def test_r48_the_reply_is_due_at_the_closing_of_the_next_working_day(
    received: str, due: str
) -> None:
    assert shown(first_reply_due_at(day(received), DESK)) == due


def test_r49_the_result_is_due_seven_days_later_closed_days_included() -> None:
    verdict = judge_claim(LATE, at("1404-03-11 10:00"), SHIPPED, DESK)
    assert shown(verdict.result_due_at) == "1404-03-18 23:59:59"
    three = replace(SHIPPED, claim_result_days=3)
    verdict = judge_claim(LATE, at("1404-03-11 10:00"), three, DESK)
    assert shown(verdict.result_due_at) == "1404-03-14 23:59:59"


def test_r49_the_last_day_of_summer_time_has_twenty_five_hours() -> None:
    late = LateDays(day("1400-06-23"), day("1400-06-23"))
    verdict = judge_claim(late, at("1400-06-23 10:00"), SHIPPED, DESK)
    assert verdict.result_due_at is not None
    midnight = at("1400-06-30 00:00")
    assert verdict.result_due_at - midnight == timedelta(hours=25) - timedelta(seconds=1)


def test_a_refused_claim_has_no_deadlines() -> None:
    verdict = judge_claim(LATE, at("1404-03-25 00:00"), SHIPPED, DESK)
    assert (verdict.first_reply_due_at, verdict.result_due_at) == (None, None)
    assert shown(verdict.claim_until) == "1404-03-24 23:59:59"


@given(st.integers(0, 14 * 86_400))
def test_r48_an_accepted_claim_is_answered_after_it_came(seconds: int) -> None:
    instant = at("1404-03-10 00:00") + timedelta(seconds=seconds)
    verdict = judge_claim(LATE, instant, SHIPPED, DESK)
    if verdict.accepted:
        assert verdict.first_reply_due_at is not None
        assert verdict.result_due_at is not None
        assert instant < verdict.first_reply_due_at
        assert DESK.local_date(verdict.first_reply_due_at) > DESK.local_date(instant)
        assert instant < verdict.result_due_at
