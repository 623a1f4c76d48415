"""What a late delivery is owed (R29-R36, R42, R43)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.kernel.promises.days import DESK, day

from owj.kernel.promises.committee import (
    MembersDisagree,
    OverrideReasonMissing,
    QuorumMissing,
    Vote,
    decide,
)
from owj.kernel.promises.compensation import (
    Award,
    AwardKind,
    LateDelivery,
    Proposal,
    awards_for,
    propose_compensation,
)
from owj.kernel.promises.delays import Delivery
from owj.kernel.promises.exclusions import Evidence, EvidenceMissing, ProvenExclusion, barring
from owj.kernel.promises.prices import TABLE_1400, PricedService, Site
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT as SHIPPED
from owj.kernel.sla.remedy_settings import Exclusion, Process, TierMode

CUMULATIVE = replace(SHIPPED, tier_mode=TierMode.CUMULATIVE)
SESSION = Award(AwardKind.FREE_TRAINING_SESSION, 1, 1)
ASSESSMENT = Award(AwardKind.ASSESSMENT_CONSULTING_HOURS, 1)
ONE_HOUR = Award(AwardKind.CRM_MANAGER_HOURS, 1)
TWO_HOURS = Award(AwardKind.CRM_MANAGER_HOURS, 2)
TWENTY_OFF = Award(AwardKind.RENEWAL_DISCOUNT_PERCENT, 20)


def owed(process: Process, net_days: int) -> Award | None:
    """Return the one award of a delay, if there is one."""
    awards = awards_for(process, net_days, SHIPPED)
    assert len(awards) <= 1
    return awards[0] if awards else None


@pytest.mark.parametrize("process", list(Process))
def test_no_delay_is_owed_nothing(process: Process) -> None:
    assert awards_for(process, 0, SHIPPED) == ()
    assert awards_for(process, -3, CUMULATIVE) == ()


def test_r30_each_day_of_a_late_installation_is_a_day_of_warranty() -> None:
    assert owed(Process.INSTALL, 5) == Award(AwardKind.WARRANTY_EXTENSION_DAYS, 5)
    double = replace(SHIPPED, install_days_per_day=2)
    assert awards_for(Process.INSTALL, 5, double)[0].amount == 10
    assert awards_for(Process.INSTALL, 5, replace(SHIPPED, install_days_per_day=0)) == ()


@pytest.mark.parametrize("days", [1, 6, 7])
def test_r31_up_to_seven_days_a_late_training_is_a_free_session(days: int) -> None:
    assert owed(Process.TRAINING, days) == SESSION


def test_r31_the_session_may_be_used_for_one_jalali_year() -> None:
    assert SESSION.usable_until(day("1403-12-30")) == day("1404-12-29")
    assert SESSION.usable_until(day("1403-05-10")) == day("1404-05-09")
    assert ASSESSMENT.usable_until(day("1403-05-10")) is None


@pytest.mark.parametrize("days", [8, 30])
def test_r32_from_the_eighth_day_it_is_an_hour_of_assessment_instead(days: int) -> None:
    assert owed(Process.TRAINING, days) == ASSESSMENT


@pytest.mark.parametrize(
    ("days", "award"),
    [
        (1, ONE_HOUR),
        (19, ONE_HOUR),
        (20, ONE_HOUR),
        (21, TWO_HOURS),
        (30, TWO_HOURS),
        (31, TWENTY_OFF),
        (200, TWENTY_OFF),
    ],
)
def test_r33_r34_r35_the_tiers_of_a_late_customisation(days: int, award: Award) -> None:
    assert owed(Process.CUSTOMISATION, days) == award


def test_r34_two_hours_are_worth_ten_million_rial_at_the_customers_site() -> None:
    hourly = TABLE_1400[PricedService.CRM_MANAGER].at(Site.CUSTOMER)
    assert hourly is not None
    assert hourly * TWO_HOURS.amount == 10_000_000


def test_r36_cumulative_tiers_are_the_other_reading() -> None:
    assert awards_for(Process.TRAINING, 8, CUMULATIVE) == (ASSESSMENT, SESSION)
    assert awards_for(Process.CUSTOMISATION, 31, CUMULATIVE) == (TWENTY_OFF, TWO_HOURS, ONE_HOUR)
    assert awards_for(Process.CUSTOMISATION, 20, CUMULATIVE) == (ONE_HOUR,)


def test_r31_to_r35_every_figure_is_a_setting() -> None:
    other = replace(
        SHIPPED,
        training_tier_days=3,
        training_voucher_years=2,
        training_sessions_owed=4,
        assessment_hours_owed=5,
        customisation_first_days=2,
        customisation_first_hours=7,
        customisation_second_days=4,
        customisation_second_hours=9,
        customisation_discount=50,
    )
    assert awards_for(Process.TRAINING, 3, other)[0] == replace(
        SESSION, amount=4, valid_jalali_years=2
    )
    assert awards_for(Process.TRAINING, 4, other)[0].amount == 5
    assert [awards_for(Process.CUSTOMISATION, days, other)[0].amount for days in (2, 4, 5)] == [
        7,
        9,
        50,
    ]


def test_the_text_promises_nothing_for_a_late_integration() -> None:
    assert awards_for(Process.INTEGRATION, 100, CUMULATIVE) == ()


def late_by(days: int, process: Process, *exclusions: Exclusion) -> Proposal:
    """Return what is proposed for a delay of calendar days."""
    planned = day("1404-03-10")
    times = Delivery(day("1404-02-01"), planned, planned + timedelta(days=days))
    return propose_compensation(LateDelivery(process, times, exclusions=exclusions), SHIPPED, DESK)


@pytest.mark.parametrize(
    ("process", "bars"),
    [
        (Process.INSTALL, {"E1", "E2", "E3", "E4", "E6", "E9"}),
        (Process.TRAINING, {"E1", "E5", "E6", "E9"}),
        (Process.CUSTOMISATION, {"E1", "E6", "E9"}),
        (Process.INTEGRATION, {"E1", "E6", "E7", "E9"}),
    ],
)
def test_r43_an_exclusion_bars_the_process_concerned(process: Process, bars: set[str]) -> None:
    assert {one.value for one in barring(Exclusion, process, SHIPPED)} == bars


def test_r43_a_barred_award_keeps_its_facts() -> None:
    proposal = late_by(7, Process.TRAINING, Exclusion.E9, Exclusion.E5, Exclusion.E9)
    assert (proposal.awards, proposal.delay.net_days) == ((), 7)
    assert proposal.excluded_by == (Exclusion.E5, Exclusion.E9)
    assert late_by(7, Process.TRAINING, Exclusion.E2).awards == (SESSION,)


def test_r42_an_exclusion_needs_its_evidence() -> None:
    good = Evidence("نامهٔ ۱۲", day("1404-03-01"), "maryam")
    assert ProvenExclusion(Exclusion.E1, good).evidence is good
    for wrong in (replace(good, document=" "), replace(good, author="")):
        with pytest.raises(EvidenceMissing, match="E1"):
            ProvenExclusion(Exclusion.E1, wrong)


def test_r29_a_member_approves_what_is_proposed() -> None:
    proposal = late_by(8, Process.TRAINING)
    decision = decide(proposal.awards, [Vote("sina", (ASSESSMENT,))], SHIPPED)
    assert (decision.awards, decision.overridden, decision.members) == (
        (ASSESSMENT,),
        False,
        ("sina",),
    )


def test_r29_another_award_needs_a_reason_and_leaves_the_proposal() -> None:
    proposal = late_by(8, Process.TRAINING)
    with pytest.raises(OverrideReasonMissing):
        decide(proposal.awards, [Vote("sina", (), " ")], SHIPPED)
    decision = decide(proposal.awards, [Vote("sina", (), "settled by letter")], SHIPPED)
    assert decision.overridden
    assert (decision.proposed, decision.reason) == ((ASSESSMENT,), "settled by letter")


def test_r29_a_quorum_of_different_members_must_agree() -> None:
    proposal, two = late_by(8, Process.TRAINING), replace(SHIPPED, committee_quorum=2)
    same = Vote("sina", (ASSESSMENT,))
    with pytest.raises(QuorumMissing):
        decide(proposal.awards, [same, same], two)
    with pytest.raises(QuorumMissing):
        decide(proposal.awards, [], SHIPPED)
    with pytest.raises(MembersDisagree):
        decide(proposal.awards, [same, Vote("maryam", (SESSION,), "kind")], two)
    changed = [same, Vote("maryam", (SESSION,), "kind"), Vote("maryam", (ASSESSMENT,))]
    assert decide(proposal.awards, changed, two).awards == (ASSESSMENT,)
