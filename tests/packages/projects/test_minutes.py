"""Minutes: fixed once sent, signed by the customer's hand or name, refused as E6 (R42)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.packages.projects.conftest import PROOF, Running, days_ago, run_project
from tests.packages.warranty.conftest import Covered

from owj.kernel.errors import NotFound
from owj.kernel.sla.remedy_settings import Exclusion
from owj.packages.customers.errors import OnlyDeskStaff
from owj.packages.customers.queries import Rights
from owj.packages.customers.services import give_rights
from owj.packages.projects.entity import ProjectMinutes
from owj.packages.projects.errors import (
    ConsentWanted,
    MinutesChanged,
    MinutesNotOpen,
    OnlyCustomersSign,
    PlanRefused,
    SignatureWanted,
)
from owj.packages.projects.services import (
    MinutesDraft,
    Signing,
    change_minutes,
    draft_minutes,
    record_refusal,
    refuse_minutes,
    send_minutes,
    sign_minutes,
)
from owj.packages.projects.services.minutes import hash_of
from owj.packages.projects.words import MinutesState, ProjectKind

pytestmark = pytest.mark.django_db

STROKES = "M10 20L30 40L50 60M70 20L80 30L90 50"


@pytest.fixture
def running(covered: Covered) -> Running:
    return run_project(covered, ProjectKind.INSTALLATION, days_ago(covered.desk, 6))


def draft_of(running: Running) -> MinutesDraft:
    day = days_ago(running.desk, 2)
    return MinutesDraft("تحویل نصب", "سامانه روی سه رایانه نصب شد.", day, running.phase.id, True)


def sent(running: Running) -> ProjectMinutes:
    desk = running.desk
    made = draft_minutes(desk.ctx(desk.agent), running.project.id, draft_of(running))
    send_minutes(desk.ctx(desk.agent), running.project.id, made.id)
    return running.customer.get(ProjectMinutes, made.id)


def test_a_delivery_before_the_projects_first_day_is_refused_when_it_is_sent(
    running: Running,
) -> None:
    ctx, project_id = running.desk.ctx(running.desk.agent), running.project.id
    starts_on = running.look().account.starts_on
    assert starts_on is not None
    early = replace(draft_of(running), held_on=starts_on - timedelta(days=1))
    made = draft_minutes(ctx, project_id, early)
    with pytest.raises(PlanRefused):
        send_minutes(ctx, project_id, made.id)
    # A meeting that delivers nothing may have been held before.
    change_minutes(ctx, project_id, made.id, replace(early, delivers=False))
    send_minutes(ctx, project_id, made.id)


def signing(minutes: ProjectMinutes) -> Signing:
    return Signing("مینا مشتری", hash_of(minutes), path=STROKES, agreed=True)


def test_signed_minutes_deliver_their_phase_on_the_day_of_the_meeting(running: Running) -> None:
    minutes = sent(running)
    sign_minutes(running.customer, running.project.id, minutes.id, signing(minutes))
    found = running.look()
    (paper,) = found.minutes
    assert paper.signature is not None
    assert (paper.signature.name, paper.signature.path) == ("مینا مشتری", STROKES)
    assert paper.signature.hash == hash_of(minutes)
    (phase,) = found.phases
    assert phase.delay is not None
    assert (phase.delay.is_delivered, phase.delay.delay.net_days) == (True, 4)
    with pytest.raises(MinutesNotOpen):
        sign_minutes(running.customer, running.project.id, minutes.id, signing(minutes))


def test_typed_name_stands_for_a_drawn_signature(running: Running) -> None:
    minutes = sent(running)
    typed = replace(signing(minutes), path="", typed=True)
    sign_minutes(running.customer, running.project.id, minutes.id, typed)
    (paper,) = running.look().minutes
    assert paper.minutes.state is MinutesState.SIGNED


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"name": " "}, SignatureWanted),
        ({"path": ""}, SignatureWanted),
        ({"path": "M1 1L2 2"}, SignatureWanted),
        ({"path": 'M1 1L2 2"><script>'}, SignatureWanted),
        ({"agreed": False}, ConsentWanted),
        ({"seen": "0" * 64}, MinutesChanged),
    ],
)
def test_signature_that_says_too_little_is_refused(
    running: Running, given: dict[str, str], refusal: type[Exception]
) -> None:
    minutes = sent(running)
    wrong = replace(signing(minutes), **given)  # type: ignore[arg-type]  # a test's facts
    with pytest.raises(refusal):
        sign_minutes(running.customer, running.project.id, minutes.id, wrong)


def test_text_is_fixed_once_the_customer_has_it(running: Running) -> None:
    desk = running.desk
    made = draft_minutes(desk.ctx(desk.agent), running.project.id, draft_of(running))
    with pytest.raises(NotFound):
        running.customer.get(ProjectMinutes, made.id)
    other = replace(draft_of(running), text="متن دیگر")
    change_minutes(desk.ctx(desk.agent), running.project.id, made.id, other)
    send_minutes(desk.ctx(desk.agent), running.project.id, made.id)
    with pytest.raises(MinutesNotOpen):
        change_minutes(desk.ctx(desk.agent), running.project.id, made.id, other)


def test_refused_minutes_prove_e6_until_they_are_signed(running: Running) -> None:
    minutes = sent(running)
    refuse_minutes(running.customer, running.project.id, minutes.id, "متن درست نیست")
    found = running.see().delay
    assert found is not None
    assert (found.barred, found.awards) == ((Exclusion.E6,), ())
    sign_minutes(running.customer, running.project.id, minutes.id, signing(minutes))
    found = running.see().delay
    assert found is not None
    assert (found.barred, [one.amount for one in found.awards]) == ((), [4])


def test_staff_record_a_refusal_with_its_proof(running: Running) -> None:
    minutes = sent(running)
    record_refusal(running.lead, running.project.id, minutes.id, "نیامد", PROOF)
    (proven,) = running.see(as_customer=True).facts.exclusions
    assert (proven.proof.exclusion, proven.proof.evidence.author) == (Exclusion.E6, "رضا کریمی")


def test_only_who_speaks_the_last_word_signs(running: Running) -> None:
    desk, project_id = running.desk, running.project.id
    minutes = sent(running)
    for user in (desk.agent, desk.manager):
        with pytest.raises(OnlyCustomersSign):
            sign_minutes(desk.ctx(user), project_id, minutes.id, signing(minutes))
    with pytest.raises(NotFound):
        sign_minutes(desk.ctx(desk.other_hub_user), project_id, minutes.id, signing(minutes))
    with pytest.raises(OnlyDeskStaff):
        draft_minutes(running.customer, project_id, draft_of(running))
    give_rights(desk.ctx(desk.admin), desk.contact.id, desk.customer.id, Rights(numbers=True))
    with pytest.raises(OnlyCustomersSign):
        sign_minutes(running.customer, project_id, minutes.id, signing(minutes))
