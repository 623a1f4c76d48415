"""What a contract's account comes to: periods, balances, renewals, and who may write it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from tests.packages.warranty.conftest import Covered, jalali

from owj.kernel.errors import NotFound
from owj.kernel.promises.cover import CoverReason
from owj.kernel.promises.entitlements import Benefit, EntitlementSpent
from owj.kernel.promises.periods import WarrantyState
from owj.kernel.promises.renewal import ValueMissing
from owj.kernel.sla.warranty_settings import Service
from owj.packages.customers.errors import OnlyDeskStaff
from owj.packages.warranty.entity import Module
from owj.packages.warranty.errors import (
    AlreadyDelivered,
    DayAhead,
    EntryNeeded,
    EntryNotFound,
    EvidenceWanted,
    NotDelivered,
    OnlyKeepers,
    ReasonWanted,
)
from owj.packages.warranty.queries import warranty_of
from owj.packages.warranty.services import (
    Delivery,
    add_delay_days,
    cover_module,
    record_delivery,
    record_renewal,
    record_use,
    take_back,
)
from owj.packages.warranty.services.facts import give_discount
from owj.packages.warranty.services.work import hold
from owj.packages.warranty.words import EntryKind
from owj.server.ledger.models import LedgerEntry

pytestmark = pytest.mark.django_db

TODAY = jalali(1405, 9, 1)


def test_free_year_runs_from_full_delivery_to_the_day_before_its_anniversary(
    covered: Covered,
) -> None:
    assert covered.look().state is WarrantyState.NOT_STARTED
    covered.deliver(jalali(1404, 12, 1))
    found = covered.look()
    assert found.state is WarrantyState.ACTIVE
    assert found.ends_on == jalali(1405, 11, 30)
    assert found.days_left == (jalali(1405, 11, 30) - TODAY).days + 1
    assert found.remind_on == jalali(1405, 11, 30) - timedelta(days=30)


def test_customer_sees_the_same_warranty_as_the_vendor(covered: Covered) -> None:
    covered.deliver(jalali(1404, 12, 1))
    mine, theirs = covered.look(), covered.look(as_customer=True)
    assert mine.account == theirs.account
    assert (mine.covers, mine.balances, mine.quote) == (
        theirs.covers,
        theirs.balances,
        theirs.quote,
    )


def test_another_customer_does_not_find_the_contract(covered: Covered) -> None:
    with pytest.raises(NotFound):
        warranty_of(covered.desk.ctx(covered.desk.other_hub_user), covered.contract.id)


def test_renewal_costs_its_share_of_this_years_list_with_tax_apart(covered: Covered) -> None:
    covered.deliver(jalali(1404, 12, 1))
    quote = covered.look().quote
    assert quote is not None
    assert (quote.year, quote.percent) == (1405, 15)
    assert (quote.fee.value, quote.fee.fee, quote.tax) == (4_250_000_000, 637_500_000, 63_750_000)


def test_discount_is_taken_by_one_renewal_only(covered: Covered) -> None:
    covered.deliver(jalali(1404, 9, 10))
    desk = covered.desk
    with transaction.atomic():
        give_discount(hold(desk.ctx(desk.manager), covered.contract.id), 5, "remedy 1405-09")
    quote = covered.look().quote
    assert quote is not None
    assert (quote.fee.discount, quote.fee.fee) == (-31_875_000, 605_625_000)
    record_renewal(desk.ctx(desk.manager), covered.contract.id, TODAY, "۱۴۰۵/۳۳۱")
    found = covered.look()
    assert found.ends_on == jalali(1406, 9, 9)
    assert found.quote is not None
    assert found.quote.discounts == ()
    paid = next(one for one in found.account.entries if one.kind == EntryKind.RENEWAL_PAID)
    assert (paid.data["fee"], paid.data["took"]) == (605_625_000, [2])


def test_price_list_that_misses_a_module_makes_no_quote(covered: Covered) -> None:
    covered.deliver(jalali(1404, 12, 1))
    ctx = covered.desk.ctx(covered.desk.manager)
    module = ctx.create(Module, name="انبار")
    cover_module(ctx, covered.contract.id, module.id)
    found = covered.look()
    assert (found.quote, found.unpriced) == (None, ("انبار",))
    with pytest.raises(ValueMissing):
        record_renewal(ctx, covered.contract.id, TODAY, "")


def test_renewal_after_a_lapse_leaves_the_gap_uncovered(covered: Covered) -> None:
    covered.deliver(jalali(1403, 9, 1))
    found = covered.look()
    assert (found.state, found.days_left) == (WarrantyState.EXPIRED, 0)
    record_renewal(covered.desk.ctx(covered.desk.manager), covered.contract.id, TODAY, "")
    found = covered.look()
    assert found.state is WarrantyState.ACTIVE
    assert [one.first_day for one in found.account.periods] == [jalali(1403, 9, 1), TODAY]


def test_days_of_a_late_installation_lengthen_the_free_year(covered: Covered) -> None:
    desk = covered.desk
    covered.deliver(jalali(1404, 12, 1))
    add_delay_days(desk.ctx(desk.manager), covered.contract.id, 4, "نصب چهار روز دیر شد")
    assert covered.look().ends_on == jalali(1405, 12, 4)
    with pytest.raises(ReasonWanted):
        add_delay_days(desk.ctx(desk.manager), covered.contract.id, 4, " ")


def test_balance_is_never_spent_twice(covered: Covered) -> None:
    desk, id_ = covered.desk, covered.contract.id
    covered.deliver(jalali(1404, 12, 1))
    for _ in range(3):
        record_use(desk.ctx(desk.agent), id_, Benefit.REMOTE_INSTALL, 1)
    with pytest.raises(EntitlementSpent), transaction.atomic():
        record_use(desk.ctx(desk.agent), id_, Benefit.REMOTE_INSTALL, 1)
    left = {one.benefit: (one.left, one.granted) for one in covered.look().balances}
    assert left == {Benefit.REMOTE_INSTALL: (0, 3), Benefit.TRAINING_MINUTES: (120, 120)}


def test_lapsed_warranty_leaves_documents_and_claims(covered: Covered) -> None:
    covered.deliver(jalali(1403, 9, 1))
    covers = dict(covered.look().covers)
    assert {service for service, cover in covers.items() if cover.allowed} == {
        Service.DOCS,
        Service.CLAIM,
    }
    assert covers[Service.TICKET].reason is CoverReason.LAPSED


def test_entry_is_taken_back_by_another_and_stays(covered: Covered) -> None:
    desk, id_ = covered.desk, covered.contract.id
    covered.deliver(jalali(1404, 12, 1))
    take_back(desk.ctx(desk.manager), id_, 1, "روز اشتباه")
    found = covered.look()
    assert found.state is WarrantyState.NOT_STARTED
    assert [one.kind for one in found.entries] == ["delivered", "revoked"]
    with pytest.raises(EntryNotFound):
        take_back(desk.ctx(desk.manager), id_, 1, "دوباره")
    covered.deliver(jalali(1404, 12, 2))
    assert covered.look().ends_on == jalali(1405, 12, 1)


def test_entry_on_which_others_stand_is_not_taken_back(covered: Covered) -> None:
    desk, id_ = covered.desk, covered.contract.id
    covered.deliver(jalali(1403, 9, 1))
    record_renewal(desk.ctx(desk.manager), id_, TODAY, "")
    with pytest.raises(EntryNeeded):
        take_back(desk.ctx(desk.manager), id_, 1, "اشتباه")
    record_use(desk.ctx(desk.agent), id_, Benefit.REMOTE_INSTALL, 1)
    with pytest.raises(EntryNeeded):
        take_back(desk.ctx(desk.manager), id_, 2, "برگشت خورد")
    assert covered.look().state is WarrantyState.ACTIVE


def test_only_keepers_write_deliveries_and_payments(covered: Covered) -> None:
    desk, id_ = covered.desk, covered.contract.id
    delivery = Delivery(jalali(1404, 12, 1), "صورت‌جلسه", "رضا")
    for user in (desk.agent, desk.roleless, desk.hub_user):
        with pytest.raises(OnlyKeepers):
            record_delivery(desk.ctx(user), id_, delivery)
        with pytest.raises(OnlyKeepers):
            record_renewal(desk.ctx(user), id_, TODAY, "")
        with pytest.raises(OnlyKeepers):
            take_back(desk.ctx(user), id_, 1, "x")
    covered.deliver(jalali(1404, 12, 1))
    with pytest.raises(OnlyDeskStaff):
        record_use(desk.ctx(desk.hub_user), id_, Benefit.REMOTE_INSTALL, 1)
    assert LedgerEntry.objects.count() == 1


def test_delivery_needs_its_minutes_and_a_day_that_has_come(covered: Covered) -> None:
    desk, id_ = covered.desk, covered.contract.id
    ctx = desk.ctx(desk.manager)
    with pytest.raises(EvidenceWanted):
        record_delivery(ctx, id_, Delivery(TODAY, "صورت‌جلسه", " "))
    with pytest.raises(DayAhead):
        record_delivery(ctx, id_, Delivery(TODAY + timedelta(days=1), "صورت‌جلسه", "رضا"))
    with pytest.raises(NotDelivered):
        record_renewal(ctx, id_, TODAY, "")
    covered.deliver(TODAY)
    with pytest.raises(AlreadyDelivered):
        covered.deliver(TODAY)


@pytest.mark.parametrize("change", [lambda rows: rows.update(kind="x"), lambda rows: rows.delete()])
def test_database_refuses_to_change_an_entry(covered: Covered, change: object) -> None:
    covered.deliver(TODAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        change(LedgerEntry.objects.all())  # type: ignore[operator]  # one of the two above
