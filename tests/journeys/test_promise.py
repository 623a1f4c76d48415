"""A customer's ticket, from the hub to the last second of its clock, in a real browser."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from owj.kernel.calendars.jalali import jalali_month, month_name
from owj.kernel.persian.digits import persian_digits
from tests.journeys.conftest import Installation, Visitors

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey

LIVE_MS = 5_000
SUBJECT = "چاپ پیش‌فاکتور ستون تخفیف را نمی‌آورد"


def file_ticket(customer: Page, subject: str) -> str:
    """File a request that matters to the customer (medium) and return its tracking id."""
    customer.goto("/hub/tickets/new")
    customer.fill("input[name=subject]", subject)
    customer.check("input[name=kind][value=request]")
    customer.check("input[name=importance][value=high]")
    expect(customer.locator("main")).to_contain_text(persian_digits("8:45"), timeout=LIVE_MS)
    customer.fill("textarea[name=text]", "در چاپ پیش‌فاکتور، ستون تخفیف خالی می‌ماند.")
    customer.click("main form button[type=submit]")
    customer.wait_for_url(re.compile(r"/hub/tickets/T-\d{4}-\d{6}"))
    found = re.search(r"T-\d{4}-\d{6}", customer.url)
    assert found is not None
    return found[0]


def say(person: Page, text: str) -> None:
    """Write into the open ticket and send it by keyboard."""
    box = person.locator("textarea[name=text][data-submit-keys]")
    box.fill(text)
    box.press("Control+Enter")


def broken_in_month(manager: Page, customer_path: str, at: datetime) -> int:
    """Return the count of broken promises that the customer's page shows for the month of `at`."""
    manager.goto(customer_path)
    month = jalali_month(at.date())
    names = manager.locator("tbody tr")
    words = month_name(int(month.split("-")[1]), "fa")
    row = names.filter(has_text=words).first
    if row.count() == 0:
        return 0
    return int(row.locator("td.n").last.inner_text())


def test_a_ticket_is_seen_live_answered_and_rated(owj: Installation, visitors: Visitors) -> None:
    owj.set_clock(owj.next_evening())
    agent = visitors.sign_in("agent")
    agent.goto("/inbox")
    customer = visitors.sign_in("customer", size="phone")
    tracking_id = file_ticket(customer, f"{SUBJECT} ۱")

    row = agent.locator("[data-row]", has_text=persian_digits(tracking_id))
    expect(row).to_be_visible(timeout=LIVE_MS)
    expect(row.locator("owj-chip")).to_contain_text("دقیقه مانده")
    row.locator("a").first.click()
    agent.wait_for_url(re.compile(tracking_id))

    say(agent, "سلام، دیدیم. تا فردا درست می‌شود.")
    expect(customer.locator("main")).to_contain_text("تا فردا درست می‌شود", timeout=LIVE_MS)
    expect(customer.locator(".o-clock").first).to_have_attribute("data-state", "met")
    expect(agent.locator(".o-clock").first).to_have_attribute("data-state", "met", timeout=LIVE_MS)

    say(customer, "ممنون از شما.")
    expect(agent.locator("main")).to_contain_text("ممنون از شما.", timeout=LIVE_MS)

    agent.get_by_role("button", name="حل شد").first.click()
    customer.get_by_role("button", name="بله، حل شد").click(timeout=LIVE_MS)
    customer.check("input[name=rating][value='5']", timeout=LIVE_MS)
    customer.get_by_role("button", name=re.compile("امتیاز")).click()
    expect(agent.locator("main")).to_contain_text(persian_digits("5"), timeout=LIVE_MS)


def test_the_same_ticket_unanswered_breaks_and_becomes_p0(
    owj: Installation, visitors: Visitors
) -> None:
    evening = owj.next_evening()
    # The clock runs while the form is filled: the deadline is up to a minute after 8:45.
    due = (evening + timedelta(days=1)).replace(hour=8, minute=46)
    owj.set_clock(evening)
    manager = visitors.sign_in("project_manager")
    customer = visitors.sign_in("customer")
    tracking_id = file_ticket(customer, f"{SUBJECT} ۲")
    manager.goto(f"/tickets/{tracking_id}")
    customer_path = str(manager.locator("a[href^='/customers/']").first.get_attribute("href"))

    owj.set_clock(due - timedelta(minutes=2))
    before = broken_in_month(manager, customer_path, due)
    manager.goto("/inbox")
    row = manager.locator("[data-row]", has_text=persian_digits(tracking_id))
    expect(row.locator("owj-chip")).to_have_attribute("data-state", "near")

    owj.set_clock(due)
    chip = manager.locator("[data-row]", has_text=persian_digits(tracking_id)).locator("owj-chip")
    expect(chip).to_have_attribute("data-state", "p0", timeout=60_000)
    expect(chip).to_contain_text("P0")
    assert broken_in_month(manager, customer_path, due) == before + 1

    customer.goto(f"/hub/tickets/{tracking_id}")
    clock = customer.locator(".o-clock").first
    expect(clock).to_have_attribute("data-state", re.compile("p0|breach"))
    expect(clock).to_contain_text(re.compile(persian_digits("8:4[56]")))
    clock.click()
    explanation = customer.get_by_role("dialog")
    expect(explanation).to_contain_text(persian_digits("16:45"))
    expect(explanation).to_contain_text("R8")
