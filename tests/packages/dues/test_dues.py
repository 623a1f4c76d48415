"""What is owed: given, used, taken, lapsed; in sum and by month (R31, R36, R39)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.doors import client_of, text_of
from tests.packages.conftest import Desk
from tests.packages.projects.conftest import days_ago, run_project
from tests.packages.warranty.conftest import Covered, cover, jalali

from owj.kernel.calendars.jalali import format_date
from owj.kernel.promises.entitlements import Benefit
from owj.packages.billing.entity import Invoice
from owj.packages.billing.services import draft_renewal, issue_invoice
from owj.packages.dues.errors import OnlyDuesKeepers
from owj.packages.dues.queries import Dues, dues
from owj.packages.projects.words import ProjectKind
from owj.packages.warranty.services import give_discount, give_voucher, record_renewal, record_use
from owj.packages.warranty.services.work import hold

pytestmark = pytest.mark.django_db


@pytest.fixture
def owing(desk: Desk) -> Covered:
    """A contract that is owed one session within its year, two hours and 5 % of 637,500,000."""
    covered = cover(desk)
    covered.deliver(jalali(1404, 12, 1))
    work = hold(desk.ctx(desk.manager), covered.contract.id)
    work = give_voucher(work, "free_training_session", 1, "آموزش", jalali(1406, 8, 30))
    work = give_voucher(work, "crm_manager_hours", 2, "سفارشی‌سازی")
    give_discount(work, 5, "1405-09")
    return covered


def seen(covered: Covered) -> Dues:
    return dues(covered.desk.ctx(covered.desk.manager))


def test_everything_given_is_owed_with_its_price(owing: Covered) -> None:
    (line,) = seen(owing).lines
    owed = {one.owed.what: (one.owed.amount, one.owed.value) for one in line.ours}
    assert owed == {
        "free_training_session": (1, 6_000_000),
        "crm_manager_hours": (2, 10_000_000),
        "renewal_discount_percent": (5, 31_875_000),
    }
    assert seen(owing).value == 47_875_000


def test_what_is_used_taken_or_lapsed_is_owed_no_more(owing: Covered) -> None:
    desk, id_ = owing.desk, owing.contract.id
    record_use(desk.ctx(desk.agent), id_, Benefit.CRM_MANAGER_HOURS, 1)
    record_renewal(desk.ctx(desk.manager), id_, desk.now.date(), "12")
    (line,) = seen(owing).lines
    assert {one.owed.what: one.owed.amount for one in line.ours} == {
        "free_training_session": 1,
        "crm_manager_hours": 1,
    }
    desk.wait(hours=24 * 366)
    (line,) = seen(owing).lines
    assert [one.owed.what for one in line.ours] == ["crm_manager_hours"]


def test_trend_tells_each_month_end_as_it_was(owing: Covered) -> None:
    owing.desk.wait(hours=24 * 40)
    trend = {one.month: one.value for one in seen(owing).trend}
    assert (trend["1405-08"], trend["1405-09"], trend["1405-10"]) == (0, 47_875_000, 47_875_000)
    assert len(trend) == 12


def test_open_tickets_stand_with_their_next_promise(owing: Covered) -> None:
    desk = owing.desk
    desk.file()
    desk.file(at=desk.now + timedelta(minutes=1))
    (line,) = seen(owing).lines
    assert (line.promises.open, line.promises.late) == (2, 0)
    assert line.promises.next_due_at is not None
    desk.wait(hours=2)
    assert seen(owing).lines[0].promises.late == 2


def test_promised_deliveries_stand_with_their_days_until_they_come(owing: Covered) -> None:
    desk = owing.desk
    running = run_project(owing, ProjectKind.INSTALLATION, days_ago(desk, -9))
    (line,) = seen(owing).lines
    assert [(one.id, one.planned_on) for one in line.phases] == [
        (running.phase.id, days_ago(desk, -9))
    ]
    said = text_of(client_of(desk.manager).get(reverse("client:dues")))
    assert "فاز یکم" in said
    assert f"قول برای {format_date(days_ago(desk, -9), 'fa')}" in said
    running.deliver(days_ago(desk, 0))
    assert seen(owing).lines[0].phases == ()


def test_unpaid_invoices_are_what_they_owe(owing: Covered) -> None:
    desk = owing.desk
    manager = desk.ctx(desk.manager)
    draft = draft_renewal(manager, owing.contract.id)
    issue_invoice(manager, draft.id)
    invoice = desk.system.rows(Invoice).get()
    (line,) = seen(owing).lines
    assert (line.debt.owed, [one.number for one in line.debt.open]) == (
        invoice.total,
        [invoice.number],
    )
    found = seen(owing)
    trend = [one.theirs for one in found.trend]
    assert (found.theirs, trend[-1], trend[-2]) == (invoice.total, invoice.total, 0)
    said = text_of(client_of(desk.manager).get(reverse("client:dues")))
    assert "بدهکار" in said


def test_page_and_file_are_the_keepers(owing: Covered) -> None:
    desk = owing.desk
    for user in (desk.agent, desk.hub_user, desk.roleless):
        with pytest.raises(OnlyDuesKeepers):
            dues(desk.ctx(user))
    said = text_of(client_of(desk.manager).get(reverse("client:dues")))
    assert "۴۷٬۸۷۵٬۰۰۰ ریال" in said
    assert "۱ جلسهٔ آموزشی رایگان" in said
    sheet = client_of(desk.manager).get(reverse("client:dues_sheet"))
    assert "31875000" in b"".join(sheet).decode()
    assert client_of(desk.agent).get(reverse("client:dues")).status_code == 403
