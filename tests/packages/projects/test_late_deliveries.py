"""From a late delivery to what is posted: R30-R36, R42-R47 on a project's account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.packages.conftest import Desk, tehran
from tests.packages.projects.conftest import PROOF, days_ago, run_project
from tests.packages.warranty.conftest import Covered, jalali

from owj.kernel.errors import NotFound
from owj.kernel.promises.compensation import Award, AwardKind
from owj.kernel.promises.delays import Cause
from owj.kernel.sla.remedy_settings import DelayUnit, Exclusion
from owj.packages.desk.entity import Ticket
from owj.packages.projects.errors import (
    OnlyProjectKeepers,
    ProjectDayAhead,
    ProjectEntryNeeded,
    ProjectEvidenceWanted,
)
from owj.packages.projects.services import (
    Evidence,
    NewPhase,
    Plan,
    add_phase,
    agree_anew,
    deliver_phase,
    end_wait,
    exclude,
    resume,
    send_letter,
    suspend,
    take_entry_back,
)
from owj.packages.projects.words import ProjectKind
from owj.packages.remedies.errors import (
    DelayLasts,
    DeliveryFiled,
    DeliveryNotLate,
    DeliveryTooLate,
    RefusalReasonWanted,
)
from owj.packages.remedies.words import ClaimState

pytestmark = pytest.mark.django_db

INSTALL, TRAINING = ProjectKind.INSTALLATION, ProjectKind.TRAINING


def awards_of(covered: Covered, kind: ProjectKind, late: int) -> list[tuple[str, int]]:
    """Return what a phase is owed that was promised so many days before today and came today."""
    desk = covered.desk
    running = run_project(covered, kind, days_ago(desk, late))
    running.deliver(days_ago(desk, 0))
    delay = running.see().delay
    assert delay is not None
    return [(one.kind.value, one.amount) for one in delay.awards]


@pytest.mark.parametrize(
    ("kind", "late", "owed"),
    [
        pytest.param(INSTALL, 0, [], id="R46: on the day is on time"),
        pytest.param(INSTALL, 3, [("warranty_extension_days", 3)], id="R30"),
        pytest.param(TRAINING, 7, [("free_training_session", 1)], id="R31"),
        pytest.param(TRAINING, 8, [("assessment_consulting_hours", 1)], id="R32"),
        pytest.param(ProjectKind.CUSTOMISATION, 10, [("crm_manager_hours", 1)], id="R33"),
        pytest.param(ProjectKind.INTEGRATION, 10, [], id="nothing is promised"),
        pytest.param(ProjectKind.CONSULTING, 10, [], id="no process of the agreement"),
    ],
)
def test_late_phase_is_owed_what_the_rules_say(
    covered: Covered, kind: ProjectKind, late: int, owed: list[tuple[str, int]]
) -> None:
    assert awards_of(covered, kind, late) == owed


def test_r33_to_r36_customisation_counts_working_days_and_owes_the_highest_tier(
    covered: Covered,
) -> None:
    running = run_project(covered, ProjectKind.CUSTOMISATION, jalali(1405, 8, 3))
    found = running.see().delay
    assert found is not None
    # 4 Aban to 1 Azar: 28 days, of which four Fridays and no holiday.
    assert (found.delay.unit, found.delay.gross_days) == (DelayUnit.WORKING, 24)
    assert [(one.kind, one.amount) for one in found.awards] == [(AwardKind.CRM_MANAGER_HOURS, 2)]
    running.desk.now = tehran("2026-12-06 11:00")
    found = running.see().delay
    assert found is not None
    assert found.delay.net_days > 30
    assert [(one.kind, one.amount) for one in found.awards] == [
        (AwardKind.RENEWAL_DISCOUNT_PERCENT, 20)
    ]


def test_r30_accepted_claim_lengthens_the_warranty(covered: Covered) -> None:
    covered.deliver(jalali(1405, 9, 1))
    before = covered.look().ends_on
    desk = covered.desk
    running = run_project(covered, INSTALL, days_ago(desk, 12))
    running.deliver(days_ago(desk, 2))
    assert running.claim_state() is ClaimState.DRAFT
    ticket = desk.system.rows(Ticket).get(tracking_id=running.file())
    assert ticket.customer_id == desk.customer.id
    with pytest.raises(DeliveryFiled):
        running.file()
    assert running.accept()
    after = covered.look(as_customer=True).ends_on
    assert before is not None
    assert after == before + timedelta(days=10)
    found = running.see(as_customer=True).claim
    assert found is not None
    assert found.claim is not None
    assert found.claim.verdict is not None
    assert found.state is ClaimState.SETTLED
    assert found.claim.verdict.awards == (Award(AwardKind.WARRANTY_EXTENSION_DAYS, 10),)


def test_r31_session_is_usable_for_one_jalali_year(covered: Covered) -> None:
    running = run_project(covered, TRAINING, days_ago(covered.desk, 5))
    running.deliver(days_ago(covered.desk, 0))
    running.file()
    assert running.accept()
    (voucher,) = covered.look().vouchers
    assert (voucher.data["what"], voucher.data["amount"]) == ("free_training_session", 1)
    assert voucher.data["until"] == jalali(1406, 8, 30).isoformat()


def test_r42_proven_exclusion_bars_the_award_and_the_customer_sees_it(covered: Covered) -> None:
    running = run_project(covered, INSTALL, days_ago(covered.desk, 6))
    with pytest.raises(ProjectEvidenceWanted):
        exclude(running.lead, *running.ids, Exclusion.E2, Evidence("", "رضا"))
    exclude(running.lead, *running.ids, Exclusion.E2, PROOF)
    running.deliver(days_ago(covered.desk, 0))
    found = running.see(as_customer=True)
    assert found.delay is not None
    assert (found.delay.awards, found.delay.barred) == ((), (Exclusion.E2,))
    assert [one.amount for one in found.delay.would_be] == [6]
    assert found.facts.exclusions[0].proof.evidence.document == "نامهٔ ۱۲"
    running.file()
    with pytest.raises(RefusalReasonWanted):
        running.accept()
    take_entry_back(running.lead, running.project.id, found.facts.exclusions[0].seq, "اشتباه")
    assert running.accept()


def test_r43_exclusion_of_a_training_does_not_bar_an_installation(covered: Covered) -> None:
    running = run_project(covered, INSTALL, days_ago(covered.desk, 6))
    exclude(running.lead, *running.ids, Exclusion.E5, PROOF)
    delay = running.see().delay
    assert delay is not None
    assert (delay.barred, [one.amount for one in delay.awards]) == ((), [6])


def test_r44_r45_r46_union_of_letters_and_suspensions_comes_off_once(covered: Covered) -> None:
    desk = covered.desk
    running = run_project(covered, INSTALL, days_ago(desk, 12))
    project_id = running.project.id
    suspend(running.lead, project_id, days_ago(desk, 10), Cause.CUSTOMER, PROOF)
    (stretch,) = running.look().account.stretches
    resume(running.lead, project_id, stretch.seq, days_ago(desk, 6))
    send_letter(running.lead, project_id, days_ago(desk, 8), "فروشندهٔ انبار", PROOF)
    letter = running.look().account.stretches[-1]
    end_wait(running.lead, project_id, letter.seq, days_ago(desk, 5))
    mine, theirs = running.see().delay, running.see(as_customer=True).delay
    assert mine == theirs
    assert mine is not None
    # 12 days late; [10, 6) and [8, 5) days ago are one stretch of five.
    assert (mine.delay.gross_days, mine.delay.excluded_days, mine.delay.net_days) == (12, 5, 7)
    assert len(mine.delay.excluded_ranges) == 1


def test_r45_suspension_that_the_vendor_caused_takes_nothing_off(covered: Covered) -> None:
    desk = covered.desk
    running = run_project(covered, INSTALL, days_ago(desk, 5))
    suspend(running.lead, running.project.id, days_ago(desk, 5), Cause.VENDOR, PROOF)
    delay = running.see().delay
    assert delay is not None
    assert (delay.delay.excluded_days, delay.delay.net_days) == (0, 5)


def test_an_end_is_not_taken_back_while_another_suspension_lasts(covered: Covered) -> None:
    desk = covered.desk
    running = run_project(covered, INSTALL, days_ago(desk, 12))
    lead, project_id = running.lead, running.project.id
    suspend(lead, project_id, days_ago(desk, 10), Cause.CUSTOMER, PROOF)
    first = running.look().account.stretches[0]
    resume(lead, project_id, first.seq, days_ago(desk, 6))
    end = running.look().account.entries[-1].seq
    suspend(lead, project_id, days_ago(desk, 4), Cause.VENDOR, PROOF)
    second = running.look().account.stretches[1]
    with pytest.raises(ProjectEntryNeeded):
        take_entry_back(lead, project_id, end, "نشد")
    take_entry_back(lead, project_id, second.seq, "نشد")
    take_entry_back(lead, project_id, end, "نشد")
    lasting = running.look().account.suspension
    assert lasting is not None
    assert lasting.seq == first.seq


def test_agreed_anew_moves_the_promise_and_keeps_the_former(covered: Covered) -> None:
    desk = covered.desk
    running = run_project(covered, INSTALL, days_ago(desk, 5))
    plan = Plan(running.see().facts.promises[0].begins, days_ago(desk, -3))
    with pytest.raises(ProjectEvidenceWanted):
        agree_anew(running.lead, *running.ids, plan, Evidence(" ", ""))
    agree_anew(running.lead, *running.ids, plan, PROOF)
    found = running.see()
    assert found.delay is not None
    assert (found.delay.is_late, len(found.facts.promises)) == (False, 2)
    assert found.phase.planned_on == plan.planned
    take_entry_back(running.lead, running.project.id, found.facts.promises[1].seq, "نشد")
    found = running.see()
    assert found.phase.planned_on == days_ago(desk, 5)
    with pytest.raises(ProjectEntryNeeded):
        take_entry_back(running.lead, running.project.id, found.facts.promises[0].seq, "نشد")


def test_r47_claim_comes_while_the_delay_lasts_and_seven_days_after_its_end(
    covered: Covered,
) -> None:
    desk = covered.desk
    running = run_project(covered, INSTALL, days_ago(desk, 20))
    running.deliver(days_ago(desk, 7))
    found = running.see().claim
    assert found is not None
    assert found.verdict.claim_until == tehran("2026-11-22 23:59:59")
    desk.now = tehran("2026-11-23 00:00:00")
    assert running.claim_state() is ClaimState.TOO_LATE
    with pytest.raises(DeliveryTooLate):
        running.file()


def test_r47_claim_filed_early_is_decided_with_the_delivery(covered: Covered) -> None:
    desk = covered.desk
    running = run_project(covered, INSTALL, days_ago(desk, 2))
    running.file()
    with pytest.raises(DelayLasts):
        running.accept()
    desk.wait(days=3)
    running.deliver(days_ago(desk, 0))
    assert running.accept()
    (days,) = (one for one in covered.look().entries if one.kind == "delay_days")
    assert days.data["days"] == 5


def test_phase_on_time_is_not_claimed(covered: Covered) -> None:
    running = run_project(covered, INSTALL, days_ago(covered.desk, -2))
    assert running.see().claim is None
    with pytest.raises(DeliveryNotLate):
        running.file()


def test_first_late_day_is_the_first_that_counts(covered: Covered) -> None:
    desk = covered.desk
    running = run_project(covered, INSTALL, days_ago(desk, 6))
    suspend(running.lead, running.project.id, days_ago(desk, 5), Cause.CUSTOMER, PROOF)
    assert running.see().claim is None
    (stretch,) = running.look().account.stretches
    resume(running.lead, running.project.id, stretch.seq, days_ago(desk, 2))
    delay = running.see().delay
    assert delay is not None
    assert delay.late is not None
    assert (delay.delay.net_days, delay.late.first) == (3, days_ago(desk, 2))


def test_only_leads_write(covered: Covered) -> None:
    desk = covered.desk
    running = run_project(covered, INSTALL, days_ago(desk, 4))
    project_id = running.project.id
    phase = NewPhase("دوم", Plan(days_ago(desk, 1), days_ago(desk, 0)))
    for user in (desk.agent, desk.roleless, desk.hub_user):
        with pytest.raises(OnlyProjectKeepers):
            add_phase(desk.ctx(user), project_id, phase)
        with pytest.raises(OnlyProjectKeepers):
            suspend(desk.ctx(user), project_id, days_ago(desk, 1), Cause.CUSTOMER, PROOF)
        with pytest.raises(OnlyProjectKeepers):
            deliver_phase(desk.ctx(user), *running.ids, days_ago(desk, 1), PROOF)
    with pytest.raises(NotFound):
        deliver_phase(desk.ctx(desk.manager), project_id + 1, 1, days_ago(desk, 1), PROOF)


def test_days_ahead_are_promised_not_written_down(covered: Covered) -> None:
    running = run_project(covered, INSTALL, days_ago(covered.desk, 4))
    with pytest.raises(ProjectDayAhead):
        running.deliver(days_ago(covered.desk, -1))


def test_other_customer_sees_no_project(covered: Covered, desk: Desk) -> None:
    from owj.packages.projects.queries import projects_of_customer

    run_project(covered, INSTALL, days_ago(desk, 4))
    assert len(projects_of_customer(desk.ctx(desk.hub_user), desk.customer.id)) == 1
    assert projects_of_customer(desk.ctx(desk.other_hub_user), desk.customer.id) == ()
