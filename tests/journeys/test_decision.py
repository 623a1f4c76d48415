"""An administrator changes who gets which priority by keyboard; the next ticket follows (R5)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visitors
from tests.ui.axe import serious_findings

pytestmark = pytest.mark.journey
PAGE = "/studio/decisions/desk.priority"
FOURTH = "#cell-3-outputEntry-0"


def test_a_table_is_changed_by_keyboard_and_the_next_ticket_follows(visitors: Visitors) -> None:
    admin = visitors.sign_in("admin", bypass_csp=True)
    admin.goto(PAGE)
    _type_another_answer(admin)
    _publishing_is_blocked(admin)
    _expect_and_publish(admin)
    try:
        tracking_id = _file_a_small_wish(visitors.sign_in("customer"))
        manager = visitors.sign_in("project_manager")
        manager.goto(f"/tickets/{tracking_id}")
        menu = manager.locator("details", has=manager.locator("button[name=priority]"))
        expect(menu.locator("summary")).to_contain_text("متوسط")
        menu.locator("summary").click()
        expect(menu).to_contain_text("قاعدهٔ ۴ جدول اولویت، نسخهٔ ۲")
    finally:
        # The journeys after this one meet the table as it was shipped.
        admin.goto(f"{PAGE}/history")
        admin.locator("#v1").get_by_role("button", name="گرفتن به‌عنوان پیش‌نویس").click()
        _expect_and_publish(admin)


def _type_another_answer(admin: Page) -> None:
    admin.focus("#cell-2-outputEntry-0")
    admin.keyboard.press("Enter")
    expect(admin.locator(FOURTH)).to_be_focused()
    admin.keyboard.press("Control+A")
    admin.keyboard.type("urgent")
    expect(admin.locator("#e-cell-3-outputEntry-0")).to_contain_text("متن در گیومه")
    expect(admin.locator(FOURTH)).to_have_attribute("aria-invalid", "true")
    admin.keyboard.press("Control+A")
    admin.keyboard.type("medium")
    expect(admin.locator("#dec-side")).to_contain_text("قاعدهٔ ۴، اولویت")
    expect(admin.locator("#e-cell-3-outputEntry-0")).to_be_empty()
    assert serious_findings(admin) == []
    admin.keyboard.press("Control+Enter")
    expect(admin.locator("#cell-4-inputEntry-0")).to_be_focused()
    expect(admin.locator(FOURTH)).to_have_value('"medium"')
    admin.keyboard.press("Alt+Backspace")
    expect(admin.locator("#cell-4-inputEntry-0")).to_have_count(0)
    expect(admin.locator("#cell-3-inputEntry-0")).to_be_focused()


def _publishing_is_blocked(admin: Page) -> None:
    admin.fill("#p-note", "درخواست‌ها هم مهم‌اند")
    admin.get_by_role("button", name=re.compile("انتشار نسخهٔ")).click()
    expect(admin.locator("#dec-publish [role=alert]")).to_contain_text("هنوز منتشرشدنی نیست")
    expect(admin.locator("#dec-side")).to_contain_text("آزمون «R5 low»")


def _expect_and_publish(admin: Page) -> None:
    """Make what the draft answers the expectation of the test that fails, and publish."""
    admin.select_option("#try-is-error", "false")
    expect(admin.locator(".o-dtried")).to_contain_text("با قاعدهٔ ۳")
    admin.select_option("#try-importance", '"low"')
    expect(admin.locator(".o-dtried")).to_contain_text("با قاعدهٔ ۴")
    admin.click(".o-dkeep summary")
    admin.fill("#case-name", "R5 low")
    admin.get_by_role("button", name="نگه داشتن آزمون").click()
    expect(admin.locator("#dec-side")).to_contain_text("همه درست")
    admin.get_by_role("button", name=re.compile("انتشار نسخهٔ")).click()
    expect(admin.locator("#dec-state")).to_contain_text("تصمیم می‌گیرد")


def _file_a_small_wish(customer: Page) -> str:
    customer.goto("/hub/tickets/new")
    customer.fill("input[name=subject]", "رنگ دکمه‌ها در گزارش روزانه")
    customer.check("input[name=kind][value=request]")
    customer.check("input[name=importance][value=low]")
    customer.fill("textarea[name=text]", "رنگ دکمه‌ها را روشن‌تر بگذارید.")
    customer.click("main form button[type=submit]")
    customer.wait_for_url(re.compile(r"/hub/tickets/T-\d{4}-\d{6}"))
    found = re.search(r"T-\d{4}-\d{6}", customer.url)
    assert found is not None
    return found[0]
