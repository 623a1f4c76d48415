"""What the vendor owes for what was late, from the claim to the account, at both doors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from owj.kernel.calendars.jalali import JalaliDate, month_name
from owj.kernel.persian.digits import latin_digits, persian_digits
from tests.journeys.conftest import Installation, Visitors
from tests.journeys.test_pages import looks_right

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey

CUSTOMER = "پخش مهرگستر شرق"


@dataclass
class Late:
    """A contract of the demo with one more project, whose only phase came eight days late."""

    manager: Page
    contract: str
    project: str


def typed(day: date) -> str:
    """Return a day as people type it, «1405/9/3»."""
    jalali = JalaliDate.from_gregorian(day)
    return f"{jalali.year}/{jalali.month}/{jalali.day}"


def send(page: Page, path: str, **form: str) -> str:
    """Send one of the forms that stand on the page, as a browser does; return where it leads."""
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    answer = page.request.post(path, form={"csrfmiddlewaretoken": token, **form})
    assert answer.ok, (answer.status, answer.text()[:500])
    return answer.url


def open_contract(manager: Page) -> str:
    """Show the contract of the demo's first customer; return its path."""
    manager.goto("/customers")
    manager.get_by_role("link", name=CUSTOMER).first.click()
    manager.locator('a[href^="/contracts/"]').first.click()
    manager.wait_for_url(re.compile(r"/contracts/\d+$"))
    return str(manager.evaluate("location.pathname"))


def deliver_late(owj: Installation, visitors: Visitors, kind: str, title: str) -> Late:
    """Promise a phase for eleven days ago and deliver it three days ago."""
    manager = visitors.sign_in("project_manager", bypass_csp=True)
    contract = open_contract(manager)
    today = owj.now.date()
    begun, planned, came = (typed(today - timedelta(days=days)) for days in (40, 11, 3))
    project = send(manager, f"{contract}/projects/new", title=title, kind=kind, day=begun)
    path = re.sub(r"^https?://[^/]+", "", project)
    send(manager, f"{path}/promise", title=title, kind=kind, begins=begun, planned=planned)
    manager.goto(path)
    phase = str(manager.locator("section[id^='phase-']").first.get_attribute("id"))
    proof = {"document": "صورت‌جلسه", "author": "نوید مهرپور"}
    send(manager, f"{path}/deliver", phase=phase.removeprefix("phase-"), day=came, **proof)
    return Late(manager, contract, path)


def days_left(manager: Page, contract: str) -> int:
    """Return how many days of warranty a contract's page shows."""
    manager.goto(contract)
    shown = manager.locator("aside .o-fig").first.inner_text()
    return int(re.sub(r"\D", "", latin_digits(shown)))


def claim(customer: Page, project: str) -> None:
    """File the claim that the late phase has drafted."""
    customer.goto(f"/hub{project}")
    assert looks_right(customer) == []
    customer.get_by_role("button", name="ثبت این مطالبه").first.click()
    customer.wait_for_url("**/hub/tickets/T-*")


def accept(late: Late) -> None:
    """Let the committee agree to what the rules propose."""
    late.manager.goto(late.contract)
    assert looks_right(late.manager) == []
    late.manager.get_by_role("button", name="پذیرفتن مطالبه").first.click()
    expect(late.manager.locator("#toasts")).to_contain_text("مطالبه پذیرفته شد")


def test_late_installation_lengthens_the_warranty(owj: Installation, visitors: Visitors) -> None:
    late = deliver_late(owj, visitors, "installation", "نصب شعبهٔ سبزوار")
    before = days_left(late.manager, late.contract)
    customer = visitors.sign_in("customer", size="phone", bypass_csp=True)
    claim(customer, late.project)
    accept(late)
    assert days_left(late.manager, late.contract) == before + 8
    customer.goto("/hub/contracts")
    expect(customer.locator("main")).to_contain_text(persian_digits(str(before + 8)))
    assert looks_right(customer) == []


def test_training_that_came_eight_days_late_ends_as_an_hour_of_assessment(
    owj: Installation, visitors: Visitors
) -> None:
    late = deliver_late(owj, visitors, "training", "آموزش انبارداران")
    customer = visitors.sign_in("customer", bypass_csp=True)
    claim(customer, late.project)
    accept(late)
    customer.goto("/hub/contracts")
    balances = customer.locator("dl.o-facts").first
    expect(balances).to_contain_text("ساعت ارزیابی")
    late.manager.goto("/dues")
    expect(late.manager.locator("main")).to_contain_text("۱ ساعت ارزیابی و مشاوره")


def test_claim_on_the_eighth_day_is_refused_with_the_reason(
    owj: Installation, visitors: Visitors
) -> None:
    customer = visitors.sign_in("customer", size="phone", bypass_csp=True)
    customer.goto("/hub/claims/new")
    customer.get_by_label("کدام قول داده شد").fill("نصب دیر شد.")
    day = owj.now.date()
    customer.get_by_label("آخرین روز دیرکرد").fill(typed(day - timedelta(days=8)))
    customer.get_by_role("button", name="ثبت مطالبه").click()
    said = customer.get_by_role("alert")
    expect(said).to_contain_text(persian_digits("7"))
    expect(customer.get_by_label("کدام قول داده شد")).to_have_value("نصب دیر شد.")
    assert looks_right(customer) == []
    # On the seventh it still is in time.
    customer.get_by_label("آخرین روز دیرکرد").fill(typed(day - timedelta(days=7)))
    customer.get_by_role("button", name="ثبت مطالبه").click()
    customer.wait_for_url("**/hub/tickets/T-*")


def test_five_missed_tickets_of_a_month_end_as_five_percent_off_the_renewal_invoice(
    owj: Installation, visitors: Visitors
) -> None:
    evening = owj.next_evening()
    owj.set_clock(evening)
    customer = visitors.sign_in("customer", size="phone", bypass_csp=True)
    customer.goto("/hub/tickets/new")
    request = {"kind": "request", "importance": "high", "text": "گزارش خالی می‌آید."}
    for number in range(5):
        subject, key = f"گزارش فروش {number}", str(uuid4())
        send(customer, "/hub/tickets/new", subject=subject, key=key, **request)
    owj.set_clock((evening + timedelta(days=1)).replace(hour=16, minute=30))
    month = month_name(JalaliDate.from_gregorian(owj.now.date()).month, "fa")
    drafted = customer.locator("section.o-card", has_text=f"قول شکسته در {month}").first
    # The worker finds the breaches; this page is not live.
    for _ in range(60):
        customer.goto("/hub/contracts")
        if drafted.count():
            break
        customer.wait_for_timeout(500)
    drafted.get_by_role("button", name="ثبت این مطالبه").click()
    customer.wait_for_url("**/hub/tickets/T-*")

    manager = visitors.sign_in("project_manager", bypass_csp=True)
    contract = open_contract(manager)
    accept(Late(manager, contract, ""))
    customer.goto("/hub/contracts")
    assert looks_right(customer) == []
    customer.get_by_role("radio", name=re.compile("تخفیف تمدید")).check()
    customer.get_by_role("button", name="تأیید انتخاب").click()
    customer.get_by_role("button", name="دریافت فاکتور و تمدید").first.click()
    customer.wait_for_url(re.compile(r"/hub/invoices/\d+"))
    expect(customer.locator("main")).to_contain_text(f"{persian_digits('5')}٪")
    assert looks_right(customer) == []
