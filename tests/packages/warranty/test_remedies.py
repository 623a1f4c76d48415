"""A month of missed tickets: claim, committee, choice, and the renewal it lowers (R37-R39, R47)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.packages.conftest import tehran
from tests.packages.warranty.conftest import Covered, jalali

from owj.kernel.errors import NotFound
from owj.kernel.promises.claims import CLAIM_SUBJECT
from owj.kernel.promises.remedies import RemedyNotDue
from owj.kernel.sla.remedy_settings import RemedyOption
from owj.packages.desk.entity import Ticket
from owj.packages.desk.services import exclude_ticket
from owj.packages.remedies.errors import (
    AlreadyFiled,
    ClaimNotOpen,
    ClaimTooLate,
    OnlyCommittee,
    OnlyCustomersChoose,
    RefusalReasonWanted,
)
from owj.packages.remedies.queries import MonthClaim, month_claims
from owj.packages.remedies.services import accept_claim, choose, file_claim, refuse_claim
from owj.packages.remedies.words import ClaimState
from owj.packages.warranty.errors import WarrantyLapsed

pytestmark = pytest.mark.django_db

MONTH = "1405-09"


@pytest.fixture
def missed(covered: Covered) -> Covered:
    """Five tickets of one morning that nobody answered."""
    covered.deliver(jalali(1404, 12, 1))
    desk = covered.desk
    for minutes in range(5):
        desk.file(at=desk.now + timedelta(minutes=minutes))
    desk.wait(hours=2)
    desk.ring()
    return covered


def claim_of(covered: Covered, *, as_customer: bool = True) -> MonthClaim:
    desk = covered.desk
    found = month_claims(
        desk.ctx(desk.hub_user if as_customer else desk.agent), covered.contract.id
    )
    assert len(found) == 1
    return found[0]


def test_fifth_miss_drafts_the_claim_with_its_tickets(missed: Covered) -> None:
    mine, theirs = claim_of(missed, as_customer=False), claim_of(missed)
    assert mine == theirs
    assert (mine.state, mine.missed, len(mine.tickets)) == (ClaimState.DRAFT, 5, 5)
    assert mine.verdict.claim_until == tehran("2026-11-29 23:59:59")
    assert dict(mine.options)[RemedyOption.RENEWAL_DISCOUNT] == 5


def test_filed_claim_is_a_ticket_with_the_subject_of_the_agreement(missed: Covered) -> None:
    desk, id_ = missed.desk, missed.contract.id
    tracking_id = file_claim(desk.ctx(desk.hub_user), id_, MONTH)
    ticket = desk.system.rows(Ticket).get(tracking_id=tracking_id)
    assert (ticket.subject, ticket.contract_id) == (CLAIM_SUBJECT, id_)
    claim = claim_of(missed)
    assert claim.state is ClaimState.FILED
    assert claim.verdict.first_reply_due_at == tehran("2026-11-23 17:00")
    assert claim.verdict.result_due_at == tehran("2026-11-29 23:59:59")
    with pytest.raises(AlreadyFiled):
        file_claim(desk.ctx(desk.hub_user), id_, MONTH)


def test_chosen_discount_lowers_the_renewal_once(missed: Covered) -> None:
    desk, id_ = missed.desk, missed.contract.id
    file_claim(desk.ctx(desk.hub_user), id_, MONTH)
    claim = claim_of(missed).claim
    assert claim is not None
    with pytest.raises(ClaimNotOpen):
        choose(desk.ctx(desk.hub_user), id_, claim.seq, RemedyOption.RENEWAL_DISCOUNT)
    accept_claim(desk.ctx(desk.manager), id_, claim.seq)
    choose(desk.ctx(desk.hub_user), id_, claim.seq, RemedyOption.RENEWAL_DISCOUNT)
    quote = missed.look(as_customer=True).quote
    assert quote is not None
    assert (quote.fee.gross, quote.fee.fee) == (637_500_000, 605_625_000)
    assert [one.source for one in quote.discounts] == [MONTH]
    for option in RemedyOption:
        with pytest.raises(ClaimNotOpen):
            choose(desk.ctx(desk.hub_user), id_, claim.seq, option)
    assert missed.look().quote == quote


def test_chosen_webinar_is_owed_beside_the_renewal(missed: Covered) -> None:
    desk, id_ = missed.desk, missed.contract.id
    file_claim(desk.ctx(desk.hub_user), id_, MONTH)
    claim = claim_of(missed).claim
    assert claim is not None
    accept_claim(desk.ctx(desk.manager), id_, claim.seq)
    choose(desk.ctx(desk.hub_user), id_, claim.seq, RemedyOption.WEBINAR_SESSION)
    found = missed.look()
    assert [(one.data["what"], one.data["amount"]) for one in found.vouchers] == [
        ("webinar_session", 1)
    ]
    assert found.quote is not None
    assert found.quote.discounts == ()


def test_claim_on_day_eight_is_refused(missed: Covered) -> None:
    desk, id_ = missed.desk, missed.contract.id
    desk.now = tehran("2026-11-29 23:59:59")
    assert claim_of(missed).state is ClaimState.DRAFT
    desk.now = tehran("2026-11-30 00:00:00")
    assert claim_of(missed).state is ClaimState.TOO_LATE
    with pytest.raises(ClaimTooLate):
        file_claim(desk.ctx(desk.hub_user), id_, MONTH)


def test_ticket_that_leaves_the_count_takes_an_unaccepted_claim_away(missed: Covered) -> None:
    desk, id_ = missed.desk, missed.contract.id
    file_claim(desk.ctx(desk.hub_user), id_, MONTH)
    claim = claim_of(missed).claim
    assert claim is not None
    ticket = desk.system.rows(Ticket).exclude(breached_month="").order_by("id").first()
    assert ticket is not None
    exclude_ticket(desk.ctx(desk.manager), ticket.id, reason="خطای خود مشتری")
    with pytest.raises(RemedyNotDue):
        accept_claim(desk.ctx(desk.manager), id_, claim.seq)


def test_ticket_that_leaves_the_count_changes_no_accepted_claim(missed: Covered) -> None:
    desk, id_ = missed.desk, missed.contract.id
    file_claim(desk.ctx(desk.hub_user), id_, MONTH)
    claim = claim_of(missed).claim
    assert claim is not None
    accept_claim(desk.ctx(desk.manager), id_, claim.seq)
    ticket = desk.system.rows(Ticket).exclude(breached_month="").order_by("id").first()
    assert ticket is not None
    exclude_ticket(desk.ctx(desk.manager), ticket.id, reason="خطای خود مشتری")
    choose(desk.ctx(desk.hub_user), id_, claim.seq, RemedyOption.RENEWAL_DISCOUNT)
    assert claim_of(missed).state is ClaimState.CHOSEN


def test_refusal_needs_a_reason_that_the_customer_reads(missed: Covered) -> None:
    desk, id_ = missed.desk, missed.contract.id
    file_claim(desk.ctx(desk.hub_user), id_, MONTH)
    claim = claim_of(missed).claim
    assert claim is not None
    with pytest.raises(RefusalReasonWanted):
        refuse_claim(desk.ctx(desk.manager), id_, claim.seq, " ")
    refuse_claim(desk.ctx(desk.manager), id_, claim.seq, "مدرک نشان می‌دهد پاسخ داده شد")
    found = claim_of(missed)
    assert (found.state, found.claim.reason if found.claim else "") == (
        ClaimState.REFUSED,
        "مدرک نشان می‌دهد پاسخ داده شد",
    )


def test_four_misses_give_nothing(covered: Covered) -> None:
    desk = covered.desk
    for minutes in range(4):
        desk.file(at=desk.now + timedelta(minutes=minutes))
    desk.wait(hours=2)
    desk.ring()
    assert month_claims(desk.ctx(desk.hub_user), covered.contract.id) == ()
    with pytest.raises(RemedyNotDue):
        file_claim(desk.ctx(desk.hub_user), covered.contract.id, MONTH)


def test_only_the_customer_files_and_only_the_committee_decides(missed: Covered) -> None:
    desk, id_ = missed.desk, missed.contract.id
    for user in (desk.agent, desk.manager, desk.roleless):
        with pytest.raises(OnlyCustomersChoose):
            file_claim(desk.ctx(user), id_, MONTH)
    with pytest.raises(NotFound):
        file_claim(desk.ctx(desk.other_hub_user), id_, MONTH)
    file_claim(desk.ctx(desk.hub_user), id_, MONTH)
    claim = claim_of(missed).claim
    assert claim is not None
    for user in (desk.agent, desk.roleless, desk.hub_user):
        with pytest.raises(OnlyCommittee):
            accept_claim(desk.ctx(user), id_, claim.seq)
        with pytest.raises(OnlyCommittee):
            refuse_claim(desk.ctx(user), id_, claim.seq, "چون")
    assert claim_of(missed).state is ClaimState.FILED


def test_lapsed_customer_files_claims_and_no_other_ticket(missed: Covered) -> None:
    desk, id_ = missed.desk, missed.contract.id
    from owj.packages.warranty.services import take_back

    take_back(desk.ctx(desk.manager), id_, 1, "تاریخ نادرست")
    missed.deliver(jalali(1403, 9, 1))
    with pytest.raises(WarrantyLapsed):
        desk.file()
    file_claim(desk.ctx(desk.hub_user), id_, MONTH)
    assert claim_of(missed).state is ClaimState.FILED


def test_contract_whose_delivery_nobody_wrote_down_refuses_nothing(covered: Covered) -> None:
    assert covered.desk.file().subject
