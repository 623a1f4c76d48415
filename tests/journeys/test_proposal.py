"""A proposal from both doors: written, sent, accepted on a phone, and a contract with its days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from owj.kernel.calendars.jalali import JalaliDate
from tests.journeys.conftest import Installation, Visitors
from tests.journeys.test_pages import looks_right

pytestmark = pytest.mark.journey

TITLE = "سامانهٔ شعبه‌های تازه"


def test_an_accepted_proposal_becomes_a_contract(owj: Installation, visitors: Visitors) -> None:
    def typed(days: int) -> str:
        day = JalaliDate.from_gregorian(owj.now.date() + timedelta(days=days))
        return f"{day.year}/{day.month:02}/{day.day:02}"

    customer = visitors.sign_in("customer", "phone", bypass_csp=True)
    customer.goto("/hub/contracts")
    name = customer.locator(".o-hubhead .o-sub, .o-hubhead p").first.inner_text().strip()
    seller = visitors.sign_in("project_manager", bypass_csp=True)
    seller.goto("/proposals/new")
    seller.get_by_label("برای", exact=True).select_option(label=name)
    seller.get_by_label("عنوان", exact=True).first.fill(TITLE)
    seller.get_by_label("معتبر تا").fill(typed(20))
    seller.get_by_role("combobox", name="ماژول").first.select_option(index=1)
    phase = seller.get_by_role("group", name="فاز").first
    phase.get_by_label("عنوان").fill("نصب شعبه‌ها")
    phase.get_by_label("آغاز").fill(typed(21))
    phase.get_by_label("قول برای").fill(typed(30))
    seller.get_by_role("button", name="ذخیرهٔ پیش‌نویس").click()
    assert looks_right(seller) == []
    seller.get_by_role("button", name="فرستادن").click()
    expect(seller.locator("aside")).to_contain_text("فرستاده")

    customer.reload()
    customer.get_by_role("link", name=TITLE).click()
    assert looks_right(customer) == []
    customer.locator("input[name=agreed]").check()
    customer.get_by_role("button", name="می‌پذیرم").click()
    expect(customer.locator("main")).to_contain_text("گواهی پذیرش")
    assert looks_right(customer) == []

    seller.reload()
    seller.locator('aside a[href^="/contracts/"]').click()
    expect(seller.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(seller.locator("main")).to_contain_text("نصب و استقرار")
