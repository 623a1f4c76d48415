"""The choice that a month of missed tickets gives (R38, R39)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owj.kernel.promises.remedies import (
    ChosenRemedy,
    RemedyAlreadyChosen,
    RemedyNotDue,
    RemedyNotOffered,
    choose_remedy,
    offered_remedies,
)
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT as SHIPPED
from owj.kernel.sla.monthly import MonthCount, remedies_for
from owj.kernel.sla.remedy_settings import RemedyOption

FIFTH = datetime(2026, 11, 10, 9, tzinfo=UTC)
FIVE_OFF = RemedyOption.RENEWAL_DISCOUNT


def count(missed: int, month: str = "1405-08") -> MonthCount:
    """Return a month's count."""
    reached = FIFTH if missed >= 5 else None
    return MonthCount(month, missed, reached, remedies_for(missed, SHIPPED))


def test_r39_four_remedies_with_their_figures() -> None:
    assert offered_remedies(SHIPPED) == (
        (RemedyOption.WEBINAR_SESSION, 1),
        (RemedyOption.RENEWAL_DISCOUNT, 5),
        (RemedyOption.CONSULTING_DISCOUNT, 15),
        (RemedyOption.ASSESSMENT_DISCOUNT, 13),
    )


@pytest.mark.parametrize("missed", [0, 4])
def test_r38_fewer_than_five_give_nothing(missed: int) -> None:
    with pytest.raises(RemedyNotDue):
        choose_remedy(count(missed), FIVE_OFF, (), FIFTH, SHIPPED)


def test_r38_the_right_arises_at_the_fifth_breach() -> None:
    with pytest.raises(RemedyNotDue):
        choose_remedy(count(5), FIVE_OFF, (), FIFTH - timedelta(seconds=1), SHIPPED)
    chosen = choose_remedy(count(5), FIVE_OFF, (), FIFTH, SHIPPED)
    assert (chosen.option, chosen.amount) == (FIVE_OFF, 5)


def test_r39_a_choice_is_final() -> None:
    first = choose_remedy(count(10), FIVE_OFF, (), FIFTH, SHIPPED)
    for option in RemedyOption:
        with pytest.raises(RemedyAlreadyChosen):
            choose_remedy(count(11), option, [first], FIFTH, SHIPPED)
    assert choose_remedy(count(5, "1405-09"), FIVE_OFF, [first], FIFTH, SHIPPED).amount == 5


def test_r39_only_what_the_agreement_offers_may_be_chosen() -> None:
    narrow = replace(SHIPPED, remedy_options=frozenset({RemedyOption.WEBINAR_SESSION}))
    with pytest.raises(RemedyNotOffered, match="webinar_session"):
        choose_remedy(count(5), FIVE_OFF, (), FIFTH, narrow)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12), st.booleans())
def test_r38_no_month_ever_gives_more_than_its_remedies(
    counts: list[int], per_multiple: bool
) -> None:
    agreement = replace(SHIPPED, remedy_per_multiple=per_multiple)
    chosen: list[ChosenRemedy] = []
    for missed in counts:
        remedies = remedies_for(missed, agreement)
        month = MonthCount("1405-08", missed, FIFTH if remedies else None, remedies)
        try:
            chosen.append(choose_remedy(month, FIVE_OFF, chosen, FIFTH, agreement))
        except (RemedyNotDue, RemedyAlreadyChosen):
            continue
    assert len(chosen) <= remedies_for(max(counts), agreement)
