"""Claims on late deliveries and in own words; votes, and what they post (R29-R49)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.packages.conftest import tehran
from tests.packages.warranty.conftest import Covered, jalali

from owj.kernel.promises.claims import LateDays
from owj.kernel.promises.committee import OverrideReasonMissing
from owj.kernel.promises.compensation import Award, AwardKind, LateDelivery, propose_compensation
from owj.kernel.promises.delays import Delivery as Planned
from owj.kernel.promises.entitlements import Benefit, EntitlementSpent
from owj.kernel.sla.clocks import ClockState, Promise
from owj.kernel.sla.remedy_settings import Process
from owj.packages.contracts.entity import Contract
from owj.packages.desk.entity import Message, Ticket
from owj.packages.desk.words import Status
from owj.packages.remedies.errors import (
    ClaimNotOpen,
    ClaimTooEarly,
    DelayLasts,
    DeliveryFiled,
    DeliveryNotLate,
    DeliveryTooLate,
    OnlyCommittee,
    OnlyCustomersChoose,
    RefusalReasonWanted,
)
from owj.packages.remedies.queries import (
    DelayClaim,
    LateItem,
    delay_claims,
    lateness,
    own_claims,
    register_late_items,
)
from owj.packages.remedies.services import (
    accept_claim,
    cast_vote,
    file_delay_claim,
    file_own_claim,
    refuse_claim,
)
from owj.packages.remedies.words import ClaimState
from owj.packages.warranty.services import record_use
from owj.server.agreements import queries as agreements
from owj.server.records.context import Context

pytestmark = pytest.mark.django_db

PHASE = "phase:7"
SESSION = Award(AwardKind.FREE_TRAINING_SESSION, 1, 1)


def late(days: int, process: Process, *, over: bool = True) -> Callable[..., Sequence[LateItem]]:
    """Return a source of one delivery that was to come that many days ago."""

    def source(ctx: Context, contract: Contract) -> Sequence[LateItem]:
        version = agreements.agreement_at(contract.agreement, ctx.now).agreement
        calendar = agreements.calendar_at(version.ticket_calendar, ctx.now)
        today = date(2026, 11, 22)
        planned = today - timedelta(days=days)
        delivery = Planned(planned - timedelta(days=90), planned, today)
        proposal = propose_compensation(LateDelivery(process, delivery), version, calendar)
        days_late = LateDays(planned + timedelta(days=1), today if over else None)
        return (LateItem(PHASE, "آموزش کاربران", days_late, proposal),)

    return source


@pytest.fixture(autouse=True)
def no_other_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("owj.packages.remedies.queries.lateness._sources", [])


@pytest.fixture
def running(covered: Covered) -> Covered:
    covered.deliver(jalali(1404, 12, 1))
    return covered


def the_claim(covered: Covered) -> DelayClaim:
    desk = covered.desk
    found = {
        one.state: one
        for user in (desk.hub_user, desk.agent)
        for one in delay_claims(desk.ctx(user), covered.contract.id)
    }
    (one,) = found.values()
    return one


def file_late(covered: Covered) -> int:
    file_delay_claim(covered.desk.ctx(covered.desk.hub_user), covered.contract.id, PHASE)
    claim = the_claim(covered).claim
    assert claim is not None
    return claim.seq


def want_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the agreement ask for two members of the committee."""
    read = agreements.agreement_at

    def strict(*args: object, **more: object) -> object:
        row = read(*args, **more)
        return replace(row, agreement=replace(row.agreement, committee_quorum=2))

    monkeypatch.setattr("owj.packages.remedies.services.committee.agreement_at", strict)


def test_r32_training_eight_days_late_ends_as_one_hour_of_assessment(running: Covered) -> None:
    register_late_items(late(8, Process.TRAINING))
    assert the_claim(running).state is ClaimState.DRAFT
    seq = file_late(running)
    assert accept_claim(running.desk.ctx(running.desk.manager), running.contract.id, seq)
    found = the_claim(running)
    assert found.state is ClaimState.SETTLED
    balances = {one.benefit: one.left for one in running.look(as_customer=True).balances}
    assert balances[Benefit.ASSESSMENT_HOURS] == 1
    assert Benefit.TRAINING_SESSION not in balances


def test_r31_session_is_usable_for_one_jalali_year_and_used_once(running: Covered) -> None:
    register_late_items(late(7, Process.TRAINING))
    desk, id_ = running.desk, running.contract.id
    accept_claim(desk.ctx(desk.manager), id_, file_late(running))
    (voucher,) = running.look().vouchers
    assert date.fromisoformat(voucher.data["until"]) == jalali(1406, 8, 30)
    record_use(desk.ctx(desk.agent), id_, Benefit.TRAINING_SESSION, 1)
    with pytest.raises(EntitlementSpent):
        record_use(desk.ctx(desk.agent), id_, Benefit.TRAINING_SESSION, 1)


def test_r30_late_installation_lengthens_the_warranty(running: Covered) -> None:
    before = running.look().ends_on
    register_late_items(late(12, Process.INSTALL))
    accept_claim(running.desk.ctx(running.desk.manager), running.contract.id, file_late(running))
    after = running.look(as_customer=True).ends_on
    assert before
    assert after
    assert (after - before).days == 12


def test_r35_customisation_lowers_the_renewal(running: Covered) -> None:
    register_late_items(late(60, Process.CUSTOMISATION))
    accept_claim(running.desk.ctx(running.desk.manager), running.contract.id, file_late(running))
    quote = running.look().quote
    assert quote is not None
    assert [one.discount.percent for one in quote.discounts] == [20]


def test_r47_claim_is_filed_while_the_delay_lasts_and_decided_when_it_ended(
    running: Covered,
) -> None:
    register_late_items(late(8, Process.TRAINING, over=False))
    seq, desk = file_late(running), running.desk
    with pytest.raises(DelayLasts):
        accept_claim(desk.ctx(desk.manager), running.contract.id, seq)
    lateness._sources.clear()
    register_late_items(late(9, Process.TRAINING))
    assert accept_claim(desk.ctx(desk.manager), running.contract.id, seq)


def test_r47_delivery_is_claimed_once_in_its_days(running: Covered) -> None:
    desk, id_ = running.desk, running.contract.id
    with pytest.raises(DeliveryNotLate):
        file_delay_claim(desk.ctx(desk.hub_user), id_, PHASE)
    register_late_items(late(8, Process.TRAINING))
    desk.now = tehran("2026-11-30 00:00:00")
    assert the_claim(running).state is ClaimState.TOO_LATE
    with pytest.raises(DeliveryTooLate):
        file_delay_claim(desk.ctx(desk.hub_user), id_, PHASE)
    desk.now = tehran("2026-11-29 23:59:59")
    file_late(running)
    with pytest.raises(DeliveryFiled):
        file_delay_claim(desk.ctx(desk.hub_user), id_, PHASE)


def test_r29_two_members_must_agree_and_the_last_vote_counts(
    running: Covered, monkeypatch: pytest.MonkeyPatch
) -> None:
    want_two(monkeypatch)
    register_late_items(late(8, Process.TRAINING))
    seq, desk, id_ = file_late(running), running.desk, running.contract.id
    assert not accept_claim(desk.ctx(desk.manager), id_, seq)
    assert not accept_claim(desk.ctx(desk.manager), id_, seq)
    assert not refuse_claim(desk.ctx(desk.admin), id_, seq, "مدرک کافی نیست")
    assert the_claim(running).state is ClaimState.FILED
    assert accept_claim(desk.ctx(desk.admin), id_, seq)
    claim = the_claim(running).claim
    assert claim
    assert claim.verdict
    assert len(claim.votes) == 4
    assert len(claim.verdict.members) == 2
    with pytest.raises(ClaimNotOpen):
        refuse_claim(desk.ctx(desk.manager), id_, seq, "دیر شد")


def test_r29_another_award_needs_a_reason_and_keeps_the_proposal(running: Covered) -> None:
    register_late_items(late(8, Process.TRAINING))
    seq, desk, id_ = file_late(running), running.desk, running.contract.id
    manager = desk.ctx(desk.manager)
    with pytest.raises(OverrideReasonMissing):
        cast_vote(manager, id_, seq, [SESSION])
    with pytest.raises(RefusalReasonWanted):
        cast_vote(manager, id_, seq, [], " ")
    for user in (desk.agent, desk.hub_user, desk.roleless):
        with pytest.raises(OnlyCommittee):
            cast_vote(desk.ctx(user), id_, seq, [SESSION], "چون")
    assert cast_vote(manager, id_, seq, [SESSION], "به خواست مشتری")
    claim = the_claim(running).claim
    assert claim
    assert claim.verdict
    assert (claim.verdict.overridden, claim.verdict.awards) == (True, (SESSION,))
    assert [one.kind for one in claim.verdict.proposed] == [AwardKind.ASSESSMENT_CONSULTING_HOURS]


def test_r49_verdict_is_told_in_the_ticket_which_is_resolved_by_it(running: Covered) -> None:
    register_late_items(late(8, Process.TRAINING))
    seq, desk = file_late(running), running.desk
    refuse_claim(desk.ctx(desk.manager), running.contract.id, seq, "تأخیر از مشتری بود")
    claim = the_claim(running).claim
    assert claim is not None
    ticket = desk.system.rows(Ticket).get(tracking_id=claim.ticket)
    assert ticket.status is Status.RESOLVED
    said = desk.ctx(desk.hub_user).rows(Message).filter(ticket_id=ticket.id)
    assert any("تأخیر از مشتری بود" in one.body for one in said)


def test_r48_r49_deadlines_are_clocks_of_the_ticket(running: Covered) -> None:
    desk = running.desk
    desk.now = tehran("2026-11-27 10:00:00")  # a Friday
    ticket = file_own_claim(
        desk.ctx(desk.hub_user), running.contract.id, "جلسه برگزار نشد", date(2026, 11, 25)
    )
    row = desk.system.rows(Ticket).get(tracking_id=ticket)
    assert (row.clock_promise, row.clock_due_at) == (
        Promise.FIRST_RESPONSE,
        tehran("2026-11-28 17:00"),
    )
    desk.now = tehran("2026-11-28 17:00:01")
    desk.ring()
    row.refresh_from_db()
    assert row.clock_state == ClockState.BREACHED
    (claim,) = own_claims(desk.ctx(desk.agent), running.contract.id)
    assert claim.verdict.result_due_at == tehran("2026-12-04 23:59:59")


def test_own_claim_is_the_customers_and_comes_in_its_days(running: Covered) -> None:
    desk, id_ = running.desk, running.contract.id
    today = desk.now.date()
    with pytest.raises(OnlyCustomersChoose):
        file_own_claim(desk.ctx(desk.manager), id_, "متن", today)
    with pytest.raises(ClaimTooEarly):
        file_own_claim(desk.ctx(desk.hub_user), id_, "متن", today + timedelta(days=1))
    with pytest.raises(DeliveryTooLate):
        file_own_claim(desk.ctx(desk.hub_user), id_, "متن", today - timedelta(days=8))
    assert own_claims(desk.ctx(desk.agent), id_) == ()
