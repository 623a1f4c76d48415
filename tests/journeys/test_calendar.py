"""A day is closed by the project manager; the deadline moves before the customer's eyes (R50)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from owj.kernel.persian.digits import persian_digits
from tests.journeys.conftest import Installation, Visitors
from tests.journeys.test_promise import LIVE_MS, file_ticket
from tests.ui.axe import serious_findings

pytestmark = pytest.mark.journey


def test_closing_tomorrow_moves_the_deadline_in_another_browser(
    owj: Installation, visitors: Visitors
) -> None:
    evening = owj.next_evening()
    owj.set_clock(evening)
    try:
        _close_tomorrow(owj, visitors, evening)
    finally:
        # The journeys after this one begin on days that are as they were shipped.
        owj.set_clock(evening + timedelta(days=2))


def _close_tomorrow(owj: Installation, visitors: Visitors, evening: datetime) -> None:
    customer = visitors.sign_in("customer", size="phone")
    tracking_id = file_ticket(customer, "موعدی که با تعطیلی جابه‌جا می‌شود")
    tomorrow = (evening + timedelta(days=1)).date()
    expect(customer.locator("main")).to_contain_text(persian_digits("8:45"))
    moved = customer.locator(".o-clock").first
    expect(moved).to_contain_text("موعد فردا")

    manager = visitors.sign_in("project_manager", bypass_csp=True)
    manager.goto("/calendars/ticket")
    manager.click(f"a[href*='day={tomorrow.isoformat()}']")
    manager.check("input[name=state][value=closed]")
    manager.fill("#d-name", "آلودگی هوای تهران")
    manager.get_by_role("button", name="گذاشتن در پیش‌نویس").click()
    effect = manager.locator("#cal-effect")
    expect(effect).to_contain_text(persian_digits(tracking_id), timeout=LIVE_MS)
    assert serious_findings(manager) == []
    manager.fill("#s-note", "اطلاعیهٔ استانداری")
    manager.get_by_role("button", name=re.compile("ذخیرهٔ بازنگری")).click()
    expect(manager.locator("#cal-body")).to_contain_text("آلودگی هوای تهران")

    expect(customer.locator("main")).to_contain_text("یک روز تعطیل اعلام شد", timeout=LIVE_MS)
    expect(moved).not_to_contain_text("موعد فردا")
